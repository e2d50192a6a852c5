"""Discord's own OpenAPI document as a judge of every request and every answer."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).resolve().parents[4] / "shared" / "data" / "discord-openapi.json"
ABSENT = f"Discord's OpenAPI document is not at {DOCUMENT}: requests and answers are not judged"


@dataclass(frozen=True)
class Finding:
    """Something the document forbids: where, and why."""

    method: str
    template: str
    status: int | None
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.method} {self.template} {self.status or 'request'} {self.place}: {self.problem}"


class Judge:
    """Collects findings. Without the document it judges nothing, and `available` is False."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.available = DOCUMENT.is_file()
        self.enabled = enabled and self.available
        self.on_requests: list[Finding] = []
        self.on_answers: list[Finding] = []
        self.judged = 0

    def request(self, method: str, template: str, path: str, body: Any) -> None:
        """Judge a request's body."""

    def answer(self, method: str, template: str, status: int, body: Any) -> None:
        """Judge an answer's body."""


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return loaded

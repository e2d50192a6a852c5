"""Read-only tools that a model may call while it weighs something: what is offered, what was asked.

A tool answers a question; it has no way to change anything. Ids of calls are ours (`hop1call2`), nine letters and
digits, which every vendor takes: the same look-ups make the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool as it is offered. `parameters` is the JSON schema of its arguments, an object."""

    name: str
    summary: str
    parameters: Mapping[str, Any]

    def wire(self) -> dict[str, Any]:
        """As OpenAI-compatible servers take it."""
        return {
            "type": "function",
            "function": {"name": self.name, "description": self.summary, "parameters": dict(self.parameters)},
        }


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What a model asked for. `arguments` is the text that it wrote: JSON, if it did as told."""

    id: str
    name: str
    arguments: str

    def row(self) -> str:
        """`rule {"name": "grapple"}`: the call as one line."""
        return f"{self.name} {self.arguments}"

    @classmethod
    def of_row(cls, call_id: str, row: str) -> "ToolCall":
        """The call that such a line stands for."""
        name, _, arguments = row.partition(" ")
        return cls(call_id, name, arguments)


def numbered(calls: tuple[ToolCall, ...], hop: int) -> tuple[ToolCall, ...]:
    """The calls under ids of ours: the vendor's differ from run to run. At most nine of them, in hops 1 to 9."""
    return tuple(ToolCall(f"hop{hop}call{at}", call.name, call.arguments) for at, call in enumerate(calls[:9], start=1))


def dump_calls(calls: tuple[ToolCall, ...]) -> str:
    """Calls as they are kept."""
    return json.dumps([[call.id, call.name, call.arguments] for call in calls], ensure_ascii=False)


def read_calls(kept: str) -> tuple[ToolCall, ...]:
    """Calls as they were kept; none if it is something else (an erased text)."""
    try:
        return tuple(ToolCall(*(str(part) for part in each)) for each in json.loads(kept))
    except (ValueError, TypeError):
        return ()

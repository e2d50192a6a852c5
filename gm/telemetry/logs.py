"""Logs as lines for people or as JSON for programs: an event for each call and each turn, with ids and figures.

What is in an event is chosen here, field by field: no words of a prompt, a reply, an input or a vendor's error, no
player, no key. Known secrets are taken out of every line all the same, whoever wrote it.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, TextIO

from gm.domain.errors import ConfigError
from gm.domain.guards import GuardCount
from gm.domain.health import CallEvent
from gm.domain.ledger import CallEnd, CallStart
from gm.domain.watching import Here, TurnSeen, Watcher

Redact = Callable[[str], str]
_FIELDS: Final = "gm_fields"
_PLAIN: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FRAMES: Final = 30


def start_logging(level: str, form: Literal["text", "json"], redact: Redact, stream: TextIO | None = None) -> None:
    """Let the process log to stderr, or to `stream`. Secrets never pass; whoever set logging up before keeps it."""
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(JsonLines(redact) if form == "json" else PlainLines(redact))
    root.addHandler(handler)
    root.setLevel(level.upper())


def keep_logs(file: Path | None, level: str, form: Literal["text", "json"], redact: Redact) -> None:
    """Let the process log to that file, which its owner alone may read; None: what nobody has set logging up for is
    not printed into a terminal.

    Raises:
        ConfigError: the file cannot be written.
    """
    ours = logging.getLogger("gm")
    if not ours.handlers:
        ours.addHandler(logging.NullHandler())  # without any handler Python prints bare messages on stderr
    if file is None or logging.getLogger().handlers:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)
        stream = file.open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise ConfigError(f"log_file: {file} cannot be written: {error.strerror}") from error
    start_logging(level, form, redact, stream)


class PlainLines(logging.Formatter):
    """A line for people; an event's figures behind its name."""

    def __init__(self, redact: Redact) -> None:
        super().__init__(_PLAIN)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        text = super().format(record)
        fields: Mapping[str, Any] = getattr(record, _FIELDS, {})
        return self._redact(" ".join([text, *(f"{name}={value}" for name, value in fields.items())]))


class JsonLines(logging.Formatter):
    """A JSON object on a line. Of an exception it holds the kind and where it happened, not what it says: it may quote
    anybody."""

    def __init__(self, redact: Redact) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The record as a JSON object."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        line["message"] = record.getMessage()
        line.update(getattr(record, _FIELDS, {}))
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])[-_FRAMES:]
            line["exception"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return self._redact(json.dumps(line, ensure_ascii=False, default=str))


class Logging(Watcher):
    """Writes an event for each call and turn at `info`, for each fault at `warning`."""

    def __init__(self) -> None:
        self._calls = logging.getLogger("gm.calls")
        self._turns = logging.getLogger("gm.turns")

    def turn_ends(self, turn: TurnSeen, how: str, seconds: float) -> None:
        """An event of the turn."""
        told = {"uid": turn.uid, "number": turn.number, "kind": turn.kind, "attempt": turn.attempt, "status": how}
        more = {"continued": True} if turn.continued else {}
        self._write(self._turns, logging.INFO, "turn", {**_where(turn), **told, **more, "ms": round(seconds * 1000)})

    def call_ends(self, call_id: int, start: CallStart, end: CallEnd, here: Here | None) -> None:
        """An event of the call."""
        usage = end.usage
        told = {
            "call": call_id,
            **_call(start, here),
            "status": end.status,
            "fault": end.fault or None,
            "finish": end.finish_reason or None,
            "ms": end.latency_ms,
            "first_token_ms": end.first_token_ms,
            "tokens_in": usage.prompt_tokens,
            "tokens_cached": usage.cached_tokens,
            "tokens_out": usage.completion_tokens,
            "tokens_reasoning": usage.reasoning_tokens,
            "cost_usd": usage.cost,
        }
        self._write(self._calls, logging.INFO, "call", told)

    def call_refused(self, start: CallStart, kind: str, here: Here | None) -> None:
        """An event of a call that no money was left for."""
        self._write(self._calls, logging.INFO, "call", {**_call(start, here), "status": "refused", "limit": kind})

    def call_fault(self, event: CallEvent) -> None:
        """An event of a fault."""
        told = {"role": event.role, "model": event.model, "fault": event.fault, "done": event.done, "to": event.to}
        ids = {"call": event.call_id, "game": event.game_id, "turn": event.turn_id, "wait_ms": event.wait_ms}
        self._write(self._calls, logging.WARNING, "fault", {**told, **ids})

    def guarded(self, count: GuardCount) -> None:
        """An event of a narration that was mended or cut."""
        told = {"kind": count.kind, "action": count.action, "count": count.count, "model": count.model}
        self._write(self._turns, logging.INFO, "guard", told)

    def _write(self, logger: logging.Logger, level: int, event: str, fields: Mapping[str, Any]) -> None:
        known = {name: value for name, value in fields.items() if value is not None and value != ""}
        logger.log(level, event, extra={_FIELDS: known})


def _where(turn: TurnSeen) -> dict[str, Any]:
    return {"game": turn.game_id, "scene": turn.scene_id, "turn": turn.id}


def _call(start: CallStart, here: Here | None) -> dict[str, Any]:
    why, one = start.purpose, start.candidate
    return {
        "game": why.game_id,
        "scene": why.scene_id,
        "turn": why.turn_id,
        "stage": here.stage if here is not None else None,
        "role": str(why.role),
        "category": str(why.category),
        "model": one.model,
        "provider": one.provider,
        "attempt": start.attempt,
        "rung": start.rung,
    }

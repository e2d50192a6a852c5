"""Who answered: which model, which ones could not and why, and what a call cost."""

from collections.abc import Sequence

from gm.store.calls import ModelCall

_FAILED = {"failed": "failed", "lost": "was cut off", "refused": "was not asked"}
_PLAIN = {
    "offline": "the offline narrator",
    "author": "the author's own text",
    "code": "the rules alone",
    "gm": "the game master",
}


_RUNGS = {
    "schema": "held to the form",
    "json": "held to JSON",
    "text": "asked in words alone",
    "repair": "put right when it was sent back",
}
"""How a ruling was asked for, by its step of the ladder."""
_NOTICED_MS = 50
"""Shorter answers take no time that anyone would notice."""


def answered_by(source: str, calls: Sequence[ModelCall], role: str) -> str:
    """`the offline narrator, after mistral… failed (timeout)`: who answered in a role, and who fell out before.

    `source` is what the turn recorded: `offline`, `code`, `author`, `model` or a model's name. `calls` are the turn's.
    """
    asked = [call for call in calls if call.role == role]
    latest = max((call.asking for call in asked), default=0)
    of_last = [call for call in asked if call.asking == latest] if role == "narrator" else asked
    rulings = role == "adjudicator" and source == "offline"
    who = "the offline rules" if rulings else _PLAIN.get(source, "")
    answers = [call.model for call in of_last if call.status == "ok" and call.backend != "offline"]
    if not who:
        who = answers[-1] if source == "model" and answers else source or "nobody yet"
    rungs = [call.rung for call in of_last if call.status == "ok" and call.backend != "offline"]
    if role == "adjudicator" and source == "model" and rungs and rungs[-1] in _RUNGS:
        who = f"{who} ({_RUNGS[rungs[-1]]})"
    falls = [_fall(call) for call in of_last if call.status in _FAILED]
    if rulings and answers:
        falls.append(f"{answers[-1]} gave no ruling that the rules allow")
    return f"{who}, after {'; '.join(dict.fromkeys(falls))}" if falls else who


def _fall(call: ModelCall) -> str:
    reason = f" ({call.error})" if call.error else ""
    return f"{call.model} {_FAILED[call.status]}{reason}"


def call_row(call: ModelCall) -> str:
    """`Call: narrator (narration) mistral… ok: 812 in (640 cached), 140 out, $0.0004, 2.1 s`."""
    cached = f" ({call.cached_tokens:,} cached)" if call.cached_tokens is not None else ""
    latency = f", {call.latency_ms / 1000:.1f} s" if call.latency_ms and call.latency_ms >= _NOTICED_MS else ""
    error = f" ({call.error})" if call.error else ""
    tokens = f"{_count(call.prompt_tokens)} in{cached}, {_count(call.completion_tokens)} out, "
    if call.backend == "offline" or (call.prompt_tokens is None and call.completion_tokens is None):
        tokens = ""
    return (
        f"Call: {call.role} ({call.category}) {call.model}, {call.status}{error}: {tokens}{money(call.cost)}{latency}"
    )


def money(amount: float | None) -> str:
    """US dollars as people read them; unknown is said, not shown as 0."""
    if amount is None:
        return "cost unknown"
    if amount == 0:
        return "$0"
    return f"${amount:.2f}" if amount >= 0.1 else f"${amount:.6f}".rstrip("0")


def _count(tokens: int | None) -> str:
    return "?" if tokens is None else f"{tokens:,}"

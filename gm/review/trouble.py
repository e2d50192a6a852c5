"""What went wrong with calls, and what was done about it, in words: for `/why`, `gm log --why` and a host's summary."""

from collections.abc import Sequence
from typing import Any, Final

from gm.domain.health import CallEvent
from gm.store.health import FailureLine

_FAULTS: Final = {
    "unreachable": "could not be reached",
    "silent": "fell silent",
    "slow": "was not done in time",
    "broken": "broke off",
    "busy": "had a fault of its own",
    "rate": "limited the rate",
    "key": "refused the key",
    "credit": "had no credit left",
    "unknown_model": "did not know the model",
    "request": "did not take the request",
    "overflow": "has a smaller window than the prompt needs",
    "empty": "gave an empty reply",
    "refusal": "declined",
    "loop": "went round in a loop",
    "cut": "reached the length limit",
    "garbled": "gave garbled text",
    "censored": "was stopped by its content filter",
    "form": "gave no answer of the form",
    "budget": "was not paid for",
    "resting": "was left alone, since it had failed before",
    "moment": "was passed over for a decisive moment",
    "other": "failed",
}
_DONE: Final = {
    "retried": "asked again",
    "plainer": "asked for less",
    "next": "asked {to}",
    "continued": "{to} went on from the words shown",
    "offline": "the offline narrator took over",
    "gave_up": "nobody else was asked",
    "kept": "what was good of it was kept",
    "refitted": "sent it a shorter prompt",
    "rested": "left alone for a while",
    "escalated": "asked {to}",
}


def event_row(event: CallEvent) -> str:
    """`Trouble: narrator: one limited the rate; asked again after 0.5 s`."""
    done = _DONE[event.done].format(to=event.to or "it again")
    if event.wait_ms is not None:
        done += f" ({event.wait_ms / 1000:.1f} s)" if event.done == "rested" else f" after {event.wait_ms / 1000:.1f} s"
    return f"Trouble: {event.role}: {event.model} {_FAULTS[event.fault]}; {done}"


def event_json(event: CallEvent) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "role": event.role,
        "model": event.model,
        "fault": event.fault,
        "done": event.done,
        "to": event.to,
        "call": event.call_id,
        "wait_ms": event.wait_ms,
    }


def failure_json(line: FailureLine) -> dict[str, Any]:
    """How often it happened, as JSON values."""
    return {"model": line.model, "fault": line.fault, "done": line.done, "times": line.times}


def failure_rows(lines: Sequence[FailureLine]) -> tuple[str, ...]:
    """`12 × mistral… limited the rate; asked again`, the most frequent first."""
    width = max((len(f"{line.times:,}") for line in lines), default=0)
    return tuple(
        f"{line.times:>{width},} × {line.model} {_FAULTS.get(line.fault, line.fault)}; "
        f"{_DONE.get(line.done, line.done).format(to='another one')}"
        for line in lines
    )

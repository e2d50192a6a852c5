"""The host's log in words and as JSON: when, at which table, what kind, at which stage. Never who, never what."""

from collections.abc import Iterable
from typing import Any, Final

from gm.store.safety_log import SafetyEvent

KINDS: Final = {
    "xcard": "X-card",
    "line": "a line",
    "veil": "a veil",
    "rating": "over the rating",
    "unchecked": "not judged",
}
STAGES: Final = {
    "input": "in what was written",
    "telling": "in a telling",
    "ruling": "in a ruling",
    "summary": "in a summary",
    "translation": "in a translation",
    "received": "before it was ruled",
    "ruled": "while it was weighed",
    "parked": "while a question was open",
    "resolved": "while it was told",
    "narrated": "while it was shown",
    "delivered": "after it was told",
    "settled": "after it was told",
}
_BY: Final = {"rules": "", "checker": ", found by the checker"}


def log_rows(events: Iterable[SafetyEvent], *, games: bool = False) -> tuple[str, ...]:
    """A line each. `games`: with the name of the table."""
    return tuple(
        f"{each.at:%Y-%m-%d %H}:00  {f'{each.game}  ' if games else ''}{KINDS[each.event]}, "
        f"{STAGES.get(each.stage, each.stage)}{_by(each)}"
        f"{f' ({each.count} times)' if each.count > 1 else ''}"
        for each in events
    )


def _by(event: SafetyEvent) -> str:
    return ": the checker could not be asked" if event.event == "unchecked" else _BY.get(event.by, "")


def log_json(events: Iterable[SafetyEvent]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "events": [
            {
                "hour": each.at.isoformat(),
                "game": each.game,
                "kind": each.event,
                "stage": each.stage,
                "by": each.by,
                "count": each.count,
            }
            for each in events
        ]
    }

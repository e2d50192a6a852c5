"""Why a turn was ruled as it was, in words: what was said against it, what a game master gave as their reason."""

from collections.abc import Iterator

from gm.domain.objections import Reason

_SAID = {
    "gm": "The game master ruled so: {because}",
    "granted": "Put right after an objection: {because}",
    "stands": "Reconsidered after an objection, and it stood: {because}",
}


def reason_rows(reason: Reason | None) -> Iterator[str]:
    """`Put right after an objection: I have a rope`, and the answer to it."""
    if reason is None:
        return
    yield _SAID[reason.by].format(because=reason.because)
    if reason.answer:
        yield f"  {reason.answer}"

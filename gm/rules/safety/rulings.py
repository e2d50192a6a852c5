"""A ruling's prose against what a table does not play: it is shown, and told on."""

from collections.abc import Iterator

from gm.domain.ruling import Ruling, Verdict
from gm.rules.safety.finding import Bounds


def touching(ruling: Ruling, bounds: Bounds) -> tuple[str, ...]:
    """What is wrong with it, for whoever ruled; (): nothing. It does not say which words: they are not repeated."""
    answer = ("the answer goes where this table does not",) if bounds.touched(ruling.answer) else ()
    return answer + tuple(
        f"verdict {number} goes where this table does not: word it so that nothing of that kind happens or is named"
        for number, verdict in enumerate(ruling.verdicts, start=1)
        if any(bounds.touched(text) for text in _prose(verdict))
    )


def _prose(verdict: Verdict) -> Iterator[str]:
    yield from (verdict.stakes, verdict.refusal)
    yield from (outcome.text for outcome in verdict.outcomes.values())

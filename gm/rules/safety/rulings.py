"""A ruling's prose against what a table does not play: it is shown, and told on. So is what factions do off-stage."""

from collections.abc import Iterator, Sequence
from typing import Any

from gm.domain.ruling import Outcome, Ruling, Verdict, WorldMove
from gm.rules.safety.finding import Bounds


def touching(ruling: Ruling, bounds: Bounds) -> tuple[str, ...]:
    """What is wrong with it, for whoever ruled; (): nothing. It does not say which words: they are not repeated."""
    answer = ("the answer goes where this table does not",) if bounds.touched(ruling.answer) else ()
    return answer + tuple(
        f"verdict {number} goes where this table does not: word it so that nothing of that kind happens or is named"
        for number, verdict in enumerate(ruling.verdicts, start=1)
        if any(bounds.touched(text) for text in _prose(verdict)) or bounds.touched(verdict.intent, said=True)
    )


def touching_moves(moves: Sequence[WorldMove], bounds: Bounds) -> tuple[str, ...]:
    """The same for what factions do between two sessions, before any of it happens."""
    return tuple(
        f"move {number} goes where this table does not: let nothing of that kind happen or be named"
        for number, move in enumerate(moves, start=1)
        if any(bounds.touched(text) for text in (move.rumour, move.reason, *words_in(move.effects)))
    )


def prose_of(ruling: Ruling) -> str:
    """All that may be read of it, a line each: what a checker is asked about."""
    lines = [ruling.answer, *(text for verdict in ruling.verdicts for text in _prose(verdict))]
    lines += [text for move in ruling.moves for text in (move.rumour, *words_in(move.effects))]
    return "\n".join(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _prose(verdict: Verdict) -> Iterator[str]:
    yield from (verdict.stakes, verdict.refusal, verdict.text, *verdict.notices, *words_in(verdict.effects))
    if verdict.check is not None:
        yield verdict.check.reason
    for outcome in verdict.outcomes.values():
        yield from _of_outcome(outcome)


def _of_outcome(outcome: Outcome) -> Iterator[str]:
    yield from (outcome.text, *words_in(outcome.effects))
    if outcome.choice is not None:
        yield outcome.choice.question
        for option in outcome.choice.options:
            yield from (option.label, option.text, *words_in(option.effects))


def words_in(effects: Sequence[object]) -> Iterator[str]:
    """Words that an effect brings in; ids are the campaign's."""
    for effect in effects:
        found: Any = getattr(effect, "text", "")
        if isinstance(found, str):
            yield found

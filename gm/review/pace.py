"""How quick the table is: rulings and calls a turn, seconds to dice, first words and end, by who ruled and who told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gm.store.paces import PacedTurn

RUNGS: Final = ("schema", "json", "text", "repair")


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds: the middle, and what 95 of 100 stay within. None: nothing was measured."""

    median: float | None
    p95: float | None

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Spread":
        """Of these."""
        if not seconds:
            return cls(None, None)
        ordered = sorted(seconds)
        return cls(_at(ordered, 0.5), _at(ordered, 0.95))


@dataclass(frozen=True, slots=True)
class RoutePace:
    """The pace of one route: who ruled, who told."""

    ruled_by: str
    told_by: str
    turns: int
    dice: Spread
    words: Spread
    end: Spread


@dataclass(frozen=True, slots=True)
class Pace:
    """What can be said of a game's pace, or of all games'."""

    turns: int
    sources: tuple[tuple[str, int], ...]
    """(code, model, offline …, rulings)."""
    rungs: tuple[tuple[str, int], ...]
    """(step of the ladder, rulings of models that came from it)."""
    calls: int
    """To models, failed ones included; the offline backend is none."""
    look_ups: int
    """What adjudicators looked up, all told."""
    looking: int
    """Turns in which they did."""
    routes: tuple[RoutePace, ...]


def pace_of(turns: Sequence[PacedTurn]) -> Pace:
    """The pace of these turns. Those that waited for a player's answer are counted, and not timed."""
    sources = Counter(turn.ruling_source for turn in turns)
    rungs = Counter(_rung(turn) for turn in turns if turn.ruling_source == "model")
    groups: dict[tuple[str, str], list[PacedTurn]] = {}
    for turn in turns:
        groups.setdefault((_ruler(turn), turn.narration_source), []).append(turn)
    return Pace(
        turns=len(turns),
        sources=tuple(sources.most_common()),
        rungs=tuple((rung, rungs[rung]) for rung in RUNGS if rungs[rung]),
        calls=sum(call.backend != "offline" and call.status != "refused" for turn in turns for call in turn.calls),
        look_ups=sum(_look_ups(turn) for turn in turns),
        looking=sum(_look_ups(turn) > 0 for turn in turns),
        routes=tuple(
            _route(ruler, teller, those) for (ruler, teller), those in sorted(groups.items(), key=lambda e: -len(e[1]))
        ),
    )


def _route(ruler: str, teller: str, turns: Sequence[PacedTurn]) -> RoutePace:
    timed = [turn for turn in turns if not turn.waited]
    words = [_first_words(turn) for turn in timed]
    return RoutePace(
        ruler,
        teller,
        len(turns),
        Spread.of([(turn.decided_at - turn.created_at).total_seconds() for turn in timed]),
        Spread.of([each for each in words if each is not None]),
        Spread.of([(turn.delivered_at - turn.created_at).total_seconds() for turn in timed]),
    )


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds from a player's words to the dice, to the narrator's first word, to the end. None: not measured."""

    dice: float
    words: float | None
    end: float


def timed(turn: PacedTurn) -> Timed:
    """How long it took."""
    dice, end = (at - turn.created_at for at in (turn.decided_at, turn.delivered_at))
    return Timed(dice.total_seconds(), _first_words(turn), end.total_seconds())


def _look_ups(turn: PacedTurn) -> int:
    return sum(call.look_ups for call in turn.calls)


def _first_words(turn: PacedTurn) -> float | None:
    """Seconds until the narrator's first token, from its calls."""
    for call in turn.calls:
        if call.role == "narrator" and call.first_token_ms is not None:
            return (call.started_at - turn.created_at).total_seconds() + call.first_token_ms / 1000
    return None


def _answer(turn: PacedTurn) -> tuple[str, str]:
    answered = [call for call in turn.calls if call.role == "adjudicator" and call.status == "ok"]
    models = [call for call in answered if call.backend != "offline"]
    return (models[-1].model, models[-1].rung) if models else ("", "")


def _ruler(turn: PacedTurn) -> str:
    return _answer(turn)[0] or "model" if turn.ruling_source == "model" else turn.ruling_source


def _rung(turn: PacedTurn) -> str:
    return _answer(turn)[1]


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def pace_rows(pace: Pace) -> Iterator[str]:
    """The pace in lines; none without turns."""
    if not pace.turns:
        return
    by = ", ".join(f"{count} by {source or '?'}" for source, count in pace.sources)
    steps = ", ".join(f"{rung} {count}" for rung, count in pace.rungs)
    yield f"Rulings: {pace.turns} ({by}){f'; models answered by {steps}' if steps else ''}"
    yield f"Model calls a turn: {pace.calls / pace.turns:.1f}"
    if pace.look_ups:
        yield f"Look-ups: {pace.look_ups} in {pace.looking} of {pace.turns} rulings"
    head = ("ruled by", "told by", "turns", "dice (median/95%)", "first words", "end")
    body = [
        (each.ruled_by, each.told_by, str(each.turns), _span(each.dice), _span(each.words), _span(each.end))
        for each in pace.routes
    ]
    widths = [max(len(row[column]) for row in (head, *body)) for column in range(len(head))]
    for row in (head, *body):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _span(spread: Spread) -> str:
    return "?" if spread.median is None or spread.p95 is None else f"{spread.median:.1f}/{spread.p95:.1f} s"


def pace_json(pace: Pace) -> dict[str, Any]:
    """The pace as JSON values; seconds, null where nothing was measured."""
    return {
        "turns": pace.turns,
        "rulings": dict(pace.sources),
        "rungs": dict(pace.rungs),
        "calls": pace.calls,
        "look_ups": pace.look_ups,
        "looking": pace.looking,
        "routes": [
            {
                "ruled_by": each.ruled_by,
                "told_by": each.told_by,
                "turns": each.turns,
                **{
                    name: {"median": spread.median, "p95": spread.p95}
                    for name, spread in (("dice", each.dice), ("first_words", each.words), ("end", each.end))
                },
            }
            for each in pace.routes
        ],
    }

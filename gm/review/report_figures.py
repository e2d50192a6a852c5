"""What the report on usage is made from: sums by period and by what they went to, who played, how quick it was."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from gm.review.pace import Timed, timed
from gm.store.paces import load_paces
from gm.store.spend import SpendLine, UsageScope, load_span, load_usage
from gm.store.tx import Db
from gm.store.usage_names import load_game_names, load_player_names, load_titles
from gm.store.usage_people import PlayedDay, load_played, load_turn_counts

Unit = Literal["day", "week", "month"]
KEYS: Final = ("day", "category", "tag", "model", "maker", "open", "size", "backend")
"""What cells are told apart by; `day` is the period."""
MOST_TIMED: Final = 20_000
"""Of more turns than that, every second, third … is timed."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it. `cells` have the keys of `KEYS`; offline answers are left out."""

    since: datetime
    until: datetime
    unit: Unit
    periods: tuple[str, ...]
    cells: tuple[SpendLine, ...]
    tables: Mapping[int, SpendLine]
    """By the number of the game; 0: for none."""
    sittings: tuple[tuple[str, float], ...]
    """(period, US dollars) of each sitting whose cost is known."""
    turns: Mapping[str, int]
    """By period."""
    played: tuple[PlayedDay, ...]
    told: frozenset[tuple[str, int, str]]
    """(day, game, model) where that model told."""
    times: tuple[tuple[str, Timed], ...]
    """(period, seconds) of turns."""
    every: int
    """Of so many turns one was timed."""
    offline: int
    """Calls that were answered on this machine, by no model."""
    titles: Mapping[str, str]
    players: Mapping[str, str]
    games: Mapping[int, str]


def period_of(day: str, unit: Unit) -> str:
    """The day, the ISO week or the month that a day is in."""
    if unit == "day":
        return day
    if unit == "month":
        return day[:7]
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02d}"


def unit_of(since: datetime, until: datetime) -> Unit:
    """Days for up to three weeks, weeks for up to half a year, months beyond."""
    days = (until - since).days
    return "day" if days <= 21 else "week" if days <= 183 else "month"


async def load_figures(
    db: Db,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    game_id: int | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> Figures:
    """Read them. `step` is told what is read next."""
    step("calls")
    span = await load_span(db)
    first, last = span if span is not None else (now, now)
    begin, end = since or first, until or max(last + timedelta(microseconds=1), first)
    unit = unit_of(begin, end)
    scope = UsageScope(since, until, game_id)
    every = await load_usage(db, by=(unit, *KEYS[1:]), scope=scope)
    cells = [line for line in every if line.keys[-1] != "offline"]
    tables = await load_usage(db, by=("table", "backend"), scope=scope)
    step("sittings")
    sittings = _sittings(await load_usage(db, by=("sitting", "day"), scope=scope), unit)
    step("turns")
    counts = await load_turn_counts(db, since=since, until=until, game_id=game_id)
    turns: dict[str, int] = defaultdict(int)
    for day, count in counts.items():
        turns[period_of(day, unit)] += count
    step("players")
    tellers = await load_usage(db, by=("day", "table", "model", "role", "backend"), scope=scope)
    played = await load_played(db, since=since, until=until, game_id=game_id)
    step("seconds")
    stride = max(1, -(-sum(counts.values()) // MOST_TIMED))
    paced = await load_paces(db, game_id=game_id, since=since, until=until, every=stride)
    times = tuple((period_of(f"{turn.created_at:%Y-%m-%d}", unit), timed(turn)) for turn in paced if not turn.waited)
    return Figures(
        since=begin,
        until=end,
        unit=unit,
        periods=_periods(begin, end, unit) if cells else (),
        cells=tuple(cells),
        tables={int(line.keys[0]): line for line in tables if line.keys[1] != "offline"},
        sittings=sittings,
        turns=turns,
        played=played,
        told=frozenset(
            (line.keys[0], int(line.keys[1]), line.keys[2])
            for line in tellers
            if line.keys[3] == "narrator" and line.keys[4] != "offline" and line.calls > line.failed
        ),
        times=times,
        every=stride,
        offline=sum(line.calls for line in every if line.keys[-1] == "offline"),
        titles=await load_titles(db),
        players=await load_player_names(db),
        games=await load_game_names(db),
    )


def _sittings(lines: Sequence[SpendLine], unit: Unit) -> tuple[tuple[str, float], ...]:
    first: dict[str, str] = {}
    cost: dict[str, float] = defaultdict(float)
    for line in lines:
        sitting, day = line.keys
        if sitting != "0" and line.cost is not None:
            first[sitting] = min(day, first.get(sitting, day))
            cost[sitting] += line.cost
    return tuple(sorted((period_of(day, unit), cost[sitting]) for sitting, day in first.items()))


def _periods(begin: datetime, end: datetime, unit: Unit) -> tuple[str, ...]:
    day, last = begin.astimezone(UTC).date(), (end.astimezone(UTC) - timedelta(microseconds=1)).date()
    found: dict[str, None] = {}
    while day <= last:
        found[period_of(day.isoformat(), unit)] = None
        day += timedelta(days=1)
    return tuple(found)


@dataclass(slots=True)
class Sum:
    """Figures added up."""

    calls: int = 0
    failed: int = 0
    prompt: int = 0
    prompted: int = 0
    cached: int = 0
    completion: int = 0
    completed: int = 0
    reasoning: int = 0
    reasoned: int = 0
    offered: int = 0
    tooled: int = 0
    cost: float = 0.0
    known: int = 0
    """Calls whose cost is known."""
    saved: float = 0.0

    @property
    def tokens(self) -> int:
        """Of prompts and replies."""
        return self.prompt + self.completion

    def add(self, line: SpendLine) -> None:
        """One more line."""
        for name in _ADDED:
            setattr(self, name, getattr(self, name) + getattr(line, name))
        self.cost += line.cost or 0.0
        self.known += line.calls - line.unknown_cost


_ADDED: Final = (
    "calls", "failed", "prompt", "prompted", "cached", "completion", "completed", "reasoning", "reasoned", "offered",
    "tooled", "saved",
)  # fmt: skip


def sums(cells: Iterable[SpendLine], *by: str) -> dict[tuple[str, ...], Sum]:
    """Cells added up by some of `KEYS` (`day`: the period)."""
    at = [KEYS.index(each) for each in by]
    found: dict[tuple[str, ...], Sum] = defaultdict(Sum)
    for cell in cells:
        found[tuple(cell.keys[index] for index in at)].add(cell)
    return found

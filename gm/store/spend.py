"""What was spent, by whatever it is asked by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, String, cast, func, select

from gm.domain.errors import NotFound
from gm.domain.sizes import size_of
from gm.store.nano import from_nano
from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_game import GAMES, SESSIONS
from gm.store.rows_turn import TURNS
from gm.store.tx import Found, Tx, stored
from gm.store.usage_days import SUM_OF, SUMS
from gm.store.usage_source import UsageScope, calls_within, usage_source

__all__ = ["DIMENSIONS", "SpendLine", "UsageScope", "load_span", "load_spend", "load_usage"]


@dataclass(frozen=True, slots=True)
class SpendLine:
    """A line of the bill. Token sums leave out what was not reported; `cost` in US dollars is None if no call's cost is
    known, and `unknown_cost` says how many calls it leaves out. `failed` counts failed, lost and refused calls."""

    key: str
    calls: int
    prompt: int
    cached: int
    completion: int
    reasoning: int
    cost: float | None
    unknown_cost: int
    failed: int
    prompted: int = 0
    """Calls that reported a prompt's tokens."""
    completed: int = 0
    """Calls that reported a reply's."""
    reasoned: int = 0
    """Calls that reasoned."""
    offered: int = 0
    """Calls that could call tools."""
    tooled: int = 0
    """Calls that did."""
    saved: float = 0.0
    """US dollars that caching saved, as far as prices are known."""
    keys: tuple[str, ...] = field(default=(), compare=False)
    """Where it was asked by several things at once: each of them."""


_Columns = tuple[ColumnElement[Any], ...]


def _plain(name: str) -> Callable[[FromClause], _Columns]:
    return lambda source: (source.c[name],)


_COLUMNS: Final[Mapping[str, Callable[[FromClause], _Columns]]] = {
    **{name: _plain(name) for name in ("category", "role", "model", "maker", "provider", "campaign", "player", "day")},
    "game": lambda source: (func.coalesce(GAMES.c.name, ""),),
    "server": _plain("account"),
    "payer": _plain("payer"),
    "backend": _plain("backend"),
    "week": _plain("day"),
    "month": lambda source: (func.substr(source.c.day, 1, 7),),
    "session": lambda source: (func.coalesce(cast(SESSIONS.c.number, String), ""),),
    "turn": lambda source: (func.coalesce(cast(TURNS.c.number, String), ""),),
    "sitting": _plain("session_id"),
    "table": _plain("game_id"),
    "tag": _plain("content_tag"),
    "open": _plain("weights"),
    "size": lambda source: (source.c.model, source.c.backend),
}
_MADE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "game": ("game_id",),
    "server": ("account",),
    "week": ("day",),
    "month": ("day",),
    "session": ("session_id",),
    "sitting": ("session_id",),
    "table": ("game_id",),
    "tag": ("content_tag",),
    "open": ("weights",),
    "size": ("model", "backend"),
}
"""Which keys of usage it takes to ask by something, where it is not the one that is called so."""
BILL: Final = ("calls", "unknown", "prompt", "completion", "cost")
"""The sums that a total is made of."""
DIMENSIONS: Final = (
    "category", "role", "model", "maker", "provider", "campaign", "game", "server", "player", "payer", "day", "week",
    "month", "session", "turn", "tag", "open", "size",
)  # fmt: skip
"""What usage can be broken down by."""
_NEED_DAYS: Final = frozenset(("player", "day", "week", "session", "sitting"))
"""What months that are added up do not know."""
_IN_ORDER: Final = ("day", "week", "month")
_NUMBERED: Final = ("turn", "session")


@stored
def load_spend(
    tx: Tx,
    *,
    by: str,
    since: datetime | None = None,
    until: datetime | None = None,
    game_id: int | None = None,
    account: str | None = None,
    of: tuple[str, ...] = SUMS,
) -> tuple[SpendLine, ...]:
    """The bill, one line per `by`, one of `DIMENSIONS`. `since` is included, `until` is not. `account`: only what is
    counted as its use. `of`: only these sums (such as `BILL`), all others are 0. Times, sessions and turns in order;
    the rest dearest first.

    Raises:
        NotFound: it cannot be asked by that.
    """
    lines = _usage(tx, (by,), UsageScope(since, until, game_id, account), of)
    return tuple(sorted(lines, key=_order(by)))


@stored
def load_usage(tx: Tx, *, by: tuple[str, ...], scope: UsageScope) -> tuple[SpendLine, ...]:
    """The same by several things at once: a line for each combination that there is, with its `keys`, in no order.

    Raises:
        NotFound: it cannot be asked by that.
    """
    return tuple(_usage(tx, by, scope, SUMS))


def _usage(tx: Tx, by: tuple[str, ...], scope: UsageScope, of: tuple[str, ...]) -> list[SpendLine]:
    for each in by:
        if each not in _COLUMNS:
            raise NotFound(f"Spending cannot be shown by {each!r}.", remedy=f"Choose one of: {', '.join(DIMENSIONS)}.")
    source: Any
    if "turn" in by:  # days know no turns
        source = MODEL_CALLS
        sums = [SUM_OF[name].label(name) for name in of]
    else:
        needed = dict.fromkeys(key for each in by for key in _MADE_OF.get(each, (each,)))
        source = usage_source(scope, tuple(needed), of, months=_NEED_DAYS.isdisjoint(by))
        sums = [func.sum(source.c[name]).label(name) for name in of]
    keys = [_COLUMNS[each](source) for each in by]
    flat = [column.label(f"key{at}") for at, column in enumerate(column for key in keys for column in key)]
    statement = select(*flat, *sums).select_from(_joined(source, by)).group_by(*[column.name for column in flat])
    if "turn" in by:
        statement = statement.where(*calls_within(scope))
    return _merged(tx.rows(statement), by, [len(key) for key in keys], of)


def _joined(source: Any, by: tuple[str, ...]) -> Any:
    found = source
    if "game" in by:
        found = found.outerjoin(GAMES, GAMES.c.id == source.c.game_id)
    if "turn" in by:
        found = found.outerjoin(TURNS, TURNS.c.id == MODEL_CALLS.c.turn_id)
    if "session" in by:
        session = TURNS.c.session_id if "turn" in by else source.c.session_id
        found = found.outerjoin(SESSIONS, SESSIONS.c.id == session)
    return found


def _week(day: str) -> str:
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02d}"


def _size(model: str, backend: str) -> str:
    return "" if backend == "offline" else size_of(model)


_NAMED: Final[Mapping[str, Callable[..., str]]] = {"week": _week, "size": _size}
"""Keys that no database makes: from what they are made of."""


def _merged(rows: Sequence[Found], by: tuple[str, ...], widths: Sequence[int], of: tuple[str, ...]) -> list[SpendLine]:
    """Lines by their keys, those of one key added up."""
    sums: dict[tuple[str, ...], list[int]] = {}
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    width = sum(widths)
    for row in rows:
        told = tuple(row[:width])
        keys = known.get(told)
        if keys is None:
            keys = known[told] = _named(told, by, widths)
        values = [int(value or 0) for value in row[width:]]
        have = sums.get(keys)
        sums[keys] = values if have is None else [a + b for a, b in zip(have, values, strict=True)]
    unasked, calls = dict.fromkeys(SUMS, 0), of.index("calls")
    return [_line(keys, unasked | dict(zip(of, values, strict=True))) for keys, values in sums.items() if values[calls]]


def _named(told: tuple[Any, ...], by: tuple[str, ...], widths: Sequence[int]) -> tuple[str, ...]:
    keys, at = [], 0
    for each, width in zip(by, widths, strict=True):
        parts = [str(part) for part in told[at : at + width]]
        keys.append(_NAMED[each](*parts) if each in _NAMED else parts[0])
        at += width
    return tuple(keys)


def _line(keys: tuple[str, ...], sums: Mapping[str, int]) -> SpendLine:
    unknown = sums["unknown"]
    return SpendLine(
        keys[0],
        sums["calls"],
        sums["prompt"],
        sums["cached"],
        sums["completion"],
        sums["reasoning"],
        None if unknown == sums["calls"] else from_nano(sums["cost"]),
        unknown,
        sums["failed"],
        sums["prompted"],
        sums["completed"],
        sums["reasoned"],
        sums["offered"],
        sums["tooled"],
        from_nano(sums["saved"]) or 0.0,
        keys,
    )


def _order(by: str) -> Callable[[SpendLine], Any]:
    if by in _NUMBERED:
        return lambda line: (int(line.key or 0), line.key)
    if by in _IN_ORDER:
        return lambda line: line.key
    return lambda line: (-(line.cost or 0.0), -line.calls, line.key)


_SPAN = select(func.min(MODEL_CALLS.c.started_at), func.max(MODEL_CALLS.c.started_at))


@stored
def load_span(tx: Tx) -> tuple[datetime, datetime] | None:
    """When the first call began, and the last; None: there is none."""
    row = tx.row(_SPAN)
    return None if row is None or row[0] is None else (row[0], row[1])

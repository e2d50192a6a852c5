"""Keeping `usage_days` and `usage_months`: a call is added when it is closed, an erased player's days are nobody's; all
can be rebuilt."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Delete,
    FromClause,
    Select,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
)

from gm.store.rows import Upsert
from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_turn import TURNS
from gm.store.rows_usage import USAGE_DAYS, USAGE_MONTHS
from gm.store.tx import Tx, stored

_M, _U, _V = MODEL_CALLS.c, USAGE_DAYS.c, USAGE_MONTHS.c
_MILLION: Final = 1_000_000
KEYS: Final = tuple(column.name for column in USAGE_DAYS.primary_key)
MONTH_KEYS: Final = tuple(column.name for column in USAGE_MONTHS.primary_key)
SUMS: Final = tuple(column.name for column in USAGE_DAYS.c if not column.primary_key)
_GAME: Any = bindparam("game")
_WHO: Any = bindparam("who")
_NOBODY: Any = bindparam("nobody")


def _count(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(column), 0)


_KEY_OF: Final[dict[str, ColumnElement[Any]]] = {
    "day": _M.day,
    "month": func.substr(_M.day, 1, 7),
    "game_id": func.coalesce(_M.game_id, 0),
    "session_id": func.coalesce(TURNS.c.session_id, 0),
    "campaign": func.coalesce(_M.campaign, ""),
    "payer": _M.payer,
    "account": func.coalesce(_M.account, ""),
    "player": func.coalesce(_M.player, ""),
    "role": _M.role,
    "category": _M.category,
    "content_tag": _M.content_tag,
    "backend": _M.backend,
    "provider": _M.provider,
    "maker": _M.maker,
    "model": _M.model,
    "weights": case((_M.open_weight.is_(None), ""), (_M.open_weight, "open"), else_="closed"),
}
SUM_OF: Final[dict[str, ColumnElement[Any]]] = {
    "calls": func.count(),
    "failed": _count(_M.status.in_(("failed", "lost", "refused"))),
    "unknown": _count(_M.cost.is_(None)),
    "prompt": _sum(_M.prompt_tokens),
    "prompted": func.count(_M.prompt_tokens),
    "cached": _sum(_M.cached_tokens),
    "completion": _sum(_M.completion_tokens),
    "completed": func.count(_M.completion_tokens),
    "reasoning": _sum(_M.reasoning_tokens),
    "reasoned": _count(_M.reasoning_tokens > 0),
    "offered": _count(_M.tools_offered > 0),
    "tooled": _count(_M.tools_called > 0),
    "cost": _sum(_M.cost),
    "saved": _sum(_M.cached_tokens * _M.cache_rebate // literal(_MILLION)),
}


def counted(
    *where: ColumnElement[bool], by: Sequence[str] = KEYS, tag: Any = None, of: Sequence[str] = SUMS
) -> Select[Any]:
    """Calls added up from their own rows, in the columns of `usage_days`. `tag`: under this one, not under theirs.
    `of`: only these sums."""
    keys = [(tag if tag is not None and name == "content_tag" else _KEY_OF[name]).label(name) for name in by]
    sums = [SUM_OF[name].label(name) for name in of]
    source: FromClause = MODEL_CALLS
    if "session_id" in by:
        source = MODEL_CALLS.outerjoin(TURNS, TURNS.c.id == _M.turn_id)
    return select(*keys, *sums).select_from(source).where(*where).group_by(*[_KEY_OF[name] for name in by])


def _adding(found: Select[Any], table: Table = USAGE_DAYS, *, off: bool = False) -> Upsert:
    """Adds what is found; `off`: takes it away."""
    keys = [column.name for column in table.primary_key]
    return Upsert(
        table,
        lambda put: put.from_select([*keys, *SUMS], found).on_conflict_do_update(
            index_elements=keys,
            set_={name: table.c[name] + (-put.excluded[name] if off else put.excluded[name]) for name in SUMS},
        ),
    )


_CLOSED: Final = _M.status != "reserved"
_CALL: Final = (_M.id == bindparam("call"), _CLOSED)
_ADD: Final = (_adding(counted(*_CALL)), _adding(counted(*_CALL, by=MONTH_KEYS), USAGE_MONTHS))
_NEW_TAG: Any = bindparam("new_tag")
_MOVE: Final = tuple(
    put
    for table, keys in ((USAGE_DAYS, KEYS), (USAGE_MONTHS, MONTH_KEYS))
    for put in (
        _adding(counted(*_CALL, by=keys), table, off=True),
        _adding(counted(*_CALL, by=keys, tag=_NEW_TAG), table),
    )
)
_MONTH_OF_DAY: Final = func.substr(_U.day, 1, 7)
_MONTHS_OF_DAYS: Final = (
    select(
        *[(_MONTH_OF_DAY if name == "month" else _U[name]).label(name) for name in MONTH_KEYS],
        *[func.sum(_U[name]).label(name) for name in SUMS],
    )
    .where(_U.calls > 0)
    .group_by(*[_MONTH_OF_DAY if name == "month" else _U[name] for name in MONTH_KEYS])
)


def _hiding(*where: ColumnElement[bool]) -> tuple[Upsert, Delete]:
    """Days of players once more as nobody's; and away with theirs."""
    keys = [_NOBODY.label(name) if name == "player" else _U[name] for name in KEYS]
    rest = [_U[name] for name in KEYS if name != "player"]
    found = select(*keys, *[func.sum(_U[name]) for name in SUMS]).where(*where).group_by(*rest)
    return _adding(found), delete(USAGE_DAYS).where(*where)


_HIDE: Final = _hiding(_U.player == _WHO)
_HIDE_IN_GAME: Final = _hiding(_U.player == _WHO, _U.game_id == _GAME)
_HIDE_ALL_OF_GAME: Final = _hiding(_U.player.not_in(("", "erased")), _U.game_id == _GAME)


def count_calls(tx: Tx, *calls: int) -> None:
    """Add calls that have just been closed. Once for each: whoever closes it, says so.

    Days of all of them come before months: two transactions that add the same rows take them in the same order.
    """
    for put in _ADD:
        for call in calls:
            tx.upsert(put, {"call": call})


def move_call(tx: Tx, tag: str, *calls: int) -> None:
    """Take closed calls off the tag that they have, and add them under another: before their own rows are changed.

    Rows that nothing is left in stay, for whoever calls to drop.
    """
    for puts in (_MOVE[:2], _MOVE[2:]):
        for call in calls:
            tx.upsert(puts[0], {"call": call})
            tx.upsert(puts[1], {"call": call, "new_tag": tag})


def hide_player(tx: Tx, player: str, *, game_id: int | None = None, nobody: str) -> None:
    """A player's days become nobody's: in one game, or everywhere."""
    if game_id is None:
        _hide(tx, _HIDE, {"who": player}, nobody)
    else:
        _hide(tx, _HIDE_IN_GAME, {"who": player, "game": game_id}, nobody)


def hide_players(tx: Tx, game_id: int, *, nobody: str) -> None:
    """The days of all players of a game become nobody's."""
    _hide(tx, _HIDE_ALL_OF_GAME, {"game": game_id}, nobody)


def _hide(tx: Tx, how: tuple[Upsert, Delete], values: dict[str, Any], nobody: str) -> None:
    put, drop = how
    tx.upsert(put, {**values, "nobody": nobody})
    tx.write(drop, values)


@stored
def rebuild_usage(tx: Tx) -> int:
    """Count all closed calls anew; gives how many rows of days there are then."""
    tx.write(delete(USAGE_DAYS))
    tx.write(delete(USAGE_MONTHS))
    days = tx.write(insert(USAGE_DAYS).from_select((*KEYS, *SUMS), counted(_CLOSED)))
    tx.write(insert(USAGE_MONTHS).from_select((*MONTH_KEYS, *SUMS), _MONTHS_OF_DAYS))
    return days


@stored
def usage_differs(tx: Tx) -> tuple[str, ...]:
    """Days and months whose sums are not those of their calls; none if all is well. Reads every call."""
    checked = ("calls", "failed", "unknown", "prompt", "cached", "completion", "reasoning", "cost")

    def told(
        key: ColumnElement[Any], sums: Sequence[ColumnElement[Any]], *where: ColumnElement[bool]
    ) -> dict[str, Any]:
        return {
            str(row[0]): tuple(int(value) for value in row[1:])
            for row in tx.rows(select(key, *sums).where(*where).group_by(key))
        }

    days = told(_M.day, [SUM_OF[name] for name in checked], _CLOSED)
    months: dict[str, Any] = {}
    for day, sums in days.items():
        months[day[:7]] = tuple(a + b for a, b in zip(months.get(day[:7], (0,) * len(sums)), sums, strict=True))
    kept = told(_U.day, [func.sum(_U[name]) for name in checked])
    kept |= told(_V.month, [func.sum(_V[name]) for name in checked])
    right = days | months
    return tuple(sorted(key for key in kept.keys() | right.keys() if kept.get(key) != right.get(key)))

"""What was spent, by whatever it is asked by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, String, case, cast, func, select

from gm.domain.errors import NotFound
from gm.store.coding import from_nano
from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_game import GAMES, SESSIONS
from gm.store.rows_turn import TURNS
from gm.store.tx import Found, Tx, stored

_M = MODEL_CALLS.c


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


_KEYS: Final[dict[str, ColumnElement[Any]]] = {
    "category": _M.category,
    "role": _M.role,
    "model": _M.model,
    "maker": _M.maker,
    "provider": _M.provider,
    "campaign": func.coalesce(_M.campaign, ""),
    "game": func.coalesce(GAMES.c.name, ""),
    "player": func.coalesce(_M.player, ""),
    "session": func.coalesce(cast(SESSIONS.c.number, String), ""),
    "turn": func.coalesce(cast(TURNS.c.number, String), ""),
    "day": _M.day,
    "week": _M.day,
    "month": func.substr(_M.day, 1, 7),
}
_SUMS = (
    func.count().label("calls"),
    func.coalesce(func.sum(_M.prompt_tokens), 0).label("prompt"),
    func.coalesce(func.sum(_M.cached_tokens), 0).label("cached"),
    func.coalesce(func.sum(_M.completion_tokens), 0).label("completion"),
    func.coalesce(func.sum(_M.reasoning_tokens), 0).label("reasoning"),
    func.sum(_M.cost).label("cost"),
    func.sum(case((_M.cost.is_(None), 1), else_=0)).label("unknown"),
    func.sum(case((_M.status.in_(("failed", "lost", "refused")), 1), else_=0)).label("failed"),
)


@stored
def load_spend(
    tx: Tx,
    *,
    by: str,
    since: datetime | None = None,
    until: datetime | None = None,
    game_id: int | None = None,
    account: str | None = None,
) -> tuple[SpendLine, ...]:
    """The bill, one line per `by`: category, role, model, maker, provider, campaign, game, player, day, week, month,
    session or turn. `since` is included, `until` is not. `account`: only what is counted as its use. Times, sessions
    and turns in order; the rest dearest first.

    Raises:
        NotFound: it cannot be asked by that.
    """
    if by not in _KEYS:
        raise NotFound(f"Spending cannot be shown by {by!r}.", remedy=f"Choose one of: {', '.join(_KEYS)}.")
    key = _KEYS[by]
    statement = select(key.label("key"), *_SUMS).group_by(key)
    source: Any = MODEL_CALLS
    if by == "game":
        source = source.outerjoin(GAMES, GAMES.c.id == _M.game_id)
    elif by in ("turn", "session"):
        source = source.outerjoin(TURNS, TURNS.c.id == _M.turn_id)
        if by == "session":
            source = source.outerjoin(SESSIONS, SESSIONS.c.id == TURNS.c.session_id)
    statement = statement.select_from(source)
    if since is not None:
        statement = statement.where(_M.started_at >= since)
    if until is not None:
        statement = statement.where(_M.started_at < until)
    if game_id is not None:
        statement = statement.where(_M.game_id == game_id)
    if account is not None:
        statement = statement.where(_M.account == account)
    lines = _merge([_line(row) for row in tx.rows(statement)], _week if by == "week" else None)
    return tuple(sorted(lines, key=_order(by)))


def _line(row: Found) -> SpendLine:
    return SpendLine(
        str(row.key),
        int(row.calls),
        int(row.prompt),
        int(row.cached),
        int(row.completion),
        int(row.reasoning),
        from_nano(None if row.cost is None else int(row.cost)),
        int(row.unknown),
        int(row.failed),
    )


def _week(day: str) -> str:
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02d}"


def _merge(lines: Sequence[SpendLine], rename: Callable[[str], str] | None) -> list[SpendLine]:
    """Lines of one new key added up."""
    if rename is None:
        return list(lines)
    merged: dict[str, SpendLine] = {}
    for line in lines:
        key = rename(line.key)
        have = merged.get(key, SpendLine(key, 0, 0, 0, 0, 0, None, 0, 0))
        known = [cost for cost in (have.cost, line.cost) if cost is not None]
        merged[key] = SpendLine(
            key,
            have.calls + line.calls,
            have.prompt + line.prompt,
            have.cached + line.cached,
            have.completion + line.completion,
            have.reasoning + line.reasoning,
            sum(known) if known else None,
            have.unknown_cost + line.unknown_cost,
            have.failed + line.failed,
        )
    return list(merged.values())


def _order(by: str) -> Callable[[SpendLine], Any]:
    if by in ("turn", "session"):
        return lambda line: (int(line.key or 0), line.key)
    if by in ("day", "week", "month"):
        return lambda line: line.key
    return lambda line: (-(line.cost or 0.0), -line.calls, line.key)

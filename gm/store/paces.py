"""How long turns took, from the rows that are there anyway: turns, their commits, their calls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select

from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_history import COMMITS
from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

_T, _C, _M = TURNS.c, COMMITS.c, MODEL_CALLS.c
_ACTIONS = and_(_T.kind == "action", _T.delivered_at.is_not(None))
_TURNS = (
    select(
        _T.id, _T.created_at, _C.created_at.label("decided_at"), _T.delivered_at, _T.choices, _T.ruling_source,
        _T.narration_source,
    )
    .select_from(TURNS.join(COMMITS, and_(_C.turn_id == _T.id, _C.branch_id == _T.branch_id, _C.seq == _T.commit_seq)))
    .where(_ACTIONS)
    .order_by(_T.id)
)  # fmt: skip
_CALLS = (
    select(
        _M.turn_id, _M.role, _M.status, _M.backend, _M.model, _M.rung, _M.started_at, _M.first_token_ms,
        _M.tools_called,
    )
    .select_from(MODEL_CALLS.join(TURNS, _T.id == _M.turn_id))
    .where(_ACTIONS)
    .order_by(_M.turn_id, _M.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PacedCall:
    """A call of such a turn, as far as its pace goes."""

    role: str
    status: str
    backend: str
    model: str
    rung: str
    started_at: datetime
    first_token_ms: int | None
    look_ups: int = 0
    """Tools that it called."""


@dataclass(frozen=True, slots=True)
class PacedTurn:
    """One delivered action: when it was said, when dice and outcome stood, when all of it had been shown."""

    created_at: datetime
    decided_at: datetime
    delivered_at: datetime
    waited: bool
    """It stopped at a question: its time is the players', too."""
    ruling_source: str
    narration_source: str
    calls: tuple[PacedCall, ...]


@stored
def load_paces(
    tx: Tx,
    *,
    game_id: int | None = None,
    latest: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    every: int = 1,
) -> tuple[PacedTurn, ...]:
    """The delivered actions of a game, or of all games, oldest first. `latest`: no more than so many, the last ones.
    `since` (included) and `until` (not) are about when they were said; of many turns `every` so many is looked at."""
    turns: Any = _TURNS
    calls: Any = _CALLS
    values = {}
    if game_id is not None:
        turns, calls = (each.where(_T.game_id == bindparam("game")) for each in (turns, calls))
        values = {"game": game_id}
    for end in (_T.created_at >= since if since else None, _T.created_at < until if until else None):
        if end is not None:
            turns, calls = turns.where(end), calls.where(end)
    if every > 1:
        turns, calls = (each.where(_T.id % every == 0) for each in (turns, calls))
    if latest is not None:
        last: Any = select(_T.id).where(_ACTIONS).order_by(_T.id.desc())
        if game_id is not None:
            last = last.where(_T.game_id == bindparam("game"))
        first = tx.value(last.offset(latest - 1).limit(1), values)
        if first is not None:
            turns, calls = turns.where(_T.id >= first), calls.where(_M.turn_id >= first)  # by its index
    made: dict[int, list[PacedCall]] = {}
    for turn, role, status, backend, model, rung, *rest in tx.rows(calls, values):
        made.setdefault(turn, []).append(PacedCall(role, status, backend, model, rung or "", *rest))
    return tuple(
        PacedTurn(created, decided, delivered, bool(choices), ruled, told, tuple(made.get(turn, ())))
        for turn, created, decided, delivered, choices, ruled, told in tx.rows(turns, values)
    )

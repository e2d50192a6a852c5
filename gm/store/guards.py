"""What the guards of narrations did: written with the telling, read for one turn or for each model."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, insert, select

from gm.domain.guards import ASKED_AGAIN, GuardCount
from gm.store.rows_call import MODEL_CALLS
from gm.store.rows_guards import GUARD_HITS
from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

_G, _T, _M = GUARD_HITS.c, TURNS.c, MODEL_CALLS.c
_OF_TURN: Final = (
    select(_G.alternative, _G.model, _G.fault, _G.action, _G.count)
    .where(_G.turn_id == bindparam("turn"))
    .order_by(_G.alternative, _G.model, _G.fault, _G.action)
)
_AGAIN: Final = (
    select(_M.id)
    .join_from(MODEL_CALLS, TURNS, _T.id == _M.turn_id)
    .where(
        _M.game_id == bindparam("game"),
        _M.role == "narrator",
        _M.asking >= ASKED_AGAIN,
        _T.number < bindparam("number"),
        _T.number >= bindparam("first"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class ModelGuards:
    """What the guards did about one model's narrations. `narrations`: calls of the narrator that it answered."""

    model: str
    narrations: int
    counts: tuple[tuple[str, str, int], ...]
    """(fault, action, how often)."""

    def total(self, fault: str = "", action: str = "") -> int:
        """How often, of one kind of fault or action, or of all."""
        return sum(n for f, a, n in self.counts if (not fault or f == fault) and (not action or a == action))


@stored
def record_guards(tx: Tx, turn_id: int, alternative: int, counts: Iterable[GuardCount]) -> None:
    """Keep what was done about a telling: in the transaction in which the telling is kept."""
    rows = [
        {
            "turn_id": turn_id,
            "alternative": alternative,
            "model": each.model,
            "fault": each.kind,
            "action": each.action,
            "count": each.count,
        }
        for each in counts
    ]
    for row in rows:
        tx.write(insert(GUARD_HITS), row)


@stored
def was_asked_again(tx: Tx, *, game_id: int, number: int, turns: int) -> bool:
    """Whether one of so many turns before turn `number` of this game has had a second call for its telling."""
    return tx.row(_AGAIN, {"game": game_id, "number": number, "first": number - turns}) is not None


@stored
def load_guards(tx: Tx, turn_id: int) -> tuple[tuple[int, GuardCount], ...]:
    """(which telling, what was done) for a turn."""
    return tuple(
        (int(row[0]), GuardCount(row[2], row[3], int(row[4]), str(row[1])))
        for row in tx.rows(_OF_TURN, {"turn": turn_id})
    )


@stored
def load_guard_counts(tx: Tx, *, since: datetime | None = None, game_id: int | None = None) -> tuple[ModelGuards, ...]:
    """What the guards did, by model; models that have narrated without any hit are there, too. The worst first."""
    told: Any = select(_M.model, func.count()).where(
        _M.role == "narrator", _M.status == "ok", *_within(_M.started_at, _M.game_id, since, game_id)
    )
    hits: Any = (
        select(_G.model, _G.fault, _G.action, func.sum(_G.count))
        .select_from(GUARD_HITS.join(TURNS, _T.id == _G.turn_id))
        .where(*_within(_T.created_at, _T.game_id, since, game_id))
        .group_by(_G.model, _G.fault, _G.action)
    )
    narrations = {str(row[0]): int(row[1]) for row in tx.rows(told.group_by(_M.model), {})}
    found: dict[str, list[tuple[str, str, int]]] = {model: [] for model in narrations}
    for row in tx.rows(hits, {}):
        found.setdefault(str(row[0]), []).append((str(row[1]), str(row[2]), int(row[3])))
    made = [ModelGuards(model, narrations.get(model, 0), tuple(sorted(counts))) for model, counts in found.items()]
    return tuple(sorted(made, key=lambda each: (-each.total() / max(each.narrations, 1), each.model)))


def _within(when: Any, game: Any, since: datetime | None, game_id: int | None) -> list[Any]:
    return [*([when >= since] if since is not None else []), *([game == game_id] if game_id is not None else [])]

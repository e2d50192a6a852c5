"""Ailing candidates, shared by all processes, and the log of what went wrong with calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text

from gm.domain.health import Ailing, CallEvent
from gm.domain.protocols import Clock
from gm.store.database import Database
from gm.store.rows import Upsert
from gm.store.rows_health import AILING, CALL_EVENTS
from gm.store.tx import Found, Tx, stored

_A, _E = AILING.c, CALL_EVENTS.c
_FIELDS = ("key", "model", "fault", "fails", "rests", "last", "until", "probing")
_ALL = select(*(_A[name] for name in _FIELDS))
_ONE = _ALL.where(_A.key == bindparam("which")).with_for_update()
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:which))")
_DROP = delete(AILING).where(_A.key == bindparam("which"))
_PUT = Upsert(
    AILING,
    lambda put: put.on_conflict_do_update(
        index_elements=["key"], set_={name: put.excluded[name] for name in _FIELDS if name != "key"}
    ),
)
_ADD = insert(CALL_EVENTS)
_EVENTS = select(CALL_EVENTS).order_by(_E.id)
_BY = select(_E.fault, _E.done, _E.model, func.count().label("times")).group_by(_E.fault, _E.done, _E.model)


class SharedCooldowns:
    """Implements `gm.domain.health.Cooldowns` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> Mapping[str, Ailing]:
        """All that are ailing, by key."""
        async with self._database.read() as db:
            return await load_ailing(db)

    async def change(self, key: str, step: Callable[[Ailing | None], Ailing | None]) -> Ailing | None:
        """Put what `step` makes of it in its place; one process after the other."""
        async with self._database.begin() as db:
            after = await change_ailing(db, key, step)
            await db.commit()
        return after


@stored
def load_ailing(tx: Tx) -> dict[str, Ailing]:
    """All candidates that have failed lately, by key."""
    return {row.key: Ailing(*row) for row in tx.rows(_ALL)}


@stored
def change_ailing(tx: Tx, key: str, step: Callable[[Ailing | None], Ailing | None]) -> Ailing | None:
    """What `step` makes of one; None is deleted."""
    if tx.dialect == "postgresql":  # a row that is not there yet cannot be locked
        tx.rows(_LOCK, {"which": key})
    row = tx.row(_ONE, {"which": key})
    before = None if row is None else Ailing(*row)
    after = step(before)
    if after is None:
        tx.write(_DROP, {"which": key})
    elif after != before:
        tx.upsert(_PUT, {name: getattr(after, name) for name in _FIELDS})
    return after


class EventLog:
    """Implements `gm.domain.health.CallEvents` over the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def record(self, events: Sequence[CallEvent]) -> None:
        """Write them, in a transaction of their own."""
        async with self._database.begin() as db:
            await record_call_events(db, events, self._clock.now())
            await db.commit()


@stored
def record_call_events(tx: Tx, events: Sequence[CallEvent], now: datetime) -> None:
    """Add events to the log."""
    tx.write(
        _ADD,
        [
            {
                "at": now,
                "call_id": event.call_id,
                "game_id": event.game_id,
                "turn_id": event.turn_id,
                "role": event.role,
                "model": event.model,
                "fault": event.fault,
                "done": event.done,
                "to_model": event.to,
                "wait_ms": event.wait_ms,
            }
            for event in events
        ],
    )


@stored
def load_call_events(tx: Tx, *, turn_id: int | None = None, game_id: int | None = None) -> tuple[CallEvent, ...]:
    """What went wrong, in order: everywhere, in a game, or in a turn."""
    statement = _EVENTS
    if turn_id is not None:
        statement = statement.where(_E.turn_id == turn_id)
    if game_id is not None:
        statement = statement.where(_E.game_id == game_id)
    return tuple(_event(row) for row in tx.rows(statement))


@dataclass(frozen=True, slots=True)
class FailureLine:
    """How often a fault of a model was met by what."""

    fault: str
    done: str
    model: str
    times: int


@stored
def load_failures(
    tx: Tx, *, since: datetime | None = None, until: datetime | None = None, game_id: int | None = None
) -> tuple[FailureLine, ...]:
    """What went wrong how often, the most frequent first. `since` is included, `until` is not."""
    statement: Any = _BY
    if since is not None:
        statement = statement.where(_E.at >= since)
    if until is not None:
        statement = statement.where(_E.at < until)
    if game_id is not None:
        statement = statement.where(_E.game_id == game_id)
    lines = [FailureLine(row.fault, row.done, row.model, int(row.times)) for row in tx.rows(statement)]
    return tuple(sorted(lines, key=lambda line: (-line.times, line.model, line.fault, line.done)))


def _event(row: Found) -> CallEvent:
    return CallEvent(
        row.fault, row.done, row.role, row.model, row.to_model, row.call_id, row.game_id, row.turn_id, row.wait_ms
    )

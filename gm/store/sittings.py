"""When a group comes together next, who wants to be told, and which of it is due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from gm.store.rows import Upsert
from gm.store.rows_sitting import INTERESTS, SITTINGS
from gm.store.tx import Tx, stored


@dataclass(frozen=True, slots=True)
class Sitting:
    """A plan. `event_id` None: Discord has no event for it; `told`: people have been reminded."""

    thread_id: int
    guild_id: int
    at: datetime
    event_id: int | None = None
    told: bool = False


_S, _I = SITTINGS.c, INTERESTS.c
_SITTING = select(_S.thread_id, _S.guild_id, _S.at, _S.event_id, _S.state)
_OF = _SITTING.where(_S.thread_id == bindparam("thread"))
_DUE = _SITTING.where(_S.state == "planned", _S.at <= bindparam("until")).order_by(_S.at, _S.thread_id)
_PUT = Upsert(
    SITTINGS,
    lambda put: put.on_conflict_do_update(
        index_elements=["thread_id"],
        set_={name: getattr(put.excluded, name) for name in ("guild_id", "at", "event_id", "state")},
    ),
)
_TELL = (
    update(SITTINGS)
    .where(_S.thread_id == bindparam("thread"), _S.at == bindparam("moment"), _S.state == "planned")
    .values(state="told")
)
_DROP = delete(SITTINGS).where(_S.thread_id == bindparam("thread"))
_WANT = Upsert(INTERESTS, lambda put: put.on_conflict_do_nothing(index_elements=["thread_id", "user_id"]))
_UNWANT = delete(INTERESTS).where(_I.thread_id == bindparam("thread"), _I.user_id == bindparam("user"))
_WHO = select(_I.user_id).where(_I.thread_id == bindparam("thread")).order_by(_I.since, _I.user_id)


def _sitting(row: tuple[int, int, datetime, int | None, str]) -> Sitting:
    thread, guild, at, event, state = row
    return Sitting(thread, guild, at, event, state == "told")


@stored
def load_sitting(tx: Tx, thread_id: int) -> Sitting | None:
    """When the group of a thread comes together next, or came together last; None if nobody ever said."""
    row = tx.row(_OF, {"thread": thread_id})
    return None if row is None else _sitting(tuple(row))


@stored
def load_due_sittings(tx: Tx, until: datetime) -> tuple[Sitting, ...]:
    """Plans up to a moment of which nobody has been reminded."""
    return tuple(_sitting(tuple(row)) for row in tx.rows(_DUE, {"until": until}))


@stored
def record_sitting(tx: Tx, sitting: Sitting) -> None:
    """Keep a plan in place of an earlier one of this thread."""
    state = "told" if sitting.told else "planned"
    values = {"thread_id": sitting.thread_id, "guild_id": sitting.guild_id, "at": sitting.at}
    tx.upsert(_PUT, values | {"event_id": sitting.event_id, "state": state})


@stored
def claim_reminder(tx: Tx, sitting: Sitting) -> bool:
    """Take the reminding of a plan upon oneself. False if another process has, or if the plan has changed."""
    return tx.write(_TELL, {"thread": sitting.thread_id, "moment": sitting.at}) > 0


@stored
def drop_sitting(tx: Tx, thread_id: int) -> None:
    """Nothing is planned any more."""
    tx.write(_DROP, {"thread": thread_id})


@stored
def switch_interest(tx: Tx, thread_id: int, user_id: int, now: datetime) -> bool:
    """A user wants to be reminded, or not any more; gives which."""
    if tx.write(_UNWANT, {"thread": thread_id, "user": user_id}):
        return False
    tx.upsert(_WANT, {"thread_id": thread_id, "user_id": user_id, "since": now})
    return True


@stored
def load_interested(tx: Tx, thread_id: int) -> tuple[int, ...]:
    """Who wants to be reminded, in the order in which they said so."""
    return tuple(int(row[0]) for row in tx.rows(_WHO, {"thread": thread_id}))

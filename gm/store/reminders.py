"""Who wants to be reminded in a thread, when not, and of which turn they were."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, or_, select, update

from gm.store.rows import Upsert
from gm.store.rows_reminders import REMINDERS
from gm.store.tx import Tx, stored

_R = REMINDERS.c
_FIELDS = ("hours", "utc_minutes", "quiet_from", "quiet_to")
_PUT = Upsert(
    REMINDERS,
    lambda put: put.on_conflict_do_update(
        index_elements=["thread_id", "player_id"], set_={name: getattr(put.excluded, name) for name in _FIELDS}
    ),
)
_HERE = (_R.thread_id == bindparam("thread"), _R.player_id == bindparam("player"))
_DROP = delete(REMINDERS).where(*_HERE)
_OF_THREAD = (
    select(_R.player_id, _R.hours, _R.utc_minutes, _R.quiet_from, _R.quiet_to, _R.reminded_of)
    .where(_R.thread_id == bindparam("thread"))
    .order_by(_R.player_id)
)
_THREADS = select(_R.thread_id).distinct().order_by(_R.thread_id)
_TAKE = (
    update(REMINDERS)
    .where(
        _R.thread_id == bindparam("at_thread"),
        _R.player_id == bindparam("at_player"),
        or_(_R.reminded_of.is_(None), _R.reminded_of < bindparam("turn")),
    )
    .values(reminded_of=bindparam("turn"))
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a player wants. Hours of the day are the player's own; equal ones mean: at any time."""

    player_id: int
    hours: int
    """After so many hours of waiting."""
    utc_minutes: int = 0
    quiet_from: int = 22
    quiet_to: int = 8
    reminded_of: int | None = None
    """The turn after which they were reminded last."""


@stored
def record_reminder(tx: Tx, thread_id: int, reminder: Reminder) -> None:
    """Keep what a player wants. Of which turn they were reminded stays as it is."""
    values = {name: getattr(reminder, name) for name in _FIELDS}
    tx.upsert(_PUT, values | {"thread_id": thread_id, "player_id": reminder.player_id, "reminded_of": None})


@stored
def drop_reminder(tx: Tx, thread_id: int, player_id: int) -> None:
    """Remind a player no more."""
    tx.write(_DROP, {"thread": thread_id, "player": player_id})


@stored
def load_reminders(tx: Tx, thread_id: int) -> tuple[Reminder, ...]:
    """Who wants to be reminded in a thread."""
    return tuple(Reminder(*row) for row in tx.rows(_OF_THREAD, {"thread": thread_id}))


@stored
def load_reminded_threads(tx: Tx) -> tuple[int, ...]:
    """Threads in which anybody wants to be reminded."""
    return tuple(int(row[0]) for row in tx.rows(_THREADS))


@stored
def take_reminder(tx: Tx, thread_id: int, player_id: int, turn_id: int) -> bool:
    """Note that a player is reminded after a turn. False: they were already.

    Said before it is sent, so that a crash can lose a reminder, but never send it twice.
    """
    return tx.write(_TAKE, {"at_thread": thread_id, "at_player": player_id, "turn": turn_id}) > 0

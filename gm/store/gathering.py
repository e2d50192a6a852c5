"""Beats that are still being gathered: inputs join a turn that nobody has begun to rule on."""

from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from gm.domain.play import Turn
from gm.store.coding import dump, load_choices, uid_of
from gm.store.rows_history import BRANCHES, COMMITS
from gm.store.rows_turn import INPUTS, TURN_INPUTS, TURNS
from gm.store.turn_queries import reread
from gm.store.tx import Tx, stored

_T = TURNS.c
_LOCK = select(_T.stage, _T.status, _T.choices).where(_T.id == bindparam("turn")).with_for_update()
_LAST = select(func.max(TURN_INPUTS.c.position)).where(TURN_INPUTS.c.turn_id == bindparam("turn"))
_TAKE = (
    update(INPUTS)
    .where(INPUTS.c.id == bindparam("entry"), INPUTS.c.turn_id.is_(None))
    .values(turn_id=bindparam("turn"))
)
_MARK = update(TURNS).where(_T.id == bindparam("turn")).values(choices=bindparam("marks"))
_NEXT = (
    update(BRANCHES)
    .where(BRANCHES.c.id == bindparam("branch"))
    .values(last_number=BRANCHES.c.last_number + 1)
    .returning(BRANCHES.c.last_number, BRANCHES.c.uid)
)
_UNPARK = (
    update(TURNS)
    .where(_T.id == bindparam("turn"))
    .values(status="running", number=bindparam("new_number"), uid=bindparam("new_uid"))
)
_REPLACE = update(INPUTS).where(INPUTS.c.id == bindparam("entry")).values(withdrawn_at=bindparam("now"))
_WHEN = select(COMMITS.c.created_at).where(
    COMMITS.c.branch_id == bindparam("branch"), COMMITS.c.seq == bindparam("seq")
)


@stored
def join_beat(tx: Tx, turn_id: int, input_id: int, *, most: int) -> Turn | None:
    """Let an input join a beat, if that holds fewer than `most` inputs, stands, and no ruling has taken it up yet;
    gives the beat. None: it must begin one of its own."""
    last = tx.value(_LAST, {"turn": turn_id})
    if not _still(tx, turn_id, "running") or (last or 0) + 1 >= most or reread(tx, turn_id).status == "undone":
        return None
    _add(tx, turn_id, input_id)
    return reread(tx, turn_id)


@stored
def join_waiting(tx: Tx, turn_id: int, input_id: int, now: datetime, *, replaces: tuple[int, ...] = ()) -> Turn | None:
    """Let an input join a turn that waits, in place of those that it `replaces`. None: it waits no more."""
    if not _still(tx, turn_id, "parked"):
        return None
    for each in replaces:
        tx.write(_REPLACE, {"entry": each, "now": now})
    _add(tx, turn_id, input_id)
    return reread(tx, turn_id)


@stored
def record_mark(tx: Tx, turn_id: int, key: str, value: str | None) -> Turn | None:
    """Keep a mark with a turn that waits (None: take it away). None: it waits no more."""
    row = tx.row(_LOCK, {"turn": turn_id})
    if row is None or row.stage != "received" or row.status != "parked":
        return None
    marks = {name: kept for name, kept in load_choices(row.choices).items() if name != key}
    if value is not None:
        marks[key] = value
    tx.write(_MARK, {"turn": turn_id, "marks": dump(marks) if marks else None})
    return reread(tx, turn_id)


@stored
def lock_waiting(tx: Tx, turn_id: int) -> Turn | None:
    """A turn that waits, locked until this transaction ends; None: it waits no more."""
    return reread(tx, turn_id) if _still(tx, turn_id, "parked") and reread(tx, turn_id).status == "parked" else None


@stored
def record_going_on(tx: Tx, turn_id: int) -> Turn:
    """A turn that waited is played now: it gets its number, after all that was played meanwhile, and the uid that
    follows from it."""
    row = tx.row(_NEXT, {"branch": reread(tx, turn_id).branch_id})
    assert row is not None
    values = {"new_number": int(row.last_number), "new_uid": uid_of(row.uid, int(row.last_number))}
    tx.write(_UNPARK, {"turn": turn_id, **values})
    return reread(tx, turn_id)


@stored
def load_commit_time(tx: Tx, branch_id: int, seq: int) -> datetime | None:
    """When a commit of this branch was made; None if it is not one of its own."""
    found: datetime | None = tx.value(_WHEN, {"branch": branch_id, "seq": seq})
    return found


def _still(tx: Tx, turn_id: int, status: str) -> bool:
    row = tx.row(_LOCK, {"turn": turn_id})
    return row is not None and row.stage == "received" and row.status == status


def _add(tx: Tx, turn_id: int, input_id: int) -> None:
    last = tx.value(_LAST, {"turn": turn_id})
    position = 0 if last is None else int(last) + 1
    tx.write(insert(TURN_INPUTS), {"turn_id": turn_id, "position": position, "input_id": input_id})
    tx.write(_TAKE, {"entry": input_id, "turn": turn_id})

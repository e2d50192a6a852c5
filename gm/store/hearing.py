"""How far each thread has been heard: everything up to a message's id was taken in, or needs no answer."""

from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select, update

from gm.store.rows_discord import THREADS
from gm.store.tx import Tx, stored

_T = THREADS.c
_AT: BindParameter[Any] = bindparam("message")
_MARK = select(_T.heard_id).where(_T.thread_id == bindparam("thread"))
_MOVE = (
    update(THREADS)
    .where(_T.thread_id == bindparam("thread"), or_(_T.heard_id.is_(None), _T.heard_id < _AT))
    .values(heard_id=_AT)
)


@stored
def load_heard(tx: Tx, thread_id: int) -> int | None:
    """The last message up to which a thread was heard. None: nothing was, or nothing is played there."""
    found = tx.value(_MARK, {"thread": thread_id})
    return None if found is None else int(found)


@stored
def record_heard(tx: Tx, thread_id: int, message_id: int) -> None:
    """Everything up to this message was heard. The mark never goes back."""
    tx.write(_MOVE, {"thread": thread_id, "message": message_id})

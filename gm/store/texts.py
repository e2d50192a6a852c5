"""Erasable words. Everything else in the store holds ids and mechanical changes only."""

from typing import Final

from sqlalchemy import bindparam, delete, select

from gm.store.rows import Upsert
from gm.store.rows_turn import TEXTS
from gm.store.tx import Tx

ERASED: Final = "[erased]"
"""What stands where words were that somebody took back."""

_T = TEXTS.c
_PUT = Upsert(
    TEXTS,
    lambda put: put.on_conflict_do_update(
        index_elements=["turn_id", "kind", "position", "role"],
        index_where=_T.turn_id.is_not(None),
        set_={"body": put.excluded.body, "erased_at": None, "author": put.excluded.author},
    ),
)
_GET = select(_T.body).where(
    _T.turn_id == bindparam("turn"),
    _T.kind == bindparam("of_kind"),
    _T.position == bindparam("at"),
    _T.role == bindparam("of_role"),
)
_DROP_REPLIES = delete(TEXTS).where(
    _T.turn_id == bindparam("turn"), _T.kind == "reply", _T.role == bindparam("of_role")
)


def put_texts(tx: Tx, turn_id: int, *texts: tuple[str, int, str], role: str = "", author: str | None = None) -> None:
    """Keep texts of a turn, as (kind, position, body); one that is there already is replaced. `author`: the player who
    wrote them by hand."""
    tx.upsert(
        _PUT,
        [
            {"turn_id": turn_id, "kind": kind, "position": at, "role": role, "body": body, "author": author}
            for kind, at, body in texts
        ],
    )


def get_text(tx: Tx, turn_id: int, kind: str, *, position: int = 0, role: str = "") -> str | None:
    """A text of a turn; None if there is none or it was erased."""
    body: str | None = tx.value(_GET, {"turn": turn_id, "of_kind": kind, "at": position, "of_role": role})
    return body


def drop_replies(tx: Tx, turn_id: int, *roles: str) -> None:
    """Let go of kept replies: the stage that needed them is committed."""
    for role in roles:
        tx.write(_DROP_REPLIES, {"turn": turn_id, "of_role": role})

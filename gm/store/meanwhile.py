"""Which sessions the world has already moved in before anybody played."""

from sqlalchemy import bindparam, func, select

from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

_T = TURNS.c
_WORLD_TURNS = select(func.count()).where(_T.session_id == bindparam("session"), _T.kind == "world")


@stored
def count_moves(tx: Tx, session_id: int) -> int:
    """How often the world has moved in this session, those moves included that were taken back: it moves once."""
    return int(tx.value(_WORLD_TURNS, {"session": session_id}) or 0)

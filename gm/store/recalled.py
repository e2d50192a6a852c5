"""What was recalled for a turn: kept, so that a turn that is resumed is given the same, and `/why` can tell.

It repeats words of other turns. When words of the game are erased, all of it goes.
"""

from typing import Any, Final

from sqlalchemy import bindparam, delete, select

from gm.store.rows_turn import TEXTS, TURNS
from gm.store.texts import get_text, put_texts
from gm.store.tx import Tx, stored

KIND: Final = "recalled"
_T = TEXTS.c
_ALL = (
    select(_T.role, _T.position, _T.body)
    .where(_T.turn_id == bindparam("turn"), _T.kind == KIND, _T.body.is_not(None))
    .order_by(_T.role, _T.position)
)
_DROP: Any = delete(TEXTS).where(
    _T.kind == KIND, _T.turn_id.in_(select(TURNS.c.id).where(TURNS.c.game_id == bindparam("game")))
)


@stored
def record_recalled(tx: Tx, turn_id: int, role: str, attempt: int, body: str) -> None:
    """Keep what a role was given (JSON), for one attempt of a turn."""
    put_texts(tx, turn_id, (KIND, attempt, body), role=role)


@stored
def load_recalled(tx: Tx, turn_id: int, role: str, attempt: int) -> str | None:
    """What a role was given for an attempt; None: nothing was looked for yet."""
    return get_text(tx, turn_id, KIND, position=attempt, role=role)


@stored
def load_all_recalled(tx: Tx, turn_id: int) -> tuple[tuple[str, int, str], ...]:
    """(role, attempt, JSON) of everything that was recalled for a turn."""
    return tuple((str(row[0]), int(row[1]), str(row[2])) for row in tx.rows(_ALL, {"turn": turn_id}))


def forget_recalled(tx: Tx, game_id: int) -> None:
    """Let go of it for all turns of a game."""
    tx.write(_DROP, {"game": game_id})

"""Erasing a person from what they wrote besides words: tellings that they edited, branches that they named."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from gm.store.rows_discord import THREADS
from gm.store.rows_history import BRANCHES
from gm.store.rows_turn import TEXTS, TURNS
from gm.store.tx import Tx

_X, _N, _B = TEXTS.c, TURNS.c, BRANCHES.c
_EDITED = (
    select(_N.id, _N.alternative)
    .join(TEXTS, _X.turn_id == _N.id)
    .where(_N.game_id == bindparam("game"), _X.author.is_not(None), _X.kind == "narration")
    .distinct()
)
_LEFT = (
    select(_X.position, _X.body)
    .where(_X.turn_id == bindparam("turn"), _X.kind == "narration", _X.body.is_not(None))
    .order_by(_X.position.desc())
)
_TELLER = select(_X.body).where(_X.turn_id == bindparam("turn"), _X.kind == "teller", _X.position == bindparam("at"))
_SHOW: Any = (
    update(TURNS)
    .where(_N.id == bindparam("turn"))
    .values(alternative=bindparam("at"), narration_source=bindparam("teller"))
)
_NOBODYS: Any = (
    update(TEXTS)
    .where(
        _X.author == bindparam("who"),
        _X.turn_id.in_(select(_N.id).where(_N.game_id == bindparam("game"))),
    )
    .values(author=None)
)
_NOBODY: Any = (
    update(TEXTS)
    .where(_X.author.is_not(None), _X.turn_id.in_(select(_N.id).where(_N.game_id == bindparam("game"))))
    .values(author=None)
)
_NAMED = select(_B.id).where(_B.game_id == bindparam("game"), _B.author == bindparam("who"))
_ANY_NAMED = select(_B.id).where(_B.game_id == bindparam("game"), _B.author.is_not(None))
_UNNAME: Any = update(BRANCHES).where(_B.id == bindparam("branch")).values(name=bindparam("plain"), author=None)
_THREADS: Any = update(THREADS).where(THREADS.c.branch_id == bindparam("branch")).values(name=bindparam("plain"))
BRANCH: Final = "branch-{number}"
"""What a branch is called whose name was erased."""


def take_hands_off(tx: Tx, game_id: int, player: str) -> int:
    """Turns that showed a telling of theirs show the latest that somebody else wrote; branches that they named get a
    plain name. Gives how many rows. Their tellings are emptied before."""
    at = {"game": game_id, "who": player}
    _fall_back(tx, tx.rows(_EDITED.where(_X.author == bindparam("who")), at))
    return tx.write(_NOBODYS, at) + _unname(tx, tx.rows(_NAMED, at))


def plain_names(tx: Tx, game_id: int) -> int:
    """Nobody has written or named anything in this game any more. What they wrote is emptied before."""
    of_game = {"game": game_id}
    _fall_back(tx, tx.rows(_EDITED, of_game))
    return tx.write(_NOBODY, of_game) + _unname(tx, tx.rows(_ANY_NAMED, of_game))


def _fall_back(tx: Tx, edited: Sequence[Any]) -> None:
    for turn, shown in [tuple(row) for row in edited]:
        left = [int(row.position) for row in tx.rows(_LEFT, {"turn": turn})]
        if left and shown not in left:
            teller = tx.value(_TELLER, {"turn": turn, "at": left[0]})
            tx.write(_SHOW, {"turn": turn, "at": left[0], "teller": teller or ""})


def _unname(tx: Tx, branches: Sequence[Any]) -> int:
    count = 0
    for branch in branches:
        plain = {"branch": branch.id, "plain": BRANCH.format(number=branch.id)}
        count += tx.write(_UNNAME, plain)
        tx.write(_THREADS, plain)
    return count

"""Who bears a call that several players caused."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from gm.domain.budgets import player_scope
from gm.domain.calls import CallPurpose
from gm.store.rows_call import CALL_PLAYERS, MODEL_CALLS, SPEND_TOTALS
from gm.store.rows_money import SPEND_NOTICES
from gm.store.tx import Tx

NOBODY: Final = "erased"
"""What stands where an erased player's id stood (as in `gm.store.erasure`)."""
_C, _M, _T = CALL_PLAYERS.c, MODEL_CALLS.c, SPEND_TOTALS.c
_ADD = insert(CALL_PLAYERS)
_OF = select(_C.player).where(_C.call_id == bindparam("call")).order_by(_C.position)
_FORGET = (
    update(CALL_PLAYERS)
    .where(
        _C.player == bindparam("who"),
        _C.call_id.in_(select(_M.id).where(_M.game_id == bindparam("game"))),
    )
    .values(player=NOBODY)
)
_FORGET_ALL = update(CALL_PLAYERS).where(_C.player == bindparam("who")).values(player=NOBODY)
_OWNERS = select(_T.scope).where(_T.scope.not_like("%/%")).distinct()
_TOTALS = delete(SPEND_TOTALS).where(_T.scope.in_(bindparam("scopes", expanding=True)))
_NOTICES = delete(SPEND_NOTICES).where(SPEND_NOTICES.c.scope.in_(bindparam("scopes", expanding=True)))
GAMES_OF = (
    select(_M.game_id)
    .join(CALL_PLAYERS, _C.call_id == _M.id)
    .where(_C.player == bindparam("who"), _M.game_id.is_not(None))
)
"""The games in which somebody (`who`) bore a call together with others."""


def players_of(purpose: CallPurpose) -> tuple[str, ...]:
    """Who caused a call; nobody: a chore of the whole table, or of no table."""
    return purpose.players or ((purpose.player,) if purpose.player is not None else ())


def put_players(tx: Tx, call_id: int, purpose: CallPurpose, bearing: Sequence[str]) -> None:
    """Keep who bears a call, where its row does not say it."""
    if tuple(bearing) != ((purpose.player,) if purpose.player is not None else ()):
        rows = [{"call_id": call_id, "position": at, "player": player} for at, player in enumerate(bearing)]
        tx.write(_ADD, rows)


def load_players(tx: Tx, call_id: int, player: str | None) -> tuple[str, ...]:
    """Who bears a call; '' for whoever was erased meanwhile."""
    found = (player,) if player is not None else tuple(row.player for row in tx.rows(_OF, {"call": call_id}))
    return tuple("" if name == NOBODY else name for name in found)


def forget_bearer(tx: Tx, player: str, game_id: int | None = None) -> int:
    """Take a player's name off what they bore, in a game or everywhere; gives of how many calls.

    Their own totals go with it: what is counted against their limits begins anew.
    """
    owners = [str(row[0]) for row in tx.rows(_OWNERS)]
    scopes = {"scopes": [player_scope(owner, player) for owner in owners]}
    tx.write(_TOTALS, scopes)
    tx.write(_NOTICES, scopes)
    return tx.write(_FORGET_ALL if game_id is None else _FORGET, {"game": game_id, "who": player})

"""Lines and veils that single players set for a game, and what a Discord server has set for all of its games."""

import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select

from gm.domain.boundaries import Boundary, read_boundaries, read_boundary
from gm.store.coding import readable
from gm.store.rows_discord import GUILDS, THREADS
from gm.store.rows_safety import PLAYER_BOUNDARIES
from gm.store.tx import Tx, stored

_B = PLAYER_BOUNDARIES.c
_GAME: Any = bindparam("game")
_WHO: Any = bindparam("who")
_OF_GAME = select(_B.kind, _B.body).where(_B.game_id == _GAME).order_by(_B.id)
_MINE = select(_B.kind, _B.body).where(_B.game_id == _GAME, _B.player == _WHO).order_by(_B.id)
_DROP = delete(PLAYER_BOUNDARIES).where(_B.game_id == _GAME, _B.player == _WHO)
_ADD = insert(PLAYER_BOUNDARIES)
_SERVERS = (
    select(GUILDS.c.settings)
    .where(GUILDS.c.guild_id.in_(select(THREADS.c.guild_id).where(THREADS.c.game_id == _GAME)))
    .order_by(GUILDS.c.guild_id)
)
BOUNDED_GAMES: Final = select(_B.game_id).where(_B.player == _WHO)
"""Games for which a player has set any."""


@stored
def load_player_boundaries(tx: Tx, game_id: int) -> tuple[Boundary, ...]:
    """Those of all players of a game, without saying whose."""
    return tuple(read_boundary(body, kind) for kind, body in tx.rows(_OF_GAME, {"game": game_id}))


@stored
def load_own_boundaries(tx: Tx, game_id: int, player: str) -> tuple[Boundary, ...]:
    """Those that one player has set, in the order in which they set them: for that player alone."""
    return tuple(read_boundary(body, kind) for kind, body in tx.rows(_MINE, {"game": game_id, "who": player}))


@stored
def record_own_boundaries(tx: Tx, game_id: int, player: str, boundaries: Iterable[Boundary]) -> None:
    """Set a player's lines and veils for a game, in place of those they had."""
    tx.write(_DROP, {"game": game_id, "who": player})
    rows = [{"game_id": game_id, "player": player, "kind": b.kind, "body": b.text} for b in boundaries]
    tx.write(_ADD, rows)


@stored
def load_server_bounds(tx: Tx, game_id: int) -> tuple[tuple[Boundary, ...], tuple[str, ...]]:
    """What the Discord servers in which a game is played have set: lines and veils, and the ratings that they allow."""
    found: list[Boundary] = []
    caps: list[str] = []
    for (body,) in tx.rows(_SERVERS, {"game": game_id}):
        with readable("discord_guilds"):
            values = json.loads(body)
        found += read_boundaries(values.get("lines", ()), "line")
        found += read_boundaries(values.get("veils", ()), "veil")
        caps += [values["rating"]] if values.get("rating") else []
    return tuple(found), tuple(caps)


def erase_boundaries(tx: Tx, game_id: int, player: str) -> int:
    """Delete a player's lines and veils of a game; gives how many."""
    return tx.write(_DROP, {"game": game_id, "who": player})

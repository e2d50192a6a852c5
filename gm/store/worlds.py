"""A world that several games share: its versions, and which game is pinned to which."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from gm.store.rows_game import GAMES, WORLD_VERSIONS
from gm.store.tx import Tx, stored

_OF = select(GAMES.c.world_id).where(GAMES.c.id == bindparam("game")).scalar_subquery()
_VERSIONS = (
    select(WORLD_VERSIONS.c.version, WORLD_VERSIONS.c.created_at)
    .where(WORLD_VERSIONS.c.world_id == _OF)
    .order_by(WORLD_VERSIONS.c.id)
)
_PINNED = select(GAMES.c.id, GAMES.c.name, GAMES.c.version).where(GAMES.c.world_id == _OF).order_by(GAMES.c.id)
_PIN = update(GAMES).where(GAMES.c.id == bindparam("which")).values(version=bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class WorldVersion:
    """A version of a world, and the games that are pinned to it."""

    version: str
    created_at: datetime
    games: tuple[str, ...]


@stored
def load_versions(tx: Tx, game_id: int) -> tuple[WorldVersion, ...]:
    """All versions of the world that a game is played in, oldest first."""
    pinned = tx.rows(_PINNED, {"game": game_id})
    return tuple(
        WorldVersion(row.version, row.created_at, tuple(each.name for each in pinned if each.version == row.version))
        for row in tx.rows(_VERSIONS, {"game": game_id})
    )


@dataclass(frozen=True, slots=True)
class Sharing:
    """A game of a world."""

    id: int
    name: str
    version: str


@stored
def load_sharing(tx: Tx, game_id: int) -> tuple[Sharing, ...]:
    """All games of the world that a game is played in, itself included, oldest first."""
    return tuple(Sharing(row.id, row.name, row.version) for row in tx.rows(_PINNED, {"game": game_id}))


@stored
def record_pin(tx: Tx, game_id: int, version: str) -> None:
    """Pin a game to another version of its world."""
    tx.write(_PIN, {"which": game_id, "wanted": version})

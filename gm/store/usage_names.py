"""What the keys of usage are called, and where a game stands: a few columns, without loading a campaign."""

from datetime import datetime

from sqlalchemy import bindparam, select

from gm.store.rows_game import GAMES, SESSIONS, WORLDS
from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

_TITLES = select(WORLDS.c.slug, WORLDS.c.title)
_LAST = select(GAMES.c.id, GAMES.c.name).join(TURNS, TURNS.c.game_id == GAMES.c.id).order_by(TURNS.c.id.desc()).limit(1)
_OPEN = select(SESSIONS.c.opened_at).where(SESSIONS.c.game_id == bindparam("game"), SESSIONS.c.closed_at.is_(None))


@stored
def load_titles(tx: Tx) -> dict[str, str]:
    """Titles of campaigns by their slug, as they are called now."""
    return {str(row.slug): str(row.title) for row in tx.rows(_TITLES)}


@stored
def load_game_names(tx: Tx) -> dict[int, str]:
    """Names of games by their number."""
    return {int(row.id): str(row.name) for row in tx.rows(select(GAMES.c.id, GAMES.c.name))}


@stored
def load_last_game(tx: Tx) -> tuple[int, str] | None:
    """Number and name of the game that was played last; None: none was."""
    row = tx.row(_LAST)
    return None if row is None else (int(row.id), str(row.name))


@stored
def load_open_since(tx: Tx, game_id: int) -> datetime | None:
    """When the game's sitting that is going on was opened; None: none is."""
    moment: datetime | None = tx.value(_OPEN, {"game": game_id})
    return moment


@stored
def load_player_names(tx: Tx) -> dict[str, str]:
    """What players of Discord call themselves, by their id at their face, as of the seat that they took last."""
    from gm.store.rows_discord import DISCORD_SEATS

    seats = DISCORD_SEATS.c
    rows = tx.rows(select(seats.player_id, seats.player_name).order_by(seats.taken_at))
    return {f"discord:{row.player_id}": str(row.player_name) for row in rows}

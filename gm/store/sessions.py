"""Sittings: the seed is committed to when one opens, and shown when it is closed."""

from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from gm.domain.errors import NotFound, Refused
from gm.domain.play import Session
from gm.store.rows_game import GAMES, SESSIONS
from gm.store.rows_turn import ROLLS, TURNS
from gm.store.tx import Found, Tx, stored
from gm.store.unrecorded import due_words

_SESSION = select(
    SESSIONS.c.id,
    SESSIONS.c.game_id,
    SESSIONS.c.number,
    SESSIONS.c.seed_hash,
    SESSIONS.c.opened_at,
    SESSIONS.c.closed_at,
    SESSIONS.c.seed,
)
_OPEN = _SESSION.where(SESSIONS.c.game_id == bindparam("game"), SESSIONS.c.closed_at.is_(None))
_ONE = _SESSION.where(SESSIONS.c.id == bindparam("id"))
_ALL = _SESSION.where(SESSIONS.c.game_id == bindparam("game")).order_by(SESSIONS.c.number)
_LAST = select(func.max(SESSIONS.c.number)).where(SESSIONS.c.game_id == bindparam("game"))
_LOCK = select(GAMES.c.id).where(GAMES.c.id == bindparam("game")).with_for_update(key_share=True)
"""Held against others who open a sitting, and against nobody who only refers to the game."""
_SEED = select(SESSIONS.c.seed).where(SESSIONS.c.id == bindparam("id"))
_CLOSE = (
    update(SESSIONS)
    .where(SESSIONS.c.id == bindparam("session"), SESSIONS.c.closed_at.is_(None))
    .values(closed_at=bindparam("now"))
)
_OPEN_SINCE = _SESSION.where(SESSIONS.c.closed_at.is_(None), SESSIONS.c.opened_at < bindparam("before"))
_PLAYED = (
    select(TURNS.c.created_at).where(TURNS.c.session_id == bindparam("session")).order_by(TURNS.c.id.desc()).limit(1)
)
_ROLLED = (
    select(ROLLS.c.rolled_at).where(ROLLS.c.session_id == bindparam("session")).order_by(ROLLS.c.id.desc()).limit(1)
)
_ADD = insert(SESSIONS).returning(SESSIONS.c.id)


def _session(row: Found) -> Session:
    """The seed stays secret as long as draws are made from it."""
    seed = None if row.closed_at is None else row.seed
    return Session(row.id, row.game_id, row.number, row.seed_hash, row.opened_at, row.closed_at, seed)


@stored
def load_open_session(tx: Tx, game_id: int) -> Session | None:
    """The sitting that is going on, or None."""
    row = tx.row(_OPEN, {"game": game_id})
    return None if row is None else _session(row)


@stored
def lock_sittings(tx: Tx, game_id: int) -> Session | None:
    """Wait until nobody else opens a sitting of this game, and nobody can until this transaction ends; gives the one
    that is open by then."""
    tx.row(_LOCK, {"game": game_id})
    row = tx.row(_OPEN, {"game": game_id})
    return None if row is None else _session(row)


@stored
def load_seed(tx: Tx, session_id: int) -> str:
    """The secret seed: for draws and for verification, never for a face. Raises NotFound."""
    seed = tx.value(_SEED, {"id": session_id})
    if seed is None:
        raise NotFound(f"There is no session number {session_id}.")
    return str(seed)


@stored
def record_session(tx: Tx, game_id: int, *, seed: str, seed_hash: str, now: datetime) -> Session:
    """Open a sitting. Raises Refused if one is open."""
    if tx.row(_OPEN, {"game": game_id}) is not None:
        raise Refused("A session of this game is open already.", remedy="Close it first.")
    number = (tx.value(_LAST, {"game": game_id}) or 0) + 1
    values = {"game_id": game_id, "number": number, "seed": seed, "seed_hash": seed_hash, "opened_at": now}
    return _session_of(tx, int(tx.value(_ADD, values)))


@stored
def close_session(tx: Tx, session_id: int, now: datetime) -> Session:
    """Close a sitting and reveal its seed. Closing it twice changes nothing. Raises NotFound."""
    tx.write(_CLOSE, {"session": session_id, "now": now})
    closed = _session_of(tx, session_id)
    due_words(tx, closed.game_id, now)
    return closed


@stored
def load_open_since(tx: Tx, before: datetime) -> tuple[Session, ...]:
    """The sittings of all games that were opened before then and are still open."""
    return tuple(_session(row) for row in tx.rows(_OPEN_SINCE, {"before": before}))


@stored
def load_last_activity(tx: Tx, session_id: int) -> datetime:
    """When the last turn of a sitting was received, or the last die of it fell; else when it opened."""
    moments: list[datetime] = [_session_of(tx, session_id).opened_at]
    for statement in (_PLAYED, _ROLLED):
        found = tx.value(statement, {"session": session_id})
        moments += [] if found is None else [found]
    return max(moments)


@stored
def load_sessions(tx: Tx, game_id: int) -> tuple[Session, ...]:
    """All sittings of a game, oldest first; the seed of an open one is not shown."""
    return tuple(_session(row) for row in tx.rows(_ALL, {"game": game_id}))


def _session_of(tx: Tx, session_id: int) -> Session:
    row = tx.row(_ONE, {"id": session_id})
    if row is None:
        raise NotFound(f"There is no session number {session_id}.")
    return _session(row)

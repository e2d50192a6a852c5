"""Vectors of a game's turns and lines: which are missing, kept, read, dropped. Nobody waits for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, select

from gm.store.rows_game import GAMES
from gm.store.rows_memory import ARCHIVE_LINES, ARCHIVES
from gm.store.rows_turn import TURNS
from gm.store.rows_vectors import EMBEDDINGS
from gm.store.tx import Tx, stored

_E, _T, _L = EMBEDDINGS.c, TURNS.c, ARCHIVE_LINES.c
_GAME: Any = bindparam("game")
_MODEL: Any = bindparam("of_model")


def _has(origin: str, ref: Any) -> Any:
    same = and_(_E.game_id == _GAME, _E.origin == origin, _E.ref_id == ref, _E.model == _MODEL)
    return exists().where(same)


_TURNS = (
    select(_T.id)
    .where(_T.game_id == _GAME, _T.alternatives > 0, _T.commit_seq.is_not(None), ~_has("turn", _T.id))
    .order_by(_T.id)
    .limit(bindparam("most"))
)
_LINES = (
    select(_L.id)
    .select_from(ARCHIVE_LINES.join(ARCHIVES, ARCHIVES.c.id == _L.archive_id))
    .where(ARCHIVES.c.game_id == _GAME, ARCHIVES.c.lines.is_not(None), _L.body.is_not(None), _L.body != "")
    .where(~_has("line", _L.id))
    .order_by(_L.id)
    .limit(bindparam("most"))
)
_ADD = insert(EMBEDDINGS)
_AFTER = (
    select(_E.id, _E.origin, _E.ref_id, _E.dims, _E.body)
    .where(_E.game_id == _GAME, _E.model == _MODEL, _E.id > bindparam("after"))
    .order_by(_E.id)
    .limit(bindparam("most"))
)
_HELD = select(_E.origin, _E.ref_id).where(
    _E.game_id == _GAME, _E.model == _MODEL, _E.ref_id.in_(bindparam("refs", expanding=True))
)
_COUNT = select(func.count()).where(_E.game_id == _GAME, _E.model == _MODEL)
_DROP_THOSE: Any = delete(EMBEDDINGS).where(
    _E.game_id == _GAME, _E.origin == bindparam("of_origin"), _E.ref_id.between(bindparam("first"), bindparam("last"))
)
_DROP_ALL: Any = delete(EMBEDDINGS).where(_E.game_id == _GAME)
_DROP_OTHERS: Any = delete(EMBEDDINGS).where(_E.game_id == _GAME, _E.model != _MODEL)
_LOCK = select(GAMES.c.erasures, GAMES.c.retellings).where(GAMES.c.id == _GAME).with_for_update()


@dataclass(frozen=True, slots=True)
class VectorRow:
    """The vectors of one passage. `ref`: id of the turn; negative: of the line."""

    id: int
    ref: int
    dims: int
    body: bytes


@stored
def load_without_vectors(tx: Tx, game_id: int, model: str, most: int) -> tuple[int, ...]:
    """Turns that were told, then lines of old chats (negative), that have no vectors of this model; oldest first."""
    at = {"game": game_id, "of_model": model, "most": most}
    turns = [int(row[0]) for row in tx.rows(_TURNS, at)]
    lines = [-int(row[0]) for row in tx.rows(_LINES, {**at, "most": most - len(turns)})] if len(turns) < most else []
    return (*turns, *lines)


@stored
def record_vectors(
    tx: Tx, game_id: int, model: str, dims: int, bodies: Mapping[int, bytes], *, read_at: tuple[int, int]
) -> bool:
    """Keep the vectors of passages, by ref. False, and nothing is kept, if words of the game have changed since they
    were read (`read_at`: erasures, retellings), or another process was faster. Those of other models go."""
    row = tx.row(_LOCK, {"game": game_id})
    if row is None or (int(row[0]), int(row[1])) != read_at:
        return False
    at = {"game": game_id, "of_model": model, "refs": [abs(ref) for ref in bodies]}
    held = {int(each[1]) if each[0] == "turn" else -int(each[1]) for each in tx.rows(_HELD, at)}
    if held & bodies.keys():
        return False
    tx.write(_DROP_OTHERS, {"game": game_id, "of_model": model})
    for ref, body in bodies.items():
        origin = "turn" if ref > 0 else "line"
        values = {"game_id": game_id, "origin": origin, "ref_id": abs(ref), "model": model, "dims": dims, "body": body}
        tx.write(_ADD, values)
    return True


@stored
def load_vectors(tx: Tx, game_id: int, model: str, after: int, most: int) -> tuple[VectorRow, ...]:
    """Vectors of a game by this model, in rows after number `after`, at most so many."""
    rows = tx.rows(_AFTER, {"game": game_id, "of_model": model, "after": after, "most": most})
    return tuple(VectorRow(r.id, r.ref_id if r.origin == "turn" else -r.ref_id, r.dims, r.body) for r in rows)


@stored
def count_vectors(tx: Tx, game_id: int, model: str) -> int:
    """Of how many turns and lines there are vectors of this model."""
    return int(tx.value(_COUNT, {"game": game_id, "of_model": model}))


def drop_vectors(tx: Tx, game_id: int, origin: str | None = None, first: int = 0, last: int = 0) -> int:
    """Let go of the vectors of the turns or lines from id `first` to `last`; without an origin, of the whole game."""
    if origin is None:
        return tx.write(_DROP_ALL, {"game": game_id})
    return tx.write(_DROP_THOSE, {"game": game_id, "of_origin": origin, "first": first, "last": last})

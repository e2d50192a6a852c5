"""Sealed stretches of a game's words, made searchable: written by whoever finds one missing, dropped by whoever changes
words in it. A process that keeps some in memory compares their stamps before it uses them.

Whoever changes words of a turn that was told before, or erases some, drops the stretch in the same transaction and
counts it up in the game (`retellings`, `erasures`); whoever seals holds the game's row meanwhile and writes nothing if
the counts are not those of the texts that it read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, insert, select, update

from gm.store.recalled import forget_recalled
from gm.store.rows_game import GAMES
from gm.store.rows_memory import RECALL_SEGMENTS
from gm.store.rows_turn import TURNS
from gm.store.summary_writes import supersede_summaries
from gm.store.tx import Tx, stored
from gm.store.vectors import drop_vectors

Origin = Literal["turn", "line"]
_S, _G = RECALL_SEGMENTS.c, GAMES.c
_GAME: Any = bindparam("game")
_LIST = (
    select(_S.origin, _S.first_id, _S.last_id, _S.documents, _S.stamp)
    .where(_S.game_id == _GAME, _S.version == bindparam("version"))
    .order_by(_S.origin, _S.first_id)
)
_COUNT = select(func.count()).where(_S.game_id == _GAME, _S.version == bindparam("version"))
_BODY = select(_S.body).where(
    _S.game_id == _GAME,
    _S.origin == bindparam("of_origin"),
    _S.first_id == bindparam("first"),
    _S.version == bindparam("version"),
    _S.stamp == bindparam("stamp"),
)
_STATE = select(_G.erasures, _G.retellings).where(_G.id == _GAME)
_OVERLAPPING = (_S.first_id <= bindparam("last")) & (_S.last_id >= bindparam("first"))
_TAKEN = select(_S.first_id).where(
    _S.game_id == _GAME, _S.origin == bindparam("of_origin"), _S.version == bindparam("version"), _OVERLAPPING
)
_DROP: Any = delete(RECALL_SEGMENTS).where(_S.game_id == _GAME, _S.origin == bindparam("of_origin"), _OVERLAPPING)
_DROP_ALL: Any = delete(RECALL_SEGMENTS).where(_S.game_id == _GAME)
_DROP_OLD: Any = delete(RECALL_SEGMENTS).where(_S.game_id == _GAME, _S.version != bindparam("version"))
_GAME_OF = select(TURNS.c.game_id).where(TURNS.c.id == bindparam("turn"))
_RETOLD = update(GAMES).where(_G.id == _GAME).values(retellings=_G.retellings + 1)
_ERASED = update(GAMES).where(_G.id == _GAME).values(erasures=_G.erasures + 1)


@dataclass(frozen=True, slots=True)
class SegmentKey:
    """A sealed stretch without its words."""

    origin: Origin
    first_id: int
    last_id: int
    documents: int
    stamp: str


@dataclass(frozen=True, slots=True)
class WordsState:
    """How often words of a game were erased and told otherwise: what was read of them is of that time."""

    erasures: int
    retellings: int


@stored
def load_words_state(tx: Tx, game_id: int) -> WordsState:
    """The game's counts now."""
    return words_state(tx, game_id)


def segment_keys(tx: Tx, game_id: int, version: int) -> tuple[SegmentKey, ...]:
    """The sealed stretches of a game, by origin and id."""
    return tuple(SegmentKey(*row) for row in tx.rows(_LIST, {"game": game_id, "version": version}))


def segment_count(tx: Tx, game_id: int, version: int) -> int:
    """How many there are."""
    return int(tx.value(_COUNT, {"game": game_id, "version": version}))


@stored
def load_segment(tx: Tx, game_id: int, version: int, key: SegmentKey) -> bytes | None:
    """The packed words of a stretch; None if it has gone, or was built anew."""
    at = {"game": game_id, "of_origin": key.origin, "first": key.first_id, "version": version, "stamp": key.stamp}
    found: bytes | None = tx.value(_BODY, at)
    return found


@stored
def record_segment(tx: Tx, game_id: int, version: int, key: SegmentKey, body: bytes, *, read_at: WordsState) -> bool:
    """Keep a stretch. False, and nothing is kept, if words have changed since they were read (`read_at`), or somebody
    else has sealed a part of it."""
    tx.value(select(_G.id).where(_G.id == _GAME).with_for_update(), {"game": game_id})
    at = {"game": game_id, "of_origin": key.origin, "version": version, "first": key.first_id, "last": key.last_id}
    if words_state(tx, game_id) != read_at or tx.value(_TAKEN, at) is not None:
        return False
    tx.write(_DROP_OLD, {"game": game_id, "version": version})
    tx.write(
        insert(RECALL_SEGMENTS),
        {
            "game_id": game_id,
            "origin": key.origin,
            "first_id": key.first_id,
            "version": version,
            "last_id": key.last_id,
            "documents": key.documents,
            "stamp": key.stamp,
            "body": body,
        },
    )
    return True


@stored
def discard_segment(tx: Tx, game_id: int, key: SegmentKey) -> None:
    """Let go of a stretch that cannot be read."""
    drop_segments(tx, game_id, key.origin, key.first_id, key.last_id)


def drop_segments(tx: Tx, game_id: int, origin: Origin, first: int, last: int) -> int:
    """Let go of the stretches that hold any turn or line from id `first` to `last`."""
    return tx.write(_DROP, {"game": game_id, "of_origin": origin, "first": first, "last": last})


def retold(tx: Tx, turn_id: int) -> None:
    """A turn is told otherwise than before: its stretch goes, and processes read it again."""
    game = int(tx.value(_GAME_OF, {"turn": turn_id}) or 0)
    drop_segments(tx, game, "turn", turn_id, turn_id)
    drop_vectors(tx, game, "turn", turn_id, turn_id)
    tx.write(_RETOLD, {"game": game})
    supersede_summaries(tx, (turn_id,))


def forget_turns(tx: Tx, game_id: int, turns: Collection[int]) -> None:
    """Words of these turns were erased: what is derived from them goes, and processes forget what they keep."""
    for turn in turns:
        retold(tx, turn)
    tx.write(_ERASED, {"game": game_id})


def forget_words(tx: Tx, game_id: int) -> None:
    """Words of the game were erased: all that is derived from them goes, and processes forget what they keep."""
    tx.write(_DROP_ALL, {"game": game_id})
    drop_vectors(tx, game_id)
    forget_recalled(tx, game_id)
    tx.write(_ERASED, {"game": game_id})


def words_state(tx: Tx, game_id: int) -> WordsState:
    """See `load_words_state`."""
    row = tx.row(_STATE, {"game": game_id})
    return WordsState(0, 0) if row is None else WordsState(int(row.erasures), int(row.retellings))

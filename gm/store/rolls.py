"""The ledger of rolls. Undone ones stay."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from gm.domain.dice import RollRecord
from gm.domain.play import StoredRoll
from gm.store.coding import Damaged, dump, readable
from gm.store.rows_turn import ROLLS
from gm.store.tx import Found, Tx, stored

_R = ROLLS.c
_ADD = insert(ROLLS)
_ROLL = select(_R.id, _R.session_id, _R.turn_id, _R.key, _R.attempt, _R.source_ids, _R.record, _R.player).order_by(
    _R.id
)
_OF_GAME = _ROLL.where(_R.game_id == bindparam("game"))
_OF_TURN = _OF_GAME.where(_R.turn_id == bindparam("turn"))


def put_rolls(tx: Tx, game_id: int, rolls: Sequence[StoredRoll], now: datetime) -> None:
    """Keep rolls, in order."""
    tx.write(
        _ADD,
        [
            {
                "game_id": game_id,
                "session_id": roll.session_id,
                "turn_id": roll.turn_id,
                "key": roll.key,
                "attempt": roll.attempt,
                "source_ids": dump(roll.source_ids),
                "record": roll.record.model_dump_json(exclude_defaults=True),
                "rolled_at": now,
                "player": roll.player,
            }
            for roll in rolls
        ],
    )


@stored
def record_rolls(tx: Tx, game_id: int, rolls: Sequence[StoredRoll], now: datetime) -> None:
    """Keep rolls made at the table; those of a turn are kept by `record_outcome`."""
    put_rolls(tx, game_id, rolls, now)


@stored
def load_rolls(tx: Tx, game_id: int, *, turn_id: int | None = None) -> tuple[StoredRoll, ...]:
    """The rolls of a game, or of one of its turns, in order."""
    rows = tx.rows(_OF_GAME if turn_id is None else _OF_TURN, {"game": game_id, "turn": turn_id})
    return tuple(_roll(row) for row in rows)


@stored
def sound_rolls(tx: Tx, game_id: int) -> tuple[tuple[StoredRoll, ...], tuple[str, ...]]:
    """The rolls of a game that can be read, in order, and a line for each that cannot."""
    found: list[StoredRoll] = []
    damaged: list[str] = []
    for row in tx.rows(_OF_GAME, {"game": game_id}):
        try:
            found.append(_roll(row))
        except Damaged as error:
            damaged.append(str(error))
    return tuple(found), tuple(damaged)


def _roll(row: Found) -> StoredRoll:
    with readable(f"Roll number {row.id}"):
        sources = json.loads(row.source_ids)
        if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
            raise ValueError("source ids are a list of words")
        record = RollRecord.model_validate_json(row.record)
        return StoredRoll(row.session_id, row.turn_id, row.key, row.attempt, tuple(sources), record, row.player)

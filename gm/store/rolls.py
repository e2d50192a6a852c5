"""The ledger of rolls. Undone ones stay."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from gm.domain.dice import RollRecord
from gm.domain.play import StoredRoll
from gm.store.coding import dump
from gm.store.rows_turn import ROLLS
from gm.store.tx import Found, Tx, stored

_R = ROLLS.c
_ADD = insert(ROLLS)
_ROLL = select(_R.session_id, _R.turn_id, _R.key, _R.attempt, _R.source_ids, _R.record).order_by(_R.id)
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


def _roll(row: Found) -> StoredRoll:
    return StoredRoll(
        row.session_id,
        row.turn_id,
        row.key,
        row.attempt,
        tuple(json.loads(row.source_ids)),
        RollRecord.model_validate_json(row.record),
    )

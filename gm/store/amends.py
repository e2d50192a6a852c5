"""Words that a player changes or takes back before they are ruled on. From the ruling on they stay as they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select, update

from gm.domain.play import PlayerInput, ReceivedInput
from gm.store.inputs import INPUT, input_from
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS, TURNS
from gm.store.texts import drop_replies
from gm.store.turn_queries import reread
from gm.store.tx import Tx, stored

_ONE = INPUT.where(
    INPUTS.c.game_id == bindparam("game"),
    INPUTS.c.face == bindparam("by_face"),
    INPUTS.c.source_id == bindparam("by_source"),
    INPUTS.c.withdrawn_at.is_(None),
)
_LOCK = select(TURNS.c.stage).where(TURNS.c.id == bindparam("turn")).with_for_update()
_HAD = select(TURN_INPUTS.c.input_id).where(TURN_INPUTS.c.turn_id == bindparam("turn")).limit(1)
_SAY = update(TEXTS).where(TEXTS.c.input_id == bindparam("entry")).values(body=bindparam("words"))
_KIND = update(INPUTS).where(INPUTS.c.id == bindparam("entry")).values(kind=bindparam("as_kind"))
_UNSAY = update(TEXTS).where(TEXTS.c.input_id == bindparam("entry")).values(body=None, erased_at=bindparam("now"))
_WITHDRAW = update(INPUTS).where(INPUTS.c.id == bindparam("entry")).values(withdrawn_at=bindparam("now"))


@dataclass(frozen=True, slots=True)
class Amended:
    """What came of it.

    `unknown`: there is no such input, or it was withdrawn, or its turn was taken back. `late`: it was ruled on.
    `same`: it reads as it did. `changed`: the turn will be played with the new words, or without them.
    """

    state: Literal["unknown", "late", "same", "changed"]
    input: ReceivedInput | None = None
    """The input as it is now (withdrawn: as it was); None if unknown."""


@stored
def amend_input(tx: Tx, game_id: int, entry: PlayerInput) -> Amended:
    """Change text and kind of an input that no ruling has taken up yet. Its player, character and skill stay."""
    found = _open(tx, game_id, entry.face, entry.source_id)
    if found.input is not None and found.input.input.player != entry.player:
        return Amended("unknown")  # they were erased meanwhile
    if found.state != "changed" or found.input is None:
        return found
    was = found.input.input
    if (was.text, was.kind) == (entry.text, entry.kind):
        return Amended("same", found.input)
    tx.write(_SAY, {"entry": found.input.id, "words": entry.text})
    tx.write(_KIND, {"entry": found.input.id, "as_kind": entry.kind})
    return _open(tx, game_id, entry.face, entry.source_id)


@stored
def withdraw_input(tx: Tx, game_id: int, face: str, source_id: str, now: datetime) -> Amended:
    """Take an input out of its turn, and erase its words, if no ruling has taken it up yet."""
    found = _open(tx, game_id, face, source_id)
    if found.state == "changed" and found.input is not None:
        tx.write(_WITHDRAW, {"entry": found.input.id, "now": now})
        tx.write(_UNSAY, {"entry": found.input.id, "now": now})
    return found


@stored
def lock_inputs(tx: Tx, turn_id: int) -> tuple[ReceivedInput, ...] | None:
    """The inputs of a turn as they stand, which nobody can change any more before this transaction ends.

    None: it had some, and all were withdrawn.
    """
    tx.value(_LOCK, {"turn": turn_id})
    standing = reread(tx, turn_id).inputs
    if not standing and tx.value(_HAD, {"turn": turn_id}) is not None:
        return None
    return standing


def _open(tx: Tx, game_id: int, face: str, source_id: str) -> Amended:
    """The input, with its turn locked. `changed`: it may be."""
    row = tx.row(_ONE, {"game": game_id, "by_face": face, "by_source": source_id})
    if row is None:
        return Amended("unknown")
    entry = input_from(row)
    if entry.turn_id is None:
        return Amended("changed", entry)
    stage = tx.value(_LOCK, {"turn": entry.turn_id})
    if reread(tx, entry.turn_id).status == "undone":
        return Amended("unknown")
    if stage != "received":
        return Amended("late", entry)
    drop_replies(tx, entry.turn_id, "adjudicator", "triage")
    return Amended("changed", entry)

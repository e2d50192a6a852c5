"""What players sent. The same face and source id twice is one input."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select

from gm.domain.play import PlayerInput, ReceivedInput
from gm.store.rows import Upsert
from gm.store.rows_turn import INPUTS, TEXTS
from gm.store.texts import ERASED
from gm.store.tx import Found, Tx, stored

_PUT = Upsert(
    INPUTS,
    lambda put: put.on_conflict_do_nothing(index_elements=["game_id", "face", "source_id"]).returning(INPUTS.c.id),
)
_PUT_TEXT = insert(TEXTS).values(kind="input", role="", position=0)
INPUT = select(
    INPUTS.c.id,
    INPUTS.c.face,
    INPUTS.c.source_id,
    INPUTS.c.player,
    TEXTS.c.body,
    INPUTS.c.character,
    INPUTS.c.kind,
    INPUTS.c.skill,
    INPUTS.c.turn_id,
    INPUTS.c.addressee,
    INPUTS.c.own_post,
).join(TEXTS, TEXTS.c.input_id == INPUTS.c.id)
"""The columns that `input_from` reads, in order."""
_FIRST = INPUT.where(
    INPUTS.c.game_id == bindparam("game"),
    INPUTS.c.face == bindparam("by_face"),
    INPUTS.c.source_id == bindparam("by_source"),
)
_WAITING = INPUT.where(INPUTS.c.scene_id == bindparam("scene"), INPUTS.c.turn_id.is_(None)).order_by(INPUTS.c.id)


def input_from(row: Found, *, duplicate: bool = False) -> ReceivedInput:
    """An input from a row of `INPUT`. Erased words come back as a plain mark."""
    number, face, source_id, player, body, character, kind, skill, turn_id, to, own = row[:11]
    words = ERASED if body is None else body
    return ReceivedInput(
        number,
        PlayerInput(face, source_id, player, words, character, kind, skill, to, own_post=bool(own)),
        turn_id,
        duplicate,
    )


@stored
def record_input(tx: Tx, game_id: int, scene_id: int, input: PlayerInput, now: datetime) -> ReceivedInput:
    """Keep an input. The second time gives the first one back, as a duplicate, with the turn that it is in."""
    values = {
        "game_id": game_id,
        "scene_id": scene_id,
        "face": input.face,
        "source_id": input.source_id,
        "player": input.player,
        "character": input.character,
        "kind": input.kind,
        "skill": input.skill,
        "addressee": input.to,
        "own_post": input.own_post,
        "received_at": now,
    }
    number = tx.value(_PUT.on(tx.dialect), values)
    if number is not None:
        tx.write(_PUT_TEXT, {"input_id": number, "body": input.text})
        return ReceivedInput(int(number), input, None)
    first = tx.row(_FIRST, {"game": game_id, "by_face": input.face, "by_source": input.source_id})
    assert first is not None
    return input_from(first, duplicate=True)


@stored
def load_waiting_inputs(tx: Tx, scene_id: int) -> tuple[ReceivedInput, ...]:
    """Inputs that no turn has taken yet, oldest first."""
    return tuple(input_from(row) for row in tx.rows(_WAITING, {"scene": scene_id}))


@stored
def is_received(tx: Tx, game_id: int, face: str, source_id: str) -> bool:
    """Whether an input has been kept already."""
    return tx.row(_FIRST, {"game": game_id, "by_face": face, "by_source": source_id}) is not None

"""What is told to one character alone: which turns, for whom, and whether it was read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, select, update

from gm.store.rows import Upsert
from gm.store.rows_secrets import PLAYER_NOTES, SEALED
from gm.store.tx import Tx, stored

What = Literal["whisper", "learned"]
_S, _N = SEALED.c, PLAYER_NOTES.c
_PUT: Final = Upsert(SEALED, lambda put: put.on_conflict_do_nothing(index_elements=["turn_id", "character"]))
_OF_TURN = select(_S.turn_id, _S.character, _S.what, _S.opened_at).where(_S.turn_id == bindparam("turn"))
_OF_GAME = (
    select(_S.turn_id, _S.character, _S.what, _S.opened_at)
    .where(_S.game_id == bindparam("game"))
    .order_by(_S.turn_id, _S.character)
)
_OPEN = (
    update(SEALED)
    .where(_S.turn_id == bindparam("turn"), _S.character == bindparam("who"), _S.opened_at.is_(None))
    .values(opened_at=bindparam("now"))
)
_WHISPERED = select(_S.turn_id).where(_S.game_id == bindparam("game"), _S.what == "whisper")
_NOTES = (
    select(_N.id, _N.player, _N.character, _N.body, _N.created_at)
    .where(_N.game_id == bindparam("game"))
    .order_by(_N.id)
)
_DROP_NOTES = delete(PLAYER_NOTES).where(_N.game_id == bindparam("game"), _N.player == bindparam("who"))
NOTED_GAMES: Final = select(_N.game_id).where(_N.player == bindparam("who"))
"""Games in which a player has written notes."""


@dataclass(frozen=True, slots=True)
class Seal:
    """That a turn holds something for one character alone."""

    turn_id: int
    character: str
    what: What
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlayerNote:
    """What a player wrote to whoever runs the game."""

    id: int
    player: str
    character: str
    text: str
    at: datetime


def not_whispered(turn: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a turn is everybody's: its words may be in prompts, recaps, lists and explanations."""
    row = SEALED.alias()
    return ~exists().where(row.c.turn_id == turn, row.c.what == "whisper")


def whispered_turns(tx: Tx, game_id: int) -> frozenset[int]:
    """Turns of a game that one character alone knows of."""
    return frozenset(int(row[0]) for row in tx.rows(_WHISPERED, {"game": game_id}))


@stored
def record_seal(
    tx: Tx, game_id: int, turn_id: int, character: str, what: What, opened_at: datetime | None = None
) -> None:
    """Seal a turn, or a fact of it, for a character. A second time changes nothing."""
    values = {"turn_id": turn_id, "character": character, "game_id": game_id, "what": what, "opened_at": opened_at}
    tx.upsert(_PUT, values)


@stored
def load_seals(tx: Tx, game_id: int) -> tuple[Seal, ...]:
    """All of a game, by turn; on whatever branch."""
    return tuple(Seal(*row) for row in tx.rows(_OF_GAME, {"game": game_id}))


@stored
def load_whisperer(tx: Tx, turn_id: int) -> str | None:
    """The character who alone knows of this turn; None: it is everybody's."""
    found = tx.rows(_OF_TURN, {"turn": turn_id})
    return next((row.character for row in found if row.what == "whisper"), None)


@stored
def record_opened(tx: Tx, turn_id: int, character: str, now: datetime) -> bool:
    """It was read; False if it had been before, or is not there."""
    return bool(tx.write(_OPEN, {"turn": turn_id, "who": character, "now": now}))


@stored
def record_player_note(tx: Tx, game_id: int, player: str, character: str, text: str, now: datetime) -> None:
    """Keep a note to whoever runs the game."""
    values = {"game_id": game_id, "player": player, "character": character, "body": text, "created_at": now}
    tx.write(insert(PLAYER_NOTES), values)


@stored
def load_player_notes(tx: Tx, game_id: int) -> tuple[PlayerNote, ...]:
    """The notes of a game, oldest first."""
    return tuple(PlayerNote(*row) for row in tx.rows(_NOTES, {"game": game_id}))


def erase_player_notes(tx: Tx, game_id: int, player: str) -> int:
    """Delete what a player wrote to whoever runs a game; gives how many."""
    return tx.write(_DROP_NOTES, {"game": game_id, "who": player})


def player_note_words(tx: Tx, game_id: int, player: str) -> Collection[str]:
    """What they wrote, for finding it again elsewhere."""
    return [row.body for row in tx.rows(_NOTES, {"game": game_id}) if row.player == player]

"""What a table stepped away from: kept for good, also when history is taken back or forked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, bindparam, exists, or_, select

from gm.store.discord_erasure import mark_recaps_stale
from gm.store.rows import Upsert
from gm.store.rows_history import BRANCHES
from gm.store.rows_safety import STEERS
from gm.store.rows_turn import TEXTS, TURN_INPUTS
from gm.store.sealed import not_whispered
from gm.store.summary_writes import supersede_summaries
from gm.store.tx import Tx, stored

_S = STEERS.c
_PUT = Upsert(STEERS, lambda put: put.on_conflict_do_nothing(index_elements=["turn_id", "kind"]))
_OF_GAME = (
    select(_S.turn_id, _S.number, _S.created_at).where(_S.game_id == bindparam("game")).order_by(_S.id.desc()).limit(20)
)
_TOLD = select(BRANCHES.c.last_number).where(BRANCHES.c.id == bindparam("branch"))
_IS_SET_ASIDE = select(_S.id).where(_S.turn_id == bindparam("turn"))


_ASIDE = select(_S.turn_id).where(_S.game_id == bindparam("game"))
_WORDS = (
    select(TEXTS.c.body)
    .join(TURN_INPUTS, TURN_INPUTS.c.input_id == TEXTS.c.input_id, isouter=True)
    .join(STEERS, or_(STEERS.c.turn_id == TEXTS.c.turn_id, STEERS.c.turn_id == TURN_INPUTS.c.turn_id))
    .where(_S.game_id == bindparam("game"), TEXTS.c.body.is_not(None))
    .where(TEXTS.c.kind.in_(("input", "narration", "gist", "outcome", "line", "went")))
)
SET_ASIDE: Final = "That beat was set aside: it is not told or played again."
"""What whoever asks for one is told."""


@dataclass(frozen=True, slots=True)
class Steer:
    """A beat that was set aside, and its number."""

    turn_id: int
    number: int
    at: datetime


def not_set_aside(turn: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a turn's words may be read: by prompts, recaps and lists of beats, on every branch. Those that were set
    aside and those that were whispered may not."""
    row = STEERS.alias()
    return ~exists().where(row.c.turn_id == turn) & not_whispered(turn)


@stored
def load_told(tx: Tx, branch_id: int) -> int:
    """How many turns the branch has ever had: 0 if nothing was told on it."""
    return int(tx.value(_TOLD, {"branch": branch_id}) or 0)


@stored
def record_steer(tx: Tx, game_id: int, turn_id: int, number: int, now: datetime) -> None:
    """Set a beat aside: also recaps that quote it are no longer right. A second time changes nothing."""
    tx.upsert(_PUT, {"game_id": game_id, "turn_id": turn_id, "kind": "xcard", "number": number, "created_at": now})
    mark_recaps_stale(tx, (turn_id,))
    supersede_summaries(tx, (turn_id,))


@stored
def load_steers(tx: Tx, game_id: int) -> tuple[Steer, ...]:
    """The latest beats of a game that were set aside, newest first; at most 20."""
    return tuple(Steer(*row) for row in tx.rows(_OF_GAME, {"game": game_id}))


@stored
def load_set_aside(tx: Tx, game_id: int) -> frozenset[int]:
    """All beats of a game that were set aside, by their number in the database."""
    return frozenset(int(row[0]) for row in tx.rows(_ASIDE, {"game": game_id}))


@stored
def load_aside_words(tx: Tx, game_id: int) -> tuple[str, ...]:
    """What was said and told in beats of a game that were set aside: for whoever keeps it out of what is shown."""
    return tuple(str(row[0]) for row in tx.rows(_WORDS, {"game": game_id}))


@stored
def is_set_aside(tx: Tx, turn_id: int) -> bool:
    """Whether this beat was set aside."""
    return tx.value(_IS_SET_ASIDE, {"turn": turn_id}) is not None

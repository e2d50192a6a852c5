"""Marks that a table sets on facts and turns: pinned, locked, hidden from recollection."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, String, bindparam, cast, delete, exists, literal, select

from gm.store.rows import Upsert
from gm.store.rows_facts import MARKS
from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

MarkKind = Literal["pin", "lock", "hide"]
_M = MARKS.c
_OF_GAME = select(_M.what, _M.mark, _M.player, _M.after_number).where(_M.game_id == bindparam("game")).order_by(_M.id)
_PUT = Upsert(MARKS, lambda put: put.on_conflict_do_nothing(index_elements=["game_id", "what", "mark"]))
_TAKE = delete(MARKS).where(
    _M.game_id == bindparam("game"), _M.what == bindparam("of_what"), _M.mark == bindparam("of_mark")
)
_HIDDEN = select(_M.what).where(_M.game_id == bindparam("game"), _M.mark == "hide", _M.what.like("turn:%"))


_NUMBERS = select(TURNS.c.id, TURNS.c.number).where(TURNS.c.id.in_(bindparam("turns", expanding=True)))


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark. `after`: number of the last turn when it was set."""

    what: str
    mark: MarkKind
    player: str
    after: int


@stored
def load_marks(tx: Tx, game_id: int) -> tuple[Mark, ...]:
    """All marks of a game, oldest first."""
    return tuple(Mark(*row) for row in tx.rows(_OF_GAME, {"game": game_id}))


def not_hidden(game: ColumnElement[int], turn: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a turn may still be recollected."""
    row = MARKS.alias()
    named = literal("turn:").concat(cast(turn, String))
    return ~exists().where(row.c.game_id == game, row.c.what == named, row.c.mark == "hide")


def hidden_turns(tx: Tx, game_id: int) -> frozenset[int]:
    """Ids of the turns that are left out of all recollection, within a transaction of the store's own."""
    return frozenset(int(row.what.partition(":")[2]) for row in tx.rows(_HIDDEN, {"game": game_id}))


load_hidden_turns = stored(hidden_turns)


@stored
def record_mark(tx: Tx, game_id: int, what: str, mark: MarkKind, *, player: str, after: int, now: datetime) -> bool:
    """Set a mark. False if it is set already."""
    values = {"game_id": game_id, "what": what, "mark": mark, "player": player}
    return tx.upsert(_PUT, values | {"after_number": after, "created_at": now}) > 0


@stored
def drop_mark(tx: Tx, game_id: int, what: str, mark: MarkKind) -> bool:
    """Take a mark away. False if it is not set."""
    return tx.write(_TAKE, {"game": game_id, "of_what": what, "of_mark": mark}) > 0


@stored
def load_numbers(tx: Tx, turn_ids: tuple[int, ...]) -> dict[int, int]:
    """The numbers of these turns, by id."""
    return {int(row.id): int(row.number) for row in tx.rows(_NUMBERS, {"turns": turn_ids})} if turn_ids else {}

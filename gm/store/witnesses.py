"""Who was there in a turn. Kept together with its outcome, and never changed: undo hides the turn, not who saw it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, insert, select

from gm.store.rows_memory import WITNESSES
from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

_W = WITNESSES.c
_OF_TURN = select(_W.character).where(_W.turn_id == bindparam("turn")).order_by(_W.character)
_OF_GAME = (
    select(_W.turn_id, _W.character)
    .select_from(TURNS.join(WITNESSES, _W.turn_id == TURNS.c.id))
    .where(
        TURNS.c.game_id == bindparam("game"),
        TURNS.c.id >= bindparam("first"),
        TURNS.c.id <= bindparam("last"),
    )
)
_DROP: Any = WITNESSES.delete().where(_W.turn_id == bindparam("turn"))


@stored
def record_witnesses(tx: Tx, turn_id: int, characters: Iterable[str]) -> None:
    """Keep who was there. To be said in the transaction that commits the turn's outcome; said again, it replaces."""
    put_witnesses(tx, turn_id, characters)


def put_witnesses(tx: Tx, turn_id: int, characters: Iterable[str]) -> None:
    """The same, within a transaction of the store's own."""
    tx.write(_DROP, {"turn": turn_id})
    tx.write(insert(WITNESSES), [{"turn_id": turn_id, "character": who} for who in sorted(set(characters))])


@stored
def load_witnesses(tx: Tx, turn_id: int) -> tuple[str, ...]:
    """Ids of those who were there, by id. Empty: not known, which counts as the whole party."""
    return tuple(str(row[0]) for row in tx.rows(_OF_TURN, {"turn": turn_id}))


@stored
def load_witnesses_of(tx: Tx, game_id: int, first: int, last: int) -> dict[int, frozenset[str]]:
    """Who was there in the turns of a game, by id of the turn, for ids from `first` to `last`. Missing: not known."""
    found: dict[int, set[str]] = defaultdict(set)
    for turn, character in tx.rows(_OF_GAME, {"game": game_id, "first": first, "last": last}):
        found[int(turn)].add(str(character))
    return {turn: frozenset(people) for turn, people in found.items()}

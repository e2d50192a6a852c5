"""How each table plays, as it is kept with its game."""

import json
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from gm.domain.errors import NotFound, Refused
from gm.domain.table import TableSettings
from gm.store.coding import dump, readable
from gm.store.rows_game import GAMES
from gm.store.tx import Tx, stored

_MOST_MARKS: Final = 50
_LOAD = select(GAMES.c.settings).where(GAMES.c.id == bindparam("game"))
_LOCKED = _LOAD.with_for_update()
_WRITE = update(GAMES).where(GAMES.c.id == bindparam("game")).values(settings=bindparam("body"))


def _read(game_id: int, body: str | None) -> TableSettings:
    with readable(f"games {game_id} settings"):
        return TableSettings(**json.loads(body or "{}"))


@stored
def load_table(tx: Tx, game_id: int) -> TableSettings:
    """How the game's table plays; the defaults if nothing was ever set."""
    return _read(game_id, tx.value(_LOAD, {"game": game_id}))


@stored
def change_table(tx: Tx, game_id: int, fields: dict[str, Any]) -> TableSettings:
    """Set these fields and leave the others as they are, also when two people set different ones at once.

    Raises:
        NotFound: there is no such game. ValueError: a value that its field does not take, or no such field.
    """
    unknown = set(fields) - set(TableSettings.model_fields)
    if unknown:
        raise ValueError(f"not a setting of a table: {', '.join(sorted(unknown))}")
    return _changed(tx, game_id, fields)


def _changed(tx: Tx, game_id: int, fields: dict[str, Any]) -> TableSettings:
    body = tx.value(_LOCKED, {"game": game_id})
    if body is None:
        raise NotFound("There is no such game.")
    changed = TableSettings(**{**_read(game_id, body).model_dump(), **fields})
    tx.write(_WRITE, {"game": game_id, "body": dump(changed.model_dump(mode="json", exclude_defaults=True))})
    return changed


@stored
def copy_control(tx: Tx, game_id: int, scene: str, other: str) -> None:
    """Let whoever parts go on taking turns as in the scene that they leave (keys of scenes)."""
    scenes = _read(game_id, tx.value(_LOCKED, {"game": game_id})).scenes
    if scene in scenes:
        kept = {key: each.model_dump() for key, each in scenes.items()}
        _changed(tx, game_id, {"scenes": kept | {other: kept[scene]}})


@stored
def record_bookmark(tx: Tx, game_id: int, name: str, turn_id: int | None) -> TableSettings:
    """Mark this turn by that name, in place of what bore it before; None: the mark goes.

    Raises:
        NotFound: there is no such game, or no such mark to take away. Refused: too many.
    """
    marks = dict(_read(game_id, tx.value(_LOCKED, {"game": game_id})).bookmarks)
    if turn_id is not None:
        marks[name] = turn_id
    elif marks.pop(name, None) is None:
        raise NotFound(f'Nothing is marked "{name}".', remedy=f"There is: {', '.join(marks) or 'nothing yet'}.")
    if len(marks) > _MOST_MARKS:
        raise Refused(f"A game keeps {_MOST_MARKS} bookmarks.", remedy="Take one away first.")
    return _changed(tx, game_id, {"bookmarks": marks})

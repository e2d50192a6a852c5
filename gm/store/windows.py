"""Where each role's word-for-word transcript begins: kept, so that prompts only grow between compactions."""

import json
from collections.abc import Sequence

from sqlalchemy import bindparam, select

from gm.store.rows import Upsert
from gm.store.rows_game import GAMES, SCENES
from gm.store.rows_turn import WINDOWS
from gm.store.tx import Tx, stored

_LOAD = select(WINDOWS.c.start, WINDOWS.c.chronicle).where(
    WINDOWS.c.scene_id == bindparam("scene"), WINDOWS.c.role == bindparam("of_role")
)
_PUT = Upsert(
    WINDOWS,
    lambda put: put.on_conflict_do_update(
        index_elements=["scene_id", "role"], set_={"start": put.excluded.start, "chronicle": put.excluded.chronicle}
    ),
)
_ERASURES = (
    select(GAMES.c.erasures).join(SCENES, SCENES.c.game_id == GAMES.c.id).where(SCENES.c.id == bindparam("scene"))
)


@stored
def load_erasures(tx: Tx, scene_id: int) -> int:
    """How often words were erased from the scene's game: texts that are kept in memory are of that time."""
    return int(tx.value(_ERASURES, {"scene": scene_id}) or 0)


@stored
def load_window(tx: Tx, scene_id: int, role: str) -> tuple[int, tuple[str, ...] | None]:
    """Number of the first turn that the role is given word for word (1 if nothing was compacted), and what tells those
    before it: `s12` for a summary, `g41` for the gist of a turn. None: not chosen yet."""
    row = tx.row(_LOAD, {"scene": scene_id, "of_role": role})
    if row is None:
        return 1, None
    return int(row.start), None if row.chronicle is None else tuple(json.loads(row.chronicle))


@stored
def record_window(tx: Tx, scene_id: int, role: str, start: int, chronicle: Sequence[str] = ()) -> None:
    """Move the beginning of a role's transcript, and say what tells the turns before it."""
    told = json.dumps(list(chronicle), separators=(",", ":"))
    tx.upsert(_PUT, {"scene_id": scene_id, "role": role, "start": start, "chronicle": told})

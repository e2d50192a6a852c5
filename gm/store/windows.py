"""Where each role's word-for-word transcript begins: kept, so that prompts only grow between compactions."""

from sqlalchemy import bindparam, select

from gm.store.rows import Upsert
from gm.store.rows_game import GAMES, SCENES
from gm.store.rows_turn import WINDOWS
from gm.store.tx import Tx, stored

_LOAD = select(WINDOWS.c.start).where(WINDOWS.c.scene_id == bindparam("scene"), WINDOWS.c.role == bindparam("of_role"))
_PUT = Upsert(
    WINDOWS,
    lambda put: put.on_conflict_do_update(index_elements=["scene_id", "role"], set_={"start": put.excluded.start}),
)
_ERASURES = (
    select(GAMES.c.erasures).join(SCENES, SCENES.c.game_id == GAMES.c.id).where(SCENES.c.id == bindparam("scene"))
)


@stored
def load_erasures(tx: Tx, scene_id: int) -> int:
    """How often words were erased from the scene's game: texts that are kept in memory are of that time."""
    return int(tx.value(_ERASURES, {"scene": scene_id}) or 0)


@stored
def load_window(tx: Tx, scene_id: int, role: str) -> int:
    """Number of the first turn that the role is given word for word; 1 if nothing was compacted."""
    return int(tx.value(_LOAD, {"scene": scene_id, "of_role": role}) or 1)


@stored
def record_window(tx: Tx, scene_id: int, role: str, start: int) -> None:
    """Move the beginning of a role's transcript."""
    tx.upsert(_PUT, {"scene_id": scene_id, "role": role, "start": start})

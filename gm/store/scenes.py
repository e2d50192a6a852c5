"""Scenes and branches as the store reads them."""

from sqlalchemy import bindparam, select

from gm.domain.errors import NotFound
from gm.domain.play import Branch, Scene
from gm.store.rows import Upsert
from gm.store.rows_game import SCENES
from gm.store.rows_history import BRANCHES
from gm.store.tx import Found, Tx, stored

_SCENE = select(SCENES.c.id, SCENES.c.game_id, SCENES.c.branch_id, SCENES.c.key, SCENES.c.title, SCENES.c.place)
_BY_KEY = _SCENE.where(SCENES.c.branch_id == bindparam("branch"), SCENES.c.key == bindparam("key"))
_OF_BRANCH = _SCENE.where(SCENES.c.branch_id == bindparam("branch"), SCENES.c.is_open).order_by(SCENES.c.id)
_KEYS = select(SCENES.c.id, SCENES.c.key).where(SCENES.c.game_id == bindparam("game"))
_PUT = Upsert(SCENES, lambda put: put.on_conflict_do_nothing(index_elements=["branch_id", "key"]))
BRANCH = select(
    BRANCHES.c.id,
    BRANCHES.c.uid,
    BRANCHES.c.game_id,
    BRANCHES.c.name,
    BRANCHES.c.parent_id,
    BRANCHES.c.fork_seq,
    BRANCHES.c.tip_seq,
)
"""The columns of a `Branch`, in order."""
_BRANCHES = BRANCH.where(BRANCHES.c.game_id == bindparam("game")).order_by(BRANCHES.c.id)


def branch_from(row: Found) -> Branch:
    """A branch from a row of `BRANCH`."""
    return Branch(*row)


@stored
def load_scene(tx: Tx, branch_id: int, key: str = "main") -> Scene:
    """The scene of that key on a branch.

    Raises:
        NotFound: the branch has no such scene.
    """
    row = tx.row(_BY_KEY, {"branch": branch_id, "key": key})
    if row is None:
        raise NotFound(f"This branch has no scene {key!r}.")
    return Scene(*row)


@stored
def record_scene(tx: Tx, beside: Scene, key: str, *, title: str, place: str) -> Scene:
    """A scene beside another one of its branch. One that is there already (its opening was taken back) is given."""
    values = {"game_id": beside.game_id, "branch_id": beside.branch_id, "key": key, "title": title, "place": place}
    tx.upsert(_PUT, values | {"is_open": True, "fence": 0})
    row = tx.row(_BY_KEY, {"branch": beside.branch_id, "key": key})
    assert row is not None
    return Scene(*row)


@stored
def load_scene_keys(tx: Tx, game_id: int) -> dict[int, str]:
    """The keys of all scenes of a game, on every branch, by their number in the database."""
    return {int(row[0]): str(row[1]) for row in tx.rows(_KEYS, {"game": game_id})}


@stored
def load_scenes(tx: Tx, branch_id: int) -> tuple[Scene, ...]:
    """The open scenes of a branch, oldest first."""
    return tuple(Scene(*row) for row in tx.rows(_OF_BRANCH, {"branch": branch_id}))


@stored
def load_branches(tx: Tx, game_id: int) -> tuple[Branch, ...]:
    """All branches of a game, oldest first."""
    return tuple(branch_from(row) for row in tx.rows(_BRANCHES, {"game": game_id}))

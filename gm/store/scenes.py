"""Scenes and branches as the store reads them."""

import json
from collections.abc import Sequence

from sqlalchemy import bindparam, select

from gm.domain.effects import Change
from gm.domain.errors import NotFound
from gm.domain.play import Branch, Scene
from gm.store.rows import Upsert
from gm.store.rows_game import SCENES
from gm.store.rows_history import BRANCHES, STATES
from gm.store.rows_turn import TURNS
from gm.store.tx import Found, Tx, stored

_SCENE = select(SCENES.c.id, SCENES.c.game_id, SCENES.c.branch_id, SCENES.c.key, SCENES.c.title, SCENES.c.place)
_BY_KEY = _SCENE.where(SCENES.c.branch_id == bindparam("branch"), SCENES.c.key == bindparam("key"))
_OF_BRANCH = _SCENE.where(SCENES.c.branch_id == bindparam("branch"), SCENES.c.is_open).order_by(SCENES.c.id)
_KEYS = select(SCENES.c.id, SCENES.c.key).where(SCENES.c.game_id == bindparam("game"))
_KEY_OF = select(SCENES.c.key).where(SCENES.c.id == TURNS.c.scene_id, TURNS.c.id == bindparam("turn"))
_WHERE = select(STATES.c.entity, STATES.c.value).where(
    STATES.c.branch_id == bindparam("branch"),
    STATES.c.entity.in_(bindparam("people", expanding=True)),
    STATES.c.path == "scene",
)
_STANDING = select(STATES.c.entity, STATES.c.value).where(
    STATES.c.branch_id == bindparam("branch"),
    STATES.c.entity.in_(bindparam("people", expanding=True)),
    STATES.c.path == "place",
)
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
def load_scene_of(tx: Tx, branch_id: int, turn_id: int) -> Scene:
    """The scene of a branch in which a turn was played, also one that was played before the branch forked."""
    key = str(tx.value(_KEY_OF, {"turn": turn_id}) or "main")
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
def load_where(tx: Tx, branch_id: int, characters: Sequence[str]) -> dict[str, str]:
    """The key of the scene that each of these characters plays in."""
    found = {
        str(row[0]): str(json.loads(row[1]))
        for row in tx.rows(_WHERE, {"branch": branch_id, "people": [f"character:{who}" for who in characters]})
        if row[1] is not None
    }
    return {who: found.get(f"character:{who}", "main") for who in characters}


@stored
def load_standing_at(tx: Tx, branch_id: int, characters: Sequence[str]) -> dict[str, str]:
    """Ids of the places where these characters stand; of whom that is not known, nothing."""
    rows = tx.rows(_STANDING, {"branch": branch_id, "people": [f"character:{who}" for who in characters]})
    return {str(row[0]).partition(":")[2]: str(json.loads(row[1])) for row in rows if row[1] is not None}


@stored
def record_opened(tx: Tx, beside: Scene, changes: Sequence[Change]) -> None:
    """The scenes that these changes open, beside the one in which they are made."""
    for each in changes:
        if each.path == "open" and each.after is True and each.entity.startswith("scene:"):
            told = {other.path: str(other.after) for other in changes if other.entity == each.entity}
            key = each.entity.partition(":")[2]
            values = {"game_id": beside.game_id, "branch_id": beside.branch_id, "key": key, "is_open": True, "fence": 0}
            tx.upsert(_PUT, values | {"title": told.get("title", key), "place": told.get("place", beside.place)})


@stored
def load_scenes(tx: Tx, branch_id: int) -> tuple[Scene, ...]:
    """The open scenes of a branch, oldest first."""
    return tuple(Scene(*row) for row in tx.rows(_OF_BRANCH, {"branch": branch_id}))


@stored
def load_branches(tx: Tx, game_id: int) -> tuple[Branch, ...]:
    """All branches of a game, oldest first."""
    return tuple(branch_from(row) for row in tx.rows(_BRANCHES, {"game": game_id}))

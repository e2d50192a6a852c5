"""What belongs to a branch: its own rows, and those of its ancestors up to where it was forked."""

from sqlalchemy import ColumnElement, and_, exists, or_

from gm.domain.scenes import Lane
from gm.store.rows_game import SCENES
from gm.store.rows_history import SEGMENTS, UNDOS
from gm.store.rows_turn import TURNS


def within(seq: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a commit lies on the joined stretch of `segments`."""
    return or_(SEGMENTS.c.last_seq.is_(None), seq <= SEGMENTS.c.last_seq)


def not_undone(branch: ColumnElement[int], turn: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a turn still stands, as seen from a branch."""
    undo = UNDOS.alias()
    stretch = SEGMENTS.alias()
    return ~exists().where(
        undo.c.turn_id == turn,
        stretch.c.branch_id == branch,
        stretch.c.ancestor_id == undo.c.branch_id,
        or_(stretch.c.last_seq.is_(None), undo.c.seq <= stretch.c.last_seq),
    )


def on_lane(lane: Lane) -> ColumnElement[bool]:
    """Whether a turn belongs to a lane."""
    scene = SCENES.alias()
    parts = [
        scene.c.key == key if last is None else and_(scene.c.key == key, TURNS.c.number <= last) for key, last in lane
    ]
    return exists().where(scene.c.id == TURNS.c.scene_id, or_(*parts)).correlate(TURNS)


ON_LINEAGE = TURNS.join(SEGMENTS, SEGMENTS.c.ancestor_id == TURNS.c.branch_id)
"""Turns with the stretches that they may lie on: restrict by `segments.branch_id` and `within(turns.commit_seq)`."""

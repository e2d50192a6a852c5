"""What belongs to a branch: its own rows, and those of its ancestors up to where it was forked."""

from sqlalchemy import ColumnElement, exists, or_

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


ON_LINEAGE = TURNS.join(SEGMENTS, SEGMENTS.c.ancestor_id == TURNS.c.branch_id)
"""Turns with the stretches that they may lie on: restrict by `segments.branch_id` and `within(turns.commit_seq)`."""

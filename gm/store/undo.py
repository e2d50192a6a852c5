"""Taking a turn back: the inverse changes, as a commit of their own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, insert, select

from gm.domain.effects import Change
from gm.domain.errors import HistoryConflict, NotFound, Refused
from gm.domain.play import CommitRecord, Lease
from gm.domain.scenes import goes_for_all
from gm.domain.state import Key
from gm.store.coding import load_changes, readable
from gm.store.commits import COMMIT, LINEAGE, append, current_values, lock, same
from gm.store.leases import held
from gm.store.lineage import not_undone, within
from gm.store.rows_history import COMMITS, SEGMENTS, UNDOS
from gm.store.rows_turn import TURNS
from gm.store.transfers import need_back
from gm.store.tx import Found, Tx, stored

_BRANCH: BindParameter[Any] = bindparam("branch")
_TURN = (
    select(
        TURNS.c.id,
        TURNS.c.number,
        TURNS.c.branch_id,
        TURNS.c.commit_seq,
        not_undone(SEGMENTS.c.branch_id, TURNS.c.id).label("stands"),
    )
    .join(SEGMENTS, SEGMENTS.c.ancestor_id == TURNS.c.branch_id)
    .where(TURNS.c.id == bindparam("turn"), SEGMENTS.c.branch_id == _BRANCH, within(TURNS.c.commit_seq))
)
_ITS_CHANGES = select(COMMITS.c.changes).where(COMMITS.c.branch_id == _BRANCH, COMMITS.c.seq == bindparam("seq"))
_SEATS = ("join", "leave")
"""Commits by which somebody comes into the party or leaves it."""
_LATER = LINEAGE.where(COMMITS.c.seq > bindparam("after"))
_ONE = COMMIT.where(COMMITS.c.branch_id == _BRANCH, COMMITS.c.seq == bindparam("seq"))


@stored
def undo_turn(tx: Tx, lease: Lease, *, branch_id: int, turn_id: int, now: datetime) -> CommitRecord:
    """Take a turn back on a branch. One that waits or is not resolved yet is cancelled: its commit changes nothing.

    Where another scene has moved the world's clock on since, that stays where it is: the time of this scene goes back.

    Raises:
        StaleFence: the lease was lost.
        NotFound: the branch has no such turn. Refused: it has been taken back already.
        HistoryConflict: a later commit that still stands changed the same paths, or who left for another
            game plays there; `paths` names them.
    """
    held(tx, lease)
    tip = lock(tx, branch_id, turn_id)
    turn = tx.row(_TURN, {"turn": turn_id, "branch": branch_id})
    if turn is None:
        raise NotFound("This branch has no such turn.", key="turn.gone")
    if not turn.stands:
        raise Refused(f"Turn {turn.number} has been taken back already.", key="undo.already", number=turn.number)
    changes: tuple[Change, ...] = ()
    if turn.commit_seq is not None:
        with readable(f"The commit of turn {turn.number}"):
            changes = load_changes(tx.value(_ITS_CHANGES, {"branch": turn.branch_id, "seq": turn.commit_seq}))
        later = tx.rows(_LATER, {"branch": branch_id, "after": turn.commit_seq})
        moved = _moved_by_others(later, lease.scene_id)
        changes = tuple(each for each in changes if (each.entity, each.path) not in moved)
        _refuse_if_touched(tx, branch_id, turn.number, turn.commit_seq, changes, later)
        need_back(tx, branch_id, turn.number, changes)
    inverse = [change.inverse() for change in reversed(changes)]
    seq = append(tx, branch_id, tip, kind="undo", scene_id=lease.scene_id, turn_id=turn_id, changes=inverse, now=now)
    tx.write(insert(UNDOS), {"turn_id": turn_id, "branch_id": branch_id, "seq": seq})
    return CommitRecord(branch_id, seq, "undo", lease.scene_id, turn_id, tuple(inverse), now)


def _moved_by_others(later: Sequence[Found], scene_id: int) -> set[Key]:
    """What goes for all scenes and, since then, was moved by other scenes alone."""
    theirs = _touched_since([row for row in later if row.scene_id not in (None, scene_id)])
    own = _touched_since([row for row in later if row.scene_id in (None, scene_id)])
    return {key for key in theirs - own if goes_for_all(*key)}


def _refuse_if_touched(
    tx: Tx, branch_id: int, number: int, seq: int, changes: tuple[Change, ...], rows: Sequence[Found]
) -> None:
    last = {(change.entity, change.path): change.after for change in changes}
    standing = current_values(tx, branch_id, changes)
    if all(standing.get(key, (None, 0))[1] == seq for key in last):
        return
    touched = _touched_since(rows) & last.keys()
    seats = _touched_since([row for row in rows if row.kind in _SEATS]) & last.keys()
    touched |= {key for key, value in last.items() if not same(standing.get(key, (None, 0))[0], value)}
    if touched:
        paths = tuple(sorted(f"{entity}/{path}" for entity, path in touched))
        if touched == seats:  # coming and going is no turn that could be taken back first
            raise HistoryConflict(
                f"Turn {number} cannot be taken back: somebody whom it moved has left or come back since then.",
                paths=paths,
                remedy="Branch before it, or play on from here.",
                key="undo.since",
                number=number,
            )
        raise HistoryConflict(
            f"Turn {number} cannot be taken back: later events changed {', '.join(paths)}.",
            paths=paths,
            remedy="Take the later turns back first, or branch before this one.",
            key="undo.conflict",
            number=number,
        )


def _touched_since(rows: Sequence[Found]) -> set[Key]:
    """Paths changed by later commits that still stand: a turn and its own undo add up to nothing."""
    own = {row.turn_id for row in rows if row.kind == "turn"}
    undone = {row.turn_id for row in rows if row.kind == "undo" and row.turn_id in own}
    with readable("A later commit"):
        return {
            (change.entity, change.path)
            for row in rows
            if row.turn_id is None or row.turn_id not in undone
            for change in load_changes(row.changes)
        }

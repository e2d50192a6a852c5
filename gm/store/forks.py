"""Forking a branch at any commit of its history."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, insert, literal, select

from gm.domain.errors import NotFound, Refused
from gm.domain.play import Branch
from gm.domain.state import Key
from gm.domain.values import Scalar
from gm.store.coding import load_changes, readable
from gm.store.commits import LINEAGE, put_states
from gm.store.lineage import ON_LINEAGE
from gm.store.rows import Upsert
from gm.store.rows_game import SCENES
from gm.store.rows_history import BRANCHES, COMMITS, SEGMENTS, STATES
from gm.store.rows_turn import TURNS
from gm.store.scenes import BRANCH, branch_from
from gm.store.tx import Tx, stored

_BRANCH: BindParameter[Any] = bindparam("branch")
_FROM = select(BRANCHES.c.tip_seq).where(BRANCHES.c.id == _BRANCH, BRANCHES.c.game_id == bindparam("game"))
_UP_TO = LINEAGE.where(COMMITS.c.seq <= bindparam("last"))
_PUT = Upsert(
    BRANCHES,
    lambda put: put.on_conflict_do_nothing(index_elements=["game_id", "name"]).returning(BRANCHES.c.id),
)
_STRETCHES = (
    select(SEGMENTS.c.ancestor_id, SEGMENTS.c.last_seq)
    .where(SEGMENTS.c.branch_id == _BRANCH)
    .order_by(SEGMENTS.c.depth)
)
_LAST_NUMBER = (
    select(func.max(TURNS.c.number))
    .select_from(ON_LINEAGE)
    .where(SEGMENTS.c.branch_id == _BRANCH, SEGMENTS.c.depth > 0, TURNS.c.commit_seq <= SEGMENTS.c.last_seq)
)
_SET_NUMBER = BRANCHES.update().where(BRANCHES.c.id == _BRANCH).values(last_number=bindparam("number"))
_COPY_STATES = insert(STATES).from_select(
    ["branch_id", "entity", "path", "value", "version"],
    select(bindparam("new_branch"), STATES.c.entity, STATES.c.path, STATES.c.value, STATES.c.version).where(
        STATES.c.branch_id == _BRANCH
    ),
)
_COPY_SCENES = insert(SCENES).from_select(
    ["game_id", "branch_id", "key", "title", "place", "is_open", "fence"],
    select(
        SCENES.c.game_id,
        bindparam("new_branch"),
        SCENES.c.key,
        SCENES.c.title,
        SCENES.c.place,
        SCENES.c.is_open,
        literal(0),
    ).where(SCENES.c.branch_id == _BRANCH, SCENES.c.is_open),
)
_ONE = BRANCH.where(BRANCHES.c.id == _BRANCH)


@stored
def fork_branch(
    tx: Tx,
    *,
    game_id: int,
    from_branch_id: int,
    seq: int,
    name: str,
    uid: str,
    now: datetime,
    author: str | None = None,
) -> Branch:
    """A new branch that shares history up to commit `seq` of another, with its own state rows and open scenes.

    `author`: the player who named it.

    Raises:
        NotFound: no such branch in the game, or no such commit on it. Refused: the name is taken.
    """
    tip = tx.value(_FROM, {"branch": from_branch_id, "game": game_id})
    if tip is None:
        raise NotFound("The game has no such branch.", key="branch.gone")
    if not 1 <= seq <= tip:
        raise NotFound(f"The branch has commits 1 to {tip}, not {seq}.", key="branch.gone")
    commits = tx.rows(_UP_TO, {"branch": from_branch_id, "last": seq})
    values = {
        "uid": uid,
        "game_id": game_id,
        "name": name,
        "author": author,
        "parent_id": from_branch_id,
        "fork_seq": seq,
        "tip_seq": seq,
        "tip_hash": commits[-1].hash,
        "last_number": 0,
        "created_at": now,
    }
    new = tx.value(_PUT.on(tx.dialect), values)
    if new is None:
        raise Refused(
            f"There is a branch called {name!r} already.", remedy="Choose another name.", key="branch.taken", name=name
        )
    _write_ancestry(tx, int(new), from_branch_id, seq)
    if seq == tip:
        tx.write(_COPY_STATES, {"branch": from_branch_id, "new_branch": new})
    else:
        folded: dict[Key, tuple[Scalar, int]] = {}
        for row in commits:
            with readable(f"Commit {row.seq}"):
                changes = load_changes(row.changes)
            for change in changes:
                folded[(change.entity, change.path)] = (change.after, row.seq)
        put_states(tx, int(new), ((key, value, version) for key, (value, version) in folded.items()))
    tx.write(_COPY_SCENES, {"branch": from_branch_id, "new_branch": new})
    tx.write(_SET_NUMBER, {"branch": new, "number": tx.value(_LAST_NUMBER, {"branch": new}) or 0})
    row = tx.row(_ONE, {"branch": new})
    assert row is not None
    return branch_from(row)


def _write_ancestry(tx: Tx, new: int, source: int, seq: int) -> None:
    """The source's stretches, cut off at `seq`; those that begin after it fall away."""
    stretches = tx.rows(_STRETCHES, {"branch": source})
    kept = [{"branch_id": new, "ancestor_id": new, "depth": 0, "last_seq": None}]
    for index, (ancestor, last) in enumerate(stretches):
        begins_after = stretches[index + 1].last_seq if index + 1 < len(stretches) else 0
        if begins_after < seq:
            end = seq if last is None else min(seq, last)
            kept.append({"branch_id": new, "ancestor_id": ancestor, "depth": len(kept), "last_seq": end})
    tx.write(insert(SEGMENTS), kept)

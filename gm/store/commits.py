"""History: an append-only log of commits for each branch, and the state that they add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, insert, select, update

from gm.domain.effects import Change
from gm.domain.errors import Conflict, NotFound, StoreError
from gm.domain.play import CommitRecord, Lease
from gm.domain.state import Key, WorldState
from gm.domain.values import Scalar
from gm.store.coding import commit_hash, dump_changes, dump_scalar, load_changes, load_scalar, readable
from gm.store.leases import held
from gm.store.lineage import within
from gm.store.rows import Upsert
from gm.store.rows_history import BRANCHES, COMMITS, SEGMENTS, STATES
from gm.store.rows_turn import TURNS
from gm.store.tx import Found, Tx, stored

ROOT: Final = b"\0" * 32
"""What the first commit is chained to."""


@dataclass(frozen=True, slots=True)
class Tip:
    """The state at the end of a branch. `versions`: the commit at which each path last changed."""

    world: WorldState
    versions: dict[Key, int]
    seq: int


_BRANCH: BindParameter[Any] = bindparam("branch")
_TIP = select(BRANCHES.c.tip_seq).where(BRANCHES.c.id == _BRANCH)
_STATES = select(STATES.c.entity, STATES.c.path, STATES.c.value, STATES.c.version).where(STATES.c.branch_id == _BRANCH)
_SOME_STATES = _STATES.where(STATES.c.entity.in_(bindparam("entities", expanding=True)))
_LOCK = (
    select(
        BRANCHES.c.tip_seq,
        BRANCHES.c.tip_hash,
        select(TURNS.c.uid).where(TURNS.c.id == bindparam("turn")).scalar_subquery().label("turn_uid"),
    )
    .where(BRANCHES.c.id == _BRANCH)
    .with_for_update()
)
_PUT_STATE = Upsert(
    STATES,
    lambda put: put.on_conflict_do_update(
        index_elements=["branch_id", "entity", "path"],
        set_={"value": put.excluded.value, "version": put.excluded.version},
    ),
)
_ADD_COMMIT = insert(COMMITS)
_MOVE_TIP = (
    update(BRANCHES)
    .where(BRANCHES.c.id == _BRANCH)
    .values(tip_seq=bindparam("new_seq"), tip_hash=bindparam("new_hash"))
)
COMMIT = select(
    COMMITS.c.branch_id,
    COMMITS.c.seq,
    COMMITS.c.kind,
    COMMITS.c.scene_id,
    COMMITS.c.turn_id,
    COMMITS.c.changes,
    COMMITS.c.created_at,
    COMMITS.c.hash,
    TURNS.c.uid.label("turn_uid"),
).outerjoin(TURNS, TURNS.c.id == COMMITS.c.turn_id)
"""The columns that `commit_from` reads, and what the hash is made of."""
LINEAGE = (
    COMMIT.join(SEGMENTS, SEGMENTS.c.ancestor_id == COMMITS.c.branch_id)
    .where(SEGMENTS.c.branch_id == _BRANCH, within(COMMITS.c.seq))
    .order_by(COMMITS.c.seq)
)
"""All commits of a branch and of its ancestors, oldest first."""
_OWN = COMMIT.where(COMMITS.c.branch_id == _BRANCH).order_by(COMMITS.c.seq)
_ANCESTRY = (
    select(SEGMENTS.c.ancestor_id, SEGMENTS.c.last_seq, BRANCHES.c.tip_seq)
    .join(BRANCHES, BRANCHES.c.id == SEGMENTS.c.branch_id)
    .where(SEGMENTS.c.branch_id == _BRANCH)
    .order_by(SEGMENTS.c.depth)
)


def commit_from(row: Found) -> CommitRecord:
    """A commit from a row of `COMMIT`."""
    branch_id, seq, kind, scene_id, turn_id = row[:5]
    with readable(f"Commit {seq}"):
        changes = load_changes(row.changes)
    return CommitRecord(branch_id, seq, kind, scene_id, turn_id, changes, row.created_at)


def append(
    tx: Tx,
    branch_id: int,
    tip: Found,
    *,
    kind: str,
    scene_id: int | None,
    turn_id: int | None,
    changes: Sequence[Change],
    now: datetime,
) -> int:
    """Add a commit after `tip` (a row of the branch's lock) and bring the state rows along; gives its number."""
    seq = int(tip.tip_seq) + 1
    body = dump_changes(changes)
    digest = commit_hash(bytes(tip.tip_hash), seq=seq, kind=kind, turn_uid=tip.turn_uid, changes=body, created_at=now)
    tx.write(
        _ADD_COMMIT,
        {
            "branch_id": branch_id,
            "seq": seq,
            "kind": kind,
            "scene_id": scene_id,
            "turn_id": turn_id,
            "changes": body,
            "hash": digest,
            "created_at": now,
        },
    )
    after: dict[Key, Scalar] = {(change.entity, change.path): change.after for change in changes}
    put_states(tx, branch_id, ((key, value, seq) for key, value in after.items()))
    tx.write(_MOVE_TIP, {"branch": branch_id, "new_seq": seq, "new_hash": digest})
    return seq


def put_states(tx: Tx, branch_id: int, states: Iterable[tuple[Key, Scalar, int]]) -> None:
    """Write (path, value, version) rows at a branch's tip."""
    tx.upsert(
        _PUT_STATE,
        [
            {"branch_id": branch_id, "entity": entity, "path": path, "value": dump_scalar(value), "version": version}
            for (entity, path), value, version in states
        ],
    )


def lock(tx: Tx, branch_id: int, turn_id: int | None = None) -> Found:
    """Lock a branch until the end of the transaction: its tip, and the turn's uid. Raises NotFound."""
    row = tx.row(_LOCK, {"branch": branch_id, "turn": turn_id})
    if row is None:
        raise NotFound(f"There is no branch number {branch_id}.")
    return row


def start_branch(tx: Tx, branch_id: int, changes: Sequence[Change], now: datetime) -> int:
    """The first commit of a game."""
    tip = lock(tx, branch_id)
    return append(tx, branch_id, tip, kind="start", scene_id=None, turn_id=None, changes=changes, now=now)


@stored
def load_entity(tx: Tx, branch_id: int, entity: str) -> dict[str, Scalar]:
    """The values of one entity at a branch's tip, by path."""
    rows = tx.rows(_SOME_STATES, {"branch": branch_id, "entities": [entity]})
    return {row.path: value for row in rows if (value := _scalar(row.value)) is not None}


def current_values(tx: Tx, branch_id: int, changes: Iterable[Change]) -> dict[Key, tuple[Scalar, int]]:
    """Value and version of the paths of the entities that these changes touch."""
    entities = sorted({change.entity for change in changes})
    if not entities:
        return {}
    rows = tx.rows(_SOME_STATES, {"branch": branch_id, "entities": entities})
    return {(row.entity, row.path): (_scalar(row.value), int(row.version)) for row in rows}


def _scalar(body: str | None) -> Scalar:
    if body is None:
        return None
    with readable("A value of the world"):
        return load_scalar(body)


@stored
def load_world(tx: Tx, branch_id: int) -> Tip:
    """The state at the end of a branch. Raises NotFound."""
    seq = tx.value(_TIP, {"branch": branch_id})
    if seq is None:
        raise NotFound(f"There is no branch number {branch_id}.")
    values: dict[Key, Scalar] = {}
    versions: dict[Key, int] = {}
    for entity, path, value, version in tx.rows(_STATES, {"branch": branch_id}):
        key = (entity, path)
        versions[key] = version
        if value is not None:
            values[key] = _scalar(value)
    return Tip(WorldState(values), versions, int(seq))


@stored
def commit_changes(
    tx: Tx,
    lease: Lease,
    *,
    branch_id: int,
    scene_id: int,
    turn_id: int | None,
    kind: str,
    changes: Sequence[Change],
    read_seq: int,
    now: datetime,
) -> int:
    """Add a commit to a branch; gives its number. `read_seq` is the tip that the changes were decided on.

    Raises:
        StaleFence: the lease was lost.
        Conflict: a path that is to be changed has changed since `read_seq`.
        StoreError: a change's `before` is not what stands there, although nobody changed it: history is broken.
    """
    held(tx, lease)
    tip = lock(tx, branch_id, turn_id)
    standing = current_values(tx, branch_id, changes)
    if int(tip.tip_seq) > read_seq:
        moved = sorted(
            {f"{c.entity}/{c.path}" for c in changes if standing.get((c.entity, c.path), (None, 0))[1] > read_seq}
        )
        if moved:
            raise Conflict(f"The world has moved on meanwhile: {', '.join(moved)}.", paths=tuple(moved))
    values = {key: value for key, (value, _) in standing.items()}
    for change in changes:
        key = (change.entity, change.path)
        if not same(values.get(key), change.before):
            raise StoreError(
                f"{change.entity}/{change.path} holds {values.get(key)!r}, not {change.before!r}: nothing was written."
            )
        values[key] = change.after
    return append(tx, branch_id, tip, kind=kind, scene_id=scene_id, turn_id=turn_id, changes=changes, now=now)


def same(left: Scalar, right: Scalar) -> bool:
    """Whether two values are one and the same: 1 is not True."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


@stored
def ancestry(tx: Tx, branch_id: int) -> tuple[tuple[int, int], ...]:
    """The stretches of history that a branch is made of: (branch, its last commit), newest first."""
    rows = tx.rows(_ANCESTRY, {"branch": branch_id})
    return tuple((row.ancestor_id, row.tip_seq if row.last_seq is None else row.last_seq) for row in rows)


@stored
def load_commits(tx: Tx, branch_id: int, *, follow: bool = True) -> tuple[CommitRecord, ...]:
    """The commits of a branch, oldest first; with those of its ancestors when `follow`."""
    return tuple(commit_from(row) for row in tx.rows(LINEAGE if follow else _OWN, {"branch": branch_id}))

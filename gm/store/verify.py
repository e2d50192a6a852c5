"""Checking history against itself: the chain of hashes, and the state rows against the fold of the commits."""

from typing import Any

from sqlalchemy import bindparam, select

from gm.domain.state import Key
from gm.domain.values import Scalar
from gm.store.coding import Damaged, commit_hash, load_changes, load_scalar, readable
from gm.store.commits import LINEAGE, ROOT, same
from gm.store.rows_history import BRANCHES, STATES
from gm.store.tx import Found, Tx, stored

_TIP = select(BRANCHES.c.tip_seq, BRANCHES.c.tip_hash).where(BRANCHES.c.id == bindparam("branch"))
_STATES = select(STATES.c.entity, STATES.c.path, STATES.c.value, STATES.c.version).where(
    STATES.c.branch_id == bindparam("branch")
)


@stored
def check_chain(tx: Tx, branch_id: int) -> tuple[str, ...]:
    """Every difference between what history says and what stands, one line each; empty if all is well."""
    tip = tx.row(_TIP, {"branch": branch_id})
    if tip is None:
        return (f"there is no branch number {branch_id}",)
    found: list[str] = []
    fold: dict[Key, tuple[Scalar, int]] = {}
    previous, seq = ROOT, 0
    for row in tx.rows(LINEAGE, {"branch": branch_id}):
        seq += 1
        if row.seq != seq:
            found.append(f"commit {seq} is missing: the next one is {row.seq}")
            seq = row.seq
        kept = row.hash if isinstance(row.hash, bytes) else b""
        if not _matches(previous, row, kept):
            found.append(f"commit {seq}: its content does not match its hash")
        previous = kept
        found.extend(_fold(fold, row))
    if seq != tip.tip_seq or previous != bytes(tip.tip_hash):
        found.append(f"the branch says that it ends at commit {tip.tip_seq}, its log ends at {seq}")
    found.extend(_compare(fold, tx.rows(_STATES, {"branch": branch_id})))
    return tuple(found)


def _matches(previous: bytes, row: Found, kept: bytes) -> bool:
    try:
        digest = commit_hash(
            previous,
            seq=row.seq,
            kind=row.kind,
            turn_uid=row.turn_uid,
            changes=row.changes,
            created_at=row.created_at,
        )
    except (ValueError, TypeError):
        return False
    return digest == kept


def _fold(fold: dict[Key, tuple[Scalar, int]], row: Found) -> list[str]:
    found = []
    try:
        with readable(f"commit {row.seq}"):
            changes = load_changes(row.changes)
    except Damaged as error:
        return [str(error)]
    for change in changes:
        key = (change.entity, change.path)
        stood = fold.get(key, (None, 0))[0]
        if not same(stood, change.before):
            found.append(
                f"commit {row.seq}: {change.entity}/{change.path} should have held {change.before!r}, it held {stood!r}"
            )
        fold[key] = (change.after, row.seq)
    return found


def _compare(fold: dict[Key, tuple[Scalar, int]], rows: Any) -> list[str]:
    found = []
    stands: dict[Key, tuple[Scalar, int]] = {}
    for row in rows:
        name = f"{row.entity}/{row.path}"
        try:
            with readable(name):
                stands[(row.entity, row.path)] = (None if row.value is None else load_scalar(row.value), row.version)
        except Damaged as error:
            found.append(str(error))
    for key in sorted(fold.keys() | stands.keys()):
        told, stood = fold.get(key, (None, 0)), stands.get(key, (None, 0))
        name = f"{key[0]}/{key[1]}"
        if not same(told[0], stood[0]):
            found.append(f"{name} stands at {stood[0]!r}, history says {told[0]!r}")
        elif told[1] != stood[1]:
            found.append(f"{name} is said to be of commit {stood[1]}, history says {told[1]}")
    return found

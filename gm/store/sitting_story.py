"""What a sitting held, read from history: which turns stand of it, and who grew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from gm.domain.values import Scalar
from gm.store.commits import LINEAGE, commit_from
from gm.store.lineage import ON_LINEAGE, not_undone, within
from gm.store.rows_history import COMMITS, SEGMENTS
from gm.store.rows_turn import TURNS
from gm.store.tx import Tx, stored

_T = TURNS.c
_SPAN = (
    select(func.min(_T.number), func.max(_T.number), func.count())
    .select_from(ON_LINEAGE)
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        within(_T.commit_seq),
        _T.session_id == bindparam("session"),
        _T.number > 0,
        not_undone(SEGMENTS.c.branch_id, _T.id),
    )
)
FATES: Final = ("parked", "run_by", "retired", "ghost", "status")
"""What is said of somebody on the card of a sitting besides whether they were there."""
_DONE = LINEAGE.where(COMMITS.c.created_at >= bindparam("first"), COMMITS.c.created_at <= bindparam("last"))


@dataclass(frozen=True, slots=True)
class SittingSpan:
    """The turns of a sitting that stand: the first and last number, and how many. All 0: none."""

    first: int = 0
    last: int = 0
    turns: int = 0


@stored
def load_sitting_span(tx: Tx, branch_id: int, session_id: int) -> SittingSpan:
    """Which turns of a sitting stand on a branch."""
    first, last, count = tx.rows(_SPAN, {"branch": branch_id, "session": session_id})[0]
    return SittingSpan(int(first), int(last), int(count)) if count else SittingSpan()


@dataclass(frozen=True, slots=True)
class Grown:
    """By how much a character's experience grew, and whether they rose a level."""

    xp: int = 0
    rose: bool = False


@stored
def load_growth(tx: Tx, branch_id: int, first: datetime, last: datetime) -> dict[str, Grown]:
    """By character: what they grew by between two moments, what was undone counting for nothing. Nobody who did not."""
    ends = _ends(tx, branch_id, first, last, ("xp", "level"))
    found = {key: (_number(before), _number(after)) for key, (before, after) in ends.items()}
    by = {key: after - before for key, (before, after) in found.items() if after > before}
    return {who: Grown(by.get((who, "xp"), 0), (who, "level") in by) for who in dict.fromkeys(who for who, _ in by)}


@stored
def load_fates(tx: Tx, branch_id: int, first: datetime, last: datetime) -> dict[tuple[str, str], Scalar]:
    """By (character, path): what became of them between two moments, where it is other than before (`gm.rules.fates`);
    what was undone counts for nothing."""
    ends = _ends(tx, branch_id, first, last, FATES)
    return {key: after for key, (before, after) in ends.items() if after != before}


def _ends(
    tx: Tx, branch_id: int, first: datetime, last: datetime, paths: Sequence[str]
) -> dict[tuple[str, str], tuple[Scalar, Scalar]]:
    """By (character, path): the value before the first change between two moments, and after the last."""
    ends: dict[tuple[str, str], tuple[Scalar, Scalar]] = {}
    for row in tx.rows(_DONE, {"branch": branch_id, "first": first, "last": last}):
        for change in commit_from(row).changes:
            kind, _, who = change.entity.partition(":")
            if kind == "character" and change.path in paths:
                before, _ = ends.get((who, change.path), (change.before, None))
                ends[who, change.path] = (before, change.after)
    return ends


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0

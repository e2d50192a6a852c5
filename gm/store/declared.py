"""The words of declarations: they stand with the rulings that made them, where they can be erased."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from gm.store.lineage import within
from gm.store.rows_history import COMMITS, SEGMENTS
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS
from gm.store.tx import Tx, stored

_RULINGS = (
    select(COMMITS.c.seq, COMMITS.c.turn_id, TEXTS.c.body)
    .join(SEGMENTS, SEGMENTS.c.ancestor_id == COMMITS.c.branch_id)
    .join(TEXTS, TEXTS.c.turn_id == COMMITS.c.turn_id)
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        within(COMMITS.c.seq),
        COMMITS.c.seq.in_(bindparam("seqs", expanding=True)),
        TEXTS.c.kind == "ruling",
        TEXTS.c.role == "",
    )
    .order_by(COMMITS.c.seq)
)
_PLAYERS = (
    select(TURN_INPUTS.c.turn_id, INPUTS.c.player)
    .join(INPUTS, INPUTS.c.id == TURN_INPUTS.c.input_id)
    .where(TURN_INPUTS.c.turn_id.in_(bindparam("turns", expanding=True)))
    .order_by(TURN_INPUTS.c.turn_id, TURN_INPUTS.c.position)
)


@dataclass(frozen=True, slots=True)
class RulingOf:
    """The ruling behind a commit. `body` is its JSON, None once it has been erased; `players`: who spoke, in order."""

    seq: int
    body: str | None
    players: tuple[str, ...]


@stored
def load_rulings_of(tx: Tx, branch_id: int, seqs: Collection[int]) -> tuple[RulingOf, ...]:
    """The rulings that led to these commits of a branch or its ancestors, oldest first."""
    rows = tx.rows(_RULINGS, {"branch": branch_id, "seqs": sorted(seqs)})
    if not rows:
        return ()
    players: dict[int, list[str]] = {}
    for row in tx.rows(_PLAYERS, {"turns": sorted({row.turn_id for row in rows})}):
        players.setdefault(row.turn_id, []).append(row.player)
    return tuple(RulingOf(int(row.seq), row.body, tuple(players.get(row.turn_id, ()))) for row in rows)

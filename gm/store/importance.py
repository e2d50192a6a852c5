"""What stands on turns, by what code knows of them: a pin, a fact that was drawn from one, a death, a level, dice.

Nothing of it is kept: it is looked up for the few turns that are about to be recalled, as the branch stands now. So
what an undo takes back, another branch never had, or somebody unpins counts no more, on both databases alike.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, exists, select

from gm.domain.effects import Change
from gm.domain.facts import mark_of_fact, mark_of_turn
from gm.store.coding import load_changes, readable
from gm.store.lineage import within
from gm.store.rows_facts import FACTS, MARKS
from gm.store.rows_history import COMMITS, SEGMENTS
from gm.store.rows_turn import ROLLS, TURNS
from gm.store.tx import Tx, stored

PINNED: Final = 100
DEATH: Final = 90
ENDING: Final = 80
LEVEL: Final = 60
FACT: Final = 25
"""Times a fact's own importance, 1 to 3. Only facts that the table may know count: the order tells of none else."""
ROLLED: Final = 15

_T, _F, _M, _C = TURNS.c, FACTS.c, MARKS.c, COMMITS.c
_TURNS: Any = bindparam("turns", expanding=True)
_HAPPENED = (
    select(_T.id, _T.kind, _C.changes, exists().where(ROLLS.c.turn_id == _T.id).label("rolled"))
    .select_from(TURNS.outerjoin(COMMITS, (_C.branch_id == _T.branch_id) & (_C.seq == _T.commit_seq)))
    .where(_T.game_id == bindparam("game"), _T.id.in_(_TURNS))
)
_DRAWN = (
    select(_F.turn_id, _F.number, _F.importance)
    .select_from(FACTS.join(SEGMENTS, SEGMENTS.c.ancestor_id == _F.branch_id))
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        within(_F.seq),
        _F.turn_id.in_(_TURNS),
        _F.object.is_not(None),
        _F.audience.in_(("everyone", "party")),
    )
)
_MARKED = select(_M.what, _M.mark).where(
    _M.game_id == bindparam("game"), _M.mark.in_(("pin", "hide")), _M.what.in_(bindparam("what", expanding=True))
)


@stored
def load_importance(tx: Tx, game_id: int, branch_id: int, turns: Collection[int]) -> Mapping[int, int]:
    """How much stands on these turns, 1 to 100, as seen from a branch that holds them; those without are left out."""
    if not turns:
        return {}
    ids = sorted(turns)
    found: dict[int, int] = {}
    for row in tx.rows(_HAPPENED, {"game": game_id, "turns": ids}):
        with readable(f"Turn {row.id}"):
            changes = load_changes(row.changes) if row.changes else ()
        found[row.id] = max(_of_changes(changes), ENDING if row.kind == "ending" else 0, ROLLED if row.rolled else 0)
    drawn = [
        (int(row[0]), mark_of_fact(row[1]), int(row[2])) for row in tx.rows(_DRAWN, {"branch": branch_id, "turns": ids})
    ]
    what = sorted({mark_of_turn(id_) for id_ in ids} | {mark for _, mark, _ in drawn})
    marked = {(row[0], row[1]) for row in tx.rows(_MARKED, {"game": game_id, "what": what})}
    for turn, mark, importance in drawn:
        if (mark, "hide") not in marked:
            own = PINNED if (mark, "pin") in marked else FACT * importance
            found[turn] = max(found.get(turn, 0), own)
    found |= {id_: PINNED for id_ in ids if (mark_of_turn(id_), "pin") in marked}
    return {id_: own for id_, own in found.items() if own}


def _of_changes(changes: Sequence[Change]) -> int:
    """What the mechanical changes of a turn say: somebody who had a name died, somebody rose a level."""
    most = 0
    for each in changes:
        if each.entity.startswith("character:") and each.path == "status" and each.after == "dead" != each.before:
            most = max(most, DEATH)
        elif each.path == "level" and int(each.after or 0) > int(each.before or 1):
            most = max(most, LEVEL)
    return most

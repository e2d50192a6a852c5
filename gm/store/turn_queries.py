"""Finding turns."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, bindparam, select

from gm.domain.errors import NotFound
from gm.domain.play import Turn
from gm.domain.scenes import Lane
from gm.store.lineage import ON_LINEAGE, not_undone, on_lane, within
from gm.store.rows_history import BRANCHES, SEGMENTS
from gm.store.rows_turn import TURNS
from gm.store.sealed import not_whispered
from gm.store.turn_rows import LINEAGE_TURN, STANDS, TURN, one_turn, turns_of
from gm.store.tx import Tx, stored

_T = TURNS.c
_BY_ID = TURN.where(_T.id == bindparam("turn"))
_OF_SCENE = TURN.where(_T.scene_id == bindparam("scene"), _T.stage != "settled", STANDS).order_by(_T.number)
_UNFINISHED = _OF_SCENE.where(_T.stage.in_(("received", "ruled", "resolved", "narrated")))
_UNSETTLED = _OF_SCENE.where(_T.stage == "delivered")
_NUMBERED = LINEAGE_TURN.where(_T.number == bindparam("number"), not_whispered(_T.id))
_EVERY = LINEAGE_TURN.where(_T.number >= bindparam("first"), _T.number <= bindparam("last")).order_by(_T.number)
_RANGE = _EVERY.where(not_whispered(_T.id))
_NUMBERS_BEFORE = (
    select(_T.number)
    .select_from(ON_LINEAGE)
    .where(SEGMENTS.c.branch_id == bindparam("branch"), within(_T.commit_seq), _T.number < bindparam("before"))
    .order_by(_T.number.desc())
    .limit(bindparam("most"))
)
_THESE = LINEAGE_TURN.where(_T.id.in_(bindparam("turns", expanding=True))).order_by(_T.number)
_LAST_NUMBER = select(BRANCHES.c.last_number).where(BRANCHES.c.id == bindparam("branch"))
_STEP = 24
"""Turns that are looked at first for the last one that stands: few are ever undone in a row."""
FOREVER = 2**62
"""A number that no turn reaches."""

_NUMBERS = "The log shows the last turns with their numbers: /log 5, or gm log GAME."


def _last(*, include_undone: bool) -> Select[Any]:
    found = LINEAGE_TURN.where(
        _T.number > bindparam("above"),
        _T.commit_seq.is_not(None),
        _T.kind.in_(("action", "opening", "gm", "world")),
        not_whispered(_T.id),
    )
    if not include_undone:
        found = found.where(not_undone(SEGMENTS.c.branch_id, _T.id))
    return found.order_by(_T.number.desc()).limit(1)


_LAST = {flag: _last(include_undone=flag) for flag in (False, True)}


def reread(tx: Tx, turn_id: int, branch_id: int | None = None) -> Turn:
    """A turn as it stands in this transaction. Raises NotFound."""
    return one_turn(tx, _BY_ID, {"turn": turn_id, "seen_from": branch_id}, "such turn")


@stored
def load_turn(tx: Tx, turn_id: int, *, branch_id: int | None = None) -> Turn:
    """The turn of that number in the database; undone or not as seen from `branch_id` (its own if None).

    Raises:
        NotFound: there is none.
    """
    return reread(tx, turn_id, branch_id)


@stored
def load_turn_by_number(tx: Tx, branch_id: int, number: int) -> Turn:
    """The turn of that number in a branch's history. Raises NotFound, also for a number that no database holds."""
    if not 0 < number < FOREVER:
        raise NotFound(f"There is no turn {number} on this branch.", remedy=_NUMBERS, key="turn.none", number=number)
    found = turns_of(tx, _NUMBERED, {"branch": branch_id, "number": number})
    if not found:
        raise NotFound(f"There is no turn {number} on this branch.", remedy=_NUMBERS, key="turn.none", number=number)
    return found[0]


@stored
def load_unfinished(tx: Tx, scene_id: int) -> tuple[Turn, ...]:
    """Turns of a scene that are not delivered yet, parked ones included, undone ones left out; oldest first."""
    return turns_of(tx, _UNFINISHED, {"scene": scene_id, "seen_from": None})


@stored
def load_unsettled(tx: Tx, scene_id: int) -> tuple[Turn, ...]:
    """Turns of a scene that are delivered and not settled; oldest first."""
    return turns_of(tx, _UNSETTLED, {"scene": scene_id, "seen_from": None})


@stored
def load_last_turn(tx: Tx, branch_id: int, *, include_undone: bool = False, scene: str | None = None) -> Turn | None:
    """The last beat of a branch's history that has a commit (an action, a hand, an opening…); None before the first.

    `scene`: of the scene of this key alone.
    """
    last = int(tx.value(_LAST_NUMBER, {"branch": branch_id}) or 0)
    statement = _LAST[include_undone]
    if scene is not None:
        statement = statement.where(on_lane(((scene, None),)))
    found = turns_of(tx, statement, {"branch": branch_id, "above": last - _STEP})
    if not found and last > _STEP:
        found = turns_of(tx, statement, {"branch": branch_id, "above": 0})
    return found[0] if found else None


@stored
def load_turns(
    tx: Tx,
    branch_id: int,
    *,
    first: int = 1,
    last: int | None = None,
    include_undone: bool = True,
    whispered: bool = False,
) -> tuple[Turn, ...]:
    """The turns of a branch's history, by number, whole; `whispered`: also those that one character alone knows of."""
    end = FOREVER if last is None else min(last, FOREVER)
    found = turns_of(
        tx,
        _EVERY if whispered else _RANGE,
        {"branch": branch_id, "first": min(max(first, 0), FOREVER), "last": max(end, 0)},
    )
    return found if include_undone else tuple(turn for turn in found if turn.status != "undone")


@stored
def load_these_turns(tx: Tx, branch_id: int, ids: Collection[int]) -> tuple[Turn, ...]:
    """The turns of these numbers of the database that are in a branch's history, by number; whispered ones too."""
    return turns_of(tx, _THESE, {"branch": branch_id, "turns": sorted(ids)}) if ids else ()


@stored
def load_numbers_on_lane(tx: Tx, branch_id: int, lane: Lane | None, *, before: int, most: int) -> tuple[int, ...]:
    """Numbers of the last beats of a lane that a branch's history has before one, the latest first, those that were
    taken back among them; `lane` None: of all scenes."""
    found = _NUMBERS_BEFORE if lane is None else _NUMBERS_BEFORE.where(on_lane(lane))
    return tuple(int(row[0]) for row in tx.rows(found, {"branch": branch_id, "before": before, "most": most}))

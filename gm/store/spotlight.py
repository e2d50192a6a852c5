"""Who has acted when: what the spotlight is measured from. Nothing of it is stored; it is counted from the inputs."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from gm.store.beats import joined
from gm.store.lineage import not_undone, within
from gm.store.rows_history import SEGMENTS
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS, TURNS
from gm.store.tx import Tx, stored

_T = TURNS.c
_SAID = TEXTS.alias("said")
_TOLD = TEXTS.alias("told")
_HERE = (
    SEGMENTS.join(TURNS, SEGMENTS.c.ancestor_id == _T.branch_id)
    .join(TURN_INPUTS, TURN_INPUTS.c.turn_id == _T.id)
    .join(INPUTS, INPUTS.c.id == TURN_INPUTS.c.input_id)
)
_STANDS = (
    SEGMENTS.c.branch_id == bindparam("branch"),
    within(_T.commit_seq),
    _T.kind == "action",
    not_undone(SEGMENTS.c.branch_id, _T.id),
    INPUTS.c.withdrawn_at.is_(None),
    INPUTS.c.character.is_not(None),
    INPUTS.c.kind != "ooc",
    INPUTS.c.face != "table",
)
_LATELY = (
    select(_T.number, INPUTS.c.character)
    .select_from(_HERE)
    .where(
        *_STANDS,
        _T.scene_id == bindparam("scene"),
        _T.session_id == bindparam("session"),
        _T.number >= bindparam("first"),
    )
    .order_by(_T.number)
)
_SITTING = (
    select(_T.id, INPUTS.c.character, _SAID.c.body.label("said"), _TOLD.c.body.label("told"))
    .select_from(
        _HERE.join(_SAID, _SAID.c.input_id == INPUTS.c.id).outerjoin(_TOLD, joined(_TOLD, "narration", _T.alternative))
    )
    .where(*_STANDS, _T.session_id == bindparam("session"))
    .order_by(_T.number, TURN_INPUTS.c.position)
)


@dataclass(frozen=True, slots=True)
class Act:
    """One input that was played: in which turn, by whom, the words of it and of the beat's telling."""

    turn_id: int
    character: str
    said: int
    told: int


@stored
def load_acts(tx: Tx, branch_id: int, session_id: int) -> tuple[Act, ...]:
    """All that players' characters did in a sitting, as seen from a branch, oldest first."""
    rows = tx.rows(_SITTING, {"branch": branch_id, "session": session_id})
    return tuple(Act(row.id, row.character, _words(row.said), _words(row.told)) for row in rows)


@stored
def load_lately(tx: Tx, branch_id: int, scene_id: int, session_id: int, first: int) -> tuple[tuple[int, str], ...]:
    """(number of the turn, character) of what was done in a scene of a sitting, from turn `first` on."""
    values = {"branch": branch_id, "scene": scene_id, "session": session_id, "first": first}
    return tuple((int(row.number), row.character) for row in tx.rows(_LATELY, values))


def _words(text: str | None) -> int:
    """Words; in scripts without spaces two characters count as one."""
    if not text:
        return 0
    wide = sum(1 for each in text if "\u0e00" <= each <= "\u0e7f" or "\u3040" <= each <= "\u9fff")
    return max(len(text.split()), wide // 2)

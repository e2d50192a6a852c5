"""Reading turns: the columns, the texts that go with them, and how rows become values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal_column, select

from gm.domain.errors import NotFound
from gm.domain.play import Parked, Stage, Turn, TurnOutcome
from gm.domain.ruling import Ruling
from gm.store.coding import load_choices, readable
from gm.store.inputs import INPUT, input_from
from gm.store.lineage import not_undone, within
from gm.store.rows_history import SEGMENTS
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS, TURNS
from gm.store.texts import ERASED
from gm.store.tx import Found, Tx

_T = TURNS.c
_RULING = TEXTS.alias("ruling_text")
_OUTCOME = TEXTS.alias("outcome_text")
_PARKED = TEXTS.alias("parked_text")
_NARRATION = TEXTS.alias("narration_text")


def _text(alias: Any, kind: str, position: Any = 0) -> ColumnElement[bool]:
    return and_(
        alias.c.turn_id == _T.id,
        alias.c.kind == literal_column(f"'{kind}'"),
        alias.c.position == position,
        alias.c.role == literal_column("''"),
    )


_FROM = (
    TURNS.outerjoin(_RULING, _text(_RULING, "ruling", literal_column("0")))
    .outerjoin(_OUTCOME, _text(_OUTCOME, "outcome", literal_column("0")))
    .outerjoin(_PARKED, and_(_T.status == literal_column("'parked'"), _text(_PARKED, "parked", literal_column("0"))))
    .outerjoin(_NARRATION, _text(_NARRATION, "narration", _T.alternative))
)
_COLUMNS = (
    *_T,
    _RULING.c.body.label("ruling"),
    _OUTCOME.c.body.label("outcome"),
    _PARKED.c.body.label("parked"),
    _NARRATION.c.body.label("narration"),
    _NARRATION.c.author.label("narration_author"),
)

AS_SEEN_FROM: ColumnElement[Any] = func.coalesce(bindparam("seen_from"), _T.branch_id)
"""The branch whose undos count: named, or the turn's own."""
STANDS = not_undone(AS_SEEN_FROM, _T.id)
TURN: Select[Any] = select(*_COLUMNS, STANDS.label("stands")).select_from(_FROM)
"""Turns by themselves; takes `seen_from`."""
LINEAGE_TURN: Select[Any] = (
    select(*_COLUMNS, not_undone(SEGMENTS.c.branch_id, _T.id).label("stands"))
    .select_from(_FROM.join(SEGMENTS, SEGMENTS.c.ancestor_id == _T.branch_id))
    .where(SEGMENTS.c.branch_id == bindparam("branch"), within(_T.commit_seq))
)
"""Turns of a branch and its ancestors; takes `branch`."""

_INPUTS = (
    INPUT.add_columns(TURN_INPUTS.c.turn_id.label("in_turn"))
    .join(TURN_INPUTS, TURN_INPUTS.c.input_id == INPUTS.c.id)
    .where(TURN_INPUTS.c.turn_id.in_(bindparam("turns", expanding=True)), INPUTS.c.withdrawn_at.is_(None))
    .order_by(TURN_INPUTS.c.turn_id, TURN_INPUTS.c.position)
)


def turns_of(tx: Tx, statement: Select[Any], values: Mapping[str, Any]) -> tuple[Turn, ...]:
    """The turns that a statement made from `TURN` or `LINEAGE_TURN` finds, with their inputs."""
    rows = tx.rows(statement, values)
    if not rows:
        return ()
    inputs: dict[int, list[Found]] = defaultdict(list)
    for entry in tx.rows(_INPUTS, {"turns": [row.id for row in rows]}):
        inputs[entry.in_turn].append(entry)
    found = []
    for row in rows:
        with readable(f"Turn {row.number}"):
            found.append(_turn(row, inputs.get(row.id, ())))
    return tuple(found)


def one_turn(tx: Tx, statement: Select[Any], values: Mapping[str, Any], named: str) -> Turn:
    """The only turn that a statement finds. Raises NotFound."""
    found = turns_of(tx, statement, values)
    if not found:
        raise NotFound(f"There is no {named}.")
    return found[0]


def _turn(row: Found, inputs: Sequence[Found]) -> Turn:
    stage = Stage(row.stage)
    narration = row.narration
    if narration is None and row.alternatives:
        narration = ERASED
    return Turn(
        id=row.id,
        uid=row.uid,
        game_id=row.game_id,
        branch_id=row.branch_id,
        scene_id=row.scene_id,
        session_id=row.session_id,
        number=row.number,
        kind=row.kind,
        stage=stage,
        status=row.status if row.stands else "undone",
        attempt=row.attempt,
        inputs=tuple(input_from(found) for found in inputs),
        created_at=row.created_at,
        ruling=None if row.ruling is None else Ruling.model_validate_json(row.ruling),
        ruling_source=row.ruling_source,
        outcome=None if row.outcome is None else TurnOutcome.model_validate_json(row.outcome),
        parked=None if row.parked is None else Parked.model_validate_json(row.parked),
        narration=narration,
        narration_source=row.narration_source,
        narration_author=row.narration_author,
        alternative=row.alternative,
        alternatives=row.alternatives,
        commit_seq=row.commit_seq,
        redo_of=row.redo_of,
        dice_of=row.dice_of,
        choices=load_choices(row.choices),
    )

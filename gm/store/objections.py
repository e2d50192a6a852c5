"""What was said against rulings, and why game masters ruled as they did. Words are texts of their turn, erased as all
others."""

from typing import Any

from sqlalchemy import and_, bindparam, literal_column, select

from gm.domain.approval import Overruled
from gm.domain.objections import Objection, Reason
from gm.domain.ruling import Ruling
from gm.domain.scenes import Lane
from gm.store.lineage import not_undone, on_lane, within
from gm.store.rows_history import SEGMENTS
from gm.store.rows_turn import TEXTS, TURNS
from gm.store.steers import not_set_aside
from gm.store.texts import drop_replies, get_text, put_texts
from gm.store.tx import Tx, stored

_T, _X = TURNS.c, TEXTS.c
_KIND = "objection"
_THERE = select(_X.id, _X.body, _X.author).where(_X.turn_id == bindparam("turn"), _X.kind == _KIND)
_CORRECTED = select(_T.id).where(_T.game_id == bindparam("game"), _T.dice_of.is_not(None))
_RULED = TEXTS.alias("ruled")
_HAND = TEXTS.alias("hand")
_SAID = TEXTS.alias("said")


def _of(alias: Any, kind: str) -> Any:
    return and_(alias.c.turn_id == _T.id, alias.c.kind == literal_column(f"'{kind}'"), alias.c.position == 0)


_RULINGS = (
    select(_T.number, _RULED.c.body, _HAND.c.body.label("hand"), _SAID.c.body.label("said"))
    .select_from(
        SEGMENTS.join(TURNS, SEGMENTS.c.ancestor_id == _T.branch_id)
        .join(_RULED, and_(_of(_RULED, "ruling"), _RULED.c.role == literal_column("''")))
        .outerjoin(_HAND, _of(_HAND, "overruled"))
        .outerjoin(_SAID, _of(_SAID, _KIND))
    )
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        within(_T.commit_seq),
        _T.number >= bindparam("first"),
        _T.number <= bindparam("last"),
        _T.alternatives > 0,
        _T.kind == literal_column("'action'"),
        not_undone(SEGMENTS.c.branch_id, _T.id),
        not_set_aside(_T.id),
    )
    .order_by(_T.number)
)


@stored
def record_objection(tx: Tx, turn_id: int, objection: Objection, *, author: str | None) -> None:
    """Keep what is said against a turn's ruling, or what came of it. What a model was asked about other words is let
    go of."""
    before = get_text(tx, turn_id, _KIND)
    if (
        before is None
        or Objection.model_validate_json(before).because != objection.because
        or objection.said != "asked"
    ):
        drop_replies(tx, turn_id, "adjudicator", "triage")
    put_texts(tx, turn_id, (_KIND, 0, objection.model_dump_json(exclude_defaults=True)), author=author)


@stored
def load_objection(tx: Tx, turn_id: int) -> tuple[Objection, str | None] | None:
    """What was said against a turn's ruling, and by whom; None if nothing was. Erased words are empty, and decided."""
    row = tx.row(_THERE, {"turn": turn_id})
    if row is None:
        return None
    if row.body is None:
        return Objection(because="", said="stands"), None
    return Objection.model_validate_json(row.body), row.author


@stored
def load_corrected(tx: Tx, game_id: int) -> frozenset[int]:
    """Turns that keep the dice of another one."""
    return frozenset(int(row.id) for row in tx.rows(_CORRECTED, {"game": game_id}))


@stored
def load_reasoned(
    tx: Tx, branch_id: int, *, first: int, last: int, lane: Lane | None = None
) -> tuple[tuple[Ruling, Reason | None], ...]:
    """The rulings of a branch's turns that stand, oldest first, with why they are as they are where that was said."""
    found = _RULINGS if lane is None else _RULINGS.where(on_lane(lane))
    rows = tx.rows(found, {"branch": branch_id, "first": first, "last": last})
    return tuple((Ruling.model_validate_json(row.body), reason_of(row.hand, row.said)) for row in rows if row.body)


def reason_of(overruled: str | None, objection: str | None) -> Reason | None:
    """Why a turn was ruled so, of what is kept with it: a game master's word is the last."""
    if overruled is not None:
        kept = Overruled.model_validate_json(overruled)
        if kept.because:
            return Reason(kept.because, by="gm", verdict=kept.verdict, how=kept.how)
    if objection is not None:
        said = Objection.model_validate_json(objection)
        if said.because and said.said != "asked":
            return Reason(said.because, said.answer, by=said.said)
    return None


@stored
def load_reason(tx: Tx, turn_id: int, *, spoilers: bool) -> Reason | None:
    """Why this turn was ruled so, where somebody said it. A game master's own reason only with spoilers."""
    return reason_of(get_text(tx, turn_id, "overruled") if spoilers else None, get_text(tx, turn_id, _KIND))

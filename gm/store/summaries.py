"""Summaries of spans that are over, found by lineage; and the turns that lie in none yet."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, select

from gm.domain.chronicle import Mark, Span, Summary
from gm.store.lineage import not_undone, within
from gm.store.rows_chronicle import SUMMARIES
from gm.store.rows_game import GAMES, SCENES, SESSIONS
from gm.store.rows_history import BRANCHES, SEGMENTS, STATES, UNDOS
from gm.store.rows_turn import INPUTS, TURN_INPUTS, TURNS
from gm.store.steers import not_set_aside
from gm.store.tx import Found, Tx, stored

_S, _T = SUMMARIES.c, TURNS.c
_BRANCH: Any = bindparam("branch")
_LAST_SPAN: Final = 40
"""Turns that a question which waits for its answer holds the chronicle up for."""
_PLACE: list[ColumnElement[Any]] = [
    _S[column.name] for column in SUMMARIES.columns if column.name not in ("body", "threads")
]
_NO_WORDS: ColumnElement[Any] = literal_column("NULL")
_LINEAGE: Any = (
    select(*_PLACE, SEGMENTS.c.depth, _NO_WORDS.label("body"), _NO_WORDS.label("threads"))
    .select_from(SUMMARIES.join(SEGMENTS, SEGMENTS.c.ancestor_id == _S.branch_id))
    .where(SEGMENTS.c.branch_id == _BRANCH, within(_S.last_seq), _S.superseded.is_(False))
    .order_by(_S.id)
)
_WHOLE = (
    select(SUMMARIES)
    .where(_S.id.in_(bindparam("ids", expanding=True)), _S.body.is_not(None), _S.superseded.is_(False))
    .order_by(_S.id)
)
_SCENE_IDS: Any = select(SCENES.c.id).where(
    SCENES.c.game_id == bindparam("game"), SCENES.c.key == bindparam("scene_key")
)
_KEYS = select(SCENES.c.key).where(SCENES.c.branch_id == _BRANCH).order_by(SCENES.c.id)
_UNDOS = (
    select(_T.number, UNDOS.c.seq, SEGMENTS.c.depth, SCENES.c.key)
    .select_from(
        UNDOS.join(TURNS, _T.id == UNDOS.c.turn_id)
        .join(SCENES, SCENES.c.id == _T.scene_id)
        .join(SEGMENTS, SEGMENTS.c.ancestor_id == UNDOS.c.branch_id)
    )
    .where(SEGMENTS.c.branch_id == _BRANCH, within(UNDOS.c.seq))
)
_STANDING = (
    select(_T.number, _T.id, _T.commit_seq, _T.place, _T.session_id, SESSIONS.c.closed_at)
    .select_from(
        SEGMENTS.join(TURNS, SEGMENTS.c.ancestor_id == _T.branch_id).join(SESSIONS, SESSIONS.c.id == _T.session_id)
    )
    .where(
        SEGMENTS.c.branch_id == _BRANCH,
        within(_T.commit_seq),
        _T.number >= bindparam("first"),
        _T.number <= bindparam("last"),
        _T.alternatives > 0,
        not_undone(SEGMENTS.c.branch_id, _T.id),
        not_set_aside(_T.id),
        _T.scene_id.in_(_SCENE_IDS),
    )
    .order_by(_T.number)
)
_UNTOLD = select(func.min(_T.number)).where(
    _T.branch_id == _BRANCH,
    _T.alternatives == 0,
    _T.stage != "settled",
    _T.number > bindparam("above"),
    not_undone(_BRANCH, _T.id),
)
_ENDED = select(STATES.c.version).where(
    STATES.c.branch_id == _BRANCH,
    STATES.c.entity == "world",
    STATES.c.path == "ending",
    STATES.c.value.is_not(None),
)
_TIP = (
    select(BRANCHES.c.tip_seq, BRANCHES.c.last_number, BRANCHES.c.game_id, GAMES.c.erasures)
    .join(GAMES, GAMES.c.id == BRANCHES.c.game_id)
    .where(BRANCHES.c.id == _BRANCH)
)
_FACES = (
    select(INPUTS.c.face)
    .select_from(
        SEGMENTS.join(TURNS, SEGMENTS.c.ancestor_id == _T.branch_id)
        .join(TURN_INPUTS, TURN_INPUTS.c.turn_id == _T.id)
        .join(INPUTS, INPUTS.c.id == TURN_INPUTS.c.input_id)
    )
    .where(and_(SEGMENTS.c.branch_id == _BRANCH, within(_T.commit_seq)))
    .where(_T.number >= bindparam("first"), _T.number <= bindparam("last"))
    .distinct()
)
_AT_ONCE: Final = 400


@dataclass(frozen=True, slots=True)
class ChronicleState:
    """What there is of a branch's chronicle, without the words."""

    game_id: int
    summaries: tuple[Summary, ...]
    """Those that hold, claims included; without their text."""
    loose: tuple[Mark, ...]
    """Turns that stand and lie in no scene yet."""
    closed: frozenset[int]
    """Sittings that are closed, of those whose turns are loose or whose scenes lie in no session."""
    ending: int | None
    """The commit in which the story came to an end, if it has."""
    tip_seq: int
    last_number: int


@stored
def load_chronicle(tx: Tx, branch_id: int) -> ChronicleState:
    """How far a branch's chronicle is written."""
    tip = tx.row(_TIP, {"branch": branch_id})
    if tip is None:
        return ChronicleState(0, (), (), frozenset(), None, 0, 0)
    found = _that_hold(tx, branch_id)
    scenes = [each.span for each in found if each.span.level == "scene"]
    ending = tx.value(_ENDED, {"branch": branch_id})
    last = _told_until(tx, branch_id, tip.last_number)
    loose: list[Mark] = []
    for (key,) in tx.rows(_KEYS, {"branch": branch_id}):
        loose += _loose(tx, tip.game_id, branch_id, str(key), scenes, last, ending)
    sittings = {span.sitting for span in scenes}
    ids = {"sittings": sorted(sittings)} if sittings else None
    closed = {int(row[0]) for row in tx.rows(_CLOSED, ids)} if ids else set()
    return ChronicleState(tip.game_id, found, tuple(loose), frozenset(closed), ending, tip.tip_seq, tip.last_number)


def _loose(
    tx: Tx, game_id: int, branch_id: int, key: str, scenes: Sequence[Span], last: int, ending: int | None
) -> list[Mark]:
    """The turns of a scene that lie in none of its spans."""
    at = {"branch": branch_id, "game": game_id, "scene_key": key}
    return [
        Mark(
            row.number,
            row.id,
            row.commit_seq,
            row.place,
            row.session_id,
            row.closed_at is not None,
            row.commit_seq == ending,
            key,
        )
        for low, high in _gaps([span for span in scenes if span.scene == key], last)
        for row in tx.rows(_STANDING, at | {"first": low, "last": high})
    ]


_CLOSED = select(SESSIONS.c.id).where(
    SESSIONS.c.id.in_(bindparam("sittings", expanding=True)), SESSIONS.c.closed_at.is_not(None)
)


def _told_until(tx: Tx, branch_id: int, last: int) -> int:
    """The last turn before one that still waits: what is told later must not fall into a span that is written."""
    untold = tx.value(_UNTOLD, {"branch": branch_id, "above": last - _LAST_SPAN})
    return last if untold is None else int(untold) - 1


def _gaps(covered: Iterable[Span], last: int) -> list[tuple[int, int]]:
    """Ranges of numbers from 1 to `last` in which no span lies."""
    found, after = [], 1
    for span in sorted(covered, key=lambda span: span.first_number):
        if span.first_number > after:
            found.append((after, span.first_number - 1))
        after = max(after, span.last_number + 1)
    return [*found, (after, last)] if after <= last else found


def _that_hold(tx: Tx, branch_id: int) -> tuple[Summary, ...]:
    """Two branches may have cut the turns that they share differently: what was written first holds."""
    rows = tx.rows(_LINEAGE, {"branch": branch_id})
    undone = tx.rows(_UNDOS, {"branch": branch_id}) if rows else []
    kept: list[Summary] = []
    for row in rows:
        if _is_hidden(row, undone):
            continue
        found = _summary(row)
        if not any(_overlap(found.span, other.span) for other in kept):
            kept.append(found)
    return tuple(sorted(kept, key=lambda each: each.span.first_number))


def _overlap(one: Span, other: Span) -> bool:
    same = one.level == other.level and one.scene == other.scene
    return same and one.first_number <= other.last_number and other.first_number <= one.last_number


def _is_hidden(row: Found, undone: Sequence[Found]) -> bool:
    """Whether a turn that it covers was taken back since it was written, or on a branch that it was not written on."""
    return any(
        undo.key == row.scene
        and row.first_number <= undo.number <= row.last_number
        and (undo.depth < row.depth or undo.seq > row.seen_seq)
        for undo in undone
    )


def _summary(row: Found) -> Summary:
    span = Span(
        row.level,
        row.first_number,
        row.last_number,
        row.first_seq,
        row.last_seq,
        row.turns,
        row.last_turn,
        row.sitting,
        row.scene,
    )
    threads = tuple(json.loads(row.threads)) if row.threads else ()
    return Summary(row.id, row.branch_id, span, row.source, row.version, row.body or "", threads, row.owner or "")


@stored
def load_standing(tx: Tx, branch_id: int) -> tuple[Summary, ...]:
    """The summaries that hold on a branch, written ones and claims, by first turn; without their text."""
    return _that_hold(tx, branch_id)


@stored
def load_summaries(tx: Tx, ids: Collection[int]) -> tuple[Summary, ...]:
    """These summaries with their text; those whose words were erased or changed are left out."""
    found: list[Summary] = []
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        found += [_summary(row) for row in tx.rows(_WHOLE, {"ids": wanted[start : start + _AT_ONCE]})]
    return tuple(found)


@stored
def load_faces(tx: Tx, branch_id: int, first: int, last: int) -> frozenset[str]:
    """The faces that the words of these turns came from."""
    return frozenset(str(row[0]) for row in tx.rows(_FACES, {"branch": branch_id, "first": first, "last": last}))

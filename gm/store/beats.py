"""The transcript: past turns as the table saw them, and their gists."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, literal_column, select

from gm.domain.play import Beat, TurnOutcome, said_by
from gm.domain.scenes import Lane
from gm.store.lineage import not_undone, on_lane, within
from gm.store.marks import not_hidden
from gm.store.rows_game import CHARACTERS, GAMES
from gm.store.rows_history import BRANCHES, SEGMENTS
from gm.store.rows_memory import WITNESSES
from gm.store.rows_turn import INPUTS, TEXTS, TURN_INPUTS, TURNS
from gm.store.steers import not_set_aside
from gm.store.texts import ERASED
from gm.store.tx import Found, Tx, stored

_T = TURNS.c
_FOREVER = 2**62
_SLACK = 12
"""Undone turns to allow for when the latest n beats are asked for; if there are more, all are read."""
_TOLD = TEXTS.alias("told")
_LINE = TEXTS.alias("line")
_GIST = TEXTS.alias("gist")
_WENT = TEXTS.alias("went")


def joined(alias: Any, kind: str, position: Any) -> Any:
    """How a turn finds its text of this kind."""
    return and_(
        alias.c.turn_id == _T.id,
        alias.c.kind == literal_column(f"'{kind}'"),
        alias.c.position == position,
        alias.c.role == literal_column("''"),
    )


_ON_BRANCH = and_(
    SEGMENTS.c.branch_id == bindparam("branch"),
    within(_T.commit_seq),
    _T.number >= bindparam("first"),
    _T.number <= bindparam("last"),
    _T.alternatives > 0,
    not_undone(SEGMENTS.c.branch_id, _T.id),
    not_set_aside(_T.id),
)
_TURNS = SEGMENTS.join(TURNS, SEGMENTS.c.ancestor_id == _T.branch_id)
_BEATS = (
    select(
        _T.id,
        _T.number,
        _T.kind,
        _LINE.c.body.label("line"),
        _TOLD.c.body.label("told"),
        _GIST.c.body.label("gist"),
        _WENT.c.body.label("went"),
        _T.place,
        _T.minutes,
    )
    .select_from(
        _TURNS.outerjoin(_TOLD, joined(_TOLD, "narration", _T.alternative))
        .outerjoin(_GIST, joined(_GIST, "gist", _T.alternative))
        .outerjoin(_LINE, joined(_LINE, "line", literal_column("0")))
        .outerjoin(_WENT, joined(_WENT, "went", literal_column("0")))
    )
    .where(_ON_BRANCH)
    .order_by(_T.number)
)
SPOKEN = (
    select(
        TURN_INPUTS.c.turn_id,
        func.coalesce(CHARACTERS.c.name, INPUTS.c.player).label("speaker"),
        TEXTS.c.body,
        INPUTS.c.player,
        INPUTS.c.kind,
        INPUTS.c.addressee,
    )
    .select_from(
        TURN_INPUTS.join(INPUTS, INPUTS.c.id == TURN_INPUTS.c.input_id)
        .join(TEXTS, TEXTS.c.input_id == INPUTS.c.id)
        .join(GAMES, GAMES.c.id == INPUTS.c.game_id)
        .outerjoin(CHARACTERS, and_(CHARACTERS.c.world_id == GAMES.c.world_id, CHARACTERS.c.slug == INPUTS.c.character))
    )
    .where(TURN_INPUTS.c.turn_id.in_(bindparam("turns", expanding=True)), INPUTS.c.withdrawn_at.is_(None))
    .order_by(TURN_INPUTS.c.turn_id, TURN_INPUTS.c.position)
)
"""What was said in turns (`turns`: their ids), in order: speaker, words, player, kind, addressee."""
_GISTS = (
    select(
        _T.number,
        case(
            (
                _WENT.c.body.is_not(None)
                & ~exists()
                .where(WITNESSES.c.turn_id == _T.id, WITNESSES.c.character.in_(bindparam("readers", expanding=True)))
                .correlate(TURNS),
                _WENT.c.body,
            ),
            else_=_GIST.c.body,
        ).label("body"),
    )
    .select_from(
        _TURNS.outerjoin(_GIST, joined(_GIST, "gist", _T.alternative)).outerjoin(
            _WENT, joined(_WENT, "went", literal_column("0"))
        )
    )
    .where(_ON_BRANCH, not_hidden(_T.game_id, _T.id))
    .order_by(_T.number)
)
_APART = select(TEXTS.c.turn_id).where(
    TEXTS.c.turn_id.in_(bindparam("turns", expanding=True)), TEXTS.c.kind == literal_column("'went'")
)
_NOTED = select(TEXTS.c.turn_id, TEXTS.c.body).where(
    TEXTS.c.turn_id.in_(bindparam("turns", expanding=True)),
    TEXTS.c.kind == literal_column("'outcome'"),
    TEXTS.c.body.like('%"notes":[%'),
)
_LAST_NUMBER = select(BRANCHES.c.last_number).where(BRANCHES.c.id == bindparam("branch"))


@stored
def load_beats(
    tx: Tx,
    branch_id: int,
    *,
    first: int = 1,
    last: int | None = None,
    limit: int | None = None,
    lane: Lane | None = None,
) -> tuple[Beat, ...]:
    """The beats of a branch's history that were told, by number; left out are undone ones, and
    those that were set aside.

    `limit` gives the latest so many of them; `lane` those that a scene goes on from (None: of all scenes).
    """
    first, end = min(max(first, 0), _FOREVER), _FOREVER if last is None else min(max(last, 0), _FOREVER)
    found = _of(_BEATS, lane)
    rows = tx.rows(found, {"branch": branch_id, "first": _first(tx, branch_id, first, end, limit), "last": end})
    if limit is not None:
        if len(rows) < limit:
            rows = tx.rows(found, {"branch": branch_id, "first": first, "last": end})
        rows = rows[max(len(rows) - limit, 0) :]
    if not rows:
        return ()
    words: dict[int, list[Found]] = defaultdict(list)
    for found in tx.rows(SPOKEN, {"turns": [row.id for row in rows]}):
        words[found.turn_id].append(found)
    return tuple(_beat(row, words.get(row.id, [])) for row in rows)


def _of(statement: Select[Any], lane: Lane | None) -> Select[Any]:
    return statement if lane is None else statement.where(on_lane(lane))


def _first(tx: Tx, branch_id: int, first: int, end: int, limit: int | None) -> int:
    """Where to begin reading for the latest `limit` beats, so that a long game costs no more than a short one."""
    if limit is None:
        return first
    newest = min(end, int(tx.value(_LAST_NUMBER, {"branch": branch_id}) or 0))
    return max(first, newest - limit - _SLACK)


def _beat(row: Found, words: list[Found]) -> Beat:
    theirs = [said for said in words if said.kind != "gm"]  # a game master's words are the narration
    return Beat(
        turn_id=row.id,
        number=row.number,
        kind=row.kind,
        inputs=tuple(
            (said_by(said.speaker, said.addressee, said.kind), ERASED if said.body is None else said.body)
            for said in theirs
        ),
        outcome_line=row.line or "",
        narration=ERASED if row.told is None else row.told,
        went=row.went,
        gist=ERASED if row.gist is None else row.gist,
        place=row.place,
        minutes=row.minutes,
        players=tuple(dict.fromkeys(said.player for said in words)),
        kinds=tuple(said.kind for said in theirs),
    )


@stored
def load_told_apart(tx: Tx, turn_ids: Collection[int]) -> frozenset[int]:
    """Those of these turns (ids) that were told elsewhere than some of their scene's party were."""
    return (
        frozenset(int(row.turn_id) for row in tx.rows(_APART, {"turns": sorted(turn_ids)})) if turn_ids else frozenset()
    )


@stored
def with_notes(tx: Tx, beats: tuple[Beat, ...]) -> tuple[Beat, ...]:
    """The beats, each with what else code did in it and had told; erased ones have none."""
    rows = tx.rows(_NOTED, {"turns": [beat.turn_id for beat in beats]}) if beats else ()
    notes = {row.turn_id: TurnOutcome.model_validate_json(row.body).notes for row in rows}
    return tuple(replace(beat, notes=notes[beat.turn_id]) if beat.turn_id in notes else beat for beat in beats)


@stored
def load_gists(
    tx: Tx, branch_id: int, *, before: int, first: int = 1, lane: Lane | None = None, readers: Collection[str] = ()
) -> tuple[tuple[int, str], ...]:
    """(number, gist) of the beats with `first` <= number < `before`, by number; forgotten ones left out. Of what was
    told elsewhere than some of the party were, only that somebody went, unless one of `readers` was there."""
    rows = tx.rows(
        _of(_GISTS, lane), {"branch": branch_id, "first": first, "last": before - 1, "readers": sorted(readers)}
    )
    return tuple((number, ERASED if body is None else body) for number, body in rows)

"""Facts of a game as they stand on a branch: rows are only added to, and filtered by lineage as turns are."""

import json
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, insert, or_, select, update

from gm.domain.errors import Conflict
from gm.domain.facts import Fact, NewFact, mark_of_fact
from gm.store.coding import dump, readable
from gm.store.commits import append, lock
from gm.store.lineage import not_undone, within
from gm.store.marks import Mark
from gm.store.rows_facts import FACTS
from gm.store.rows_game import GAMES
from gm.store.rows_history import BRANCHES, SEGMENTS
from gm.store.rows_turn import TURNS
from gm.store.steers import not_set_aside
from gm.store.tx import Found, Tx, stored

_F, _T = FACTS.c, TURNS.c
_STANDING = (
    select(FACTS, _T.number.label("turn_number"))
    .select_from(SEGMENTS.join(FACTS, SEGMENTS.c.ancestor_id == _F.branch_id).outerjoin(TURNS, _T.id == _F.turn_id))
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        within(_F.seq),
        or_(
            _F.turn_id.is_(None),
            not_undone(SEGMENTS.c.branch_id, _F.turn_id) & not_set_aside(_F.turn_id),
        ),
    )
    .order_by(_F.id)
)
_LOCK = select(GAMES.c.id).where(GAMES.c.id == bindparam("game")).with_for_update()
_LAST = select(func.max(_F.number)).where(_F.game_id == bindparam("game"))
_OF_TURN = select(_T.branch_id, _T.commit_seq).where(_T.id == bindparam("turn"))
_ADD = insert(FACTS).returning(_F.id)
_EMPTY: Final = {"subject": None, "relation": None, "object": None}


@stored
def load_facts(tx: Tx, branch_id: int, marks: tuple[Mark, ...] = ()) -> tuple[Fact, ...]:
    """The facts that stand on a branch, each in its latest wording, by number; erased and hidden ones left out."""
    latest: dict[int, Found] = {}
    revisions: dict[int, int] = {}
    for row in tx.rows(_STANDING, {"branch": branch_id}):
        revisions[row.number] = revisions.get(row.number, -1) + 1
        latest[row.number] = row
    pins = {mark.what: mark.after for mark in marks if mark.mark == "pin"}
    locks = {mark.what for mark in marks if mark.mark == "lock"}
    hidden = {mark.what for mark in marks if mark.mark == "hide"}
    return tuple(
        _fact(row, revisions[number], pins, locks)
        for number, row in sorted(latest.items())
        if row.object is not None and mark_of_fact(number) not in hidden
    )


def _fact(row: Found, revision: int, pins: dict[str, int], locks: set[str]) -> Fact:
    what = mark_of_fact(row.number)
    with readable(f"Fact {row.number}"):
        knowers = tuple(json.loads(row.knowers))
    return Fact(
        number=row.number,
        subject=row.subject or "",
        relation=row.relation or "",
        object=row.object,
        standing=row.standing,
        audience=row.audience,
        knowers=knowers,
        valid_from=row.valid_from,
        importance=row.importance,
        writer=row.writer,
        author=row.author,
        turn_id=row.turn_id,
        turn_number=row.turn_number,
        row=row.id,
        revision=revision,
        pinned=what in pins,
        pinned_after=pins.get(what, 0),
        locked=what in locks,
    )


@stored
def record_fact(
    tx: Tx,
    game_id: int,
    branch_id: int,
    fact: NewFact,
    *,
    turn_id: int | None = None,
    replaces: Fact | None = None,
    now: datetime,
) -> int:
    """Write a fact down; gives its number. With `replaces` it is another wording of that one.

    With a turn it stands wherever that turn stands; without, it is a commit of its own, which changes nothing else.

    Raises:
        Conflict: somebody else has worded it anew meanwhile.
    """
    tx.row(_LOCK, {"game": game_id})  # numbers are given one at a time
    if replaces is not None:
        latest = [row for row in tx.rows(_STANDING, {"branch": branch_id}) if row.number == replaces.number]
        if not latest or latest[-1].id != replaces.row:
            raise Conflict("Somebody has corrected it meanwhile.", remedy="Look at it again.", key="memory.moved")
    place = tx.row(_OF_TURN, {"turn": turn_id}) if turn_id is not None else None
    if place is None or place.commit_seq is None:
        where = (branch_id, _own_commit(tx, branch_id, now))
    else:
        where = (place.branch_id, place.commit_seq)
        if replaces is not None:  # never before what it replaces
            where = _later(tx, branch_id, where, replaces)
    number = replaces.number if replaces is not None else int(tx.value(_LAST, {"game": game_id}) or 0) + 1
    tx.write(
        _ADD,
        {
            "game_id": game_id,
            "branch_id": where[0],
            "seq": where[1],
            "number": number,
            "supersedes": None if replaces is None else replaces.row,
            "turn_id": turn_id,
            "subject": fact.subject,
            "relation": fact.relation,
            "object": fact.object,
            "standing": fact.standing,
            "audience": fact.audience,
            "knowers": dump(list(fact.knowers)),
            "importance": fact.importance,
            "valid_from": fact.valid_from,
            "writer": fact.writer,
            "author": fact.author,
            "created_at": now,
        },
    )
    return number


def _own_commit(tx: Tx, branch_id: int, now: datetime) -> int:
    """A commit for what a person writes, so that branches that were forked before do not have it."""
    return append(tx, branch_id, lock(tx, branch_id), kind="note", scene_id=None, turn_id=None, changes=(), now=now)


def _later(tx: Tx, branch_id: int, where: tuple[int, int], replaces: Fact) -> tuple[int, int]:
    """Where a new wording begins to stand: at its turn, or where the old wording does if that is later."""
    row = tx.row(select(_F.branch_id, _F.seq).where(_F.id == replaces.row))
    if row is None:
        return where
    return where if where[1] >= row.seq else (row.branch_id, row.seq)


@stored
def load_game_of(tx: Tx, branch_id: int) -> int:
    """Number of the game that a branch belongs to."""
    return int(tx.value(select(BRANCHES.c.game_id).where(BRANCHES.c.id == bindparam("branch")), {"branch": branch_id}))


@stored
def load_fact_words(tx: Tx, game_id: int, *, only: str = "gm") -> tuple[str, ...]:
    """The words of every fact of a game for that audience, also of those that stand no more."""
    rows = tx.rows(
        select(_F.subject, _F.relation, _F.object).where(
            _F.game_id == game_id, _F.audience == only, _F.object.is_not(None)
        )
    )
    return tuple(" ".join(part for part in row if part) for row in rows)


def empty_facts(tx: Tx, game_id: int, rows: list[int] | None = None) -> int:
    """Empty the words of these rows of a game, or of all; gives how many."""
    wanted = [_F.game_id == game_id, _F.object.is_not(None)]
    if rows is not None:
        wanted.append(_F.id.in_(rows))
    return tx.write(update(FACTS).where(*wanted).values(**_EMPTY))

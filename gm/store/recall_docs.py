"""What the index of a game's past is built from: turns that were told and lines of old chats, with what is known of
each; and what a branch may see of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, func, literal_column, or_, select

from gm.domain.play import said_by
from gm.store.beats import SPOKEN, joined
from gm.store.coding import load_scalar
from gm.store.marks import hidden_turns
from gm.store.rows_game import SESSIONS
from gm.store.rows_history import SEGMENTS, STATES, UNDOS
from gm.store.rows_memory import ARCHIVE_LINES, ARCHIVES
from gm.store.rows_safety import STEERS
from gm.store.rows_turn import TEXTS, TURNS
from gm.store.sealed import whispered_turns
from gm.store.tx import Tx, stored

_T, _L, _U = TURNS.c, ARCHIVE_LINES.c, UNDOS.c
_GAME: Any = bindparam("game")
_TOLD = TEXTS.alias("told")
_LINE = TEXTS.alias("line")

_DOCS = (
    select(
        _T.id,
        _T.number,
        _T.branch_id,
        _T.commit_seq,
        _T.session_id,
        SESSIONS.c.number.label("session"),
        _T.minutes,
        _T.place,
        _T.alternative,
        _LINE.c.body.label("line"),
        _TOLD.c.body.label("told"),
    )
    .select_from(
        TURNS.join(SESSIONS, SESSIONS.c.id == _T.session_id)
        .outerjoin(_TOLD, joined(_TOLD, "narration", _T.alternative))
        .outerjoin(_LINE, joined(_LINE, "line", literal_column("0")))
    )
    .where(_T.game_id == _GAME, _T.alternatives > 0, _T.commit_seq.is_not(None))
    .order_by(_T.id)
)
_RANGE = _DOCS.where(_T.id >= bindparam("first"), _T.id <= bindparam("last")).limit(bindparam("most"))
_THESE = _DOCS.where(_T.id.in_(bindparam("turns", expanding=True)))
_FRESH = (
    select(
        _T.id,
        (_T.alternatives > 0).label("told"),
        exists().where(_U.turn_id == _T.id).label("undone"),
    )
    .where(_T.game_id == _GAME, or_(_T.id > bindparam("after"), _T.id.in_(bindparam("pending", expanding=True))))
    .order_by(_T.id)
)
_ALTERNATIVES = select(_T.id, _T.alternative).where(_T.id.in_(bindparam("turns", expanding=True)), _T.alternatives > 0)
_COUNTED = select(_T.id).where(_T.game_id == _GAME, _T.id >= bindparam("first"), _T.id <= bindparam("last"))
_TOLD_COUNT = _COUNTED.where(_T.alternatives > 0).with_only_columns(func.count())
_OPEN_COUNT = _COUNTED.where(_T.alternatives == 0, ~exists().where(_U.turn_id == _T.id)).with_only_columns(func.count())
_LINES = (
    select(_L.id, _L.archive_id, _L.number, _L.speaker, _L.body)
    .where(_L.id >= bindparam("first"), _L.id <= bindparam("last"))
    .order_by(_L.id)
    .limit(bindparam("most"))
)
_THESE_LINES = select(_L.id, _L.archive_id, _L.number, _L.speaker, _L.body).where(
    _L.id.in_(bindparam("lines", expanding=True))
)
_THEIR_CHATS = select(ARCHIVES.c.id, ARCHIVES.c.number, ARCHIVES.c.owner).where(
    ARCHIVES.c.id.in_(bindparam("chats", expanding=True)), ARCHIVES.c.game_id == _GAME
)
"""Not joined with the lines: where a game has many chats, SQLite then looks for each line in each of them."""
_LINEAGE = select(SEGMENTS.c.ancestor_id, SEGMENTS.c.last_seq).where(SEGMENTS.c.branch_id == bindparam("branch"))
_UNDONE = (
    select(_U.turn_id)
    .select_from(UNDOS.join(SEGMENTS, SEGMENTS.c.ancestor_id == _U.branch_id))
    .where(
        SEGMENTS.c.branch_id == bindparam("branch"),
        or_(SEGMENTS.c.last_seq.is_(None), _U.seq <= SEGMENTS.c.last_seq),
    )
)
_ASIDE = select(STEERS.c.turn_id).where(STEERS.c.game_id == _GAME)
_HEARD = select(STATES.c.entity, STATES.c.path, STATES.c.value).where(
    STATES.c.branch_id == bindparam("branch"),
    STATES.c.entity.like("character:%"),
    or_(STATES.c.path.like("heard/%"), STATES.c.path == "playing"),
    STATES.c.value.is_not(None),
)


@dataclass(frozen=True, slots=True)
class TurnDoc:
    """A turn as it was told. `inputs`: (who says it to whom, their words, who they are); erased words are ''."""

    id: int
    number: int
    branch_id: int
    seq: int
    session_id: int
    session: int
    """Number of the sitting in its game."""
    minutes: int
    place: str
    alternative: int
    line: str
    narration: str
    inputs: tuple[tuple[str, str, str], ...] = ()
    players: tuple[str, ...] = ()
    """Players whose words are in it (for erasure)."""


@dataclass(frozen=True, slots=True)
class LineDoc:
    """A line of an old chat; `chat` is the chat's id, or its number in the game where a line is shown."""

    id: int
    chat: int
    number: int
    speaker: str
    body: str
    owner: str = ""
    """Who brought the chat, where a line is shown."""


@dataclass(frozen=True, slots=True)
class FreshTurn:
    """A turn that an index does not hold yet. `undone`: anywhere."""

    id: int
    told: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class BranchView:
    """What a branch may see. `lineage`: (branch, last commit or None); `gone`: turns that were taken back, set aside,
    forgotten; `heard`: by character, the turns that they were told of; `party`: ids of the player characters in play.
    """

    lineage: tuple[tuple[int, int | None], ...]
    gone: frozenset[int]
    heard: dict[str, frozenset[int]]
    party: frozenset[str]


@stored
def load_turn_docs(tx: Tx, game_id: int, first: int, last: int, most: int) -> tuple[TurnDoc, ...]:
    """The told turns of a game on any branch, undone ones too, by id from `first` to `last`; at most so many."""
    return _docs(tx, tx.rows(_RANGE, {"game": game_id, "first": first, "last": last, "most": most}))


@stored
def load_these_turns(tx: Tx, game_id: int, turns: Collection[int]) -> tuple[TurnDoc, ...]:
    """The told turns of these ids, by id."""
    return _docs(tx, tx.rows(_THESE, {"game": game_id, "turns": sorted(turns)})) if turns else ()


@stored
def load_fresh(tx: Tx, game_id: int, after: int, pending: Collection[int]) -> tuple[FreshTurn, ...]:
    """Turns of a game with a greater id than `after`, and of these ids, by id."""
    return fresh_turns(tx, game_id, after, pending)


def fresh_turns(tx: Tx, game_id: int, after: int, pending: Collection[int]) -> tuple[FreshTurn, ...]:
    """See `load_fresh`."""
    rows = tx.rows(_FRESH, {"game": game_id, "after": after, "pending": sorted(pending)})
    return tuple(FreshTurn(int(row.id), bool(row.told), bool(row.undone)) for row in rows)


@stored
def load_shown(tx: Tx, turns: Collection[int]) -> dict[int, int]:
    """Which telling each of these turns shows."""
    return {int(row[0]): int(row[1]) for row in tx.rows(_ALTERNATIVES, {"turns": sorted(turns)})} if turns else {}


@stored
def load_told_count(tx: Tx, game_id: int, first: int, last: int) -> tuple[int, int]:
    """Of the game's turns with these ids: how many were told, and how many may still be told."""
    at = {"game": game_id, "first": first, "last": last}
    return int(tx.value(_TOLD_COUNT, at)), int(tx.value(_OPEN_COUNT, at))


@stored
def load_line_docs(tx: Tx, first: int, last: int, most: int) -> tuple[LineDoc, ...]:
    """Lines of old chats by id, from `first` to `last`, at most so many; erased ones are empty."""
    rows = tx.rows(_LINES, {"first": first, "last": last, "most": most})
    return tuple(LineDoc(row.id, row.archive_id, row.number, row.speaker, row.body or "") for row in rows)


@stored
def load_these_lines(tx: Tx, game_id: int, lines: Collection[int]) -> tuple[LineDoc, ...]:
    """The lines of these ids, in no order; erased ones are left out."""
    return these_lines(tx, game_id, lines)


def these_lines(tx: Tx, game_id: int, lines: Collection[int]) -> tuple[LineDoc, ...]:
    """See `load_these_lines`."""
    rows = [row for row in tx.rows(_THESE_LINES, {"lines": sorted(lines)}) if row.body] if lines else []
    if not rows:
        return ()
    at = {"game": game_id, "chats": sorted({row.archive_id for row in rows})}
    chats = {chat.id: chat for chat in tx.rows(_THEIR_CHATS, at)}
    return tuple(
        LineDoc(row.id, chat.number, row.number, row.speaker, row.body, chat.owner)
        for row in rows
        if (chat := chats.get(row.archive_id)) is not None
    )


@stored
def load_told(
    tx: Tx, game_id: int, turns: Collection[int], lines: Collection[int]
) -> tuple[tuple[TurnDoc, ...], tuple[LineDoc, ...]]:
    """The told turns of these ids, by id, and the lines of these, in no order; erased ones are left out."""
    docs = _docs(tx, tx.rows(_THESE, {"game": game_id, "turns": sorted(turns)})) if turns else ()
    return docs, these_lines(tx, game_id, lines)


def branch_view(tx: Tx, game_id: int, branch_id: int) -> BranchView:
    """What a branch may see of its game's past, now."""
    at = {"branch": branch_id, "game": game_id}
    lineage = tuple((int(row[0]), None if row[1] is None else int(row[1])) for row in tx.rows(_LINEAGE, at))
    gone = {int(row[0]) for row in tx.rows(_UNDONE, at)} | {int(row[0]) for row in tx.rows(_ASIDE, at)}
    gone |= hidden_turns(tx, game_id) | whispered_turns(tx, game_id)
    heard: dict[str, set[int]] = defaultdict(set)
    party = set()
    for entity, path, value in [tuple(row) for row in tx.rows(_HEARD, at)]:
        if not load_scalar(value):
            continue
        who = entity.removeprefix("character:")
        if path == "playing":
            party.add(who)
        elif path.removeprefix("heard/").isdigit():
            heard[who].add(int(path.removeprefix("heard/")))
    return BranchView(
        lineage, frozenset(gone), {who: frozenset(turns) for who, turns in heard.items()}, frozenset(party)
    )


def _docs(tx: Tx, rows: Sequence[Any]) -> tuple[TurnDoc, ...]:
    words: dict[int, list[Any]] = defaultdict(list)
    ids = [int(row.id) for row in rows]
    for at in range(0, len(ids), 500):
        for found in tx.rows(SPOKEN, {"turns": ids[at : at + 500]}):
            words[int(found.turn_id)].append(found)
    return tuple(_doc(row, words.get(int(row.id), [])) for row in rows)


def _doc(row: Any, words: Sequence[Any]) -> TurnDoc:
    return TurnDoc(
        id=int(row.id),
        number=int(row.number),
        branch_id=int(row.branch_id),
        seq=int(row.commit_seq),
        session_id=int(row.session_id),
        session=int(row.session),
        minutes=int(row.minutes),
        place=row.place,
        alternative=int(row.alternative),
        line=row.line or "",
        narration=row.told or "",
        inputs=tuple(
            (said_by(said.speaker, said.addressee, said.kind), said.body or "", said.speaker)
            for said in words
            if said.kind != "gm"  # a game master's words are the narration
        ),
        players=tuple(dict.fromkeys(said.player for said in words)),
    )

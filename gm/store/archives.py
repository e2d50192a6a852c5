"""Old chats that were brought into a game: kept verbatim, by line, and found like its turns."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update

from gm.domain.errors import NotFound
from gm.store.coding import dump
from gm.store.recall_segments import drop_segments
from gm.store.rows_game import GAMES
from gm.store.rows_memory import ARCHIVE_LINES, ARCHIVES
from gm.store.tx import Found, Tx, stored
from gm.store.vectors import drop_vectors

MOST_LINES: Final = 2**20 - 1
"""Lines that one chat can have."""
_A, _L = ARCHIVES.c, ARCHIVE_LINES.c
_GAME: Any = bindparam("game")
_OF_GAME = select(ARCHIVES).where(_A.game_id == _GAME).order_by(_A.number)
_WHOLE = select(_A.id, _A.sha256, _A.characters).where(_A.game_id == _GAME, _A.lines.is_not(None)).order_by(_A.id)
_SAME = select(ARCHIVES).where(_A.game_id == _GAME, _A.sha256 == bindparam("sha"))
_BY_NUMBER = select(ARCHIVES).where(_A.game_id == _GAME, _A.number == bindparam("number"))
_LAST = select(func.coalesce(func.max(_A.number), 0)).where(_A.game_id == _GAME)
_LOCK = select(GAMES.c.id).where(GAMES.c.id == _GAME).with_for_update()
_ADD = insert(ARCHIVES).returning(_A.id)
_DONE = update(ARCHIVES).where(_A.id == bindparam("archive")).values(lines=bindparam("count"))
_EMPTY: Any = delete(ARCHIVE_LINES).where(_L.archive_id == bindparam("archive"))
_DROP: Any = delete(ARCHIVES).where(_A.id == bindparam("archive"))
_LINES = (
    select(_L.number, _L.speaker, _L.is_player, _L.body, _L.said_at)
    .where(_L.archive_id == bindparam("archive"), _L.number >= bindparam("first"), _L.number <= bindparam("last"))
    .order_by(_L.number)
)


@dataclass(frozen=True, slots=True)
class Archive:
    """An old chat of a game. `characters`: whose memory it is; None: everybody's. `lines` None: it was broken off."""

    id: int
    game_id: int
    number: int
    title: str
    source: str
    characters: frozenset[str] | None
    owner: str
    imported_at: datetime
    lines: int | None


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """A line of an old chat. `body` is None once it was erased."""

    number: int
    speaker: str
    body: str | None
    is_player: bool = False
    said_at: datetime | None = None


def line_id(archive_id: int, number: int) -> int:
    """The id of a line: in the order of chats and lines."""
    return archive_id * (MOST_LINES + 1) + number


def line_of(id_: int) -> tuple[int, int]:
    """The chat's id and the line's number, from the line's id."""
    return divmod(id_, MOST_LINES + 1)


@stored
def record_archive(
    tx: Tx,
    game_id: int,
    *,
    title: str,
    source: str,
    sha256: str,
    characters: Collection[str] | None,
    owner: str,
    now: datetime,
) -> tuple[Archive, bool]:
    """Begin to bring a chat in; its lines follow (`record_lines`), then `record_archive_done`.

    The same file a second time gives what is there, with True. One that was broken off begins anew.
    """
    tx.value(_LOCK, {"game": game_id})
    same = tx.row(_SAME, {"game": game_id, "sha": sha256})
    if same is not None:
        found = _archive(same)
        if found.lines is not None:
            return found, True
        _remove(tx, found)
    values = {
        "game_id": game_id,
        "number": int(tx.value(_LAST, {"game": game_id})) + 1,
        "title": title,
        "source": source[:200],
        "sha256": sha256,
        "characters": None if characters is None else dump(sorted(characters)),
        "owner": owner,
        "imported_at": now,
        "lines": None,
    }
    number = int(tx.value(_ADD, values))
    return _archive(tx.row(_BY_NUMBER, {"game": game_id, "number": values["number"]}), number), False


@stored
def record_lines(tx: Tx, archive_id: int, lines: Sequence[ArchiveLine]) -> None:
    """Keep lines of a chat that is being brought in. Raises ValueError for more than a chat can have."""
    if any(not 0 < line.number <= MOST_LINES for line in lines):
        raise ValueError(f"a chat holds at most {MOST_LINES} lines")
    tx.write(
        insert(ARCHIVE_LINES),
        [
            {
                "id": line_id(archive_id, line.number),
                "archive_id": archive_id,
                "number": line.number,
                "speaker": line.speaker[:200],
                "is_player": line.is_player,
                "body": line.body,
                "said_at": line.said_at,
            }
            for line in lines
        ],
    )


@stored
def record_archive_done(tx: Tx, archive_id: int, lines: int) -> None:
    """All of the chat is there: from now on it is recalled."""
    tx.write(_DONE, {"archive": archive_id, "count": lines})


@stored
def load_archives(tx: Tx, game_id: int) -> tuple[Archive, ...]:
    """The old chats of a game, in the order in which they were brought; broken-off ones too."""
    return tuple(_archive(row) for row in tx.rows(_OF_GAME, {"game": game_id}))


def archive_marks(tx: Tx, game_id: int) -> dict[int, tuple[str, str | None]]:
    """What tells each whole chat of a game from another, by its id: cheap enough to be asked before each search."""
    return {int(row[0]): (row[1], row[2]) for row in tx.rows(_WHOLE, {"game": game_id})}


@stored
def load_archive(tx: Tx, game_id: int, number: int) -> Archive:
    """One old chat of a game, by its number. Raises NotFound."""
    row = tx.row(_BY_NUMBER, {"game": game_id, "number": number})
    if row is None:
        raise NotFound(f"There is no old chat number {number} in this game.")
    return _archive(row)


@stored
def load_archive_lines(tx: Tx, archive_id: int, first: int, last: int) -> tuple[ArchiveLine, ...]:
    """Lines of a chat from number `first` to `last`, erased ones too."""
    rows = tx.rows(_LINES, {"archive": archive_id, "first": first, "last": last})
    return tuple(ArchiveLine(row.number, row.speaker, row.body, bool(row.is_player), row.said_at) for row in rows)


@stored
def remove_archive(tx: Tx, game_id: int, number: int) -> Archive:
    """Take an old chat out of a game, with all that is derived from it. Raises NotFound."""
    row = tx.row(_BY_NUMBER, {"game": game_id, "number": number})
    if row is None:
        raise NotFound(f"There is no old chat number {number} in this game.")
    found = _archive(row)
    _remove(tx, found)
    return found


def _remove(tx: Tx, archive: Archive) -> None:
    first, last = line_id(archive.id, 0), line_id(archive.id, MOST_LINES)
    drop_segments(tx, archive.game_id, "line", first, last)
    drop_vectors(tx, archive.game_id, "line", first, last)
    tx.write(_EMPTY, {"archive": archive.id})
    tx.write(_DROP, {"archive": archive.id})


def _archive(row: Found | None, number: int | None = None) -> Archive:
    if row is None:
        raise NotFound(f"There is no old chat number {number}.")
    people = None if row.characters is None else frozenset(json.loads(row.characters))
    return Archive(
        row.id, row.game_id, row.number, row.title, row.source, people, row.owner, row.imported_at, row.lines
    )

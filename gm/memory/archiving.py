"""Bringing an old chat into a game: its lines are kept verbatim and made searchable, in steps that a crash may part.

The same file twice is one chat. A chat that was broken off is begun anew when its file comes again; until it is whole
nothing of it is recalled.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gm.domain.chat import ChatLine
from gm.domain.errors import Refused
from gm.domain.play import Game
from gm.memory.recall import Recall
from gm.store.archives import (
    MOST_LINES,
    Archive,
    ArchiveLine,
    load_archive,
    record_archive,
    record_archive_done,
    record_lines,
)
from gm.store.database import Database

_STEP: Final = 5000
"""Lines that are kept in one transaction: some 30 ms in which others wait."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of it. `again`: the game had this very chat already, and nothing was changed."""

    archive: Archive
    again: bool = False


async def import_lines(
    database: Database,
    game: Game,
    lines: Iterable[ChatLine],
    *,
    title: str,
    source: str,
    owner: str,
    now: datetime,
    sha256: str | None = None,
    characters: Collection[str] | None = None,
    recall: Recall | None = None,
) -> Brought:
    """Keep a chat as memory of a game. Lines without words are left out.

    `sha256` tells the file (None: its lines do). `characters`: ids of those whose memory it is; None: everybody's.
    `owner`: the player who brings it. With `recall` it is searchable when this returns; else the first search does it.

    Raises:
        Refused: it has no words, or more lines than a chat can hold (1,048,575).
    """
    kept = [line for line in lines if line.text.strip()]
    if not kept:
        raise Refused("There are no words in this chat.")
    if len(kept) > MOST_LINES:
        raise Refused(f"A chat can hold {MOST_LINES:,} lines; this one has {len(kept):,}.")
    about = {"title": title, "source": source, "owner": owner, "characters": characters, "now": now}
    async with database.begin() as db:
        archive, again = await record_archive(db, game.id, sha256=sha256 or digest(kept), **about)  # type: ignore[arg-type]
        await db.commit()
    if again:
        return Brought(archive, True)
    for at in range(0, len(kept), _STEP):
        step = enumerate(kept[at : at + _STEP], at + 1)
        rows = [ArchiveLine(number, line.speaker, _text(line), line.is_user, line.when) for number, line in step]
        async with database.begin() as db:
            await record_lines(db, archive.id, rows)
            await db.commit()
    async with database.begin() as db:
        await record_archive_done(db, archive.id, len(kept))
        await db.commit()
    if recall is not None:
        await recall.prepare(game)
    async with database.read() as db:
        return Brought(await load_archive(db, game.id, archive.number))


def digest(lines: Iterable[ChatLine]) -> str:
    """What tells a chat by its lines: SHA-256, hex."""
    said = hashlib.sha256()
    for line in lines:
        said.update(f"{line.speaker}\0{line.text}\0{line.when}\0".encode("utf-8", "surrogatepass"))
    return said.hexdigest()


def _text(line: ChatLine) -> str:
    return line.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "").strip()

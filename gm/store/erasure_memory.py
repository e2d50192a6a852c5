"""Erasing a person from old chats: those that they brought go; in others' what they say, and what repeats their words.

An old chat may be an earlier export of the very game: a line that repeats a whole message of theirs is emptied, whoever
is said to speak it. Shorter echoes stay: a chat of somebody else holds the same everyday words by chance.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update

from gm.domain.words import fold
from gm.store.archives import line_id
from gm.store.rows_memory import ARCHIVE_LINES, ARCHIVES
from gm.store.tx import Tx

_A, _L = ARCHIVES.c, ARCHIVE_LINES.c
_MINE = select(_A.id).where(_A.game_id == bindparam("game"), _A.owner == bindparam("who"))
_ALL = select(_A.id).where(_A.game_id == bindparam("game")).order_by(_A.id)
_SOME = (
    select(_L.id, _L.speaker, _L.body)
    .where(_L.archive_id == bindparam("archive"), _L.id > bindparam("after"), _L.body.is_not(None))
    .order_by(_L.id)
    .limit(4000)
)
_DROP_LINES: Any = delete(ARCHIVE_LINES).where(_L.archive_id == bindparam("archive"))
_DROP: Any = delete(ARCHIVES).where(_A.id == bindparam("archive"))
_PUT: Any = (
    update(ARCHIVE_LINES)
    .where(_L.id == bindparam("line"))
    .values(speaker=bindparam("name"), body=bindparam("words", type_=_L.body.type))
)
_WORD: Final = re.compile(r"\S+")
_SHORTEST: Final = 16
"""Letters of a message that is told from what anybody says."""


def erase_archives(
    tx: Tx, game_id: int, player: str, said: Iterable[str], names: Iterable[str], clean: Callable[[str], str]
) -> int:
    """Empty what the game's old chats hold of a player: `said` are their messages in it, `names` what they are called.

    Gives how many lines were emptied or changed.
    """
    count = 0
    for archive in [int(row[0]) for row in tx.rows(_MINE, {"game": game_id, "who": player})]:
        count += _drop(tx, archive)
    mine = _Said(said)
    called = {folded for name in names if (folded := fold(name.strip()))}
    for archive in [int(row[0]) for row in tx.rows(_ALL, {"game": game_id})]:
        after = line_id(archive, 0)
        while rows := tx.rows(_SOME, {"archive": archive, "after": after}):
            after = int(rows[-1].id)
            changed = []
            for row in rows:
                if fold(row.speaker.strip()) in called or mine.are_in(row.body):
                    changed.append({"line": row.id, "name": "", "words": None})
                elif (left := (clean(row.speaker), clean(row.body))) != (row.speaker, row.body):
                    changed.append({"line": row.id, "name": left[0], "words": left[1]})
            for each in changed:
                tx.write(_PUT, each)
            count += len(changed)
    return count


def drop_archives(tx: Tx, game_id: int) -> int:
    """Let go of all old chats of a game; gives how many lines they had."""
    return sum(_drop(tx, int(row[0])) for row in tx.rows(_ALL, {"game": game_id}))


def _drop(tx: Tx, archive: int) -> int:
    count = tx.write(_DROP_LINES, {"archive": archive})
    tx.write(_DROP, {"archive": archive})
    return count


class _Said:
    """Whole messages of one person, found in other texts by how they begin."""

    def __init__(self, messages: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for message in messages:
            flat = _flat(message)
            if len(flat) >= _SHORTEST:
                self._by_start.setdefault(flat[:_SHORTEST], []).append(flat)

    def are_in(self, text: str) -> bool:
        if not self._by_start:
            return False
        flat = _flat(text)
        where = (found.start() for found in _WORD.finditer(flat)) if flat.isascii() else range(len(flat))
        starts = (flat[at : at + _SHORTEST] for at in where)
        return any(message in flat for start in starts for message in self._by_start.get(start, ()))


def _flat(text: str) -> str:
    return " ".join(fold(text).split())

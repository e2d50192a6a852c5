"""What erasing does to facts and marks: a person's own words go, and facts that repeat what they said go whole."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import select, update

from gm.domain.quotes import Quotes
from gm.store.facts import empty_facts
from gm.store.rows_facts import FACTS, MARKS
from gm.store.tx import Tx

_NOBODY: Final = "erased"
_F = FACTS.c


def facts_said(tx: Tx, game_id: int, player: str) -> tuple[str, ...]:
    """The words of the facts that somebody wrote."""
    mine = select(_F.subject, _F.relation, _F.object).where(
        _F.game_id == game_id, _F.author == player, _F.object.is_not(None)
    )
    return tuple(" ".join(part for part in row if part) for row in tx.rows(mine))


def erase_facts(tx: Tx, game_id: int, player: str, quotes: Quotes, clean: Callable[[str], str]) -> int:
    """Empty what they wrote, and what repeats their words or names them; gives how many. Their marks are nobody's."""
    gone = []
    for row in tx.rows(select(FACTS).where(_F.game_id == game_id, _F.object.is_not(None))):
        words = " ".join(part for part in (row.subject, row.relation, row.object) if part)
        if row.author == player or quotes.cut(words)[1] or clean(words) != words:
            gone.append(int(row.id))
    emptied = empty_facts(tx, game_id, gone) if gone else 0
    tx.write(update(FACTS).where(_F.game_id == game_id, _F.author == player).values(author=_NOBODY))
    tx.write(update(MARKS).where(MARKS.c.game_id == game_id, MARKS.c.player == player).values(player=_NOBODY))
    return emptied


def erase_all_facts(tx: Tx, game_id: int) -> int:
    """Empty all facts of a game, nobody's id stays; gives how many were emptied."""
    count = empty_facts(tx, game_id)
    tx.write(update(FACTS).where(_F.game_id == game_id, _F.author.is_not(None)).values(author=_NOBODY))
    tx.write(update(MARKS).where(MARKS.c.game_id == game_id).values(player=_NOBODY))
    return count

"""What a character does while their player is away: a standing action, where the table plays one for the absent."""

from typing import Final

from gm.domain.errors import Refused
from gm.domain.play import Game
from gm.domain.table import TableSettings
from gm.play.parts import EngineParts
from gm.play.screening import screen_words
from gm.store.table_settings import change_table, load_table

MOST: Final = 200
"""Characters of a standing action."""
NONE: Final = "-"
"""Typed, it takes the standing action away."""


async def set_away(parts: EngineParts, game: Game, character: str, words: str) -> TableSettings:
    """Let this be played for a character whose player is away (`-` or nothing: no more). It counts where the table's
    rule for the absent is `default`.

    Raises:
        Refused: it is too long, or what the table does not play.
    """
    words = " ".join(words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "").split())
    if len(words) > MOST:
        raise Refused(f"A standing action takes {MOST} characters.", key="input.long", most=MOST)
    if words not in ("", NONE):
        await screen_words(parts, game, words, said=True)
    async with parts.database.begin() as db:
        others = {who: kept for who, kept in (await load_table(db, game.id)).standing.items() if who != character}
        own = {} if words in ("", NONE) else {character: words}
        changed = await change_table(db, game.id, {"standing": {**others, **own}})
        await db.commit()
    return changed

"""Playing on without being kept: who has agreed to be recorded may take it back in mid-campaign.

The table is told nothing, and plays as before; what is kept is `gm.store.unrecorded`'s matter.
"""

from collections.abc import Iterable
from datetime import datetime

from gm.domain.play import Game, Turn
from gm.play.parts import EngineParts
from gm.store.unrecorded import are_unrecorded, is_anybody_unrecorded, let_words_go, load_unrecorded, record_unrecorded


class RecordDesk:
    """What faces call: one's own wish."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def since(self, player: str) -> datetime | None:
        """Since when a player's words are let go once they are answered; None: they are kept."""
        async with self._parts.database.read() as db:
            return await load_unrecorded(db, player)

    async def set_kept(self, player: str, *, kept: bool) -> bool:
        """Whether a player's words are kept from now on, in all their games; False if it was so already. What they
        said before stays until they erase it."""
        async with self._parts.database.begin() as db:
            changed = await record_unrecorded(db, player, self._parts.clock.now(), wanted=not kept)
            await db.commit()
        return changed


async def let_go(parts: EngineParts, game: Game) -> None:
    """A turn was told: words that nobody needs any more, and that are not to be kept, go."""
    async with parts.database.begin() as db:
        gone = await let_words_go(db, game.id, parts.clock.now())
        if gone:
            await db.commit()
    if gone:
        await _leave_nothing(parts)


async def let_go_at_last(parts: EngineParts, games: Iterable[int]) -> None:
    """The same where a game is opened, or its sitting has ended: a process may have died between a telling and this, or
    between this and the tidying of the database's files."""
    async with parts.database.read() as db:
        if not await is_anybody_unrecorded(db):
            return
    for number in games:
        async with parts.database.begin() as db:
            await let_words_go(db, number, parts.clock.now())
            await db.commit()
    await _leave_nothing(parts)


async def _leave_nothing(parts: EngineParts) -> None:
    parts.gists.clear()
    parts.told.clear()
    if parts.database.dialect.startswith("sqlite"):  # elsewhere it would be a clean-up of the whole database
        await parts.database.scrub()


async def is_unrecorded(parts: EngineParts, turn: Turn) -> bool:
    """Whether somebody in it does not want to be kept: nothing is made of their words beside the game."""
    players = {entry.input.player for entry in turn.inputs}
    if not players:
        return False
    async with parts.database.read() as db:
        return await are_unrecorded(db, players)

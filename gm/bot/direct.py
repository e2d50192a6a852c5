"""What the bot writes to one person in a direct message: that something waits for them, and where; never what.

Each message is a part of a turn like those in threads, written down before it is sent, so that it is neither sent twice
nor left standing when it counts no more.
"""

import logging
from typing import TYPE_CHECKING, Final

import discord

from gm.bot.posts import Part, Posts
from gm.bot.wire import DOWN, ThreadWire
from gm.domain.bounded import Bounded
from gm.store.discord import DiscordPost, load_direct

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
DIRECT: Final = "direct"
"""Kind of a line in a direct message."""
_KEPT: Final = 256
_NEVER: Final = (400, 403, 404)
"""They take no messages from the bot, or are not there any more: trying again changes nothing."""


class DirectMessages:
    """The bot's lines in the direct messages of single people, by turn."""

    def __init__(self, bot: "GmBot") -> None:
        self._bot = bot
        self._posts: Bounded[int, Posts] = Bounded(_KEPT)

    async def put(self, user_id: int, turn_id: int, name: str, text: str) -> None:
        """Write to somebody about a turn, once for each name (they begin with "d"); what was written about it before
        goes. Somebody who takes no messages from the bot is not written to.

        Raises:
            DOWN: Discord cannot be reached just now.
        """
        try:
            channel = await self._bot.create_dm(discord.Object(user_id))
            posts = self._of(channel.id)
            for old in await posts.names(turn_id):
                if old != name:
                    await posts.drop(turn_id, old)
            await posts.put(turn_id, name, Part(text, kind=DIRECT))
        except discord.HTTPException as error:
            if error.status not in _NEVER:
                raise
            _log.info("somebody takes no direct messages: %s", error)

    async def standing(self, game_id: int) -> tuple[tuple[int, DiscordPost], ...]:
        """(channel, message) of every line that stands, or may stand, about a game's turns."""
        async with self._bot.app.database.read() as db:
            return await load_direct(db, game_id)

    async def drop(self, game_id: int, turn_id: int) -> None:
        """Nothing waits there any more."""
        for channel, post in await self.standing(game_id):
            if post.turn_id == turn_id:
                try:
                    await self._of(channel).drop(turn_id, post.part)
                except DOWN as error:
                    _log.warning("a direct message stands that counts no more: %s", error)

    def _of(self, channel: int) -> Posts:
        known = self._posts.get(channel)
        if known is not None:
            return known
        parts = self._bot.tables.parts
        wire = ThreadWire(self._bot, self._bot.personas, thread=channel, guild=0, channel=channel)
        return self._posts.put(
            channel, Posts(channel, wire, parts.app.database, parts.clock, self._bot.running.metrics)
        )

"""Whom the bot serves: the host's lists of servers and users, and the users whom a server has blocked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

import discord

from gm.bot.answers import Interaction
from gm.bot.catalogue import Catalogue, Speech
from gm.bot.stream import Pace
from gm.bot.wire import DOWN
from gm.domain.bounded import Bounded
from gm.domain.errors import StoreError
from gm.settings import DiscordConfig
from gm.store.guilds import GuildSettings

_log = logging.getLogger("gm.bot")
_FRESH: Final = 20.0
"""Seconds after which a server's blocks are looked up again: another process may have changed them."""
_MOST: Final = 10_000
"""Servers whose blocks are remembered: four times what one connection to Discord may serve."""


class Gate:
    """Says who is refused, and why, as a key of the catalogue."""

    def __init__(self, lists: DiscordConfig, settings: Callable[[int], Awaitable[GuildSettings]], pace: Pace) -> None:
        self._lists = lists
        self._settings = settings
        self._pace = pace
        self._blocked: Bounded[int, tuple[float, frozenset[int]]] = Bounded(_MOST)
        self._looking: dict[int, asyncio.Task[None]] = {}

    async def refuses(self, guild_id: int | None, user_id: int) -> str:
        """Why this user is not served here: a key of the catalogue, or ''. Who runs the bot always is."""
        if user_id in self._lists.owners:
            return ""
        if user_id in self._lists.blocked_users:
            return "gate.user"
        if guild_id is None:
            return ""
        if not self.serves(guild_id):
            return "gate.server"
        return "gate.blocked" if user_id in await self.recall(guild_id) else ""

    def remembers(self, guild_id: int, user_id: int) -> bool:
        """Whether this user is refused, as far as can be said without looking anything up."""
        if user_id in self._lists.owners:
            return False
        known = self._blocked.get(guild_id)
        blocked = known is not None and user_id in known[1]
        return user_id in self._lists.blocked_users or not self.serves(guild_id) or blocked

    def serves(self, guild_id: int) -> bool:
        """Whether the host's lists let this server in."""
        if guild_id in self._lists.blocked_servers:
            return False
        return self._lists.servers is None or guild_id in self._lists.servers

    async def recall(self, guild_id: int) -> frozenset[int]:
        """The users whom a server has blocked. Nobody waits for what is known: after a while it is looked up again
        beside, for a press has to be acknowledged before anything else. A server is served by one process, where its
        blocks count at once (`forget`)."""
        known = self._blocked.get(guild_id)
        if known is None:
            return await self._look(guild_id)
        if self._pace.now() - known[0] > _FRESH and guild_id not in self._looking:
            self._looking[guild_id] = asyncio.create_task(self._look_again(guild_id))
        return known[1]

    async def _look(self, guild_id: int) -> frozenset[int]:
        now = self._pace.now()
        blocked = frozenset((await self._settings(guild_id)).blocked_users)
        return self._blocked.put(guild_id, (now, blocked))[1]

    async def _look_again(self, guild_id: int) -> None:
        try:
            await self._look(guild_id)
        except StoreError as error:
            _log.warning("the blocks of server %s were not looked up: %s", guild_id, error)
        finally:
            if self._looking.get(guild_id) is asyncio.current_task():
                del self._looking[guild_id]

    def forget(self, guild_id: int) -> None:
        """A server's blocks have changed: what is being looked up just now may be what they were."""
        self._blocked.drop(guild_id)
        looking = self._looking.pop(guild_id, None)
        if looking is not None:
            looking.cancel()

    async def admits(self, interaction: Interaction, speech: Speech) -> bool:
        """Whether to go on with an interaction. One that is refused is answered with one polite line."""
        key = await self.refuses(interaction.guild_id, interaction.user.id)
        if not key:
            return True
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            else:
                await interaction.response.send_message(speech(key), ephemeral=True)
        except DOWN as error:
            _log.info("a refusal was not shown: %s", error)
        return False

    async def welcome(self, guild: discord.Guild, catalogue: Catalogue) -> None:
        """Leave a server that the host's lists do not let in, with one polite line. Servers that the bot was in before
        the lists changed are not left, only not served: a slip in the settings must not cost an invitation."""
        if self.serves(guild.id):
            return
        _log.warning("leaving server %s: it is not one of those that are served", guild.id)
        channel = guild.system_channel
        try:
            if channel is not None and channel.permissions_for(guild.me).send_messages:
                await channel.send(Speech(catalogue, "en")("gate.leaving"))
        except DOWN as error:
            _log.info("a farewell was not shown: %s", error)
        try:
            await guild.leave()
        except DOWN as error:
            _log.warning("server %s was not left: %s", guild.id, error)

"""Whom the bot serves: the host's lists of servers and users, and the users whom a server has blocked."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

import discord

from gm.bot.answers import Interaction
from gm.bot.catalogue import Catalogue, Speech
from gm.bot.stream import Pace
from gm.bot.wire import DOWN
from gm.settings import DiscordConfig
from gm.store.guilds import GuildSettings

_log = logging.getLogger("gm.bot")
_FRESH: Final = 20.0
"""Seconds for which a server's blocks are remembered: another process may have changed them."""


class Gate:
    """Says who is refused, and why, as a key of the catalogue."""

    def __init__(self, lists: DiscordConfig, settings: Callable[[int], Awaitable[GuildSettings]], pace: Pace) -> None:
        self._lists = lists
        self._settings = settings
        self._pace = pace
        self._blocked: dict[int, tuple[float, frozenset[int]]] = {}

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
        blocked = self._blocked.get(guild_id, (0.0, frozenset()))[1]
        return user_id in self._lists.blocked_users or not self.serves(guild_id) or user_id in blocked

    def serves(self, guild_id: int) -> bool:
        """Whether the host's lists let this server in."""
        if guild_id in self._lists.blocked_servers:
            return False
        return self._lists.servers is None or guild_id in self._lists.servers

    async def recall(self, guild_id: int) -> frozenset[int]:
        """The users whom a server has blocked, looked up if that was long ago."""
        known = self._blocked.get(guild_id)
        if known is None or self._pace.now() - known[0] > _FRESH:
            known = (self._pace.now(), frozenset((await self._settings(guild_id)).blocked_users))
            self._blocked[guild_id] = known
        return known[1]

    def forget(self, guild_id: int) -> None:
        """A server's blocks have changed."""
        self._blocked.pop(guild_id, None)

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

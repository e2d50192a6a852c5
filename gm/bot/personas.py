"""Posts in somebody's name: one webhook a channel, found again or made, where the bot may manage webhooks."""

import asyncio
import logging
import re
from weakref import WeakValueDictionary

import discord

from gm.bot.naming import calm_name

NAME = "Game master voices"
"""What the bot's webhook is called."""
TOO_MANY = 30007
"""A channel takes 15 webhooks."""
_BUSY, _THEIR_FAULT = 429, 500
_FORBIDDEN = re.compile(r"(clyde|discord)", re.IGNORECASE)
_log = logging.getLogger("gm.bot")


def persona_name(name: str) -> str:
    """A name that Discord lets a webhook have: not empty, at most 80 characters, none of its reserved words."""
    allowed = _FORBIDDEN.sub(lambda found: f"{found.group()[0]}·{found.group()[1:]}", calm_name(name))
    return allowed[:80].strip() or "?"


class Personas:
    """The webhooks of all channels."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._hooks: dict[int, discord.Webhook] = {}
        self._full: set[int] = set()
        """Channels that have as many webhooks as they may have, none of them ours."""
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def hook(self, channel_id: int) -> discord.Webhook | None:
        """The webhook of a channel (a thread's is its parent's); None where there can be none."""
        async with self._locks.setdefault(channel_id, asyncio.Lock()):
            if channel_id not in self._hooks:
                made = await self._find(channel_id)
                if made is None:
                    return None
                self._hooks[channel_id] = made
            return self._hooks[channel_id]

    def forget(self, channel_id: int) -> None:
        """The webhook is gone: the next post makes another."""
        self._hooks.pop(channel_id, None)

    async def _find(self, channel_id: int) -> discord.Webhook | None:
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel | discord.VoiceChannel):
            return None
        if channel_id in self._full or not channel.permissions_for(channel.guild.me).manage_webhooks:
            return None
        try:
            for hook in await channel.webhooks():
                if hook.token and hook.user is not None and hook.user == self._client.user:
                    return hook
            return await channel.create_webhook(name=NAME)
        except discord.HTTPException as error:
            if error.status == _BUSY or error.status >= _THEIR_FAULT:
                raise  # this passes: to take it for "may not" would hide from us what was posted already
            if error.code == TOO_MANY:
                self._full.add(channel_id)
            _log.info("no webhook in channel %s: %s", channel_id, error)
            return None

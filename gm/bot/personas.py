"""Posts in somebody's name: one webhook a channel, found again or made, where the bot may manage webhooks."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from weakref import WeakValueDictionary

import discord

from gm.bot.naming import calm_name
from gm.domain.bounded import Bounded

NAME = "Game master voices"
"""What the bot's webhook is called."""
TOO_MANY = 30007
"""A channel takes 15 webhooks."""
MOST = 5000
"""Channels whose webhook is remembered; that of another is asked for again."""
_FULL_SECONDS = 900.0
"""How long a channel that had no room for a webhook is not asked again."""
_BUSY, _THEIR_FAULT = 429, 500
_FORBIDDEN = re.compile(r"(clyde|discord)", re.IGNORECASE)
_log = logging.getLogger("gm.bot")


def persona_name(name: str) -> str:
    """A name that Discord lets a webhook have: not empty, at most 80 characters, none of its reserved words."""
    allowed = _FORBIDDEN.sub(lambda found: f"{found.group()[0]}·{found.group()[1:]}", calm_name(name))
    return allowed[:80].strip() or "?"


class Personas:
    """The webhooks of all channels."""

    def __init__(self, client: discord.Client, now: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._now = now
        self._hooks: Bounded[int, discord.Webhook] = Bounded(MOST)
        self._full: Bounded[int, float] = Bounded(MOST)
        """Channels that have as many webhooks as they may have, none of them ours; and when they are asked again."""
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def hook(self, channel_id: int) -> discord.Webhook | None:
        """The webhook of a channel (a thread's is its parent's); None where there can be none."""
        async with self._locks.setdefault(channel_id, asyncio.Lock()):
            known = self._hooks.get(channel_id)
            if known is not None:
                return known
            made = await self._find(channel_id)
            return None if made is None else self._hooks.put(channel_id, made)

    def forget(self, channel_id: int) -> None:
        """The webhook is gone: the next post makes another."""
        self._hooks.drop(channel_id)

    async def _find(self, channel_id: int) -> discord.Webhook | None:
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel | discord.VoiceChannel):
            return None
        if (
            self._now() < (self._full.get(channel_id) or 0.0)
            or not channel.permissions_for(channel.guild.me).manage_webhooks
        ):
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
                self._full.put(channel_id, self._now() + _FULL_SECONDS)
            _log.info("no webhook in channel %s: %s", channel_id, error)
            return None

"""Campaigns for adults: only where the server allows them, and only in age-restricted channels (a thread's is its
parent's). Asked when a game is started, begun and resumed, and when a channel changes."""

import logging
from typing import TYPE_CHECKING, Any, Final

from gm.bot.catalogue import Speech
from gm.bot.wire import DOWN
from gm.domain.campaign import Campaign
from gm.domain.errors import GmError, Refused
from gm.store.campaigns import load_campaign
from gm.store.discord import load_threads

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table

RESTRICTED: Final = ("mature", "adult")
"""Ratings that need an age-restricted channel."""
_log = logging.getLogger("gm.bot")


async def need_place(bot: "GmBot", campaign: Campaign, guild_id: int, channel_id: int, speech: Speech) -> None:
    """Raises Refused where a campaign of this rating must not be played."""
    if campaign.rating not in RESTRICTED:
        return
    if not (await bot.tables.settings(guild_id)).mature:
        raise Refused(speech("restricted.server", title=campaign.title))
    if not is_restricted(bot, channel_id):
        raise Refused(speech("restricted.channel", title=campaign.title))


async def authored(bot: "GmBot", table: "Table") -> Campaign:
    """The campaign of a table as its author made it: a milder rating that the table has set opens no other place."""
    async with bot.app.database.read() as db:
        return await load_campaign(db, table.game.campaign_version)


def is_restricted(bot: "GmBot", channel_id: int) -> bool:
    """Whether a channel is age-restricted. One that is not known is not."""
    channel: Any = bot.get_channel(channel_id)
    parent = getattr(channel, "parent", None) or channel
    return bool(getattr(parent, "nsfw", False))


async def pause_misplaced(bot: "GmBot", channel_id: int | None = None) -> int:
    """Pause, with a line, each running game that must not be played where it is; gives how many.

    `channel_id`: only the games that hang on this channel.
    """
    async with bot.app.database.read() as db:
        bindings = await load_threads(db, "playing")
    paused = 0
    for binding in bindings:
        if channel_id is not None and binding.channel_id != channel_id:
            continue
        try:
            table = await bot.tables.at(binding.thread_id)
            if table is None:
                continue
            await need_place(bot, await authored(bot, table), binding.guild_id, binding.channel_id, table.speech)
        except Refused as refusal:
            assert table is not None
            await bot.tables.set_status(table, "paused")
            paused += 1
            try:
                await table.wire.post(str(refusal), (), None)
            except DOWN as error:
                _log.warning("thread %s is paused, and could not be told: %s", binding.thread_id, error)
        except GmError:
            _log.exception("thread %s cannot be looked at", binding.thread_id)
    return paused

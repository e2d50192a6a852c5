"""Reports: to a server's report channel if it has one, always to its audit log. They ping nobody."""

from typing import TYPE_CHECKING

import discord

from gm.bot.allowance import REPORTS
from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.naming import calm_name
from gm.bot.rights import need_manager
from gm.bot.split import one_line
from gm.bot.wire import DOWN
from gm.domain.errors import NotFound

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def report(
    bot: "GmBot", interaction: Interaction, speech: Speech, *, reason: str = "", message: discord.Message | None = None
) -> str:
    """Tell those who run the server, with a link to the message, or to the place.

    The audit log holds who, where and the link, no words of anybody; the report channel also the reason.

    Raises:
        NotFound: not in a server. Refused: this member has reported a lot within the hour.
    """
    guild_id, channel_id = interaction.guild_id, interaction.channel_id
    if guild_id is None or channel_id is None:
        raise NotFound(speech("start.where"))
    key, clock = ("report", guild_id, interaction.user.id), bot.tables.parts.clock
    bot.running.allowance.need(speech, key, REPORTS, clock.monotonic())
    link = message.jump_url if message is not None else f"https://discord.com/channels/{guild_id}/{channel_id}"
    settings = await bot.tables.settings(guild_id)
    if settings.report_channel is not None:
        public = await bot.tables.speech_of(guild_id)
        who, place = f"<@{interaction.user.id}>", f"<#{channel_id}>"
        text = public("report.post", who=who, place=place, link=link, text=calm_name(one_line(reason, 1000), 1000))
        guild = interaction.guild
        where = guild.get_channel(settings.report_channel) if guild is not None else None
        try:
            if not isinstance(where, discord.TextChannel):  # never a channel of another server, whatever is set
                raise discord.ClientException
            await where.send(text, suppress_embeds=True)
        except DOWN:
            link += " (!)"  # the channel is not there any more: the log says it all the same
    await audit(bot, interaction, "report", link, thread_id=channel_id)
    return speech("report.done")


async def set_report_channel(bot: "GmBot", interaction: Interaction, speech: Speech, channel_id: int | None) -> str:
    """Post reports to this channel from now on; None: they stand in the audit log alone.

    Raises:
        Refused: not this member's to set.
    """
    guild_id = need_manager(interaction, speech)
    settings = await bot.tables.settings(guild_id)
    await bot.tables.set_settings(settings.model_copy(update={"report_channel": channel_id}))
    await audit(bot, interaction, "settings.report_channel", f"{settings.report_channel} → {channel_id}")
    return speech("report.here", place=f"<#{channel_id}>") if channel_id else speech("report.nowhere")

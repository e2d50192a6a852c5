"""Where a game is started: in one of the server's channels for games, if it has named any."""

from typing import Any

import discord

from gm.bot.answers import Interaction
from gm.store.guilds import GuildSettings


def where_to_play(interaction: Interaction, settings: GuildSettings) -> Any:
    """The channel or thread in which the command was used, or the first channel for games where that is none of them.

    Channels that are gone count for nothing.
    """
    here, guild = interaction.channel, interaction.guild
    if guild is None:
        return here
    places = (discord.TextChannel, discord.ForumChannel)
    named = [found for each in settings.channels if isinstance(found := guild.get_channel(each), places)]
    place = here.parent_id if isinstance(here, discord.Thread) else interaction.channel_id
    return here if not named or place in {each.id for each in named} else named[0]

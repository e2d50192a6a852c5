"""Where a game is started, and which campaigns are offered first: what a server has set about its games."""

from typing import Any

import discord

from gm.app import CampaignListing
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


def offered_first(found: tuple[CampaignListing, ...], language: str | None) -> tuple[CampaignListing, ...]:
    """The campaigns, those of this language first, else as they were. `pt-BR` is of the language `pt`."""
    if language is None:
        return found
    wanted = language.partition("-")[0].casefold()
    return tuple(sorted(found, key=lambda each: each.language.partition("-")[0].casefold() != wanted))

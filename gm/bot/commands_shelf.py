"""`/play upload|campaigns|unload`: campaigns of a server's own."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.own_campaigns import own_choices
from gm.bot.translator import text_of
from gm.bot.uploads import campaigns_text, unload, upload

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_shelf_commands(group: app_commands.Group, bot: "GmBot") -> None:
    """Register them in `/play`."""

    @group.command(name=text_of("command.play.upload.name"), description=text_of("command.play.upload.text"))
    @app_commands.rename(file=text_of("option.file.name"))
    @app_commands.describe(file=text_of("option.file.text"))
    async def put(interaction: Interaction, file: discord.Attachment) -> None:
        await upload(bot, interaction, bot.speech(interaction), file)

    @group.command(name=text_of("command.play.campaigns.name"), description=text_of("command.play.campaigns.text"))
    async def campaigns(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: campaigns_text(bot, interaction, speech))

    @group.command(name=text_of("command.play.unload.name"), description=text_of("command.play.unload.text"))
    @app_commands.rename(campaign=text_of("option.campaign.name"))
    @app_commands.describe(campaign=text_of("option.own.text"))
    async def drop(interaction: Interaction, campaign: app_commands.Range[str, 1, 64]) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: unload(bot, interaction, speech, campaign))

    @drop.autocomplete("campaign")
    async def own(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await own_choices(bot, interaction, current)

"""Commands that keep people well: `/xcard`, `/report`, and the same about a message."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.commands_bounds import add_own_bounds
from gm.bot.commands_whispers import add_whisper_commands
from gm.bot.reporting import report, set_report_channel
from gm.bot.safety import lay_card
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_report_command(group: app_commands.Group, bot: "GmBot") -> None:
    """Register `/host reports`: where reports are posted."""

    @group.command(name=text_of("command.host.reports.name"), description=text_of("command.host.reports.text"))
    @app_commands.rename(channel=text_of("option.report_channel.name"))
    @app_commands.describe(channel=text_of("option.report_channel.text"))
    async def reports(interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        speech = bot.speech(interaction)
        where = channel.id if channel is not None else None
        await answer(interaction, speech, lambda: set_report_channel(bot, interaction, speech, where))


def add_safety_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""

    add_own_bounds(tree, bot)
    add_whisper_commands(tree, bot)

    @tree.command(name=text_of("command.xcard.name"), description=text_of("command.xcard.text"))
    async def xcard(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: lay_card(bot, interaction, speech))

    @tree.command(name=text_of("command.report.name"), description=text_of("command.report.text"))
    @app_commands.rename(reason=text_of("option.reason.name"))
    @app_commands.describe(reason=text_of("option.reason.text"))
    async def report_here(interaction: Interaction, reason: app_commands.Range[str, 1, 1000]) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: report(bot, interaction, speech, reason=reason))

    async def report_message(interaction: Interaction, message: discord.Message) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: report(bot, interaction, speech, message=message))

    tree.add_command(app_commands.ContextMenu(name=text_of("report.menu"), callback=report_message))

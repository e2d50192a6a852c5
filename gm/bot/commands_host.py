"""`/host …`: for those who manage the server."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from gm.bot.budgets import add_budgets_command
from gm.bot.cards_setting import add_cards_command
from gm.bot.commands_bounds import add_led_bounds
from gm.bot.commands_hosting import add_hosting_commands
from gm.bot.commands_safety import add_report_command
from gm.bot.commands_stakes import add_host_stakes
from gm.bot.commands_suggestions import add_suggestions_command
from gm.bot.retention_setting import add_retention_command
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_host_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    group: app_commands.Group = app_commands.Group(
        name=text_of("command.host.name"),
        description=text_of("command.host.text"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    add_hosting_commands(group, bot)

    add_report_command(group, bot)
    add_suggestions_command(group, bot)
    add_host_stakes(group, bot)
    add_cards_command(group, bot)
    add_retention_command(group, bot)
    add_led_bounds(group, bot, "host")
    add_budgets_command(group, bot)
    tree.add_command(group)

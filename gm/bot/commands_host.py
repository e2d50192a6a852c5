"""`/host setup|doctor`: for those who manage the server."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.commands_safety import add_report_command
from gm.bot.doctor import channel_rows
from gm.bot.modals import setup_form
from gm.bot.translator import text_of
from gm.store.guilds import GuildSettings

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

    @group.command(name=text_of("command.host.setup.name"), description=text_of("command.host.setup.text"))
    async def setup(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        guild = interaction.guild_id or 0
        campaigns = [(each.slug, each.title) for each in await bot.tables.listings(guild)]
        settings = await bot.tables.settings(guild) if guild else GuildSettings(guild_id=0)
        if not campaigns:

            async def nothing() -> str:
                return speech("setup.no_campaign", names="-")

            await answer(interaction, speech, nothing)
            return
        await interaction.response.send_modal(setup_form(speech, settings, campaigns))

    @group.command(name=text_of("command.host.doctor.name"), description=text_of("command.host.doctor.text"))
    async def doctor(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def examined() -> str:
            assert interaction.guild is not None
            settings = await bot.tables.settings(interaction.guild.id)
            campaign = await bot.tables.default_campaign(interaction.guild.id)
            rows = channel_rows(speech, interaction.guild)
            rows += ["", speech("doctor.campaign", name=campaign), speech("doctor.narrator", text=bot.app.announcement)]
            if settings.spending_note:
                rows.append(f"-# {settings.spending_note}")
            return "\n".join(rows)

        await answer(interaction, speech, examined)

    add_report_command(group, bot)
    tree.add_command(group)

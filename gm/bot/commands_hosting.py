"""`/host setup|doctor|models|usage|stop|go|block|unblock|remove|audit|export|import`: for who manages a server."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.catalogue import Speech
from gm.bot.host_acts import audit_text, block, remove, unblock
from gm.bot.host_files import export_settings, import_settings
from gm.bot.host_models import models_screen
from gm.bot.host_presses import examine
from gm.bot.host_usage import go_on_spending, stop_spending, usage_chart, usage_screen
from gm.bot.screens import show
from gm.bot.setup import show_setup
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot

User = discord.Member | discord.User
PersonAct = Callable[["GmBot", Interaction, discord.abc.User, Speech], Awaitable[str]]


def add_hosting_commands(group: app_commands.Group, bot: "GmBot") -> None:
    """Register them in the group."""
    _add_setup(group, bot)
    _add_models(group, bot)
    _add_money(group, bot)
    _add_people(group, bot)
    _add_records(group, bot)


def _add_setup(group: app_commands.Group, bot: "GmBot") -> None:
    @group.command(name=text_of("command.host.setup.name"), description=text_of("command.host.setup.text"))
    async def setup(interaction: Interaction) -> None:
        await show_setup(bot, interaction, bot.speech(interaction))

    @group.command(name=text_of("command.host.doctor.name"), description=text_of("command.host.doctor.text"))
    async def doctor(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await show(interaction, speech, lambda: examine(bot, interaction, speech))


def _add_models(group: app_commands.Group, bot: "GmBot") -> None:
    @group.command(name=text_of("command.host.models.name"), description=text_of("command.host.models.text"))
    async def models(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await show(interaction, speech, lambda: models_screen(bot, interaction, speech))


def _add_money(group: app_commands.Group, bot: "GmBot") -> None:
    @group.command(name=text_of("command.host.usage.name"), description=text_of("command.host.usage.text"))
    async def usage(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await show(interaction, speech, lambda: usage_screen(bot, interaction, speech))
        await usage_chart(bot, interaction, speech)

    @group.command(name=text_of("command.host.stop.name"), description=text_of("command.host.stop.text"))
    async def stop(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: stop_spending(bot, interaction, speech))

    @group.command(name=text_of("command.host.go.name"), description=text_of("command.host.go.text"))
    async def go(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: go_on_spending(bot, interaction, speech))


def _add_people(group: app_commands.Group, bot: "GmBot") -> None:
    _add_person(group, bot, "block", block)
    _add_person(group, bot, "unblock", unblock)
    _add_person(group, bot, "remove", remove)


def _add_person(group: app_commands.Group, bot: "GmBot", name: str, act: PersonAct) -> None:
    @group.command(name=text_of(f"command.host.{name}.name"), description=text_of(f"command.host.{name}.text"))
    @app_commands.rename(user=text_of("option.user.name"))
    @app_commands.describe(user=text_of("option.user.text"))
    async def command(interaction: Interaction, user: User) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: act(bot, interaction, user, speech))


def _add_records(group: app_commands.Group, bot: "GmBot") -> None:
    @group.command(name=text_of("command.host.audit.name"), description=text_of("command.host.audit.text"))
    async def audit(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: audit_text(bot, interaction, speech))

    @group.command(name=text_of("command.host.export.name"), description=text_of("command.host.export.text"))
    async def export(interaction: Interaction) -> None:
        await export_settings(bot, interaction, bot.speech(interaction))

    @group.command(name=text_of("command.host.import.name"), description=text_of("command.host.import.text"))
    @app_commands.rename(file=text_of("option.settings_file.name"))
    @app_commands.describe(file=text_of("option.settings_file.text"))
    async def import_(interaction: Interaction, file: discord.Attachment) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: import_settings(bot, interaction, file, speech))

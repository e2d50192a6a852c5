"""Commands that only show something, to the one who asks: sheet, party, cost, help."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.acts import show_why
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.checkup import first_model
from gm.bot.commands_lore import add_lore_command
from gm.bot.commands_voices import add_voices_commands
from gm.bot.commands_writing import add_writing_commands
from gm.bot.drawing import UsageChart, send_chart
from gm.bot.help_here import show_help
from gm.bot.table import Table
from gm.bot.translator import text_of
from gm.bot.view_cards import inventory_card, party_card, sheet_card, usage_card
from gm.domain.calls import Role
from gm.models.routes import OFFLINE
from gm.play.views import people
from gm.review.spend import load_head, load_table, total
from gm.rules.sheets import sheet_of
from gm.rules.tongues import scene_in

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Show = Callable[["GmBot", Interaction, Table, Speech], Awaitable[Shown]]


def add_view_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    for key, show in (
        ("sheet", _sheet),
        ("inventory", _inventory),
        ("party", _party),
        ("why", _why),
    ):
        tree.add_command(_plain(bot, key, show))
    tree.add_command(_usage(bot))
    add_lore_command(tree, bot)
    add_voices_commands(tree, bot)
    add_writing_commands(tree, bot)
    _add_help(tree, bot)


def _plain(bot: "GmBot", key: str, show: Show) -> app_commands.Command[Any, ..., None]:
    """A command without options that shows one card about the game here."""

    async def called(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            return await show(bot, interaction, table, speech)

        await answer(interaction, speech, shown)

    return app_commands.Command(
        name=text_of(f"command.{key}.name"), description=text_of(f"command.{key}.text"), callback=called
    )


async def _sheet(bot: "GmBot", interaction: Interaction, table: Table, speech: Speech) -> Card:
    character = table.character_of(interaction.user.id)
    return sheet_card(
        speech, sheet_of(scene_in(await table.state(), speech.locale), character), table.campaign.character(character)
    )


async def _inventory(bot: "GmBot", interaction: Interaction, table: Table, speech: Speech) -> Card:
    character = table.character_of(interaction.user.id)
    return inventory_card(speech, sheet_of(await table.state(), character), table.campaign)


async def _party(bot: "GmBot", interaction: Interaction, table: Table, speech: Speech) -> Card:
    party, _ = people(await table.state())
    return party_card(speech, party, table.seats.values())


def _usage(bot: "GmBot") -> app_commands.Command[Any, ..., None]:
    """What the models have cost: in words at once, as a chart when it is drawn."""

    async def called(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        found: list[UsageChart] = []

        async def shown() -> Card:
            table = await bot.tables.need(interaction.channel_id, speech)
            async with bot.app.database.read() as db:
                head = await load_head(db, table.game.id, now=datetime.now(UTC))
                lines = await load_table(db, by="category", game_id=table.game.id)
            model = first_model(await bot.app.accounts.of_guild(table.binding.guild_id), Role.NARRATOR)
            teller = "" if model == OFFLINE.model else model.rpartition("/")[2]
            card = usage_card(speech, head.tonight, total(lines), teller)
            found.append(UsageChart(lines, "category", speech("usage.chart_game"), card))
            return card

        await answer(interaction, speech, shown)
        for chart in found:
            send_chart(bot, interaction, speech, chart)

    return app_commands.Command(
        name=text_of("command.usage.name"), description=text_of("command.usage.text"), callback=called
    )


async def _why(bot: "GmBot", interaction: Interaction, table: Table, speech: Speech) -> Shown:
    return await show_why(bot, interaction)


def _add_help(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.help.name"), description=text_of("command.help.text"))
    async def helped(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: show_help(bot, interaction, speech))

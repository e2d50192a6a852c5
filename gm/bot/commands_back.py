"""Commands for whoever comes back, shown to them alone: the story so far, what they missed, what they know."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction, Shown, answer
from gm.bot.back_cards import answer_card, caught_up_card, recap_card
from gm.bot.choosing import Choices, chooser
from gm.bot.table import Table, player_key
from gm.bot.translator import text_of
from gm.domain.errors import Refused
from gm.play.asking import topics_known
from gm.play.coming_back import LEAST, MOST, WORDS
from gm.store.last_posts import load_shown

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Words = app_commands.Range[int, LEAST, MOST]


def add_back_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    _add_recap(tree, bot)
    _add_catchup(tree, bot)
    _add_ask(tree, bot)


def _add_recap(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.recap.name"), description=text_of("command.recap.text"))
    @app_commands.rename(length=text_of("option.length.name"))
    @app_commands.describe(length=text_of("option.length.text"))
    async def recap(interaction: Interaction, length: _Words = WORDS) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            back = await bot.app.engine.back.previously(table.game, await table.state(), words=length)
            if not back.rows:
                raise Refused(speech("recap.nothing"))
            return recap_card(speech, back, await _links(bot, table, {row.first for row in back.rows}))

        await answer(interaction, speech, shown)


def _add_catchup(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.catchup.name"), description=text_of("command.catchup.text"))
    @app_commands.rename(length=text_of("option.length.name"))
    @app_commands.describe(length=text_of("option.length.text"))
    async def catchup(interaction: Interaction, length: _Words = WORDS) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            character = table.character_of(interaction.user.id)
            back = await bot.app.engine.back.catch_up(
                table.game, await table.state(), player_key(interaction.user.id), character, words=length
            )
            return caught_up_card(speech, back, await _links(bot, table, {row.first for row in back.rows}))

        await answer(interaction, speech, shown)


def _add_ask(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.ask.name"), description=text_of("command.ask.text"))
    @app_commands.rename(question=text_of("option.question.name"))
    @app_commands.describe(question=text_of("option.question.text"))
    async def ask(interaction: Interaction, question: app_commands.Range[str, 1, 300]) -> None:
        speech = bot.speech(interaction)

        async def asked() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            character = table.character_of(interaction.user.id)
            found = await bot.app.engine.back.ask(table.game, await table.state(), character, question)
            person = table.campaign.anyone(character)
            if not found.known and not found.passages:
                return speech("ask.nothing", name=person.name if person else character)
            turns = {each.number for each in found.passages if each.ref.origin == "turn"}
            return answer_card(speech, question, found, await _links(bot, table, turns))

        await answer(interaction, speech, asked)

    @ask.autocomplete("question")
    async def topics(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        seat = table.seats.get(interaction.user.id) if table is not None else None
        if table is None or seat is None:
            return []
        return chooser(((name, name) for name in topics_known(await table.state(), seat.character)), current)


async def _links(bot: "GmBot", table: Table, numbers: set[int]) -> dict[int, str]:
    """Addresses of the messages that show these turns, by number."""
    here = table.binding
    async with bot.app.database.read() as db:
        found = await load_shown(db, table.game.branch_id, here.thread_id, numbers)
    return {
        number: f"https://discord.com/channels/{here.guild_id}/{here.thread_id}/{message}"
        for number, message in found.items()
    }

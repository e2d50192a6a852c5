"""Commands that act: `/do`, `/say`, `/ooc`, `/check`, `/roll`, and the table's hold on history."""

from typing import TYPE_CHECKING, Any, Literal

from discord import app_commands

from gm.bot.acts import act, member_name, say_to
from gm.bot.allowance import afford
from gm.bot.answers import Interaction, answer
from gm.bot.choosing import Choices, chooser
from gm.bot.commands_paths import add_path_commands
from gm.bot.dice_said import dice_said
from gm.bot.rights import leads_table
from gm.bot.table import player_key
from gm.bot.translator import text_of
from gm.domain.errors import NotFound
from gm.play.asking import listeners
from gm.rules.dice import render
from gm.rules.tongues import campaign_in

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Words = app_commands.Range[str, 1, 2000]


def add_table_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    _add_words(tree, bot)
    _add_dice(tree, bot)
    _add_history(tree, bot)
    add_path_commands(tree, bot)


def _add_words(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    async def acted(interaction: Interaction, words: str, kind: Literal["do", "say", "ooc"]) -> None:
        await answer(interaction, bot.speech(interaction), lambda: act(bot, interaction, words, kind=kind))

    @tree.command(name=text_of("command.do.name"), description=text_of("command.do.text"))
    @app_commands.rename(words=text_of("option.words.name"))
    @app_commands.describe(words=text_of("option.words.text"))
    async def do(interaction: Interaction, words: _Words) -> None:
        await acted(interaction, words, "do")

    @tree.command(name=text_of("command.say.name"), description=text_of("command.say.text"))
    @app_commands.rename(words=text_of("option.words.name"), to=text_of("option.to.name"))
    @app_commands.describe(words=text_of("option.words.text"), to=text_of("option.to.text"))
    async def say(interaction: Interaction, words: _Words, to: app_commands.Range[str, 1, 80] | None = None) -> None:
        if to is None:
            await acted(interaction, words, "say")
            return
        await answer(interaction, bot.speech(interaction), lambda: say_to(bot, interaction, words, to))

    @say.autocomplete("to")
    async def present(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        if table is None or interaction.user.id not in table.seats:
            return []
        return chooser(((name, name) for _, name in listeners(await table.state())), current)

    @tree.command(name=text_of("command.ooc.name"), description=text_of("command.ooc.text"))
    @app_commands.rename(words=text_of("option.words.name"))
    @app_commands.describe(words=text_of("option.words.text"))
    async def ooc(interaction: Interaction, words: _Words) -> None:
        await acted(interaction, words, "ooc")


def _add_dice(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.roll.name"), description=text_of("command.roll.text"))
    @app_commands.rename(dice=text_of("option.dice.name"))
    @app_commands.describe(dice=text_of("option.dice.text"))
    async def roll(interaction: Interaction, dice: app_commands.Range[str, 1, 200]) -> None:
        speech = bot.speech(interaction)

        async def rolled() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            seat = table.seats.get(interaction.user.id)
            person = table.campaign.character(seat.character) if seat else None
            source, player = f"discord:{interaction.id}", player_key(interaction.user.id)
            record = await bot.app.engine.roll(table.game, dice, source_id=source, player=player)
            name = person.name if person else member_name(interaction)
            return table.speech("roll.done", name=name, roll=dice_said(table.speech, render(record)))

        await answer(interaction, speech, rolled, private=False)

    @tree.command(name=text_of("command.check.name"), description=text_of("command.check.text"))
    @app_commands.rename(skill=text_of("option.skill.name"), words=text_of("option.words.name"))
    @app_commands.describe(skill=text_of("option.skill.text"), words=text_of("option.words.text"))
    async def check(
        interaction: Interaction, skill: app_commands.Range[str, 1, 64], words: _Words | None = None
    ) -> None:
        speech = bot.speech(interaction)

        async def checked() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            word = skill.casefold()
            known = campaign_in(table.campaign, speech.locale).ruleset.skills
            every = (*known, *table.campaign.ruleset.skills)  # as the reader calls it, and as the table does
            found = next((each for each in every if word in (each.id, each.name.casefold())), None)
            if found is None:
                raise NotFound(speech("check.unknown", names=", ".join(each.name for each in known)))
            return await act(bot, interaction, words or table.skill_name(found.id), kind="check", skill=found.id)

        await answer(interaction, speech, checked)

    @check.autocomplete("skill")
    async def skills(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        if table is None:
            return []
        skills = campaign_in(table.campaign, bot.speech(interaction).locale).ruleset.skills
        return chooser(((each.id, each.name) for each in skills), current)


def _add_history(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.undo.name"), description=text_of("command.undo.text"))
    async def undo(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def undone() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            whose = table.character_of(interaction.user.id)
            leads = leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding)
            turn = await table.history.undo(member_name(interaction), leads=leads, whose=whose)
            return await table.history.undone_text(speech, turn)

        await answer(interaction, speech, undone)

    @tree.command(name=text_of("command.redo.name"), description=text_of("command.redo.text"))
    async def redo(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def redone() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            await afford(table, player_key(interaction.user.id), speech)
            await table.history.redo(member_name(interaction))
            return speech("redo.started")

        await answer(interaction, speech, redone)

    @tree.command(name=text_of("command.reword.name"), description=text_of("command.reword.text"))
    @app_commands.rename(how=text_of("option.how.name"))
    @app_commands.describe(how=text_of("option.how.text"))
    async def reword(interaction: Interaction, how: app_commands.Range[str, 1, 200] | None = None) -> None:
        speech = bot.speech(interaction)

        async def reworded() -> str:
            table = await bot.tables.need(interaction.channel_id, speech)
            table.character_of(interaction.user.id)
            await afford(table, player_key(interaction.user.id), speech)
            await table.history.reword(how or "")
            return speech("reword.started")

        await answer(interaction, speech, reworded)

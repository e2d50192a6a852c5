"""`/whisper`, `/mine`, `/letter`; `/gm sealed tell|waiting|list|roll`."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot import approvals, whisper_desk, whispering
from gm.bot.answers import Interaction, answer
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Words = app_commands.Range[str, 1, 2000]


def add_whisper_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register the players'."""

    @tree.command(name=text_of("command.whisper.name"), description=text_of("command.whisper.text"))
    @app_commands.rename(words=text_of("option.words.name"))
    @app_commands.describe(words=text_of("option.words.text"))
    async def whisper(interaction: Interaction, words: _Words) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: whisper_desk.whisper(bot, interaction, speech, words))

    @tree.command(name=text_of("command.mine.name"), description=text_of("command.mine.text"))
    async def mine(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: whispering.mine(bot, interaction, speech))

    @tree.command(name=text_of("command.letter.name"), description=text_of("command.letter.text"))
    @app_commands.rename(words=text_of("option.gm.words.name"))
    @app_commands.describe(words=text_of("option.gm.words.text"))
    async def letter(interaction: Interaction, words: _Words) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: whispering.note(bot, interaction, speech, words))


def add_sealed_commands(group: app_commands.Group, bot: "GmBot") -> None:
    """Register the game master's, as a group of their own: a group takes 25 commands."""
    sealed: app_commands.Group = app_commands.Group(
        name=text_of("command.gm.sealed.name"), description=text_of("command.gm.sealed.text"), parent=group
    )

    @sealed.command(name=text_of("command.gm.sealed.tell.name"), description=text_of("command.gm.sealed.tell.text"))
    @app_commands.rename(who=text_of("option.gm.who.name"), words=text_of("option.gm.words.name"))
    @app_commands.describe(who=text_of("option.gm.who.text"), words=text_of("option.gm.words.text"))
    async def tell(interaction: Interaction, who: app_commands.Range[str, 1, 100], words: _Words) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: whispering.whisper_to(bot, interaction, speech, who, words))

    @sealed.command(
        name=text_of("command.gm.sealed.waiting.name"), description=text_of("command.gm.sealed.waiting.text")
    )
    async def waiting(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: approvals.all_waiting(bot, interaction, speech))

    @sealed.command(name=text_of("command.gm.sealed.list.name"), description=text_of("command.gm.sealed.list.text"))
    async def everything(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: whispering.sealed_list(bot, interaction, speech))

    @sealed.command(name=text_of("command.gm.sealed.roll.name"), description=text_of("command.gm.sealed.roll.text"))
    @app_commands.rename(dice=text_of("option.dice.name"), reveal=text_of("option.secret_roll.name"))
    @app_commands.describe(dice=text_of("option.dice.text"), reveal=text_of("option.secret_roll.text"))
    async def roll(
        interaction: Interaction,
        dice: app_commands.Range[str, 1, 200] = "1d20",
        reveal: app_commands.Range[int, 1, 100_000] | None = None,
    ) -> None:
        speech = bot.speech(interaction)
        if reveal is not None:
            await answer(interaction, speech, lambda: whispering.reveal_roll(bot, interaction, speech, reveal))
        else:
            await answer(interaction, speech, lambda: whispering.roll_sealed(bot, interaction, speech, dice))

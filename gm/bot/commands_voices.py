"""Commands about characters and how it is told: `/relations`."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction, Shown, answer
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.translator import text_of
from gm.play.change_words import said
from gm.play.relations import Relation

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_voices_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""

    @tree.command(name=text_of("command.relations.name"), description=text_of("command.relations.text"))
    async def relations(interaction: Interaction) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            table = await bot.tables.need(interaction.channel_id, speech)
            character, state = table.character_of(interaction.user.id), await table.state()
            found = await table.engine.voices.relations(table.game, state, character)
            return relations_card(speech, found)

        await answer(interaction, speech, shown)


def relations_card(speech: Speech, found: tuple[Relation, ...]) -> Card:
    """Who feels how about a character, a row each."""
    rows = tuple(_row(speech, each) for each in found)
    return Card(speech("relations.title"), rows or (speech("relations.none"),), accent="people")


def _row(speech: Speech, each: Relation) -> str:
    row = speech("relations.row", name=each.name, feeling=said(each.feeling, speech.locale), number=f"{each.number:+d}")
    if not each.here:
        row += f" · {speech('relations.elsewhere')}"
    if each.mood:
        key = each.mood.replace(" ", "_").replace("-", "_")
        row += f" · {speech(f'mood.{key}')}"
    others = ", ".join(f"{name}: {said(feeling, speech.locale)}" for name, feeling in each.others)
    return f"{row} ({others})" if others else row

"""Commands that keep people well: `/xcard`."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.safety import lay_card
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_safety_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""

    @tree.command(name=text_of("command.xcard.name"), description=text_of("command.xcard.text"))
    async def xcard(interaction: Interaction) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: lay_card(bot, interaction, speech))

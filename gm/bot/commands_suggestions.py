"""`/host suggestions`: whether three things to do stand under each beat of a server's games."""

from typing import TYPE_CHECKING

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.auditing import audit
from gm.bot.rights import need_manager
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_suggestions_command(group: app_commands.Group, bot: "GmBot") -> None:
    """Register it."""

    @group.command(name=text_of("command.host.suggestions.name"), description=text_of("command.host.suggestions.text"))
    @app_commands.rename(on=text_of("option.shown.name"))
    @app_commands.describe(on=text_of("option.shown.text"))
    async def suggestions(interaction: Interaction, on: bool) -> None:
        speech = bot.speech(interaction)

        async def kept() -> str:
            guild_id = need_manager(interaction, speech)
            settings = await bot.tables.settings(guild_id)
            await bot.tables.set_settings(settings.model_copy(update={"suggestions": on}))
            await audit(bot, interaction, "settings.suggestions", "on" if on else "off")
            return speech("suggest.started" if on else "suggest.stopped")

        await answer(interaction, speech, kept)

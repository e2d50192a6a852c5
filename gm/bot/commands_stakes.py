"""`/host stakes`: whether games that begin from now on ask before a roll. `/gm stakes` sets it for one that runs."""

from typing import TYPE_CHECKING, Literal

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.auditing import audit
from gm.bot.rights import need_manager
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_host_stakes(group: app_commands.Group, bot: "GmBot") -> None:
    """Register what a server's new games begin with."""

    @group.command(name=text_of("command.host.stakes.name"), description=text_of("command.host.stakes.text"))
    @app_commands.rename(ask=text_of("option.stakes.name"))
    @app_commands.describe(ask=text_of("option.stakes.text"))
    async def stakes(interaction: Interaction, ask: bool) -> None:
        speech = bot.speech(interaction)

        async def kept() -> str:
            guild_id = need_manager(interaction, speech)
            settings = await bot.tables.settings(guild_id)
            await bot.tables.set_settings(settings.model_copy(update={"stakes": _wanted(ask)}))
            await audit(bot, interaction, "settings.stakes", _wanted(ask))
            return speech("stakes.ask_new" if ask else "stakes.show_new")

        await answer(interaction, speech, kept)


def _wanted(ask: bool) -> Literal["show", "ask"]:
    return "ask" if ask else "show"

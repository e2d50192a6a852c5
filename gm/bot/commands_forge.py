"""`/forge`: a draft of an entry for a campaign of this server, added when its game master says so."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction
from gm.bot.forging import forge
from gm.bot.own_campaigns import own_choices
from gm.bot.translator import text_of
from gm.forge.drafting import MAX_WISH
from gm.forge.kinds import KINDS

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_forge_command(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register it."""
    names = {"kind": "forge_kind", "wish": "forge_wish", "campaign": "forge_campaign"}

    @tree.command(name=text_of("command.forge.name"), description=text_of("command.forge.text"))
    @app_commands.guild_only()
    @app_commands.rename(**{name: text_of(f"option.{key}.name") for name, key in names.items()})
    @app_commands.describe(**{name: text_of(f"option.{key}.text") for name, key in names.items()})
    @app_commands.choices(kind=[app_commands.Choice(name=each, value=each) for each in KINDS])
    async def forged(
        interaction: Interaction,
        kind: str,
        wish: app_commands.Range[str, 1, MAX_WISH],
        campaign: app_commands.Range[str, 1, 64] | None = None,
    ) -> None:
        await forge(bot, interaction, bot.speech(interaction), kind, wish, campaign)

    @forged.autocomplete("campaign")
    async def own(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await own_choices(bot, interaction, current)

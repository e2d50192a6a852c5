"""`/import`: a card, a lorebook or a chat of another program as an attachment."""

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.importing import ImportWishes, import_file
from gm.bot.own_campaigns import own_choices
from gm.bot.rights import leads_table
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_OPTIONS: Final = {"file": "import_file", "campaign": "import_campaign", "character": "import_character"}
_ALL: Final = {**_OPTIONS, "greeting": "greeting"}


def add_import_command(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register it."""

    @tree.command(name=text_of("command.import.name"), description=text_of("command.import.text"))
    @app_commands.guild_only()
    @app_commands.rename(**{word: text_of(f"option.{key}.name") for word, key in _ALL.items()})
    @app_commands.describe(**{word: text_of(f"option.{key}.text") for word, key in _ALL.items()})
    async def bring(
        interaction: Interaction,
        file: discord.Attachment,
        campaign: app_commands.Range[str, 1, 64] | None = None,
        character: app_commands.Range[str, 1, 80] | None = None,
        greeting: app_commands.Range[int, 1, 100] = 1,
    ) -> None:
        speech, wishes = bot.speech(interaction), ImportWishes(campaign, character, greeting)
        await answer(interaction, speech, lambda: import_file(bot, interaction, speech, file, wishes))

    @bring.autocomplete("campaign")
    async def own(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await own_choices(bot, interaction, current)

    @bring.autocomplete("character")
    async def people(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        table = await bot.tables.at(interaction.channel_id or 0)
        settings = await bot.tables.settings(interaction.guild_id or 0)
        if table is None or not leads_table(interaction, settings, table.binding):
            return []  # whom the party has not met is no player's to read
        word = current.casefold()
        return [
            app_commands.Choice(name=person.name[:100], value=person.id)
            for person in table.campaign.npcs
            if not person.kind and (word in person.name.casefold() or word in person.id)
        ][:25]

"""What is offered while the name of a campaign that a server has brought is typed."""

from typing import TYPE_CHECKING

from discord import app_commands

from gm.bot.answers import Interaction
from gm.store.uploads import load_uploads

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_MOST = 25
"""Choices that Discord shows."""


async def own_choices(bot: "GmBot", interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """The server's own campaigns whose title or name holds what was typed."""
    async with bot.app.database.read() as db:
        found = await load_uploads(db, interaction.guild_id or 0)
    word = current.casefold()
    fitting = (each for each in found if word in each.title.casefold() or word in each.slug)
    return [app_commands.Choice(name=each.title[:100], value=each.slug) for each in fitting][:_MOST]

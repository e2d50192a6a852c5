"""Campaigns of a server, as Discord offers them while somebody types."""

from typing import TYPE_CHECKING, Final

from discord import app_commands

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_MOST: Final = 25


async def campaign_choices(bot: "GmBot", guild_id: int | None, typed: str) -> list[app_commands.Choice[str]]:
    """Those whose title or name holds what was typed so far."""
    word = typed.casefold()
    return [
        app_commands.Choice(name=each.title[:100], value=each.slug)
        for each in await bot.tables.listings(guild_id)
        if word in each.title.casefold() or word in each.slug
    ][:_MOST]

"""`/lore`: what your character has met of the world; `/gm lore`: all of it, what came up and why, and a hand on it."""

from typing import TYPE_CHECKING, Any, Final, cast

import discord
from discord import app_commands

from gm.bot.acts import FACE
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.choosing import Choices, chooser
from gm.bot.gm_desk import led
from gm.bot.lore_cards import entry_card, known_card, tended_card, tended_entry_card
from gm.bot.rights import leads_table
from gm.bot.table import player_key
from gm.bot.translator import text_of
from gm.domain.play import Hand
from gm.lore.campaign import Listed, lore_of
from gm.play.lore_desk import To, recent_turns, tending
from gm.play.lore_view import lore_known, lore_tended, searched, the_one

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Entry = app_commands.Range[str, 1, 100]
_TO: Final[tuple[To, ...]] = ("on", "off", "next")


def add_lore_command(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register the players' one."""

    @tree.command(name=text_of("command.lore.name"), description=text_of("command.lore.text"))
    @app_commands.rename(entry=text_of("option.lore.name"))
    @app_commands.describe(entry=text_of("option.lore.text"))
    async def lore(interaction: Interaction, entry: _Entry | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: show_lore(bot, interaction, entry or ""))

    @lore.autocomplete("entry")
    async def met(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        seat = table.seats.get(interaction.user.id) if table is not None else None
        if table is None or seat is None:
            return []
        known = lore_known(await table.state(), seat.character)
        return chooser(((each.id, each.title) for each in known), current)


def add_gm_lore(group: app_commands.Group, bot: "GmBot") -> None:
    """Register the game master's, in the group of their commands."""

    @group.command(name=text_of("command.gm.lore.name"), description=text_of("command.gm.lore.text"))
    @app_commands.rename(entry=text_of("option.lore.name"), to=text_of("option.lore_to.name"))
    @app_commands.describe(entry=text_of("option.lore.text"), to=text_of("option.lore_to.text"))
    @app_commands.choices(to=[app_commands.Choice(name=text_of(f"lore.do.{each}"), value=each) for each in _TO])
    async def lore(interaction: Interaction, entry: _Entry | None = None, to: str | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: tend_lore(bot, interaction, entry or "", to))

    @lore.autocomplete("entry")
    async def offered(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        if table is None or not leads_table(
            interaction, await bot.tables.settings(table.binding.guild_id), table.binding
        ):
            return []
        return chooser(((each.id, each.title) for each in lore_of(table.campaign).entries.values()), current)


async def show_lore(bot: "GmBot", interaction: Interaction, words: str) -> Shown:
    """An entry that the asker's character has met, or those that hold the words; without words all of them."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    character = table.character_of(interaction.user.id)
    person = table.campaign.anyone(character)
    name = person.name if person else character
    known = lore_known(await table.state(), character)
    found = searched(known, words)
    one = the_one(known, words) or _only(found, words)
    if one is not None:
        return entry_card(one)
    if not found:
        return speech("lore.none", name=name, words=words) if words else speech("lore.nothing", name=name)
    return known_card(speech, name, found)


def _only(found: tuple[Listed, ...], words: str) -> Listed | None:
    return found[0] if words and len(found) == 1 else None


async def tend_lore(bot: "GmBot", interaction: Interaction, typed: str, to: str | None) -> Shown:
    """All lore for the game master; one entry; or a hand on it, which `/gm undo` takes back."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    state = await table.state()
    if to is not None:
        effect = tending(state, typed, cast(To, to))
        await table.adjust(Hand(FACE, str(interaction.id), player_key(interaction.user.id), (effect,)))
        await audit(bot, interaction, "table.lore", f"{effect.entry} {to}", thread_id=table.binding.thread_id)
        title = lore_of(table.campaign).entries[effect.entry].title
        return speech(f"lore.done.{to}", title=discord.utils.escape_markdown(title))
    all_ = lore_tended(state, await recent_turns(bot.app.database, table.game.branch_id))
    entries = [each.entry for each in all_]
    one = the_one(entries, typed)
    if one is not None:
        return tended_entry_card(speech, next(each for each in all_ if each.entry.id == one.id))
    fitting = {entry.id for entry in searched(entries, typed)}
    return tended_card(speech, [each for each in all_ if each.entry.id in fitting], words=typed)

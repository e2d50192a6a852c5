"""The tree of commands: each is carried out once, answered whatever goes wrong, uploaded when the list has changed."""

import hashlib
import json
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.store.discord import load_command_hash, record_command_hash

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")


class Tree(app_commands.CommandTree["GmBot"]):
    """Commands; one that Discord delivers twice is carried out once."""

    async def interaction_check(self, interaction: discord.Interaction["GmBot"], /) -> bool:
        """Whether it is new."""
        bot = interaction.client
        new = interaction.type is discord.InteractionType.autocomplete or bot.first_time(interaction.id)
        return new and await bot.gate.admits(interaction, bot.speech(interaction))

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """A command that could not even begin (an option that nobody can resolve) is answered all the same."""
        _log.exception("a command failed", exc_info=error)
        speech = interaction.client.speech(interaction)
        if interaction.type is discord.InteractionType.autocomplete or interaction.response.is_done():
            return

        async def failed() -> str:
            return str(speech("error.inside"))

        await answer(interaction, speech, failed)


async def upload_commands(bot: "GmBot") -> None:
    """Upload the list of commands, if it has changed."""
    if not bot.running.shards.first:
        return  # whoever plays the first shard uploads them, and there is one such process
    translator = bot.tree.translator
    assert translator is not None and bot.application_id is not None
    payload = [await command.get_translated_payload(bot.tree, translator) for command in bot.tree.get_commands()]
    sha256 = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    async with bot.app.database.read() as db:
        known = await load_command_hash(db, bot.application_id)
    if known == sha256:
        return
    bot.mentions.learn(await bot.tree.sync())
    async with bot.app.database.begin() as db:
        await record_command_hash(db, bot.application_id, sha256)
        await db.commit()

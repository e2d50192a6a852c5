"""`/host export` and `/host import`: a server's settings as an attachment."""

import io
import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import discord

from gm.bot.answers import Interaction, acknowledge, tell
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.render import error_text
from gm.bot.rights import need_manager
from gm.bot.settings_file import MOST_BYTES, read_settings, settings_json
from gm.bot.uploads import CDN
from gm.bot.wire import DOWN
from gm.domain.errors import GmError, Refused

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
FILE: Final = "gm-settings.json"


async def export_settings(bot: "GmBot", interaction: Interaction, speech: Speech) -> None:
    """Give the settings as a file that only this member sees. It holds no key."""
    if not await acknowledge(interaction, private=True):
        return
    try:
        guild_id = need_manager(interaction, speech)
        data = settings_json(await bot.tables.settings(guild_id))
    except GmError as error:
        await tell(interaction, speech, error_text(error), private=True)
        return
    file = discord.File(io.BytesIO(data), filename=FILE)
    try:
        await interaction.edit_original_response(content=speech("export.done"), attachments=[file])
    except DOWN as error:
        _log.warning("an answer was not shown: %s", error)


async def import_settings(bot: "GmBot", interaction: Interaction, file: discord.Attachment, speech: Speech) -> str:
    """Read settings from a file and keep them, all or none. Raises Refused with a word about each wrong field."""
    guild_id = need_manager(interaction, speech)
    guild = interaction.guild
    if file.size > MOST_BYTES:
        raise Refused(speech("import.too_long", most=MOST_BYTES // 1024))
    if urlsplit(file.url).hostname not in CDN:
        raise Refused(speech("error.inside"))
    read = read_settings(
        await file.read(),
        guild_id,
        speech,
        campaigns={each.slug for each in await bot.tables.listings(guild_id)},
        channels=frozenset() if guild is None else {each.id for each in guild.channels},
        roles=frozenset() if guild is None else {each.id for each in guild.roles},
    )
    await bot.tables.set_settings(read.settings)
    bot.gate.forget(guild_id)
    await audit(bot, interaction, "settings.import", file.filename[:100])
    text = speech("import.done")
    return f"{text}\n{speech('import.left_out', names=', '.join(read.left_out))}" if read.left_out else text

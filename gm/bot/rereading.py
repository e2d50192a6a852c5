"""Words that were received and wait: compared with their messages, which may have been edited or deleted while nobody
listened, before they are played."""

import logging
from typing import TYPE_CHECKING

import discord

from gm.bot.acts import FACE
from gm.bot.following import deleted, edited
from gm.bot.lost import is_lost
from gm.bot.messages import entry_of
from gm.bot.table import Table
from gm.bot.wire import DOWN
from gm.domain.errors import GmError
from gm.domain.play import PlayerInput, Stage
from gm.store.games import load_scene
from gm.store.turns import load_unfinished

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")


async def reread(bot: "GmBot", table: Table) -> None:
    """What was deleted meanwhile is taken back, what was edited is amended. Where Discord cannot be asked, the words
    are played as they were received. Edits of what has been ruled on are marked when the thread is read (`Ears`)."""
    for entry in await waiting(table):
        try:
            message = await bot.thread(table.binding.thread_id, table.binding.guild_id).fetch_message(
                int(entry.source_id)
            )
        except discord.NotFound as error:
            if is_lost(error):
                return
            await deleted(table, int(entry.source_id))
            continue
        except DOWN as error:
            _log.warning("thread %s: not read again before it is played: %s", table.binding.thread_id, error)
            return
        if message.edited_at is not None:
            await _amend(bot, table, message)


async def waiting(table: Table) -> tuple[PlayerInput, ...]:
    """Words in messages of players' own that no ruling has taken up yet, oldest first."""
    async with table.parts.app.database.read() as db:
        scene = await load_scene(db, table.game.branch_id, table.binding.scene)
        turns = await load_unfinished(db, scene.id)
    entries = [entry.input for turn in turns if turn.stage is Stage.RECEIVED for entry in turn.inputs]
    return tuple(entry for entry in entries if entry.own_post and entry.face == FACE)


async def _amend(bot: "GmBot", table: Table, message: discord.Message) -> None:
    try:
        entry = entry_of(bot, table, message)
    except GmError:
        return  # they have got up meanwhile
    if entry is not None:
        await edited(table, entry)

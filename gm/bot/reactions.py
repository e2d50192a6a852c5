"""👍 and 👎 on a telling: what its readers think, kept by model. Reactions say enough; nobody is answered."""

import asyncio
import logging
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

import discord

from gm.bot.table import player_key
from gm.bot.telling import is_narration
from gm.domain.errors import GmError
from gm.store.discord import load_post_of_message
from gm.store.tellings import Verdict

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
_order: Final[WeakValueDictionary[int, asyncio.Lock]] = WeakValueDictionary()
"""By thread: what was pressed last counts, so ratings are kept in the order in which they arrive."""
_THUMBS: Final[dict[str, Verdict]] = {"👍": 1, "👎": -1}


async def rated(bot: "GmBot", event: discord.RawReactionActionEvent) -> None:
    """A reaction was added or taken back. Only thumbs, on a telling, of those who sit at its table."""
    verdict = _THUMBS.get((event.emoji.name or "")[:1])
    if verdict is None or bot.user is None or event.user_id == bot.user.id:
        return
    async with _order.setdefault(event.channel_id, asyncio.Lock()):
        await _rate(bot, event, verdict)


async def _rate(bot: "GmBot", event: discord.RawReactionActionEvent, verdict: Verdict) -> None:
    try:
        table = await bot.tables.at(event.channel_id)
        if table is None or event.user_id not in table.seats:
            return
        async with bot.app.database.read() as db:
            post = await load_post_of_message(db, event.channel_id, event.message_id)
        if post is None or not is_narration(post.part):
            return
        turn = await table.turn(post.turn_id)
        taken_back = event.event_type == "REACTION_REMOVE"
        await table.engine.rate(turn, player_key(event.user_id), verdict, taken_back=taken_back)
    except GmError as error:
        _log.info("a rating was not kept: %s", error)

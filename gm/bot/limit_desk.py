"""Limits in a thread: why a turn waits, when it goes on, what those who run server and bot are told."""

import logging
from typing import TYPE_CHECKING, Final

import discord

from gm.bot.catalogue import Speech
from gm.domain.errors import SpendingPaused
from gm.play.limit_notices import is_news
from gm.store.guilds import AuditEntry, record_audit

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table

_log = logging.getLogger("gm.bot")
_STILL: Final = 600.0
"""Seconds between two lines that a turn still waits."""
_KINDS: Final = frozenset(
    {"day", "month", "campaign_day", "campaign_month", "player_day", "player_month", "stopped", "unpriced"}
)


def why(speech: Speech, kind: str) -> str:
    """Why no money is spent, in a sentence. `kind`: as of `BudgetExceeded`."""
    return speech(f"limit.why.{kind if kind in _KINDS else 'day'}")


def told_offline(speech: Speech, kind: str) -> str:
    """... and that the offline narrator goes on."""
    return f"{why(speech, kind)} {speech('limit.offline')}"


async def wait_for_money(table: "Table", error: SpendingPaused) -> None:
    """A turn waits, as it is, until there is money again: the thread is told why, once; then now and then that it still
    waits, where somebody goes on speaking."""
    app, now = table.parts.app, table.parts.clock.monotonic()
    table.unpaid = error.kind or "day"
    if await is_news(app.database, app.clock, f"game:{table.game.id}", error.kind, error.scope):
        text = f"⏸️ {why(table.speech, error.kind)} {table.speech('limit.waits')}"
        await tell_desk(table, error.kind)
    elif now - table.waiting_said >= _STILL:
        text = f"-# ⏸️ {table.speech('limit.still')}"
    else:
        return
    table.waiting_said = now
    await table.quietly(table.wire.post(text, (), None))


async def tell_desk(table: "Table", kind: str) -> None:
    """Those who run the server read of a limit in their report channel and in the audit log, whoever runs the bot in
    its log: once for each kind and period, without anybody's name."""
    app, guild_id = table.parts.app, table.binding.guild_id
    if not await is_news(app.database, app.clock, f"guild:{guild_id}", kind, f"desk/{kind}"):
        return
    _log.warning("server %s: no money is spent: %s", guild_id, kind)
    entry = AuditEntry(guild_id, 0, "budget.reached", kind, table.parts.clock.now(), table.binding.thread_id)
    async with app.database.begin() as db:
        await record_audit(db, entry)
        await db.commit()
    post = table.parts.running.desk
    if post is not None:
        await table.quietly(post(guild_id, table.binding.thread_id, kind))


async def post_at_desk(bot: "GmBot", guild_id: int, thread_id: int, kind: str) -> None:
    """In the report channel, if the server has one. Pings nobody."""
    settings = await bot.tables.settings(guild_id)
    guild = bot.get_guild(guild_id)
    where = guild.get_channel(settings.report_channel) if guild is not None and settings.report_channel else None
    if isinstance(where, discord.TextChannel):
        speech = await bot.tables.speech_of(guild_id)
        text = speech("limit.desk", why=why(speech, kind), place=f"<#{thread_id}>")
        await where.send(text, suppress_embeds=True, allowed_mentions=discord.AllowedMentions.none())


async def go_on_unpaid(bot: "GmBot", guild_id: int | None = None) -> int:
    """Try the turns again that wait for money, in a server or everywhere; gives at how many tables."""
    waiting = [
        table
        for table in bot.tables.all_open()
        if table.unpaid and (guild_id is None or table.binding.guild_id == guild_id)
    ]
    for table in waiting:
        table.unpaid = ""
        table.spawn(table.wake_safely())
    return len(waiting)

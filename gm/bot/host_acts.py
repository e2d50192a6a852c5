"""`/host block|unblock|remove|audit`: hands on people, and what was changed by whom."""

from typing import TYPE_CHECKING, Final

import discord

from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.rights import need_manager
from gm.domain.errors import Refused
from gm.store.guilds import AuditEntry, load_audit

if TYPE_CHECKING:
    from gm.bot.client import GmBot

MOST_BLOCKED: Final = 1000
_ENTRIES: Final = 25
_DETAIL: Final = 160


async def block(bot: "GmBot", interaction: Interaction, user: discord.abc.User, speech: Speech) -> str:
    """Serve a user no longer in this server. Their character stays where it is."""
    guild_id = need_manager(interaction, speech)
    if user.id == interaction.user.id or (bot.user is not None and user.id == bot.user.id):
        raise Refused(speech("block.not_that"))
    settings = await bot.tables.settings(guild_id)
    if user.id in settings.blocked_users:
        return speech("block.already", user=user.mention)
    if len(settings.blocked_users) >= MOST_BLOCKED:
        raise Refused(speech("block.too_many", most=MOST_BLOCKED))
    blocked = (*settings.blocked_users, user.id)
    await bot.tables.set_settings(settings.model_copy(update={"blocked_users": blocked}))
    bot.gate.forget(guild_id)
    await audit(bot, interaction, "user.block", f"<@{user.id}>")
    return speech("block.done", user=user.mention)


async def unblock(bot: "GmBot", interaction: Interaction, user: discord.abc.User, speech: Speech) -> str:
    """Serve them again."""
    guild_id = need_manager(interaction, speech)
    settings = await bot.tables.settings(guild_id)
    if user.id not in settings.blocked_users:
        return speech("block.was_not", user=user.mention)
    left = tuple(each for each in settings.blocked_users if each != user.id)
    await bot.tables.set_settings(settings.model_copy(update={"blocked_users": left}))
    bot.gate.forget(guild_id)
    await audit(bot, interaction, "user.unblock", f"<@{user.id}>")
    return speech("block.undone", user=user.mention)


async def remove(bot: "GmBot", interaction: Interaction, user: discord.abc.User, speech: Speech) -> str:
    """Take a player from this thread's game; their character waits."""
    need_manager(interaction, speech)
    thread_id = interaction.channel_id or 0
    if await bot.tables.binding(thread_id) is None:
        raise Refused(speech("state.none"))
    try:
        await bot.tables.leave(thread_id, user.id, speech)
    except Refused as error:
        raise Refused(speech("remove.nobody", user=user.mention)) from error
    await audit(bot, interaction, "player.remove", f"<@{user.id}>", thread_id=thread_id)
    return speech("remove.done", user=user.mention)


async def audit_text(bot: "GmBot", interaction: Interaction, speech: Speech) -> str:
    """The latest changes, newest first."""
    guild_id = need_manager(interaction, speech)
    async with bot.app.database.read() as db:
        entries = await load_audit(db, guild_id, limit=_ENTRIES)
    if not entries:
        return speech("audit.empty")
    return "\n".join([f"## {speech('audit.title')}", *(audit_row(speech, entry) for entry in entries)])


def audit_row(speech: Speech, entry: AuditEntry) -> str:
    """`2 days ago, @Ada: changed models and money (day_usd: None -> 0.5) in #thread`."""
    name = f"audited.{entry.action.replace('.', '_')}"
    what = speech.catalogue.find(speech.locale, name) or f"`{entry.action}`"
    who = f"<@{entry.actor_id}>" if entry.actor_id else speech("audit.somebody")
    detail = entry.detail if len(entry.detail) <= _DETAIL else entry.detail[: _DETAIL - 1] + "…"
    row = f"• <t:{int(entry.at.timestamp())}:R> {who}: {what}"
    row += f" ({detail})" if detail else ""
    return row + (f" <#{entry.thread_id}>" if entry.thread_id else "")

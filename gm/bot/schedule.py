"""When a group comes together: a scheduled event on Discord, and a reminder to those who asked for one."""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import discord

from gm.bot.answers import Interaction
from gm.bot.buttons import Button, button_id
from gm.bot.catalogue import Speech
from gm.bot.moments import mark, read_moment
from gm.bot.reminding import is_quiet
from gm.bot.rights import need_lead
from gm.bot.wire import DOWN
from gm.domain.errors import Refused
from gm.store.discord import ThreadBinding
from gm.store.reminders import load_reminders
from gm.store.sittings import (
    Sitting,
    claim_reminder,
    drop_sitting,
    load_due_sittings,
    load_interested,
    load_sitting,
    record_sitting,
    switch_interest,
)

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
AHEAD: Final = timedelta(minutes=15)
"""How long before a sitting people are reminded of it."""
TOO_LATE: Final = timedelta(hours=1)
"""After this nobody is reminded any more: the bot was away."""
LASTS: Final = timedelta(hours=3)
"""How long an event is said to last: Discord wants to know."""
LOOK_EVERY: Final = 30.0
"""Seconds between two looks at what is due."""
_MOST_MENTIONED: Final = 60


async def plan(bot: "GmBot", interaction: Interaction, speech: Speech, thread_id: int, when: str) -> str:
    """Say when the group of a thread comes together, or that it does not after all (`off`); gives what to tell.

    Raises:
        Refused: not this member's to say, no game here, or a moment that cannot be read.
    """
    binding = await bot.tables.lobby.need(thread_id, speech)
    need_lead(interaction, await bot.tables.settings(binding.guild_id), binding, speech)
    async with bot.app.database.read() as db:
        old = await load_sitting(db, thread_id)
    if when.strip().casefold() in ("off", "-", "none"):
        async with bot.app.database.begin() as db:
            await drop_sitting(db, thread_id)
            await db.commit()
        if old is not None:
            await _cancel(interaction.guild, old)
        return speech("schedule.cancelled")
    moment = need_moment(bot, when, speech)
    event_id = await _event(interaction.guild, binding, moment, old)
    async with bot.app.database.begin() as db:
        await record_sitting(db, Sitting(thread_id, binding.guild_id, moment, event_id))
        await db.commit()
    await _announce(bot, binding, moment)
    key = "schedule.done" if event_id is not None else "schedule.no_event"
    return speech(key, when=mark(moment), name=speech("permission.create_events"))


def need_moment(bot: "GmBot", when: str, speech: Speech) -> datetime:
    """The moment that was typed. Raises Refused with examples."""
    moment = read_moment(when, bot.tables.parts.clock.now())
    if moment is None:
        raise Refused(speech("schedule.unclear", text=when[:60]))
    return moment


async def show_plan(bot: "GmBot", thread_id: int, speech: Speech) -> str:
    """When the group comes together, for whoever asks."""
    await bot.tables.lobby.need(thread_id, speech)
    async with bot.app.database.read() as db:
        sitting = await load_sitting(db, thread_id)
    if sitting is None or sitting.at < bot.tables.parts.clock.now():
        return speech("schedule.nothing")
    return speech("schedule.planned", when=mark(sitting.at), left=mark(sitting.at, "R"))


async def _event(
    guild: discord.Guild | None, binding: ThreadBinding, moment: datetime, old: Sitting | None
) -> int | None:
    """Discord's event for it, moved or made; None where the bot may not."""
    if guild is None or not guild.me.guild_permissions.create_events:
        return None
    try:
        if old is not None and old.event_id is not None and not old.told:
            with contextlib.suppress(discord.NotFound):
                event = await guild.fetch_scheduled_event(old.event_id, with_counts=False)
                await event.edit(start_time=moment, end_time=moment + LASTS)
                return event.id
        made = await guild.create_scheduled_event(
            name=binding.name[:100],
            start_time=moment,
            end_time=moment + LASTS,
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location=f"https://discord.com/channels/{guild.id}/{binding.thread_id}",
        )
    except discord.Forbidden:
        return None
    return made.id


async def _cancel(guild: discord.Guild | None, sitting: Sitting) -> None:
    if guild is None or sitting.event_id is None:
        return
    with contextlib.suppress(*DOWN):
        event = await guild.fetch_scheduled_event(sitting.event_id, with_counts=False)
        await event.delete()


async def _announce(bot: "GmBot", binding: ThreadBinding, moment: datetime) -> None:
    speech = await bot.tables.speech_of(binding.guild_id)
    text = speech("schedule.line", name=binding.name, when=mark(moment), left=mark(moment, "R"))
    button = Button(button_id("remind"), speech("button.remind"), emoji="🔔")
    with contextlib.suppress(*DOWN):
        await bot.tables.wire_of(binding).post(text, (button,), f"s{binding.thread_id}{int(moment.timestamp())}"[:25])


async def switch_reminder(bot: "GmBot", thread_id: int, user_id: int, speech: Speech) -> str:
    """A user presses *Remind me*: on, or off again."""
    await bot.tables.lobby.need(thread_id, speech)
    async with bot.app.database.begin() as db:
        on = await switch_interest(db, thread_id, user_id, bot.tables.parts.clock.now())
        await db.commit()
    return speech("interest.set", minutes=int(AHEAD.total_seconds()) // 60) if on else speech("interest.unset")


class SittingReminders:
    """Looks at what is due, and reminds people once."""

    def __init__(self, bot: "GmBot") -> None:
        self._bot = bot
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look from time to time, until `stop`."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:  # the next look may find better weather
                _log.exception("reminders were not looked at")
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> int:
        """Remind people of what is due; gives of how many sittings."""
        bot, now = self._bot, self._bot.tables.parts.clock.now()
        async with bot.app.database.read() as db:
            due = await load_due_sittings(db, now + AHEAD)
        count = 0
        for sitting in due:
            if bot.get_guild(sitting.guild_id) is None:
                continue  # another process has this server, or we have left it
            async with bot.app.database.begin() as db:
                mine = await claim_reminder(db, sitting)
                await db.commit()
            if mine and now - sitting.at < TOO_LATE:
                count += await self._remind(sitting)
        return count

    async def _remind(self, sitting: Sitting) -> bool:
        """Once at most: it is noted before it is sent. Mentioned are those who asked for it, except in their quiet
        hours: whoever only sits at the table reads it when they look."""
        bot = self._bot
        binding = await bot.tables.binding(sitting.thread_id)
        if binding is None or binding.status == "ended":
            return False
        async with bot.app.database.read() as db:
            asked = await load_interested(db, sitting.thread_id)
            kept = await load_reminders(db, sitting.thread_id)
        now = bot.tables.parts.clock.now()
        quiet = {reminder.player_id for reminder in kept if is_quiet(reminder, now)}
        users = tuple(user for user in asked if user not in quiet)[:_MOST_MENTIONED]
        speech = await bot.tables.speech_of(binding.guild_id)
        who = " ".join(f"<@{user}>" for user in users)
        text = speech("schedule.reminder", name=binding.name, left=mark(sitting.at, "R"), who=who)
        thread = bot.get_partial_messageable(sitting.thread_id, guild_id=sitting.guild_id)
        only = discord.AllowedMentions(users=[discord.Object(user) for user in users], everyone=False, roles=False)
        try:
            await thread.send(text[:2000].rstrip(), allowed_mentions=only)
        except DOWN as error:
            _log.warning("no reminder in thread %s: %s", sitting.thread_id, error)
            return False
        return True

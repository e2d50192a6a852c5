"""Turn reminders: written by code, for one player who asked for it, never in their quiet hours, once a turn at most."""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import discord

from gm.bot.catalogue import Speech
from gm.bot.table import Table, player_key
from gm.bot.wire import DOWN
from gm.domain.errors import GmError, Refused
from gm.domain.play import Turn
from gm.play.held_up import open_to
from gm.store.games import load_scene
from gm.store.reminders import (
    Reminder,
    drop_reminder,
    load_reminded_threads,
    load_reminders,
    record_reminder,
    take_reminder,
)
from gm.store.turns import load_last_turn, load_turns

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
EVERY: Final = 60.0
"""Seconds between two looks at who waits."""
_BACK: Final = 30
"""Turns that are looked at for who acted last."""
_ZONE: Final = re.compile(r"([+\-−]?)(\d{1,2})(?::?([0-5]\d))?")
_HOURS: Final = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})")


def read_zone(text: str) -> int | None:
    """Minutes ahead of UTC, from `+2`, `-5`, `+5:30`; None for anything else."""
    found = _ZONE.fullmatch(text.strip().upper().removeprefix("UTC").strip())
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return None if minutes > 14 * 60 else (minutes if found[1] in ("", "+") else -minutes)


def read_hours(text: str) -> tuple[int, int] | None:
    """From and to, from `22-8`; None for anything else."""
    found = _HOURS.fullmatch(text.strip())
    if found is None or int(found[1]) > 24 or int(found[2]) > 24:
        return None
    return int(found[1]) % 24, int(found[2]) % 24


def is_quiet(reminder: Reminder, now: datetime) -> bool:
    """Whether the player does not want to be written to at this moment."""
    start, end = reminder.quiet_from, reminder.quiet_to
    hour = (now + timedelta(minutes=reminder.utc_minutes)).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def who_is_due(
    reminders: Sequence[Reminder], turn_id: int, waited: timedelta, now: datetime, acted: Mapping[int, int]
) -> Reminder | None:
    """The one player to be mentioned: who acted longest ago (`acted`: number of their last turn). None: nobody, or
    somebody was already."""
    if any(reminder.reminded_of == turn_id for reminder in reminders):
        return None
    due = [each for each in reminders if waited >= timedelta(hours=each.hours) and not is_quiet(each, now)]
    return min(due, key=lambda each: (acted.get(each.player_id, 0), each.player_id), default=None)


async def remind_all(bot: "GmBot", now: datetime) -> int:
    """Look at all tables of this process, and mention who is due; gives how many were."""
    async with bot.app.database.read() as db:
        threads = await load_reminded_threads(db)
    count = 0
    for thread in threads:
        table = await bot.tables.awake(thread)
        if table is None or table.binding.status != "playing":
            continue
        try:
            count += await _remind(bot, table, now)
        except (GmError, *DOWN) as error:
            await table.trouble(error)
    return count


async def _remind(bot: "GmBot", table: Table, now: datetime) -> bool:
    thread = table.binding.thread_id
    async with bot.app.database.read() as db:
        reminders = [each for each in await load_reminders(db, thread) if each.player_id in table.seats]
        scene = await load_scene(db, table.game.branch_id, table.binding.scene)
        unfinished = await open_to(db, scene.id)
        last = (
            unfinished[-1] if unfinished else await load_last_turn(db, table.game.branch_id, scene=table.binding.scene)
        )
        if last is None or (last.status != "parked" and unfinished):
            return False
        turns = await load_turns(db, table.game.branch_id, first=last.number - _BACK, include_undone=False)
    parked = await table.engine.party.are_parked(table.game, [each.character for each in table.seats.values()])
    reminders = [each for each in reminders if table.seats[each.player_id].character not in parked]
    asked = last.parked.who if last.status == "parked" and last.parked else ()
    wanted = [each for each in reminders if not asked or table.seats[each.player_id].character in asked]
    due = who_is_due(wanted, last.id, now - last.created_at, now, _acted(table, turns))
    if due is None:
        return False
    async with bot.app.database.begin() as db:
        if not await take_reminder(db, thread, due.player_id, last.id):
            return False
        await db.commit()
    name = table.campaign.anyone(table.seats[due.player_id].character)
    line = table.speech("remind.line", user=f"<@{due.player_id}>", name=name.name if name else "?")
    only = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(due.player_id)])
    await bot.thread(thread, table.binding.guild_id).send(line, allowed_mentions=only)
    return True


def _acted(table: Table, turns: Sequence[Turn]) -> dict[int, int]:
    keys = {player_key(user): user for user in table.seats}
    return {
        keys[entry.input.player]: turn.number for turn in turns for entry in turn.inputs if entry.input.player in keys
    }


async def keep_reminding(bot: "GmBot") -> None:
    """Look every minute, until it is cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await remind_all(bot, bot.tables.parts.clock.now())
        except GmError as error:
            _log.warning("nobody was reminded: %s", error)
        except Exception:  # one table must not end the reminders of all others
            _log.exception("nobody was reminded")


async def set_reminder(
    bot: "GmBot", table: Table, user_id: int, speech: Speech, *, hours: int, zone: str | None, quiet: str | None
) -> str:
    """Keep what a player wants; 0 hours: nothing. Raises Refused for what cannot be read, or without a seat."""
    table.character_of(user_id)
    thread = table.binding.thread_id
    minutes = read_zone(zone) if zone is not None else 0
    span = read_hours(quiet) if quiet is not None else (22, 8)
    if minutes is None:
        raise Refused(speech("remind.unread_zone"))
    if span is None:
        raise Refused(speech("remind.unread_hours"))
    async with bot.app.database.begin() as db:
        if hours:
            await record_reminder(db, thread, Reminder(user_id, hours, minutes, *span))
        else:
            await drop_reminder(db, thread, user_id)
        await db.commit()
    if not hours:
        return speech("remind.ended")
    sign, at = "-" if minutes < 0 else "+", abs(minutes)
    shown = f"{sign}{at // 60}" + (f":{at % 60:02}" if at % 60 else "")
    rest = speech("remind.quiet", start=span[0], end=span[1], zone=shown) if span[0] != span[1] else ""
    return speech("remind.kept", hours=hours, quiet=rest)

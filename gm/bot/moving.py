"""Threads that are lost, and games that move: a deleted thread, a bot that was sent away, `/play move`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import discord

from gm.bot import buttons as made
from gm.bot.answers import Interaction
from gm.bot.branching import make_thread
from gm.bot.catalogue import Speech
from gm.bot.mature import need_place
from gm.bot.posts import Part
from gm.bot.rights import leads_table
from gm.bot.table import Table
from gm.domain.errors import NotFound, Refused
from gm.store.discord import (
    ThreadBinding,
    load_guild_threads,
    load_seats,
    load_thread,
    record_seat,
    record_thread,
)
from gm.store.hearing import record_heard
from gm.store.reminders import load_reminders, record_reminder
from gm.store.turns import load_last_turn

if TYPE_CHECKING:
    from gm.bot.client import GmBot

LOSABLE: Final = ("lobby", "playing", "paused")


async def lose(bot: "GmBot", guild_id: int, *, thread_id: int | None = None, channel_id: int | None = None) -> None:
    """The thread, the threads of a channel, or all threads of a server are gone: their games wait to be moved."""
    async with bot.app.database.read() as db:
        bindings = await load_guild_threads(db, guild_id)
    for binding in bindings:
        fits = thread_id in (None, binding.thread_id) and channel_id in (None, binding.channel_id)
        if fits and binding.status in LOSABLE:
            await bot.tables.put_away(replace(binding, status="gone"))


async def may_move(bot: "GmBot", interaction: Interaction) -> Sequence[ThreadBinding]:
    """Games of this server that the user may bring elsewhere, the lost ones first."""
    guild_id = interaction.guild_id or 0
    settings = await bot.tables.settings(guild_id)
    found = []
    async with bot.app.database.read() as db:
        for binding in await load_guild_threads(db, guild_id):
            if binding.game_id is None or binding.status not in ("gone", "playing", "paused"):
                continue
            seated = {seat.player_id for seat in await load_seats(db, binding.thread_id)}
            if interaction.user.id in seated or leads_table(interaction, settings, binding):
                found.append(binding)
    return sorted(found, key=lambda binding: (binding.status != "gone", binding.thread_id))


async def move(bot: "GmBot", interaction: Interaction, speech: Speech, wanted: str | None) -> str:
    """Bring a game into a new thread of this channel: the one named, else the one played here, else the only lost one.

    Raises:
        NotFound: there is none that this user may move. Refused: no thread can be opened here.
    """
    games = await may_move(bot, interaction)
    here = interaction.channel_id or 0
    if wanted is not None:
        games = [each for each in games if str(each.thread_id) == wanted]
    elif any(each.thread_id == here for each in games):
        games = [each for each in games if each.thread_id == here]
    else:
        games = [each for each in games if each.status == "gone"]
    if len(games) != 1:
        raise NotFound(speech("move.none"))
    channel = interaction.channel
    parent = channel.parent_id if isinstance(channel, discord.Thread) else getattr(channel, "id", None)
    if parent is None:
        raise Refused(speech("start.where"))
    channels = (await bot.tables.settings(games[0].guild_id)).channels
    if channels and parent not in (*channels, games[0].channel_id):
        raise Refused(speech("start.channels", channels=", ".join(f"<#{each}>" for each in channels)))
    async with bot.tables.moving(games[0].game_id or 0):
        return await _move(bot, interaction, speech, games[0], parent)


async def _move(bot: "GmBot", interaction: Interaction, speech: Speech, old: ThreadBinding, parent: int) -> str:
    """One move of a game after the other: who pressed at the same moment reads that it is done."""
    now = await bot.tables.binding(old.thread_id)
    if now is None or now.status != old.status:
        raise Refused(speech("state.moved"))
    await need_place(bot, await bot.tables.campaign(old.campaign, old.guild_id), old.guild_id, parent, speech)
    table = await _moved(bot, old, await make_thread(bot, old, old.name, parent), parent)
    await _announce(bot, old, table)
    await table.parts.scenes(table, None)
    table.spawn(table.wake_safely())
    return speech("move.done", thread=f"<#{table.binding.thread_id}>")


async def _moved(bot: "GmBot", old: ThreadBinding, thread_id: int, channel_id: int) -> Table:
    now = bot.tables.parts.clock.now()
    new = replace(old, thread_id=thread_id, channel_id=channel_id, status="playing", card_id=None)
    await bot.tables.put_away(replace(old, status="moved"))
    async with bot.app.database.begin() as db:
        await record_thread(db, new, now)
        await record_heard(db, thread_id, thread_id)
        for seat in await load_seats(db, old.thread_id):
            await record_seat(db, thread_id, seat, now)
        for reminder in await load_reminders(db, old.thread_id):
            await record_reminder(db, thread_id, reminder)
        await db.commit()
    table = await bot.tables.at(thread_id)
    assert table is not None
    return table


async def _announce(bot: "GmBot", old: ThreadBinding, table: Table) -> None:
    async with bot.app.database.read() as db:
        last = await load_last_turn(db, table.game.branch_id, scene=table.binding.scene)
        known = await load_thread(db, old.thread_id)
    if last is not None:
        first = Part(
            table.speech("move.first", name=old.name), made.beat_buttons(table.speech, last.id, last.kind), "beat"
        )
        await table.quietly(table.face.posts.put(last.id, "b", first))
    if known is not None and old.status != "gone":
        line = table.speech("move.line", thread=f"<#{table.binding.thread_id}>")
        await table.quietly(bot.thread(old.thread_id, old.guild_id).send(line))

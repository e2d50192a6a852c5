"""What is said in the threads: live, and what was missed while the bot was away, read from the thread's own history.

A mark in the database says how far a thread was heard. It moves when what was said is committed, so that a process that
dies in between reads it again; a message that is read twice is one input all the same, for its id is the source id.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import discord

from gm.bot.following import edited
from gm.bot.render import error_text
from gm.bot.table import Table
from gm.bot.wire import DOWN
from gm.domain.errors import GmError, NotFound
from gm.domain.play import PlayerInput
from gm.store.discord import load_posts
from gm.store.hearing import load_heard, record_heard
from gm.store.turns import load_turn_by_number

_log = logging.getLogger("gm.bot")
PAGE: Final = 100
PAGES: Final = 3
"""How many messages are read back at most: so many pages of 100, the bot's own among them."""
BACK: Final = timedelta(hours=24)
"""How old a message may be to be answered."""
AT_ONCE: Final = 4
"""Threads that are read at the same time after a start."""

Read = Callable[[Table, discord.Message], PlayerInput | None]
"""What a message says to the game, or None."""
Agreed = Callable[[Table, discord.Message], Awaitable[bool]]
"""Whether who wrote a message has agreed to what is stored; asks them if not."""


@dataclass
class Ears:
    """The ears of all tables. `channel`: a thread to read from, by its id."""

    read: Read
    agreed: Agreed
    channel: Callable[[int, int], discord.abc.Messageable]
    _readers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def take(self, table: Table, message: discord.Message, entry: PlayerInput) -> None:
        """Hear a message that was just written. What cannot be taken is answered at once."""
        ear = table.ear
        async with ear.gate:
            ear.pending.add(message.id)
        draining = table.parts.running.draining
        with draining.answering():
            try:
                await table.hear(entry)
                text = table.speech("draining.kept") if draining.on else ""
            except GmError as error:
                text = error_text(error)
            if text:
                with contextlib.suppress(*DOWN):
                    await message.reply(text, mention_author=False)
        await self._done(table, message.id)

    async def catch_up(self, table: Table) -> None:
        """Answer what was said while nobody listened: once, in order, each player's messages one after another."""
        if table.binding.status != "playing":
            return
        ear = table.ear
        async with ear.gate, self._readers:
            mark = await self._mark(table)
            if mark is None:
                return
            try:
                found, whole, newest, changed = await self._since(table, mark)
            except DOWN as error:
                await table.trouble(error)
                return
            missed = await self._allowed(table, found)
            ear.pending |= {message.id for message, _ in missed}
        for message in changed:  # heard before, and edited since: what was played is marked
            entry = self._missed(table, message)
            if entry is not None:
                await edited(table, entry)
        for beat in beats([entry for _, entry in missed]):
            await self._hear_again(table, beat)
        await self._done(table, newest)
        if not whole:
            line = table.speech("away.too_long")
            await table.quietly(table.wire.post(line, (), f"away{mark}"[:25]))

    async def _allowed(self, table: Table, found: list[discord.Message]) -> list[tuple[discord.Message, PlayerInput]]:
        """What was said by those who have agreed to the rules as they are now. The others are asked, each once, under
        what they said last; nothing of theirs is kept."""
        said = [(m, entry) for m in found if (entry := self._missed(table, m)) is not None]
        last = {message.author.id: message for message, _ in said}
        agreed = {user: await self.agreed(table, message) for user, message in last.items()}
        return [(message, entry) for message, entry in said if agreed[message.author.id]]

    def _missed(self, table: Table, message: discord.Message) -> PlayerInput | None:
        return None if message.author.bot or message.webhook_id is not None else self.read(table, message)

    async def _hear_again(self, table: Table, beat: list[PlayerInput]) -> None:
        """Answer one beat. A line that cannot be taken does not keep the others from it."""
        try:
            await table.hear(*beat)
        except GmError as error:
            if len(beat) > 1:
                for entry in beat:
                    await self._hear_again(table, [entry])
                return
            _log.info("thread %s: what was said meanwhile was not taken: %s", table.binding.thread_id, error)
        for entry in beat:
            await self._done(table, int(entry.source_id))

    async def _mark(self, table: Table) -> int | None:
        """Up to where it was heard; of a game in which nobody has spoken yet, where its opening stands."""
        thread = table.binding.thread_id
        async with table.parts.app.database.read() as db:
            mark = await load_heard(db, thread)
            if mark is not None:
                return mark
            try:
                opening = await load_turn_by_number(db, table.game.branch_id, 1)
            except NotFound:
                return None
            posts = await load_posts(db, thread, opening.id)
        return min((post.message_id for post in posts if post.message_id), default=None)

    async def _since(self, table: Table, mark: int) -> tuple[list[discord.Message], bool, int, list[discord.Message]]:
        """Messages after the mark, oldest first; whether these are all of them; the newest id; and, of the pages that
        were read, those before the mark that have been edited."""
        channel = self.channel(table.binding.thread_id, table.binding.guild_id)
        oldest = table.parts.clock.now() - BACK
        found: list[discord.Message] = []
        changed: list[discord.Message] = []
        before: discord.Message | None = None
        newest = mark
        for _ in range(PAGES):
            page = [message async for message in channel.history(limit=PAGE, before=before)]
            newest = max((newest, *(message.id for message in page)))
            fresh = [message for message in page if message.id > mark]
            changed += [each for each in page if each.id <= mark and each.edited_at is not None]
            young = [message for message in fresh if message.created_at >= oldest]
            found += young
            if len(young) < len(fresh):
                return found[::-1], not any(self._missed(table, m) for m in fresh[len(young) :]), newest, changed
            if len(page) < PAGE or len(fresh) < len(page):
                return found[::-1], True, newest, changed
            before = page[-1]
        return found[::-1], False, newest, changed

    async def _done(self, table: Table, message_id: int) -> None:
        ear = table.ear
        ear.pending.discard(message_id)
        ear.highest = max(ear.highest, message_id)
        mark = min(ear.pending, default=ear.highest + 1) - 1
        if mark > 0:
            async with table.parts.app.database.begin() as db:
                await record_heard(db, table.binding.thread_id, min(mark, ear.highest))
                await db.commit()


def beats(entries: list[PlayerInput]) -> list[list[PlayerInput]]:
    """What was said one after another, in beats: nobody speaks twice in one, and the order stays."""
    found: list[list[PlayerInput]] = []
    for entry in entries:
        if not found or any(entry.player == other.player for other in found[-1]):
            found.append([])
        found[-1].append(entry)
    return found

"""Chores of data rights: posts that still show what was erased, old games, servers that the bot was removed from."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import discord

from gm.bot.forgetting import mend_posts
from gm.bot.limit_desk import go_on_unpaid
from gm.bot.wire import DOWN
from gm.domain.errors import GmError
from gm.store.discord import load_thread
from gm.store.discord_erasure import load_threads_of
from gm.store.retention import (
    EndedGame,
    erase_game,
    forget_departure,
    load_departures,
    load_guild_ids,
    purge_guild,
    record_chore_done,
    record_departure,
    record_ending_state,
    record_endings,
    take_chore,
)

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
NOTICE: Final = timedelta(days=3)
"""A thread is told so long before its game's texts go."""
GRACE: Final = timedelta(days=30)
"""How long a server's data stays after the bot was removed."""
_EVERY: Final = timedelta(hours=20)
_TTL: Final = timedelta(hours=1)
_PAUSE: Final = 3600.0
"""Seconds between two looks at what is due."""


def due(game: EndedGame, days: int, now: datetime) -> datetime:
    """When the texts of an ended game go: so many days after its end, and never before its thread was told in time."""
    told = game.state_at if game.state == "told" else now
    return max(game.ended_at + timedelta(days=days), told + NOTICE)


class Keeping:
    """The chores of one process."""

    def __init__(self, bot: "GmBot") -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopped = False

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something in the background; what fails is logged."""
        if self._stopped:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("a chore failed", exc_info=task.exception())

    def start(self) -> None:
        """At the first READY: what the last process left, and a look at what is due, now and every hour."""
        self.spawn(self.watch_guilds())
        self.spawn(mend_posts(self._bot))
        self.spawn(self._hourly())

    async def stop(self) -> None:
        """Break off; all of it is taken up again."""
        self._stopped = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def rest(self) -> None:
        """Until no chore but the hourly look is going on."""
        while busy := [task for task in self._tasks if task.get_name() != "hourly"]:
            await asyncio.gather(*busy, return_exceptions=True)

    async def _hourly(self) -> None:
        current = asyncio.current_task()
        assert current is not None
        current.set_name("hourly")
        while True:
            with contextlib.suppress(GmError):
                await self.sweep(self._bot.tables.parts.clock.now())
            with contextlib.suppress(GmError):
                await go_on_unpaid(self._bot)
            await asyncio.sleep(_PAUSE)

    # -- servers

    async def watch_guilds(self) -> None:
        """Servers of our shards that the bot was removed from, or invited back to, while nobody looked."""
        bot, now = self._bot, self._bot.tables.parts.clock.now()
        async with bot.app.database.read() as db:
            known = await load_guild_ids(db)
        for guild_id in known:
            shard = (guild_id >> 22) % (bot.shard_count or 1)
            if shard in bot.shards:
                await (self.joined(guild_id) if bot.get_guild(guild_id) else self.left(guild_id, now))

    async def left(self, guild_id: int, now: datetime) -> None:
        """The bot was removed from a server: its data goes after the grace."""
        async with self._bot.app.database.begin() as db:
            await record_departure(db, guild_id, now)
            await db.commit()

    async def joined(self, guild_id: int) -> None:
        """The bot was invited (back): nothing goes."""
        async with self._bot.app.database.begin() as db:
            await forget_departure(db, guild_id)
            await db.commit()

    # -- the daily sweep

    async def sweep(self, now: datetime) -> bool:
        """Tell and erase what is due. False: another process does it, or it was done less than a day ago."""
        database = self._bot.app.database
        async with database.begin() as db:
            if not await take_chore(db, "retention", owner=self._bot.owner, now=now, every=_EVERY, ttl=_TTL):
                return False
            ended = await record_endings(db, now)
            gone = await load_departures(db, now - GRACE)
            await db.commit()
        for game in ended:
            await self._retain(game, now)
        for guild_id in gone:
            await self._purge(guild_id, now)
        async with database.begin() as db:
            await record_chore_done(db, "retention", now)
            await db.commit()
        await database.scrub()
        return True

    async def _retain(self, game: EndedGame, now: datetime) -> None:
        days = (await self._bot.tables.settings(game.guild_id)).retention_days
        if days is None:
            return
        when = due(game, days, now)
        if game.state == "kept" and now >= when - NOTICE:
            await self._tell(game, when, now)
        elif game.state == "told" and now >= when:
            async with self._bot.app.database.begin() as db:
                await erase_game(db, game.game_id, now)
                await record_ending_state(db, game.thread_id, "erased", now)
                await db.commit()

    async def _tell(self, game: EndedGame, when: datetime, now: datetime) -> None:
        async with self._bot.app.database.read() as db:
            binding = await load_thread(db, game.thread_id)
        speech = await self._bot.tables.speech_of(game.guild_id)
        if binding is not None:
            text = speech("privacy.notice", when=f"<t:{int(when.timestamp())}:D>")
            try:
                await self._bot.wire_of(binding).post(text, (), f"retention{game.thread_id}"[:25])
            except (discord.NotFound, discord.Forbidden) as error:  # it cannot be told, and its texts go all the same
                _log.info("thread %s was not told: %s", game.thread_id, error)
            except DOWN as error:
                _log.warning("thread %s is told tomorrow: %s", game.thread_id, error)
                return
        async with self._bot.app.database.begin() as db:
            await record_ending_state(db, game.thread_id, "told", now)
            await db.commit()

    async def _purge(self, guild_id: int, now: datetime) -> None:
        async with self._bot.app.database.begin() as db:
            for _, game_id in await load_threads_of(db, guild_id):
                if game_id is not None:
                    await erase_game(db, game_id, now)
            await purge_guild(db, guild_id)
            await db.commit()
        _log.info("server %s: purged after the bot was removed", guild_id)

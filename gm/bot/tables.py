"""All tables of the bot: found by thread, prepared in a lobby, begun, paused, ended, woken after a restart."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from gm.app import CampaignListing
from gm.bot.catalogue import Catalogue, Speech
from gm.bot.consent import VERSION
from gm.bot.half_joined import need_cast
from gm.bot.lobby import Lobby
from gm.bot.open_tables import OpenTables
from gm.bot.places import offered_first
from gm.bot.scene_threads import elsewhere
from gm.bot.shelf import Shelf
from gm.bot.table import Table
from gm.bot.table_parts import TableParts
from gm.bot.wire import Wire
from gm.domain.campaign import Campaign
from gm.domain.errors import GmError, NotFound, Refused
from gm.domain.play import Game, Session
from gm.store.discord import (
    DiscordSeat,
    ThreadBinding,
    ThreadStatus,
    load_game_threads,
    load_seats,
    load_thread,
    load_threads,
    record_thread,
)
from gm.store.games import load_game_by_id
from gm.store.guilds import GuildSettings, load_guild, record_guild

_log = logging.getLogger("gm.bot")
STARTER = "drowned-bell"
"""The campaign of a game for which none is named, if the server has none of its own choice."""


class Tables:
    """Every thread that this process plays in."""

    def __init__(self, parts: TableParts, catalogue: Catalogue, wire_of: Callable[[ThreadBinding], Wire]) -> None:
        self.parts = parts
        self.catalogue = catalogue
        self.wire_of = wire_of
        self.consent: str | None = VERSION
        """Version of the text that people agree to before they sit down; None: nobody is asked."""
        self._open = OpenTables()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """By thread; one that nobody holds or waits for is forgotten: people write and react in many channels."""
        self.shelf = Shelf(parts.app, parts.clock.monotonic)
        self.lobby = Lobby(self)

    # -- finding

    async def at(self, thread_id: int) -> Table | None:
        """The table at a thread whose game has begun; None for any other thread or channel."""
        table = self._open.get(thread_id)
        if table is not None:
            return table
        async with self._lock(thread_id):
            table = self._open.get(thread_id)
            if table is not None:
                return table
            binding = await self.binding(thread_id)
            if binding is None or binding.game_id is None:
                return None
            async with self.parts.app.database.read() as db:
                game = await load_game_by_id(db, binding.game_id)
            table = await self._table(binding, game)
            if self.parts.compare is not None and binding.status == "playing":
                await self.parts.compare(table)
            return self._open.put(table)

    def opened(self, thread_id: int) -> Table | None:
        """The table at a thread, if it is open already. Asks nobody: for every message of every channel."""
        return self._open.get(thread_id)

    async def awake(self, thread_id: int) -> Table | None:
        """The table at a thread that this process plays in, also if it was let go. For others nothing is looked up."""
        return await self.at(thread_id) if self._open.asleep(thread_id) else self._open.get(thread_id)

    def sleepers(self) -> tuple[int, ...]:
        """Threads in play whose table was let go."""
        return self._open.sleepers()

    def all_open(self) -> tuple[Table, ...]:
        """The tables that are open."""
        return self._open.all()

    async def need(self, thread_id: int | None, speech: Speech) -> Table:
        """The table at a thread. Raises NotFound with what to do."""
        table = await self.at(thread_id) if thread_id is not None else None
        if table is not None:
            return table
        binding = await self.binding(thread_id) if thread_id is not None else None
        raise NotFound(speech("state.lobby" if binding is not None else "state.none"))

    async def _table(self, binding: ThreadBinding, game: Game) -> Table:
        game = replace(game, branch_id=binding.branch_id or game.branch_id)
        state = await self.parts.app.engine.state(game, scene_key=binding.scene)
        async with self.parts.app.database.read() as db:
            seats = await load_seats(db, binding.thread_id)
        table = Table(
            self.parts,
            binding,
            game,
            state.campaign,
            {seat.player_id: seat for seat in seats},
            await self.speech_of(binding.guild_id),
            self.wire_of(binding),
        )
        table.away = await elsewhere(self.parts.app.database, binding)
        table.listening = (await self.settings(binding.guild_id)).listening
        return table

    async def binding(self, thread_id: int) -> ThreadBinding | None:
        """What a thread is bound to, or None."""
        async with self.parts.app.database.read() as db:
            return await load_thread(db, thread_id)

    async def settings(self, guild_id: int) -> GuildSettings:
        """A server's settings."""
        async with self.parts.app.database.read() as db:
            return await load_guild(db, guild_id)

    async def set_settings(self, settings: GuildSettings) -> None:
        """Keep a server's settings. Its tables speak the new language at once."""
        async with self.parts.app.database.begin() as db:
            await record_guild(db, settings, self.parts.clock.now())
            await db.commit()
        for table in self.all_open():
            if table.binding.guild_id == settings.guild_id:
                table.speech.locale, table.afforded = settings.language, None
                table.listening = settings.listening

    async def speech_of(self, guild_id: int) -> Speech:
        """The language that a server is spoken to in public."""
        return Speech(self.catalogue, (await self.settings(guild_id)).language)

    async def listings(self, guild_id: int | None = None) -> tuple[CampaignListing, ...]:
        """Campaigns that can be played in a server, those in the language that it has chosen first."""
        found = await self.shelf.listings(guild_id)
        wanted = (await self.settings(guild_id)).content_language if guild_id is not None else None
        return offered_first(found, wanted)

    async def campaign(self, slug: str, guild_id: int | None = None) -> Campaign:
        """A campaign that can be played in a server. Raises NotFound or AuthoringError."""
        return await self.shelf.campaign(slug, guild_id)

    # -- the lobby

    async def prepare(self, binding: ThreadBinding) -> None:
        """Open a lobby in a thread and post its card.

        Raises:
            Refused: a game is prepared or played there.
        """
        speech = await self.speech_of(binding.guild_id)
        self.parts.running.draining.refuse(speech)
        async with self._lock(binding.thread_id):
            old = await self.binding(binding.thread_id)
            if old is not None and old.game_id is not None:
                raise Refused(speech("start.taken"))
            if old is None:
                await self.keep(binding)
        await self.show_card(binding.thread_id)

    async def default_campaign(self, guild_id: int) -> str:
        """The slug of the campaign that is played when none is named. Raises NotFound if there is none at all."""
        settings = await self.settings(guild_id)
        slugs = [listing.slug for listing in await self.listings(guild_id)]
        if not slugs:
            raise NotFound("There is no campaign to play.")
        wanted = settings.campaign or STARTER
        return wanted if wanted in slugs else slugs[0]

    async def show_card(self, thread_id: int) -> None:
        """Post the lobby card, or bring the one that stands there up to date."""
        await self.lobby.show_card(thread_id)

    async def join(self, thread_id: int, seat: DiscordSeat, speech: Speech) -> Campaign:
        """Sit a user down, also in a game that has begun; gives the cast. Raises NotFound or Refused."""
        return await self.lobby.join(thread_id, seat, speech)

    async def leave(self, thread_id: int, user_id: int, speech: Speech) -> None:
        """A user gets up; the character waits. Raises Refused if they did not sit here."""
        await self.lobby.leave(thread_id, user_id, speech)

    async def reseat(self, thread_id: int) -> None:
        """Seats were changed in the store: show them."""
        await self.lobby.reseat(thread_id)

    # -- the game

    async def begin(self, thread_id: int, user_id: int, speech: Speech) -> Table:
        """Make the game with the characters that were picked. Pressed twice, it is one game.

        Raises:
            NotFound: no lobby here. Refused: it has begun, nobody has joined, this user neither joined nor started, or
                what somebody picked is not in the campaign any more.
        """
        self.parts.running.draining.refuse(speech)
        await need_cast(self, thread_id, speech)
        async with self._lock(thread_id):
            binding = await self.binding(thread_id)
            if binding is None:
                raise NotFound(speech("state.none"))
            if binding.game_id is not None:
                raise Refused(speech("begin.begun"))
            binding, game = await self.lobby.begin(binding, user_id, speech)
            await self.keep(binding)
            table = self._open.put(await self._table(binding, game))
        await self.show_card(thread_id)
        table.spawn(table.wake_safely())
        return table

    async def set_status(self, table: Table, status: ThreadStatus) -> None:
        """Pause a game, go on with it, or end it."""
        binding = replace(table.binding, status=status)
        await self.keep(binding)
        table.binding = binding

    async def put_away(self, binding: ThreadBinding) -> None:
        """Nothing goes on in this thread any more: keep its binding as it is given, and break off what was going on."""
        await self.keep(binding)
        table = self._open.take(binding.thread_id)
        if table is not None:
            table.binding = binding
            await table.stop()

    async def end(self, table: Table) -> Session | None:
        """End the game's sitting: its seed is revealed. None if a turn still waits for its dice."""
        self.parts.running.draining.refuse(table.speech)
        await table.rest()
        await self.set_status(table, "ended")
        for other in await self._scenes_of(table):  # its scenes in other threads end with it
            await self.put_away(replace(other, status="ended"))
        await self.show_card(table.binding.thread_id)
        return await self.parts.app.engine.close_session(table.game)

    async def _scenes_of(self, table: Table) -> tuple[ThreadBinding, ...]:
        async with self.parts.app.database.read() as db:
            found = await load_game_threads(db, table.game.id)
        here = table.binding
        return tuple(
            each
            for each in found
            if each.branch_id == here.branch_id and each.scene != here.scene and each.status in ("playing", "paused")
        )

    async def wake_all(self) -> int:
        """Go on with every game that is being played; gives their number. One broken thread does not stop the rest."""
        await self.parts.app.engine.close_idle()
        async with self.parts.app.database.read() as db:
            bindings = await load_threads(db, "playing")
        bindings = tuple(each for each in bindings if self.parts.running.shards.plays(each.guild_id))
        for binding in bindings:
            try:
                table = await self.at(binding.thread_id)
            except GmError:
                _log.exception("thread %s cannot go on", binding.thread_id)
                continue
            if table is not None:
                table.spawn(table.wake_safely())
        return len(bindings)

    @property
    def open_now(self) -> int:
        """How many games are open."""
        return len(self._open)

    async def stop(self) -> None:
        """Break off what is going on; it is taken up again at the next start."""
        for table in self.all_open():
            await table.stop()

    async def rest(self) -> None:
        """Wait until nothing is going on at any table."""
        for table in self.all_open():
            await table.rest()

    async def keep(self, binding: ThreadBinding) -> None:
        """Keep what a thread is bound to."""
        async with self.parts.app.database.begin() as db:
            await record_thread(db, binding, self.parts.clock.now())
            await db.commit()

    def moving(self, game_id: int) -> asyncio.Lock:
        """Held while a game is brought to another thread."""
        return self._locks.setdefault(-game_id, asyncio.Lock())

    def _lock(self, thread_id: int) -> asyncio.Lock:
        return self._locks.setdefault(thread_id, asyncio.Lock())

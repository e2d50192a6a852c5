"""Each scene of a split party has a thread of its own, beside the game's first one: opened, filled and closed so that
the threads say what the world says.

Who parted and who met is decided by the engine and committed there. What is here only follows, and can be broken off
anywhere: whoever looks next finishes it. The game's first thread keeps everybody's seat; a scene's thread has the seats
of those who play there.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

import discord

from gm.bot import buttons as made
from gm.bot.branching import make_thread
from gm.bot.lost import wake_thread
from gm.bot.posts import Part
from gm.bot.table import Table
from gm.bot.wire import DOWN
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Turn
from gm.domain.scenes import MAIN
from gm.domain.state import WorldState
from gm.play.scenes import SceneView
from gm.store.database import Database
from gm.store.discord import (
    DiscordSeat,
    ThreadBinding,
    free_seat,
    load_game_threads,
    load_seats,
    load_thread,
    record_seat,
    record_thread,
)
from gm.store.hearing import record_heard
from gm.store.turns import load_last_turn, load_turn_by_number

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_STANDING: Final = ("playing", "paused")
_MOST_NAMES: Final = 60
"""Characters of a thread's name that its people's names may take."""


@dataclass
class SceneThreads:
    """The threads of all games' scenes."""

    bot: "GmBot"
    _locks: WeakValueDictionary[int, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """By branch: one look after the other."""

    async def follow(self, table: Table) -> None:
        """Open, fill and close threads as the scenes of the table's game are now."""
        if table.binding.status in ("ended", "gone"):
            return
        async with self._locks.setdefault(table.game.branch_id, asyncio.Lock()):
            standing = await self.standing(table)
            views = {view.key: view for view in await table.engine.scenes.all(table.game)}
            if set(views) == {MAIN} == set(standing):
                return
            world = (await table.state()).world
            for view in views.values():
                if view.key not in standing:
                    opened = await self._open(table, view, world)
                    if opened is not None:
                        standing[view.key] = opened
            await self._seat_all(table, views, standing)
            for view in views.values():
                if view.key != MAIN and view.key in standing:
                    await self._say_first(standing, view, world)
            for key in [key for key in standing if key not in views and key != MAIN]:
                await self._close(table, standing, key, world)

    async def standing(self, table: Table) -> dict[str, ThreadBinding]:
        """The threads in which scenes of the table's branch are played, by the scene's key."""
        async with self.bot.app.database.read() as db:
            found = await load_game_threads(db, table.game.id)
        return {b.scene: b for b in found if b.branch_id == table.game.branch_id and b.status in _STANDING}

    async def of(self, table: Table, key: str) -> Table | None:
        """The table of another scene of the same game; None: it has no thread."""
        binding = (await self.standing(table)).get(key)
        return await self.bot.tables.at(binding.thread_id) if binding is not None else None

    # -- opening

    async def _open(self, table: Table, view: SceneView, world: WorldState) -> ThreadBinding | None:
        """A thread for a scene: the one that it had before, one that was left over, or a new one. None, and the thread
        of those who stayed says so: Discord would not have it."""
        try:
            binding = await self._thread(table, view)
        except (*DOWN, Refused):
            if view.key != MAIN:
                await self._say_none(table, view, world)
            return None
        async with self.bot.app.database.begin() as db:
            fresh = await load_thread(db, binding.thread_id) is None
            await record_thread(db, binding, self.bot.tables.parts.clock.now())
            if fresh:
                await record_heard(db, binding.thread_id, binding.thread_id)
            await db.commit()
        known = self.bot.tables.opened(binding.thread_id)
        if known is not None:
            known.binding = binding
        return binding

    async def _thread(self, table: Table, view: SceneView) -> ThreadBinding:
        name = self._name(table, view)
        async with self.bot.app.database.read() as db:
            found = await load_game_threads(db, table.game.id)
        before = [b for b in found if (b.branch_id, b.scene, b.status) == (table.game.branch_id, view.key, "moved")]
        if before and view.key != MAIN:
            await wake_thread(self.bot, before[-1].thread_id)
            return replace(before[-1], status="playing", name=name)
        thread_id = await self._left_over(table.binding, name)
        if thread_id is None:
            private = (await table.engine.table(table.game)).scene_threads == "private"
            thread_id = await make_thread(self.bot, table.binding, name, private=private)
        return replace(table.binding, thread_id=thread_id, scene=view.key, name=name, status="playing", card_id=None)

    def _name(self, table: Table, view: SceneView) -> str:
        who = ", ".join(table.character_name(each) for each in view.who)
        return f"{view.title[:38]} · {who[:_MOST_NAMES]}"

    async def _left_over(self, binding: ThreadBinding, name: str) -> int | None:
        """A thread of ours of that name in which nothing is played: it was opened as the process ended."""
        parent = self.bot.get_channel(binding.channel_id)
        for thread in getattr(parent, "threads", ()):
            if thread.name == name and thread.owner_id == getattr(self.bot.user, "id", None):
                async with self.bot.app.database.read() as db:
                    if await load_thread(db, thread.id) is None:
                        return int(thread.id)
        return None

    async def _say_first(self, standing: Mapping[str, ThreadBinding], view: SceneView, world: WorldState) -> None:
        """What the new thread begins with, and the line in the old one that leads to it; each stands once."""
        there = await self.bot.tables.at(standing[view.key].thread_id)
        turn = await self._parting(there, view.key, world)
        if there is None or turn is None:
            return
        origin = world.text(f"scene:{view.key}", "from", MAIN)
        old = standing.get(origin) or standing.get(MAIN)
        names = ", ".join(there.character_name(each) for each in view.who)
        link = f"<#{old.thread_id}>" if old is not None else "…"
        if "b" not in await _known(there, turn.id):
            place = there.campaign.place(view.place)
            rows = [there.speech("scene.first", names=names, place=view.title, thread=link)]
            if place is not None and place.description:
                rows.append(f"> {place.description[:300]}")
            below = made.beat_buttons(there.speech, turn.id, "opening")
            await there.quietly(there.face.posts.put(turn.id, "b", Part("\n".join(rows), below, "beat")))
        behind = await self.bot.tables.at(old.thread_id) if old is not None else None
        if behind is not None and f"l{view.key}" not in await _known(behind, turn.id):
            line = behind.speech("scene.line", names=names, thread=f"<#{there.binding.thread_id}>")
            await behind.quietly(behind.face.posts.put(turn.id, f"l{view.key}", Part(line)))

    async def _say_none(self, table: Table, view: SceneView, world: WorldState) -> None:
        turn = await self._parting(table, view.key, world)
        if turn is not None:
            names = ", ".join(table.character_name(each) for each in view.who)
            line = table.speech("scene.no_thread", names=names, channel=f"<#{table.binding.channel_id}>")
            await table.quietly(table.face.posts.put(turn.id, f"k{view.key}", Part(line)))

    async def _parting(self, table: Table | None, key: str, world: WorldState) -> Turn | None:
        if table is None:
            return None
        async with self.bot.app.database.read() as db:
            try:
                return await load_turn_by_number(db, table.game.branch_id, world.number(f"scene:{key}", "since"))
            except NotFound:
                return None

    # -- who sits where

    async def _seat_all(
        self, table: Table, views: Mapping[str, SceneView], standing: Mapping[str, ThreadBinding]
    ) -> None:
        main = standing.get(MAIN)
        if main is None:
            return
        async with self.bot.app.database.read() as db:
            everybody = await load_seats(db, main.thread_id)
        at = {who: key for key, view in views.items() for who in view.who}
        for key, binding in standing.items():
            if key != MAIN:
                here = [seat for seat in everybody if at.get(seat.character) == key]
                await self._seat(binding, here)
            there = await self.bot.tables.at(binding.thread_id)
            if there is not None:
                there.away = {
                    seat.player_id: standing[at[seat.character]].thread_id
                    for seat in everybody
                    if at.get(seat.character, key) != key and at[seat.character] in standing
                }

    async def _seat(self, binding: ThreadBinding, here: list[DiscordSeat]) -> None:
        """Those sit in the thread, and nobody else; Discord shows it to them."""
        now = self.bot.tables.parts.clock.now()
        async with self.bot.app.database.begin() as db:
            before = await load_seats(db, binding.thread_id)
            if {(s.player_id, s.character) for s in before} == {(s.player_id, s.character) for s in here}:
                return
            for seat in before:
                await free_seat(db, binding.thread_id, seat.player_id)
            for seat in here:
                await record_seat(db, binding.thread_id, seat, now)
            await db.commit()
        there = self.bot.tables.opened(binding.thread_id)
        if there is not None:
            there.seats = {seat.player_id: seat for seat in here}
        fresh = {seat.player_id for seat in here} - {seat.player_id for seat in before}
        with contextlib.suppress(*DOWN):  # who is not shown it finds it by its link
            thread = self.bot.get_channel(binding.thread_id) or await self.bot.fetch_channel(binding.thread_id)
            if isinstance(thread, discord.Thread):
                for user in sorted(fresh):
                    await thread.add_user(discord.Object(user))

    # -- closing

    async def _close(self, table: Table, standing: Mapping[str, ThreadBinding], key: str, world: WorldState) -> None:
        """A scene has closed into another one: its thread says where they play on, and goes to sleep."""
        there = await self.bot.tables.at(standing[key].thread_id)
        if there is None:
            return
        into = _where(world, key, standing)
        async with self.bot.app.database.read() as db:
            last = await load_last_turn(db, table.game.branch_id, scene=key)
        turn = last or await self._parting(there, key, world)
        if turn is None:  # the parting itself was taken back
            line = there.speech("scene.moved", thread=f"<#{standing[into].thread_id}>")
            await there.say(line)
        else:
            names = [each for each in await _known(there, turn.id) if each.startswith("z")]
            shown = [each for each in await there.face.posts.names(turn.id) if each.startswith("z")]
            if not shown:
                line = there.speech("scene.moved", thread=f"<#{standing[into].thread_id}>")
                await there.quietly(there.face.posts.put(turn.id, f"z{len(names)}", Part(line)))
        for post in await there.face.posts.buttoned("beat"):
            old = made.old_buttons(there.speech, post.turn_id)
            await there.quietly(there.face.posts.rebutton(post.turn_id, post.part, old, "old"))
        await self._seat(replace(standing[key]), [])
        with contextlib.suppress(*DOWN):
            thread = self.bot.get_channel(there.binding.thread_id) or await self.bot.fetch_channel(
                there.binding.thread_id
            )
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=True)
        closed = replace(there.binding, status="moved")
        await self.bot.tables.keep(closed)
        there.binding = closed


async def elsewhere(database: Database, here: ThreadBinding) -> dict[int, int]:
    """Users who play in another scene of the game that is played here, and that scene's thread, as it was kept."""
    if here.game_id is None or here.status not in _STANDING:
        return {}
    at: dict[int, int] = {}
    async with database.read() as db:
        found = await load_game_threads(db, here.game_id)
        scenes = [b for b in found if b.branch_id == here.branch_id and b.status in _STANDING]
        for binding in sorted(scenes, key=lambda each: each.scene != MAIN):
            at |= {seat.player_id: binding.thread_id for seat in await load_seats(db, binding.thread_id)}
    return {user: thread for user, thread in at.items() if thread != here.thread_id}


async def _known(table: Table, turn_id: int) -> tuple[str, ...]:
    """Parts of a turn that stand in a thread, or that somebody took away."""
    posts = table.face.posts
    return (*await posts.names(turn_id), *await posts.names(turn_id, gone=True))


def _where(world: WorldState, key: str, standing: Mapping[str, ThreadBinding]) -> str:
    """The scene that goes on in place of a closed one: what it closed into, or came out of."""
    seen: set[str] = set()
    while key not in seen:
        seen.add(key)
        key = world.text(f"scene:{key}", "into") or world.text(f"scene:{key}", "from", MAIN)
        if key in standing and key not in seen and world.is_set(f"scene:{key}", "open"):
            return key
    return MAIN

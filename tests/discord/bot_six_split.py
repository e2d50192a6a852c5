"""A table of six that splits up and meets again, each scene in a thread of its own.

Who plays where is kept here as it was asked for, and held against what the engine says and what threads show after each
step.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot_six import CAST, Six
from loopback import Channel

MOST = 3
"""Scenes at once."""
PLACES = {"hut": "The Hut", "path": "The Path"}


class Step(Protocol):
    """How a table plays one step."""

    async def __call__(self, six: Six, *, die: bool) -> None: ...


@dataclass
class Scenes:
    """All scenes of the table, the oldest first."""

    six: Six
    step: Step
    set_turns: Callable[[Six], Awaitable[None]]
    """Says in a scene whose turn it is, as it was said at the start."""
    all: list[Six] = field(default_factory=list)
    place: dict[int, str] = field(default_factory=dict)
    """By thread: where that scene is played."""

    def __post_init__(self) -> None:
        self.all = [self.six]
        self.place = {self.six.thread.id: "hut"}

    async def change(self, number: int, steps: int) -> None:
        """Before a step: some part, or two scenes meet. A short evening splits after a third of it and meets after
        two."""
        many = [each for each in self.all if len(each.here) > 1]
        if many and (number == steps // 3 or (steps > 20 and len(self.all) < MOST and self.six.often(0.12))):
            await self.part(self.six.chance.choice(many))
        elif len(self.all) > 1 and (number == 2 * steps // 3 or (steps > 20 and self.six.often(0.12))):
            await self.meet()

    async def play(self, *, die: bool) -> Six:
        """One scene plays, or two at the same moment; gives the one in which something may be done about it."""
        self.six.steps += 1
        one, *others = self.six.chance.sample(self.all, len(self.all))
        for each in self.all:
            each.steps = self.six.steps
            each.hurried = False
        if others and not die and self.six.often(0.5):
            self.six.acts["two scenes at once"] += 1
            one.hurried = others[0].hurried = True
            await asyncio.gather(self.step(one, die=False), self.step(others[0], die=False))
        else:
            await self.step(one, die=die)
        await self.check()
        return one

    async def reunite(self) -> None:
        """All meet again."""
        while len(self.all) > 1:
            await self.meet()

    # -- parting

    async def part(self, scene: Six) -> None:
        """Some leave the others; now and then it is taken back at once, and done again."""
        here = scene.shuffled()
        gone = tuple(here[: scene.chance.randint(1, len(here) - 1)])
        to = scene.chance.choice(["", next(each for each in PLACES if each != self.place[scene.thread.id])])
        thread = await self._part(scene, gone, to)
        if scene.often(0.3):
            self.six.acts["parting taken back"] += 1
            await (await self.six.user(gone[0]).slash(scene.thread, "undo")).message("play")
            await (await self.six.user(here[-1]).slash(scene.thread, "undo")).message("taken back")
            await scene.settle()
            assert thread.archived
            await self.check()
            thread = await self._part(scene, gone, to)
        scene.here = tuple(name for name in scene.here if name not in gone)
        apart = scene.apart(thread, gone)
        self.six.came_from[thread.id] = (scene.thread.id, len(scene.lines))
        self.all.append(apart)
        self.place[thread.id] = to or self.place[scene.thread.id]
        await self.check()
        for each in (scene, apart):
            await self.set_turns(each)

    async def _part(self, scene: Six, gone: tuple[str, ...], to: str) -> Channel:
        self.six.acts["parting"] += 1
        options = {"who": ", ".join(CAST[name] for name in gone)} | ({"to": to} if to else {})
        said = await self.six.user(scene.anyone()).slash(scene.thread, "split", options)
        await said.message("on their own now")
        await scene.settle()
        return next(each for each in reversed(scene.channel.threads) if f"<#{each.id}>" in said.text)

    # -- meeting

    async def meet(self) -> None:
        """Two scenes become one: the younger one's people walk to the older one's, and play on in its thread."""
        one, other = sorted(self.six.chance.sample(self.all, 2), key=self.all.index)
        await self._walk(other, self.place[one.thread.id])
        await self._meet(one, other)
        if one.often(0.3):
            self.six.acts["meeting taken back"] += 1
            await (await self.six.user(one.anyone()).slash(one.thread, "undo")).message("taken back")
            await one.settle()
            assert not other.thread.archived
            await self.check()
            await self._meet(one, other)
        one.here = (*one.here, *other.here)
        self.all.remove(other)
        await self.check()
        await self.set_turns(one)

    async def _meet(self, one: Six, other: Six) -> None:
        self.six.acts["meeting"] += 1
        asks, whom = self.six.chance.sample([one, other], 2)
        said = await self.six.user(asks.anyone()).slash(asks.thread, "meet", {"who": CAST[whom.anyone()]})
        await said.message(f"<#{one.thread.id}>")
        await one.settle()
        assert other.thread.archived and f"<#{one.thread.id}>" in other.thread.messages[-1].text

    async def _walk(self, scene: Six, to: str) -> None:
        """Everybody of a scene goes there, in their own words."""
        if self.place[scene.thread.id] == to:
            return
        self.six.steps += 1
        scene.steps, scene.going, scene.hurried = self.six.steps, to, True
        await self.step(scene, die=False)
        scene.going = ""
        self.place[scene.thread.id] = to
        await self.check()

    # -- what must be so

    async def check(self) -> None:
        """The engine, the seats and the threads say of each scene who plays in it, and where."""
        table = await self.six.bot.tables.at(self.six.thread.id)
        assert table is not None
        standing = await self.six.bot.scene_threads.standing(table)
        found = {standing[view.key].thread_id: view for view in await table.engine.scenes.all(table.game)}
        assert found.keys() == {scene.thread.id for scene in self.all}
        for scene in self.all:
            view, there = found[scene.thread.id], await self.six.bot.tables.at(scene.thread.id)
            assert there is not None and not scene.thread.archived
            assert {there.character_name(who) for who in view.who} == {CAST[name] for name in scene.here}
            assert view.place == self.place[scene.thread.id]
            people = {self.six.user(name).id for name in scene.here}
            assert people <= set(there.seats) and not people & set(there.away)
            assert scene is self.six or people == set(there.seats)

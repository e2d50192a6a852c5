"""One server's storm does not slow another; a thread that is flooded says so."""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bot_journey import Group, make_home, opened, seated, serving
from hypothesis import given
from hypothesis import strategies as st
from loopback import LoopbackDiscord

from gm.bot.client import GmBot
from gm.bot.fairness import MOST_WAITING, Fairness
from gm.bot.running import Running
from gm.bot.wire import ThreadWire, Wire
from gm.store.discord import ThreadBinding


async def no_matter() -> None:
    """Nobody minds waiting."""


async def test_a_server_has_its_places_and_servers_take_turns() -> None:
    fairness = Fairness(per_server=2, at_once=3)
    order: list[int] = []
    gate = asyncio.Event()
    known = [fairness.belongs(game, 100 if game <= 4 else 200) for game in (1, 2, 3, 4, 5, 6)]

    async def turn(game: int) -> None:
        async with fairness.place(game, no_matter):
            order.append(game)
            await gate.wait()

    tasks = [asyncio.create_task(turn(game)) for game in (1, 2, 3, 4, 5, 6)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert (
        len(known) == 6 and order == [1, 2, 5] and fairness.busy == 3 and fairness.waiting == 3
    )  # 5 did not wait for 3 and 4
    gate.set()
    await asyncio.gather(*tasks)
    assert order == [1, 2, 5, 6, 3, 4] or sorted(order[3:]) == [3, 4, 6]
    assert fairness.busy == fairness.waiting == 0
    await fairness.idle()


async def test_closed_it_lets_nobody_in() -> None:
    fairness = Fairness(closed=True)

    async def turn() -> None:
        async with fairness.place(1, no_matter):
            raise AssertionError("it was let in")

    task = asyncio.create_task(turn())
    await asyncio.sleep(0)
    await fairness.idle()
    assert fairness.waiting == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled() and fairness.busy == 0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=30), st.integers(1, 3))
def test_places_are_neither_lost_nor_given_twice(turns: list[tuple[int, int, bool]], at_once: int) -> None:
    async def play() -> None:
        fairness = Fairness(per_server=2, at_once=at_once)
        playing, most = 0, 0

        async def turn(server: int, steps: int) -> None:
            nonlocal playing, most
            async with fairness.place(server, no_matter):
                playing += 1
                most = max(most, playing)
                for _ in range(steps):
                    await asyncio.sleep(0)
                playing -= 1

        tasks = []
        for server, steps, cancelled in turns:
            tasks.append(asyncio.create_task(turn(server, steps)))
            await asyncio.sleep(0)
            if cancelled and not tasks[-1].done() and fairness.waiting:
                tasks[-1].cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
        assert fairness.busy == fairness.waiting == 0 and most <= at_once

    asyncio.run(play())


class StuckWire(ThreadWire):
    """A thread whose tellings do not begin before `gate` is open."""

    gate: asyncio.Event

    async def typing(self) -> None:
        await self.gate.wait()


class StuckBot(GmBot):
    """The tables of one server are stuck."""

    stuck: int = 0

    def _wire_of(self, binding: ThreadBinding) -> Wire:
        kind = StuckWire if binding.guild_id == self.stuck else ThreadWire
        return kind(self, self.personas, thread=binding.thread_id, guild=binding.guild_id, channel=binding.channel_id)


async def test_a_flooded_server_does_not_slow_another(
    server: LoopbackDiscord, tmp_path: Path, sqlite_template: Path
) -> None:
    loud, quiet = server.world.guild("Loud"), server.world.guild("Quiet")
    StuckWire.gate = asyncio.Event()
    StuckWire.gate.set()
    running = Running(fairness=Fairness(per_server=3, at_once=4))
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(opened(make_home(tmp_path, sqlite_template)))
        bot = await stack.enter_async_context(serving(server, app, kind=StuckBot, running=running))
        bot.stuck = loud.id  # type: ignore[attr-defined]
        crowd = [await seated(server, bot, loud.channel(f"inn{n}"), Ada="Ilse Brand") for n in range(5)]
        calm = await seated(server, bot, quiet.channel("inn"), Bo="Tam Reed")
        before = await timed(calm, "I look around")
        StuckWire.gate.clear()
        for group in crowd:
            for number in range(4):
                await group.players["Ada"].slash(group.thread, "do", {"words": f"I shout {number}"}, wait=False)
        await server.until(lambda: running.fairness.playing[loud.id] == 3 and running.fairness.waiting == 2)
        after = await timed(calm, "I warm my hands")
        print(f"acknowledged and told, calm {before}, while the other server floods {after}")
        assert after[0] < 1 and after[1] < max(2.0, 4 * before[1])
        # the fifth to the last of a thread: told that they wait, then that it is too much
        first = crowd[0]
        for number in range(4, MOST_WAITING):
            await (await first.players["Ada"].slash(first.thread, "do", {"words": f"I shout {number}"})).message("✅")
        crowded = await first.players["Ada"].slash(first.thread, "do", {"words": "I shout once more"})
        await crowded.message("waiting here already")
        assert not first.told("once more") and running.metrics.value("gm_inputs_refused_total", why="crowded") == 1
        StuckWire.gate.set()
        await bot.tables.rest()
        for group in crowd:
            for number in range(4):
                assert len(group.told(f"I shout {number}")) >= 1
            assert len(group.with_button("Undo")) == 1


async def timed(group: Group, deed: str) -> tuple[float, float]:
    """Seconds to the acknowledgement, and to the finished telling."""
    start = time.monotonic()
    acted = await group.players["Bo"].slash(group.thread, "do", {"words": deed})
    await acted.message("✅")
    (words,) = await group.server.until(lambda: group.told(deed))
    await group.server.until(lambda: any(m.id > words.id for m in group.with_button("Undo")))
    assert acted.acked_after is not None
    return acted.acked_after, time.monotonic() - start

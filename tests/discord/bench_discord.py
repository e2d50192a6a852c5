"""What `gm bench discord` measures: the bot and a bare client, each in its own process, on a loopback Discord."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import loop_watch
from bot_journey import make_home, opened, seated, serving
from loopback import Channel, LoopbackDiscord, User, environment
from shipped_bot import HERE, ShippedBot

from gm.app import App, SystemClock
from gm.bot.consent import VERSION
from gm.bot.stream import RealPace
from gm.domain.brief import NarrationBrief
from gm.domain.calls import Backend, BackendRequest, Chunk
from gm.models.offline.backend import FREE
from gm.store.consents import record_consent
from gm.store.discord import DiscordSeat, ThreadBinding, record_seat, record_thread

STREAM: Final = 5.0
"""Seconds that the model takes to tell."""
_SENTENCE: Final = "The rain goes on against the pane and the lamp burns lower than it did. "


async def measure(*, games: int, acts: int, rate: float) -> dict[str, Any]:
    """All of it. `rate`: acts in a second; at 7, with 200 games, each is acted in every half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        found = await _acknowledged(Path(folder) / "many", games, acts, rate)
        return found | await _stream(Path(folder) / "stream")


# -- many games


async def _acknowledged(home: Path, games: int, acts: int, rate: float) -> dict[str, Any]:
    make_home(home)
    async with LoopbackDiscord(judge=False) as server:
        channels = [server.world.guild(f"Guild {number}").channel("inn") for number in range(8)]
        players = [channel.guild.user("Ada") for channel in channels if channel.guild]
        threads = [
            server.world.thread(channels[n % 8], f"game {n}", server.world.bot, thread_id=None) for n in range(games)
        ]
        async with opened(home) as app:
            for number, thread in enumerate(threads):
                await _game(app, thread, players[number % 8])
        watched = {"GM_DISCORD_CONNECTOR": "loop_watch:connector", "LOOP_WATCH": str(home / "loop.jsonl")}
        bot = ShippedBot(server, home, environ=watched)
        here: list[loop_watch.Stall] = []
        watching = asyncio.create_task(loop_watch.LoopWatch(here.append, time.monotonic()).run())
        started = time.monotonic()
        await bot.start(within=120)
        try:
            await server.until(lambda: all(_open(thread) for thread in threads), 300, "all openings")
            begun = time.monotonic() - started
            (home / "loop.jsonl").unlink(missing_ok=True)  # the start is not what is measured
            ours = await _load(server, [(players[n % 8], thread) for n, thread in enumerate(threads)], acts, rate)
            there = loop_watch.read(home / "loop.jsonl")
        finally:
            await bot.stop()
            watching.cancel()
        await server.until(lambda: not server.gateway.connected)
        process = await _bare(server, home)
        try:
            bare = await _load(server, [(players[n % 8], thread) for n, thread in enumerate(threads)], acts, rate)
        finally:
            process.kill()
            await process.wait()
    told = sum(any("Undo" in message.labels for message in thread.messages) for thread in threads)
    assert told > min(acts, games) / 10, f"only {told} games were played in: this measured something else"
    own = [(end - begin - loop_watch.excused(begin, end, there, here)) * 1000 for begin, end in ours]
    loop = loop_watch.report(there)
    return {"acks_ms": _ms(ours), "own_ms": own, "bare_ms": _ms(bare), "start_s": begun, "loop": loop}


async def _game(app: App, thread: Channel, player: User) -> None:
    """A game in a thread as `/play start` and *Begin* would have left it, its opening not told yet."""
    assert thread.guild is not None and thread.parent is not None
    game = await app.start_game(app.load_campaign("tiny"), name=f"tiny-{thread.id}", characters=["ilse"])
    now = SystemClock().now()
    where = {"guild_id": thread.guild.id, "channel_id": thread.parent.id, "host_id": player.id}
    lobby = ThreadBinding(thread_id=thread.id, campaign="tiny", name=thread.name, **where)
    async with app.database.begin() as db:
        await record_thread(db, lobby, now)
        await record_seat(db, thread.id, DiscordSeat("ilse", player.id, "Ada"), now)
        await record_consent(db, player.id, VERSION, now)
        playing = replace(lobby, game_id=game.id, status="playing", branch_id=game.branch_id)
        await record_thread(db, playing, now)
        await db.commit()


def _open(thread: Channel) -> bool:
    return any("Act" in message.labels for message in thread.all_messages.values())


def _ms(spans: list[tuple[float, float]]) -> list[float]:
    return [(end - begin) * 1000 for begin, end in spans]


async def _load(
    server: LoopbackDiscord, tables: list[tuple[User, Channel]], acts: int, rate: float
) -> list[tuple[float, float]]:
    """When each interaction left, and when its answer had arrived. The first tenth warms up."""
    made = []
    for number in range(acts):
        player, thread = tables[number * 7 % len(tables)]
        made.append(await player.slash(thread, "do", {"words": "I look around"}, wait=False))
        await asyncio.sleep(1 / rate)
    await server.until(lambda: all(each.acked_at is not None for each in made), 30, "all answers")
    times = [(server.gateway.written[each.id][-1], each.acked_at) for each in made if each.acked_at]
    return times[acts // 10 :]


async def _bare(server: LoopbackDiscord, home: Path) -> asyncio.subprocess.Process:
    """The least that any bot does: a client that defers, and nothing else."""
    known = len(server.gateway.identifies)
    variables = {**os.environ, **environment(server.port, home), "TOKEN": server.token, "PYTHONPATH": str(HERE)}
    command = [sys.executable, str(HERE / "bench_bare.py")]
    process = await asyncio.create_subprocess_exec(*command, env=variables, stderr=asyncio.subprocess.DEVNULL)
    await server.until(lambda: len(server.gateway.identifies) > known, 60, "the bare client")
    return process


# -- a stream


class _Slow:
    """The offline backend, with a narrator who takes his time."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """Sentences over five seconds."""
        if not isinstance(request.brief, NarrationBrief):
            async for chunk in self._backend.stream(request):
                yield chunk
            return
        count = 20
        for _ in range(count):
            yield Chunk(text=_SENTENCE)
            await asyncio.sleep(STREAM / count)
        yield Chunk(usage=FREE, finish_reason="stop")


async def _stream(home: Path) -> dict[str, float]:
    """A telling of five seconds, while five edits of five seconds are allowed in a channel."""
    make_home(home)
    async with (
        LoopbackDiscord(judge=False) as server,
        opened(home) as app,
        serving(server, app, pace=RealPace()) as bot,
    ):
        channel = server.world.guild().channel("inn")
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        backends: Mapping[str, Backend] = app.door._backends
        app.door._backends = {**backends, "offline": _Slow(backends["offline"])}
        server.limits.rule("PATCH", "/channels/*/messages/*", 5, 5.0)
        await group.players["Ada"].slash(group.thread, "do", {"words": "I look around"})
        first = await server.until(lambda: group.told(_SENTENCE[:20]), 10)
        began = first[0].created_at
        await server.until(lambda: group.with_button("Undo"), 20)
        (told,) = group.with_button("Undo")
        shown = told.history[-1].at - began
        return {"stream_s": shown, "stream_edits": float(told.edits), "stream_limited": float(server.limits.hits)}

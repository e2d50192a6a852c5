"""A storm: the shipped `gm bot` in a process of its own, on a Discord in which everything goes wrong that can.

    python tests/discord/storm.py --turns 2000

prints JSON: what went wrong how often, and what came of it. Exit status 1 if a promise was broken. `test_storm.py` runs
a small one. Chance decides the faults, from `--seed`; what the scheduler makes of them differs from run to run.

Faults, each with `--rate` (0.02): of requests 429 (with limit headers), 429_bare (without), 429_cloudflare (no Via: the
client takes it for a ban), 500; of acts late (the three seconds are over), duplicate, socket (closed, then resumed),
op7, op9 (the session and the event are gone), and SIGKILL of the process, which is started again.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import loop_watch
from bot_journey import begin, make_home
from loopback import CannotDo, Channel, Interaction, LoopbackDiscord, Message, User
from shipped_bot import ShippedBot, sits_down
from storm_checks import check

REQUESTS: Final = ("429", "429_bare", "429_cloudflare", "500")
EVENTS: Final = ("late", "duplicate", "socket", "op7", "op9")
SEATS: Final = {"Ada": "Ilse Brand", "Bo": "Tam Reed"}
DEEDS: Final = (
    "I search the floor",
    "I look around",
    "I warm my hands",
    "I listen at the door",
    "I ask Orla who she is",
)


@dataclass
class Act:
    """Something that a player did, once. `text` is unique in the storm."""

    thread: Channel
    text: str
    way: str
    interaction: Interaction | None = None
    received: bool = False
    """The player was told that it is safe."""
    told: bool = False
    """The telling was seen in time."""
    began: float = field(default_factory=time.monotonic)
    took: float | None = None
    """Seconds from the act to the finished telling."""


@dataclass
class Storm:
    """One run."""

    server: LoopbackDiscord
    bot: ShippedBot
    turns: int
    rate: float
    chance: random.Random
    most_kills: int | None = None
    """None: as chance has it. Else exactly so many, spread over the turns."""
    ack_within: float = 1.0
    """Seconds in which every interaction must be acknowledged that reached a living process."""
    patience: float = 30.0
    """Seconds that a player waits for the telling before trying something else."""
    acts: list[Act] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    stalls: list[loop_watch.Stall] = field(default_factory=list)
    """When this process's own loop did not turn: neither did its Discord then."""
    _done: int = 0
    _deaths: asyncio.Lock = field(default_factory=asyncio.Lock)
    _dying: set[asyncio.Task[None]] = field(default_factory=set)

    # -- before

    async def seated(self, channel: Channel) -> tuple[Channel, dict[str, User]]:
        """A game in a new thread that has begun."""
        assert channel.guild is not None
        players = {name: channel.guild.user(name) for name in SEATS}
        ada = players["Ada"]
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:", 20)
        thread = channel.threads[-1]
        (card,) = thread.messages
        for name, character in SEATS.items():
            await sits_down(players[name], card, character)
        await begin(ada, card, 20)
        await self.server.until(lambda: self._last(thread, lambda m: "Why?" in m.labels), 20)
        return thread, players

    # -- the storm

    async def blow(self, tables: list[tuple[Channel, dict[str, User]]]) -> None:
        """Everybody plays until all turns are told."""
        self.server.faults.storm(dict.fromkeys(REQUESTS, self.rate), seed=self.chance.randrange(1 << 30))
        await asyncio.gather(*(self._table(thread, players) for thread, players in tables))
        self.server.faults.calm()
        await asyncio.gather(*self._dying)
        await self.server.ready(within=60)

    async def _table(self, thread: Channel, players: dict[str, User]) -> None:
        while self._done < self.turns:
            names = list(players) if self.chance.random() < 0.15 else [self.chance.choice(list(players))]
            self._done += len(names)
            await asyncio.gather(*(self._turn(thread, players[name]) for name in names))

    async def _turn(self, thread: Channel, player: User) -> None:
        """One turn that a player wants: they try until it is told, as people do."""
        for attempt in range(1, 8):
            text = f"{self.chance.choice(DEEDS)} ({len(self.acts)}/{attempt})"
            act = Act(thread, text, self.chance.choice(("do", "do", "say", "form", "mention")))
            self.acts.append(act)
            self._weather()
            await self._tried(act, player)
            if act.received or act.told:
                return

    def _weather(self) -> None:
        for kind in EVENTS:
            if self.chance.random() < self.rate:
                self.server.faults.dispatch(kind, "INTERACTION_CREATE")
        if self._shall_die():
            task = asyncio.create_task(self._death(self.chance.uniform(0, 2.5)))
            self._dying.add(task)
            task.add_done_callback(self._dying.discard)

    def _shall_die(self) -> bool:
        if self._deaths.locked():
            return False
        if self.most_kills is None:
            return self.chance.random() < self.rate
        return len(self.kills) + len(self._dying) < self.most_kills * self._done / self.turns - 0.5

    async def _death(self, after: float) -> None:
        async with self._deaths:
            await asyncio.sleep(after)
            self.kills.append(self.server.clock.now())
            await self.bot.kill()
            await self.bot.start(within=60)

    async def _tried(self, act: Act, player: User) -> None:
        try:
            act.interaction = await self._acted(act, player)
        except CannotDo:
            return  # the button went while the finger was on its way
        if act.way != "mention":
            if act.interaction is None or act.interaction.acked_at is None:
                await self._breath()
                return
            act.received = await self._within(self.patience / 2, lambda: "✅" in act.interaction.text)  # type: ignore[union-attr]
        act.told = await self._within(self.patience, lambda: self._is_told(act))
        if act.told:
            act.took = time.monotonic() - act.began

    async def _acted(self, act: Act, player: User) -> Interaction | None:
        if act.way == "mention":
            player.mention(act.thread, act.text)
            return None
        if act.way == "form":
            beat = self._last(act.thread, lambda m: "Act" in m.labels)
            if beat is not None:
                form = await player.click(beat, "Act")
                return await player.submit(form, {"Your character": act.text}) if form.modal else form
            act.way = "do"
        return await player.slash(act.thread, act.way, {"words": act.text})

    def _is_told(self, act: Act) -> bool:
        """Its words stand there, and a finished beat after them."""
        for message in self._recent(act.thread):
            if "Undo" in message.labels:
                break
        else:
            return False
        words = next((m for m in self._recent(act.thread) if act.text in m.text and m.author.bot), None)
        return words is not None and words.id < message.id

    async def _within(self, seconds: float, condition: Callable[[], bool]) -> bool:
        try:
            return await self.server.until(condition, seconds)
        except TimeoutError:
            return False

    async def _breath(self) -> None:
        """What one takes before trying again; longer while the bot is away."""
        await self._within(20, lambda: bool(self.server.gateway.connected))
        await asyncio.sleep(0.2)

    def _recent(self, thread: Channel) -> list[Message]:
        newest = islice(reversed(thread.all_messages.values()), 40)
        return [m for m in newest if m.deleted_at is None and not m.ephemeral]

    def _last(self, thread: Channel, wanted: Callable[[Message], bool]) -> Message | None:
        return next((m for m in self._recent(thread) if wanted(m)), None)


async def storm(
    home: Path,
    *,
    turns: int,
    rate: float,
    seed: int,
    tables: int,
    guilds: int = 2,
    kills: int | None = None,
    ack_within: float = 1.0,
    patience: float = 30.0,
) -> dict[str, Any]:
    """Run one; gives the report, whose `broken` lists promises that were not kept."""
    began = time.monotonic()
    async with LoopbackDiscord(judge=turns <= 200) as server:
        watched = {"GM_DISCORD_CONNECTOR": "loop_watch:connector", "LOOP_WATCH": str(home / "loop.jsonl")}
        bot = ShippedBot(server, home, environ=watched)
        run = Storm(server, bot, turns, rate, random.Random(seed), kills, ack_within, patience)
        watching = asyncio.create_task(loop_watch.LoopWatch(run.stalls.append, time.monotonic()).run())
        channels = [server.world.guild(f"Guild {number}").channel("inn") for number in range(guilds)]
        await bot.start(within=60)
        try:
            seats = [await run.seated(channels[number % guilds]) for number in range(tables)]
            start = time.monotonic()
            await run.blow(seats)
            blown = time.monotonic() - start
            bot_restarts = bot.starts - 1
            await bot.kill()  # the last death: what is unfinished now, the next one finishes
            await bot.start(within=60)
            report = await check(run, [thread for thread, _ in seats])
        finally:
            watching.cancel()
            if bot.running:
                await bot.stop()
        report["seconds"] = {"storm": round(blown, 1), "all": round(time.monotonic() - began, 1)}
        report["restarts"] = bot_restarts
        report["invalid_requests"] = server.invalid_requests
        report["findings"] = [str(finding) for finding in server.findings_on_requests][:10]
        report["log_errors"] = [line for line in bot.said().splitlines() if " ERROR " in line][:10]
        return report


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--turns", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", type=int, default=24)
    parser.add_argument("--guilds", type=int, default=4)
    parser.add_argument("--home", type=Path, help="keep GM_HOME (database, log) in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        make_home(home)
        options = {"turns": given.turns, "rate": given.rate, "seed": given.seed}
        report = asyncio.run(storm(home, tables=given.tables, guilds=given.guilds, **options))
    print(json.dumps(report, indent=2))
    return 1 if report["broken"] else 0


if __name__ == "__main__":
    raise SystemExit(main())

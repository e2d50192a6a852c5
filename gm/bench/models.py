"""`gm bench models`: what the door costs on top of the vendor library, and how many streams one core holds.

All figures are CPU time of this process, so other programs on the machine do not count; the server runs in a process of
its own. Lateness alone is wall-clock time: each chunk says when it left, and it is late by what passes until the door's
`on_text` has it. Beside it stands how long this process waited for a core that others had.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gm.bench.model_ways import LATENESS, Asked, Recorded, bare_client, by_door, by_library, listen, open_door
from gm.bench.pacing import pacing_server, wanted
from gm.bench.report import Measure, Report, parser, percentile, print_report, progress
from gm.domain.calls import Candidate
from gm.models.backend import LitellmBackend

LEVELS: Final = (10, 20, 40, 60, 80, 100, 120, 160)
RATE: Final = 50.0
LATEST: Final = 0.5
"""Seconds that a chunk may be late."""
_SHORT: Final = 2
_TRIES: Final = 3


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("models", __doc__ or "")
    args.add_argument("--seconds", type=float, default=4.0, help="how long each level of streams runs (4)")
    args.add_argument("--calls", type=int, default=40, help="calls for a figure (40)")
    args.add_argument("--chunks", type=int, default=300, help="chunks of a long reply (300)")
    args.add_argument("--levels", type=int, nargs="*", default=list(LEVELS), help="streams at once, upward")
    options = args.parse_args(argv)
    report = asyncio.run(measure(options.calls, options.chunks, options.seconds, options.levels))
    return print_report(report, as_json=options.json)


async def measure(calls: int, chunks: int, seconds: float, levels: Sequence[int]) -> Report:
    """The three figures, each with the library by itself and a bare reader beside it."""
    lean, own = LitellmBackend(lambda _: "none"), LitellmBackend(lambda _: "none", own_stream=True)
    await lean.warm_up()
    await own.warm_up()
    library = await lean._loaded()
    with pacing_server() as base:
        one = Candidate(model="openai/loopback", endpoint=base, price_in=0.0, price_out=0.0, provider="bench")
        async with (
            open_door(lean) as leaner,
            open_door(own) as plain,
            open_door(Recorded()) as door,
            bare_client(base) as bare,
        ):
            ways: dict[str, Asked] = {
                "bare": bare,
                "library": lambda asked: by_library(library, asked),
                "plain": lambda asked: by_door(plain, asked),
                "lean": lambda asked: by_door(leaner, asked),
                "recorded": listen,
                "door": lambda asked: by_door(door, asked),
            }
            costs = await _costs(ways, one, calls, chunks)
            held = {
                name: await _search(ways[name], one, seconds, levels, name, first)
                for name, first in (("library", 10), ("plain", 20), ("lean", 100))
            }
    return _report(costs, held)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds."""

    call: float
    chunk: float


async def _costs(ways: dict[str, Asked], one: Candidate, calls: int, chunks: int) -> dict[str, Cost]:
    """In turns, so that a machine that gets slower gets slower for all."""
    short = replace(one, extra=wanted(_SHORT, 0))
    long = replace(one, extra=wanted(chunks, 400))
    brief: dict[str, list[float]] = {name: [] for name in ways}
    full: dict[str, list[float]] = {name: [] for name in ways}
    for name, ask in ways.items():
        for _ in range(5):
            await ask(short)
        progress(f"warmed {name}")
    for number in range(calls):
        for name, ask in ways.items():
            brief[name].append(await _cpu(ask, short))
            if number % 4 == 0:
                full[name].append(await _cpu(ask, long))
    costs = {}
    for name in ways:
        call = percentile(brief[name], 0.5)
        costs[name] = Cost(call, max(0.0, (percentile(full[name], 0.5) - call) / (chunks - _SHORT)))
    return costs


async def _cpu(ask: Asked, candidate: Candidate) -> float:
    start = time.process_time()
    await ask(candidate)
    return (time.process_time() - start) * 1000


@dataclass(frozen=True, slots=True)
class Level:
    """So many streams at once, and how it went."""

    streams: int
    latest: float
    """Seconds that the latest chunk was late; infinite where one never came."""
    cpu: float
    """Share of a core that this process used."""
    waited: float
    """Share of the time in which it wanted a core and had none."""

    @property
    def ok(self) -> bool:
        """Whether no chunk was too late."""
        return self.latest <= LATEST


async def _search(
    ask: Asked, one: Candidate, seconds: float, levels: Sequence[int], name: str, first: int
) -> list[Level]:
    """From the level at `first` upward until one is not held, or downward until one is."""
    found = [await _tried(ask, one, seconds, max([n for n in levels if n <= first], default=levels[0]), name)]
    upward = found[0].ok
    rest = [n for n in levels if n > found[0].streams] if upward else [n for n in levels if n < found[0].streams][::-1]
    for streams in rest:
        found.append(await _tried(ask, one, seconds, streams, name))
        if found[-1].ok is not upward:
            break
    return found


async def _tried(ask: Asked, one: Candidate, seconds: float, streams: int, name: str) -> Level:
    """A level, tried up to three times: on a busy machine others take the core now and then."""
    for _ in range(_TRIES):
        level = await _level(ask, replace(one, extra=wanted(int(seconds * RATE), RATE)), streams)
        progress(f"{name}: {level}")
        if level.ok:
            break
    return level


async def _level(ask: Asked, one: Candidate, streams: int) -> Level:
    """Streams begin one after the other over a second, as calls do."""

    async def begin(number: int) -> None:
        await asyncio.sleep(number / streams)
        await ask(one)

    LATENESS.clear()
    cpu, wall, waited = time.process_time(), time.monotonic(), _waited()
    await asyncio.gather(*(begin(number) for number in range(streams)))
    cpu, wall, waited = time.process_time() - cpu, time.monotonic() - wall, _waited() - waited
    missed = streams * one.extra["extra_body"]["bench"]["chunks"] - len(LATENESS)
    return Level(streams, float("inf") if missed else max(LATENESS), cpu / wall, waited / wall)


def _waited() -> float:
    """Seconds in which this process's main thread could have run and had no core; 0 where the system does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    return 0.0


def _report(costs: dict[str, Cost], held: dict[str, list[Level]]) -> Report:
    library, plain, lean, door, recorded = (costs[name] for name in ("library", "plain", "lean", "door", "recorded"))
    most = {name: max((level.streams for level in levels if level.ok), default=0) for name, levels in held.items()}
    return Report(
        "models",
        (
            Measure("a call: the door itself, reserve and settle", door.call - recorded.call, "ms CPU", 8),
            Measure("a call: with the door, against litellm alone", lean.call - library.call, "ms CPU", 8),
            Measure("a chunk: the door itself", door.chunk - recorded.chunk, "ms CPU", 0.1),
            Measure("a chunk: with the door, against litellm alone", lean.chunk - library.chunk, "ms CPU", 0.1),
            Measure("a chunk: with the door, all in all", lean.chunk, "ms CPU"),
            Measure("a chunk: with the door on litellm's own stream", plain.chunk, "ms CPU"),
            Measure("streams held, the door reading below litellm", most["lean"], "streams", 100, "at least"),
            Measure("streams held, the door on litellm's own stream", most["plain"], "streams"),
        ),
        floor={
            "bare client, a call, ms CPU": costs["bare"].call,
            "bare client, a chunk, ms CPU": costs["bare"].chunk,
            "litellm by itself, a call, ms CPU": library.call,
            "litellm by itself, a chunk, ms CPU": library.chunk,
            "litellm by itself, streams held": most["library"],
        },
        notes=tuple(
            f"{name}: {level.streams} streams: latest chunk {round(level.latest * 1000, 1):g} ms, "
            f"{level.cpu:.0%} of a core, {level.waited:.0%} of the time waiting for one"
            for name, levels in held.items()
            for level in levels
        ),
    )

"""How long an event loop was kept from turning, and by whom: its own work, or a machine that gave it no processor.

In a bot's process: `GM_DISCORD_CONNECTOR=loop_watch:connector` with `LOOP_WATCH` naming the file that is written, one
JSON list a stall: when it ended (Unix seconds), how long it was, for how much of it the process computed, and for how
much of the rest it waited for a processor. What is left is waiting for a disk, or sleep. With `LOOP_WATCH_STACKS`
set, the log says where the loop was.
"""

import asyncio
import contextlib
import json
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from loopback import connector_from_environment

TICK: Final = 0.05
"""Seconds between two looks."""
LATE: Final = 0.03
"""Seconds that a look must come too late to be noted."""
_LONG: Final = 0.08
_log = logging.getLogger("loop_watch")


@dataclass(frozen=True, slots=True)
class Stall:
    """The loop did not turn: until when, for how long, and what its thread did meanwhile."""

    end: float
    late: float
    busy: float
    starved: float


def processor_seconds() -> tuple[float, float]:
    """How long this process has computed, and its threads have waited for a processor although they could have (Linux;
    else 0): while one thread holds Python's lock and gets no processor, the others stand still with it."""
    waited = 0
    for task in Path("/proc/self/task").glob("*/schedstat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            waited += int(task.read_text().split()[1])
    return time.process_time(), waited / 1e9


@dataclass
class LoopWatch:
    """Looks at the loop that it runs in."""

    noted: Callable[[Stall], None]
    turned: float
    """When the loop turned last."""

    async def run(self) -> None:
        """Until it is cancelled."""
        computed, waited = processor_seconds()
        while True:
            self.turned = time.monotonic()
            await asyncio.sleep(TICK)
            late = time.monotonic() - self.turned - TICK
            now = processor_seconds()
            if late > LATE:
                busy = now[0] - computed
                self.noted(Stall(time.time(), late, busy, min(now[1] - waited, max(late - busy, 0.0))))
            computed, waited = now


def report(stalls: Iterable[Stall]) -> dict[str, float]:
    """The figures of one loop, in seconds."""
    found = sorted(stalls, key=lambda stall: stall.late)
    if not found:
        return {"stalls": 0}
    own = [stall.late - min(stall.late, stall.starved) for stall in found]
    return {
        "stalls": len(found),
        "longest": round(found[-1].late, 3),
        "longest_without_starving": round(max(own), 3),
        "longest_busy": round(max(stall.busy for stall in found), 3),
        "starved": round(sum(stall.starved for stall in found), 3),
    }


def excused(begin: float, end: float, bot: Iterable[Stall], harness: Iterable[Stall]) -> float:
    """Seconds between two moments in which the machine gave the bot no processor, or the loopback Discord itself stood
    still. What both have in common counts once."""
    spans = [(stall.end - min(stall.starved, stall.late), stall.end) for stall in bot]
    spans += [(stall.end - stall.late, stall.end) for stall in harness]
    total, reached = 0.0, begin
    for first, last in sorted(spans):
        first, last = max(first, reached), min(last, end)
        if last > first:
            total += last - first
            reached = last
    return total


def read(path: Path) -> list[Stall]:
    """What the bot's processes have written. A line that a death cut off is left out."""
    found = []
    for line in path.read_text().splitlines() if path.exists() else ():
        try:
            found.append(Stall(*json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def connector() -> aiohttp.BaseConnector:
    """The loopback's connector, with a watch on the loop that it is made in."""
    path = Path(os.environ["LOOP_WATCH"])

    def note(stall: Stall) -> None:
        with path.open("a") as file:
            file.write(json.dumps([stall.end, stall.late, stall.busy, stall.starved]) + "\n")

    watch = LoopWatch(note, time.monotonic())
    made: Any = connector_from_environment()
    made.loop_watch = asyncio.create_task(watch.run())  # lives as long as it is used
    if "LOOP_WATCH_STACKS" in os.environ:
        threading.Thread(target=_stacks, args=(watch, threading.get_ident()), daemon=True).start()
    return made  # type: ignore[no-any-return]


def _stacks(watch: LoopWatch, loop_thread: int) -> None:
    while True:
        time.sleep(0.01)
        late = time.monotonic() - watch.turned - TICK
        frame = sys._current_frames().get(loop_thread) if late > _LONG else None
        if frame is not None:
            rows = [f"{Path(each.filename).name}:{each.lineno}:{each.name}" for each in traceback.extract_stack(frame)]
            _log.warning("STALL %.0f ms %s", late * 1000, " < ".join(rows[::-1][:14]))
            time.sleep(0.03)

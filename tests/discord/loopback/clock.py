"""Time, identifiers and waiting: the three things every part of the loopback Discord shares."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

DISCORD_EPOCH_MS = 1_420_070_400_000
LOOK_AGAIN = 0.02

T = TypeVar("T")


class Clock:
    """The server's wall clock, in Unix seconds. Real time passes on it; a test may add to it or stop it."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        """Seconds since 1970 as this server sees them."""
        return (self._frozen if self._frozen is not None else time.time()) + self._offset

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once (interaction tokens age, rate limit windows open)."""
        self._offset += seconds

    def freeze(self) -> None:
        """Stop real time; only `advance` moves the clock from here on."""
        if self._frozen is None:
            self._frozen = time.time()

    def iso(self, at: float | None = None) -> str:
        """`at` (default: now) as Discord writes timestamps."""
        moment = datetime.fromtimestamp(self.now() if at is None else at, UTC)
        return moment.isoformat(timespec="microseconds")


class Snowflakes:
    """Ids that grow with time, as Discord's do: (milliseconds since 2015) << 22 | counter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        """A fresh id, larger than every id given before."""
        now = (int(self._clock.now() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(now, self._last + 1)
        return self._last

    def new_guild(self, shard: int, shards: int) -> int:
        """A fresh id that belongs to `shard` of `shards` ((id >> 22) % shards)."""
        milliseconds = (self.new() >> 22) + 1
        while milliseconds % shards != shard:
            milliseconds += 1
        self._last = milliseconds << 22
        return self._last


class Changes:
    """Wakes everybody who waits for something to become true.

    A condition is looked at after every change on the server, and a few times a second for what only the client knows.
    """

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def touch(self) -> None:
        """Say that something changed: every waiting condition is looked at again."""
        woken, self._event = self._event, asyncio.Event()
        woken.set()

    async def until(self, condition: Callable[[], T], within: float = 20.0, what: str = "") -> T:
        """Wait until `condition()` is truthy and return its value. TimeoutError (naming `what`) after `within` s."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not (value := condition()):
            left = end - loop.time()
            if left <= 0:
                raise TimeoutError(f"waited {within} s for {what or condition}")
            # one deadline at a time: `wait_for` inside `timeout` loses a cancellation that comes with its own end
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(LOOK_AGAIN, left)):
                    await self._event.wait()
        return value

    def background(self, work: Awaitable[None]) -> None:
        """Run `work` aside; it is kept alive, and cancelled by `close`."""

        async def run() -> None:
            await work

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Cancel what still runs aside."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

"""An editor that shows only the latest: what was put while it waited is skipped, never queued.

Editing a message for each sentence would take far longer than the telling: Discord slows a busy editor down.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

APART = 1.1
"""Seconds between two edits of the same post."""
_AGAIN = 3
"""How often a write that failed is tried again, each time after twice as long, unless something later has come: else
"writing …" would stand for good under words that were answered long ago."""


class Pace(Protocol):
    """Time as the bot waits in it."""

    def now(self) -> float:
        """Seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class RealPace:
    """The machine's time."""

    def now(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class LatestEditor(Generic[T]):
    """Writes the latest value that was put, at most every `apart` seconds.

    A write that fails is forgotten if a later one succeeds: only what stands at the end counts. The last one is tried
    again, a few times.
    """

    def __init__(
        self, write: Callable[[T], Awaitable[None]], pace: Pace, *, apart: float = APART, since: float | None = None
    ) -> None:
        self._write = write
        self._pace = pace
        self._apart = apart
        self._last = since
        """When it was written last, or shown first; None: never."""
        self._wanted: T | None = None
        self._waiting = False
        self._task: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        self._again = 0
        self._writing = False

    def put(self, value: T) -> None:
        """Show this as soon as it is time, unless something later is put before."""
        self._wanted, self._waiting, self._again = value, True, _AGAIN
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    @property
    def used(self) -> bool:
        """Whether anything was ever put."""
        return self._task is not None

    async def settle(self) -> None:
        """Wait until what was put last is shown. Raises what the last write raised."""
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    async def stop(self) -> None:
        """Show nothing more. Comes back when what was being written is written, or given up."""
        self._waiting, self._again = False, 0
        task = self._task
        if task is not None and not task.done():
            if not self._writing:
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while self._waiting:
            apart = self._apart * 2 ** max(0, _AGAIN - self._again - 1)
            wait = 0.0 if self._last is None else self._last + apart - self._pace.now()
            if wait > 0:
                await self._pace.sleep(wait)
            value, self._waiting = self._wanted, False
            self._writing = True
            try:
                await self._write(value)  # type: ignore[arg-type]
                self._failure = None
            except Exception as failure:
                self._failure = failure
                if not self._waiting and self._again:
                    self._wanted, self._waiting, self._again = value, True, self._again - 1
            finally:
                self._writing = False
            self._last = self._pace.now()

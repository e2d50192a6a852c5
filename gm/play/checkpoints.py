"""What the table has seen of a telling, kept about each second: a process that is killed loses no more than that.

Nobody waits for it: it is written beside the stream, at most one write at a time.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from gm.domain.errors import GmError
from gm.models.attempt import whole

EVERY = 1.0
"""Seconds between two writes."""


class Checkpoints:
    """Keeps the latest of a growing text. `keep` writes it; what it cannot write is tried again with the next words."""

    def __init__(self, keep: Callable[[str], Awaitable[None]], every: float = EVERY) -> None:
        self._keep = keep
        self._every = every
        self._latest = self._kept = ""
        self._writing: asyncio.Task[None] | None = None
        self._over = asyncio.Event()

    def note(self, text: str) -> None:
        """This is what has been shown so far."""
        self._latest = text
        if text.strip() and self._writing is None and not self._over.is_set():
            self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """No more is written; what is being written is waited for: it must not come after what follows."""
        self._over.set()
        if self._writing is not None:
            await whole(self._done(self._writing))

    async def _done(self, writing: "asyncio.Task[None]") -> None:
        await writing

    async def _write(self) -> None:
        while self._latest != self._kept and not self._over.is_set():
            self._kept = self._latest
            with contextlib.suppress(GmError):  # a busy database, or a lost lease: whoever goes on finds out
                await self._keep(self._latest)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), self._every)
        self._writing = None

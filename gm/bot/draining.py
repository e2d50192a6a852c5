"""Stopping without breaking anything off: what is begun is finished, what is said meanwhile is kept for the next start.

`SIGTERM` or Ctrl-C begins it. Inputs are still committed, and told so; turns that are being told may come to their end;
everything else that would change a game is put off politely. A second signal stops at once, which loses nothing either.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from gm.bot.catalogue import Speech
from gm.bot.fairness import Fairness
from gm.domain.errors import Refused

_log = logging.getLogger("gm.bot")
SECONDS: Final = 30.0
"""How long turns that have begun may take to come to their end."""
_LAST_WORDS: Final = 3.0
"""Seconds that answers under way get after that."""
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


@dataclass
class Draining:
    """Whether this process is about to stop, and what it still has to say."""

    fairness: Fairness
    on: bool = False
    _answers: int = 0
    _said: asyncio.Event = field(default_factory=asyncio.Event)

    def refuse(self, speech: Speech) -> None:
        """Raises Refused while it drains: for what would begin something new."""
        if self.on:
            raise Refused(speech("draining.later"))

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """An answer to somebody is under way."""
        self._answers += 1
        self._said.clear()
        try:
            yield
        finally:
            self._answers -= 1
            if not self._answers:
                self._said.set()

    async def run(self, seconds: float) -> None:
        """Take up nothing new, and come back when all that was begun is done, or the time is over."""
        self.on = self.fairness.closed = True
        _log.info("draining: %d turns are being played, %d wait", self.fairness.busy, self.fairness.waiting)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.fairness.idle()
        if self._answers:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORDS):
                    await self._said.wait()
        _log.info("drained: %d turns are left for the next start", self.fairness.busy + self.fairness.waiting)


@contextlib.contextmanager
def on_signal(gently: Callable[[], Awaitable[None]], at_once: Callable[[], Awaitable[None]]) -> Iterator[None]:
    """The first signal to stop calls `gently`, the second one `at_once`. Nothing where loops know no signals."""
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Future[None]] = []

    def stop() -> None:
        tasks.append(asyncio.ensure_future(at_once() if tasks else gently()))

    with contextlib.suppress(NotImplementedError):
        for number in _SIGNALS:
            loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            for number in _SIGNALS:
                loop.remove_signal_handler(number)

"""The process that serves a table of six: it comes, it goes, whatever it is doing, and goes on with what it finds."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot_journey import serving
from bot_month import Month
from loopback import LoopbackDiscord

from gm.app import App, open_app
from gm.bot.client import GmBot
from gm.settings import load_settings

GATHER = 0.02
"""Seconds in which what is said at once becomes one beat: short, and real."""


class Brief:
    """Time that really passes while words are gathered, so that what is said at once is one beat, and is only counted
    wherever people wait longer."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(seconds if seconds <= GATHER else 0)


@dataclass
class House:
    """The bot and the app in it."""

    server: LoopbackDiscord
    home: Path
    clock: Month = field(default_factory=lambda: Month(datetime.now(UTC)))
    app: App = field(init=False)
    bot: GmBot = field(init=False)
    _process: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """The bot comes."""
        environ = {"GM_HOME": str(self.home), "GM_PROFILE": "offline", "GM_PROBE_LOCAL": "no"}
        settings = load_settings(environ=environ, cwd=self.home)
        self.app = await self._process.enter_async_context(open_app(settings, models=False, clock=self.clock))
        serves = serving(self.server, self.app, gather=GATHER, pace=Brief())
        self.bot = await self._process.enter_async_context(serves)

    async def stop(self) -> None:
        """The bot goes, whatever it is doing."""
        await self._process.aclose()
        self._process = AsyncExitStack()

    async def restart(self, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        """The bot goes and comes back to the tables that it had. `meanwhile`: what is done while it is away."""
        await self.stop()
        if meanwhile is not None:
            await meanwhile()
        await self.start()
        # a table may be open before, for somebody who spoke there: nobody's deadline is looked at until all are woken
        await self.server.until(lambda: self.bot.awake, 20, "the tables")
        await self.bot.tables.rest()

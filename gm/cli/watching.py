"""`gm play --http`: what a table counts, at a port for Prometheus.

It is served from a thread and a loop of its own, with a connection of its own: the table's loop stands still while
somebody types.
"""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gm.domain.errors import GmError

if TYPE_CHECKING:
    from gm.app import App
    from gm.bot.levels import Levels
    from gm.telemetry.metrics import Metrics

_STARTING: Final = 30.0
"""Seconds that the port may take to open."""


@contextlib.contextmanager
def counted(app: "App", address: tuple[str, int] | None) -> Iterator["Metrics | None"]:
    """Count what this process does, and serve it while the body runs; None: nothing was asked for.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    if address is None:
        yield None
        return
    from gm.telemetry.counting import Counting
    from gm.telemetry.metrics import Metrics

    metrics = Metrics()
    app.watchers.add(Counting(metrics))
    serving = _Serving(app, metrics, address)
    serving.start()
    try:
        serving.opened.wait(_STARTING)
        if serving.failure is not None:
            raise serving.failure
        host = f"[{address[0]}]" if ":" in address[0] else address[0]
        print(f"Metrics: http://{host}:{serving.port}/metrics", file=sys.stderr)
        yield metrics
    finally:
        serving.stop()


@dataclass(slots=True)
class _Watched:
    """This table as its host sees it: it lives and is ready as long as it is open."""

    metrics: "Metrics"
    levels: "Levels"

    async def look(self) -> None:
        """Bring the counts up to date that are read from the database."""
        await self.levels.look()

    async def unready(self) -> str:
        """It is ready."""
        return ""


class _Serving(threading.Thread):
    def __init__(self, app: "App", metrics: "Metrics", address: tuple[str, int]) -> None:
        super().__init__(name="metrics", daemon=True)
        self._app, self._metrics, self._address = app, metrics, address
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()
        self.opened = threading.Event()
        """It answers, or has failed."""
        self.port: int | None = None
        self.failure: GmError | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except GmError as error:
            self.failure = error
        finally:
            self.opened.set()

    def stop(self) -> None:
        """Close the port."""
        if self._loop is not None and self.is_alive():
            with contextlib.suppress(RuntimeError):  # its loop has ended by itself
                self._loop.call_soon_threadsafe(self._over.set)
        self.join(_STARTING)

    async def _serve(self) -> None:
        from gm.bot.health import serving_health
        from gm.bot.levels import Levels
        from gm.store.database import Database

        self._loop = asyncio.get_running_loop()
        settings = self._app.settings
        database = await Database.open(settings.database_url, migrate=False)
        try:
            levels = Levels(database, settings.config.limits, self._app.clock, self._metrics)
            async with serving_health(self._address, _Watched(self._metrics, levels)) as self.port:
                self.opened.set()
                await self._over.wait()
        finally:
            await database.close()

"""What a host's monitoring asks over HTTP: does it live, is it ready, what has it counted. Off unless asked for."""

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, Protocol

from aiohttp import web

from gm.domain.errors import ConfigError, StoreError
from gm.telemetry.metrics import Metrics

TYPE: Final = "text/plain; version=0.0.4"
_DATABASE_SECONDS: Final = 2.0


class Watched(Protocol):
    """A bot as its host sees it."""

    metrics: Metrics

    async def look(self) -> None:
        """Bring the counts up to date that are read from elsewhere."""
        ...

    async def unready(self) -> str:
        """Why it cannot serve just now, in a few words; '' if it can."""
        ...


def parse_address(written: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:8080`, `[::1]:8080`, `:8080` (loopback) or `8080` (loopback).

    Raises:
        ConfigError: it is none of these.
    """
    host, _, port = written.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdecimal() or not 0 <= int(port) < 1 << 16:
        raise ConfigError(f"{written!r} is no address.", remedy="Write --http 127.0.0.1:8080.")
    with contextlib.suppress(ValueError):
        host = str(ipaddress.ip_address(host))
    return host, int(port)


@contextlib.asynccontextmanager
async def serving_health(address: tuple[str, int] | None, watched: Watched) -> AsyncIterator[int | None]:
    """Answer `/healthz`, `/readyz` and `/metrics` while the body runs; gives the port.

    Raises:
        ConfigError: the address cannot be listened on.
    """
    if address is None:
        yield None
        return
    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", _live),
            web.get("/readyz", _ready(watched.unready)),
            web.get("/metrics", _metrics(watched)),
        ]
    )
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, *address).start()
        except OSError as error:
            raise ConfigError(
                f"{address[0]}:{address[1]} cannot be listened on ({error.strerror or error}).",
                remedy="Give --http another port.",
            ) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _live(_: web.Request) -> web.Response:
    """The process runs and its loop turns."""
    return web.Response(text="ok\n")


def _ready(unready: Callable[[], Awaitable[str]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def ready(_: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                why = await unready()
        except TimeoutError:
            why = "the database does not answer"
        return web.Response(text=f"{why or 'ready'}\n", status=503 if why else 200)

    return ready


def _metrics(watched: Watched) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def metrics(_: web.Request) -> web.Response:
        with contextlib.suppress(TimeoutError, StoreError):  # the other counts are told all the same
            async with asyncio.timeout(_DATABASE_SECONDS):
                await watched.look()
        return web.Response(body=watched.metrics.text().encode(), headers={"Content-Type": f"{TYPE}; charset=utf-8"})

    return metrics

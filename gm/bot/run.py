"""Starts the bot: from settings to a connected client, with errors that say what to do."""

import asyncio
import gc
import importlib
import logging
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import discord

from gm.app import App, SystemClock
from gm.bot.client import GATHER, GmBot
from gm.bot.draining import SECONDS, on_signal
from gm.bot.health import serving_health
from gm.bot.levels import Levels
from gm.bot.running import Running
from gm.bot.shard_lease import ShardLease
from gm.bot.shards import Shards
from gm.bot.wire import DOWN
from gm.domain.errors import ConfigError, GmError, StoreError
from gm.liveness import process_gone, process_name
from gm.store.guilds import load_guild
from gm.telemetry.counting import Counting
from gm.telemetry.logs import start_logging

TOKEN: Final = "DISCORD_TOKEN"
CONNECTOR: Final = "GM_DISCORD_CONNECTOR"
"""Dotted path `package.module:function` to a factory of the aiohttp connector that the client dials with."""
_TOKEN_REMEDY: Final = "Put the bot's token into DISCORD_TOKEN (environment or .env); docs/host/discord.md says where."
_PAUSES: Final = (1.0, 5.0, 15.0, 60.0, 120.0, 300.0)
"""Seconds after which a start that failed is tried again: rarely, for whoever asks too often is shut out for longer."""
_GARBAGE: Final = (5_000, 20, 50)
"""Thresholds of the garbage collector's three generations."""
_SWITCH: Final = 0.001
"""Seconds for which a thread of the database may keep Python's lock while the event loop wants it; usually 5 ms, and a
press passes several such moments before it is acknowledged."""
_log = logging.getLogger("gm.bot")


class Unreachable(GmError):
    """Discord could not be reached, again and again."""


@dataclass(frozen=True, slots=True)
class BotOptions:
    """How one process of the bot is run."""

    gather: float = GATHER
    """Seconds in which posts that arrive together become one turn."""
    drain: float = SECONDS
    """Seconds that turns which have begun get when the process is asked to stop."""
    shards: Shards = field(default_factory=Shards)
    http: tuple[str, int] | None = None
    """Where health and metrics are served; None: nowhere."""
    pauses: Sequence[float] = _PAUSES


_USUAL: Final = BotOptions()


async def run_bot(app: App, options: BotOptions = _USUAL) -> None:
    """Connect and serve until the process is told to stop.

    Raises:
        ConfigError: the token is missing or wrong, or the connector or the HTTP address cannot be used.
        Unreachable: all tries to connect failed.
    """
    token = app.settings.key(TOKEN)
    if token is None:
        raise ConfigError("There is no Discord token.", remedy=_TOKEN_REMEDY)
    config = app.settings.config
    start_logging(config.log_level, config.log_format, app.settings.redact)
    sys.setswitchinterval(_SWITCH)
    factory = connector_factory(app.settings.key(CONNECTOR))
    service = Service(app, options)
    async with serving_health(options.http, service) as port:
        if port is not None:
            _log.info("health and metrics: port %d", port)
        with on_signal(service.stop_gently, service.stop_now):
            for pause in options.pauses:
                if await service.serve(token, factory, pause):
                    return
                await service.pause(pause)
    raise Unreachable("Discord cannot be reached.", remedy="Is the network up? https://discordstatus.com")


def look_for_garbage_seldom() -> None:
    """Let the garbage collector never look again at what stays for good (libraries, commands, texts, templates), and
    at all else more seldom: a look at everything holds the event loop up, and every press, for a third of a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


class Service:
    """What outlives a client that could not connect: counts, the claim on shards, and the wish to stop."""

    def __init__(self, app: App, options: BotOptions) -> None:
        self._app = app
        self._options = options
        lease = ShardLease(app.database, SystemClock(), options.shards, owner=process_name(), gone=process_gone)
        self._running = Running(shards=options.shards, lease=lease, prepared=look_for_garbage_seldom)
        self._stopping = asyncio.Event()
        self._bot: GmBot | None = None
        self.metrics = self._running.metrics
        self._levels = Levels(app.database, app.settings.config.limits, app.clock, self.metrics)
        self.metrics.gauges["gm_open_tables"] = lambda: 0 if self._bot is None else self._bot.tables.open_now
        app.watchers.add(Counting(self.metrics))

    async def serve(self, token: str, factory: Callable[[], aiohttp.BaseConnector] | None, pause: float) -> bool:
        """Run one client to its end. False: it could not connect, and should be tried again after `pause` seconds.

        Raises:
            ConfigError: Discord will not have us.
        """
        connector = factory() if factory else None
        async with GmBot(self._app, connector=connector, gather=self._options.gather, running=self._running) as bot:
            self._bot = bot
            try:
                await self._until_stopped(bot.start(token))
            except discord.LoginFailure as error:
                raise ConfigError("Discord does not accept the token.", remedy=_TOKEN_REMEDY) from error
            except discord.PrivilegedIntentsRequired as error:
                raise ConfigError(
                    "Discord does not let this bot read all messages (the message content intent).",
                    remedy="Switch *Message Content Intent* on in the developer portal under Bot, or set "
                    "`discord: {message_content: false}` in gm.yaml.",
                ) from error
            except DOWN as error:
                _log.warning("Discord could not be reached (%s): trying again in %g s", error, pause)
                return self._stopping.is_set()
            return True

    async def pause(self, seconds: float) -> None:
        """Wait, unless the process is told to stop."""
        await self._until_stopped(asyncio.sleep(seconds))

    async def _until_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        working, stopping = asyncio.create_task(work), asyncio.create_task(self._stopping.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            return
        await working

    async def stop_gently(self) -> None:
        """Finish what has begun, then stop."""
        if self._bot is not None:
            await self._bot.drain(self._options.drain)
        self._stopping.set()

    async def stop_now(self) -> None:
        """Stop; what has begun is finished at the next start."""
        _log.info("stopping at once")
        self._stopping.set()

    async def look(self) -> None:
        """Bring the counts up to date that are read from the database."""
        await self._levels.look()

    async def unready(self) -> str:
        """Why it cannot serve just now, in a few words; '' if it can."""
        if self._running.draining.on:
            return "draining"
        if self._running.lease is not None and self._running.lease.standing_by:
            return f"standing by for {self._running.lease.standing_by}"
        if self._bot is None or not self._bot.is_ready() or self._bot.cut_off:
            return "not connected to Discord"
        try:
            async with self._app.database.read() as db:
                await load_guild(db, 0)
        except StoreError as error:
            return f"the database fails: {type(error).__name__}"
        return ""


def connector_factory(path: str | None) -> Callable[[], aiohttp.BaseConnector] | None:
    """The factory of that dotted path; None where none is set.

    Raises:
        ConfigError: there is no such function.
    """
    if path is None:
        return None
    module, _, name = path.replace(":", ".").rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"{CONNECTOR}: there is no {path}.", remedy="Write package.module:function.") from error
    if not callable(found):
        raise ConfigError(f"{CONNECTOR}: {path} is not a function.")
    factory: Callable[[], aiohttp.BaseConnector] = found
    return factory

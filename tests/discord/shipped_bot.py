"""`gm bot` as a process of its own, dialling a loopback Discord: started, killed, asked to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from loopback import LoopbackDiscord, Message, User, environment

HERE = Path(__file__).parent


class ShippedBot:
    """One bot as its host runs it, in as many processes as it takes. `log` is what it wrote on stderr."""

    def __init__(
        self, server: LoopbackDiscord, home: Path, *arguments: str, environ: Mapping[str, str] | None = None
    ) -> None:
        self.server = server
        self.home = home
        self.arguments = arguments
        self.log = home / "bot.log"
        self.starts = 0
        self.process: asyncio.subprocess.Process | None = None
        self._environ = dict(environ or {})

    async def start(self, *, ready: bool = True, within: float = 30.0) -> None:
        """Start a process; with `ready` wait until it has a gateway session."""
        known = len(self.server.gateway.identifies)
        variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GM_")},
            **environment(self.server.port, self.home),
            "GM_HOME": str(self.home),
            "GM_PROFILE": "offline",
            "GM_DISCORD_CONNECTOR": "loopback.tls:connector_from_environment",
            "DISCORD_TOKEN": self.server.token,
            "PYTHONPATH": f"{HERE.parents[1]}:{HERE}",
            **self._environ,
        }
        command = [sys.executable, "-m", "gm", "bot", "--gather", "0", *self.arguments]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(*command, cwd=self.home, env=variables, stderr=log)
        self.starts += 1
        if ready:
            there = lambda: len(self.server.gateway.identifies) > known or not self.running  # noqa: E731
            await self.server.until(there, within, "the bot to identify")
            assert self.running, self.said()[-2000:]

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.returncode is None

    async def kill(self) -> None:
        """End it without a word (SIGKILL); comes back when it is gone."""
        await self._end(signal.SIGKILL)

    async def stop(self, within: float = 60.0) -> int:
        """Ask it to stop (SIGTERM); gives its exit status."""
        return await self._end(signal.SIGTERM, within)

    async def _end(self, sign: signal.Signals, within: float = 60.0) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(sign)
        return await asyncio.wait_for(self.process.wait(), within)

    def said(self) -> str:
        """Its log so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


@asynccontextmanager
async def shipped(server: LoopbackDiscord, home: Path, *arguments: str, **options: Any) -> AsyncIterator[ShippedBot]:
    """A process that is connected; killed at the end."""
    bot = ShippedBot(server, home, *arguments, **options)
    await bot.start()
    try:
        yield bot
    finally:
        if bot.running:
            await bot.kill()
        await server.until(lambda: not server.gateway.connected)


async def sits_down(user: User, card: Message, character: str, within: float = 20.0) -> None:
    """Take a character on a lobby card for the first time: agree to the rules, which the shipped bot asks for."""
    asked = await (await user.click(card, f"Play {character}")).message("Before you sit down", within)
    await (await user.click(asked, "I agree, sit me down")).message("You play", within)

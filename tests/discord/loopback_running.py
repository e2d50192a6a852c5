"""How the tests of the loopback Discord run the sample bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from loopback import LoopbackDiscord
from sample_bot import SampleBot


@asynccontextmanager
async def running(server: LoopbackDiscord, sessions: int = 1, **options: Any) -> AsyncIterator[SampleBot]:
    """The sample bot, connected and ready; closed at the end."""
    bot = SampleBot(server.connector(), **options)
    task = asyncio.create_task(bot.start(server.token))
    try:
        await server.ready(sessions)
        await asyncio.wait_for(bot.wait_until_ready(), 10)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def judged() -> AsyncIterator[LoopbackDiscord]:
    """A server; at the end nothing in its requests and answers may have been found wrong."""
    async with LoopbackDiscord() as made:
        yield made
    found = [*made.findings_on_requests, *made.findings_on_answers, *made.unknown_routes]
    assert not found, "\n".join(str(item) for item in found)

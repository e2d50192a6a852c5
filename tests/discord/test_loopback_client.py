"""A real, unpatched discord.py client against the loopback Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from loopback import LoopbackDiscord
from sample_bot import SampleBot


@asynccontextmanager
async def running(server: LoopbackDiscord, sessions: int = 1, **options: Any) -> AsyncIterator[SampleBot]:
    """The sample bot, connected."""
    bot = SampleBot(server.connector(), **options)
    task = asyncio.create_task(bot.start(server.token))
    try:
        await server.ready(sessions)
        await asyncio.wait_for(bot.wait_until_ready(), 5)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


async def test_slash_defer_edits_followup() -> None:
    async with LoopbackDiscord() as server:
        guild = server.world.guild()
        channel, player = guild.channel("inn"), guild.user("Ada")
        async with running(server):
            told = await player.slash(channel, "story", {"parts": 4})
            assert told.acked_after is not None and told.acked_after < 1
            assert told.answer_type == 5
            end = await told.message("the end")
            assert end.ephemeral and end.shown_to is player
            (story,) = channel.messages
            assert story.content == "part 4"
            assert [v.content for v in story.history] == ["", "part 1", "part 2", "part 3", "part 4"]
            assert story.author_name == "gamemaster"

"""Broken connections, limits, late answers and restarts, as a real client lives through them."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import discord
import pytest
from loopback import CannotDo, LoopbackDiscord, environment
from loopback_running import judged, running
from sample_bot import SampleBot

MESSAGES = "/channels/*/messages"


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server whose requests and answers are judged."""
    async with judged() as made:
        yield made


@pytest.mark.parametrize("break_it", ["drop", "cut", "reconnect"])
async def test_resume_replays_what_was_said_meanwhile(server: LoopbackDiscord, break_it: str) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        await getattr(server.gateway, break_it)()
        player.mention(channel, "while you were away")
        await server.until(lambda: bot.heard)
        assert bot.heard[0].content.endswith("while you were away")
        assert server.gateway.resumes == 1 and bot.resumed == 1
        assert len(server.gateway.identifies) == 1
        again = await player.slash(channel, "find", {"what": "way back"})
        assert again.text == "found way back"


async def test_an_event_in_the_moment_of_the_break_is_replayed(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server):
        for kind in ("socket", "op7"):
            server.faults.dispatch(kind, "INTERACTION_CREATE")
            told = await player.slash(channel, "find", {"what": kind})
            assert told.text == f"found {kind}"
        assert server.gateway.resumes == 2
        assert server.faults.happened == {"socket": 1, "op7": 1}


async def test_op9_loses_what_was_said_and_identifies_anew(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        await server.gateway.invalidate()
        player.mention(channel, "lost")
        await server.until(lambda: len(server.gateway.identifies) == 2, 8)
        player.mention(channel, "heard")
        await server.until(lambda: bot.heard)
        assert [m.content.split()[-1] for m in bot.heard] == ["heard"]
        assert [m.content.split()[-1] for m in channel.messages] == ["lost", "heard"]


async def test_shards_hear_only_their_guilds(server: LoopbackDiscord) -> None:
    guilds = [server.world.guild(f"Table {n}", shard=n, shards=2) for n in range(2)]
    places = [(guild.channel(), guild.user("Ada")) for guild in guilds]
    async with running(server, 2, shard_count=2) as bot:
        assert sorted(server.gateway.identifies) == [0, 1]
        for channel, player in places:
            await player.slash(channel, "find", {"what": "x"})
        first, second = sorted(server.gateway.connected, key=lambda s: s.shard)
        for session, (channel, _) in ((first, places[0]), (second, places[1])):
            assert [e["channel_id"] for e in session.of("INTERACTION_CREATE")] == [str(channel.id)]
        assert {g.shard_id for g in bot.guilds} == {0, 1}


async def test_an_answer_after_three_seconds_is_unknown(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        asked = await player.slash(channel, "whisper", wait=False)
        server.clock.advance(3.1)
        assert asked.failed
        bot.gate.set()
        await server.until(lambda: asked.refusals)
        (request,) = server.calls("POST", "/interactions/*")
        assert (request.status, request.answer["code"]) == (404, 10062)
        late = await player.slash(channel, "find", {"what": "x"}, late=3.1)
        assert late.failed and late.acked_after is None


async def test_the_token_dies_after_fifteen_minutes(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        told = await player.slash(channel, "find", {"what": "x"})
        hook = discord.Webhook.partial(server.world.application_id, told.token, session=bot.http._HTTPClient__session)  # type: ignore[attr-defined]
        await hook.send("in time")
        server.clock.advance(15 * 60)
        with pytest.raises(discord.HTTPException) as caught:
            await hook.send("too late")
        assert caught.value.code == 50027
        assert [m.content for m in channel.messages] == ["found x", "in time"]


async def test_second_answers_are_refused(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        told = await player.slash(channel, "find", {"what": "x"})
        path = "/interactions/{interaction_id}/{interaction_token}/callback"
        route = discord.http.Route("POST", path, interaction_id=told.id, interaction_token=told.token)
        with pytest.raises(discord.HTTPException) as caught:
            await bot.http.request(route, json={"type": 4, "data": {"content": "again"}})
        assert caught.value.code == 40060


@pytest.mark.parametrize(("kind", "tries"), [("429", 2), ("429_bare", 2), ("429_global", 2), ("500_after", 2)])
async def test_retried(server: LoopbackDiscord, kind: str, tries: int) -> None:
    channel = server.world.guild().channel()
    async with running(server) as bot:
        place = bot.get_channel(channel.id)
        assert isinstance(place, discord.TextChannel)
        server.faults.once("POST", MESSAGES, kind)
        await place.send("hello")
        assert len(server.calls("POST", MESSAGES)) == tries
        # discord.py enforces a nonce of its own: what was done before the answer went wrong is not done again
        assert len(channel.messages) == 1
        assert len(server.nonce_hits) == (kind == "500_after")


@pytest.mark.parametrize(("kind", "posted"), [("429_cloudflare", 0), ("drop", 0), ("lost", 1)])
async def test_not_retried(server: LoopbackDiscord, kind: str, posted: int) -> None:
    channel = server.world.guild().channel()
    async with running(server) as bot:
        place = bot.get_channel(channel.id)
        assert isinstance(place, discord.TextChannel)
        server.faults.once("POST", MESSAGES, kind)
        with pytest.raises((discord.HTTPException, aiohttp.ServerDisconnectedError)):
            await place.send("hello")
        assert len(channel.messages) == posted


async def test_limits_are_hit_without_headers_and_awaited_with_them(server: LoopbackDiscord) -> None:
    channel = server.world.guild().channel()
    async with running(server) as bot:
        place = bot.get_channel(channel.id)
        assert isinstance(place, discord.TextChannel)
        for headers, hits in ((False, 1), (True, 0)):
            server.limits.clear()
            server.limits.rule("POST", "/channels/{channel_id}/messages", 2, 0.2, headers=headers)
            server.limits.hits = 0
            for number in range(3):
                await place.send(str(number))
            assert server.limits.hits == hits


async def test_a_duplicate_event_arrives_twice(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        server.faults.dispatch("duplicate", "MESSAGE_CREATE")
        player.mention(channel, "twice")
        await server.until(lambda: len(bot.heard) == 2)
        assert bot.heard[0].id == bot.heard[1].id


async def test_buttons_outlive_the_bot(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server):
        await player.slash(channel, "counter")
        (message,) = channel.messages
        await player.click(message, "Count 0")
    assert message.content == "counted 1"
    async with running(server):
        answered = await player.click(message, "Count 1")
        assert answered.answer_type == 7
        assert [v.content for v in message.history] == ["counted 0", "counted 1", "counted 2"]
        with pytest.raises(CannotDo, match="no 'Count 0'"):
            await player.click(message, "Count 0")
    assert server.world.commands.creations == 7 and server.world.commands.overwrites == 2


async def test_a_wrong_token_is_refused(server: LoopbackDiscord) -> None:
    bot = SampleBot(server.connector())
    with pytest.raises(discord.LoginFailure):
        await bot.start("nonsense")
    await bot.close()


async def test_heartbeats_are_answered(server: LoopbackDiscord) -> None:
    server.world.guild()
    server.gateway.heartbeat_interval = 0.05
    async with running(server) as bot:
        (session,) = server.gateway.connected
        await server.until(lambda: session.heartbeats >= 3)
        assert bot.latency < 1


async def test_a_storm_leaves_every_request_and_every_interaction_accounted_for(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server):
        server.faults.storm(
            {"429": 0.05, "429_bare": 0.05, "lost": 0.05, "duplicate": 0.1, "socket": 0.1, "late": 0.05}
        )
        told = [await player.slash(channel, "find", {"what": str(n)}) for n in range(60)]
        server.faults.calm()
        last = await player.slash(channel, "find", {"what": "calm"})
        assert last.text == "found calm"
    assert sum(server.faults.happened.values()) > 15
    # each was answered once, or refused because it came too late
    assert all((one.acked_at is not None) == (len(one.messages) == 1) for one in told)
    assert {one.refusals[0].split()[0] for one in told if one.acked_at is None} <= {"404/10062"}
    assert len(channel.messages) == sum(one.acked_at is not None for one in told) + 1


async def test_a_storm_can_be_repeated(server: LoopbackDiscord) -> None:
    def draws(seed: int) -> list[bool]:
        server.faults.storm({"500": 0.3}, seed)
        return [server.faults.on_request("POST", MESSAGES) is not None for _ in range(200)]

    assert draws(7) == draws(7) != draws(8)
    assert 30 < sum(draws(7)) < 90


_OTHER_PROCESS = """
import asyncio, os
from loopback.tls import connector_from_environment
from sample_bot import SampleBot
async def main():
    bot = SampleBot(connector_from_environment())
    async with bot:
        await bot.start(os.environ["DISCORD_TOKEN"])
asyncio.run(main())
"""


async def test_a_bot_in_another_process(server: LoopbackDiscord, tmp_path: Path) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    here = {"PYTHONPATH": str(Path(__file__).parent), "DISCORD_TOKEN": server.token}
    process = subprocess.Popen(  # noqa: ASYNC220 - it must outlive calls of the loop
        [sys.executable, "-c", _OTHER_PROCESS], env=os.environ | here | environment(server.port, tmp_path)
    )
    try:
        await server.ready(within=15)
        told = await player.slash(channel, "find", {"what": "home"})
        assert told.text == "found home"
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
    await server.until(lambda: not server.gateway.connected)

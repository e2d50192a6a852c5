"""A real, unpatched discord.py client against the loopback Discord."""

from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from loopback import EVERYONE, CannotDo, LoopbackDiscord, Upload
from loopback.judge import ABSENT
from loopback_running import judged, running
from sample_bot import SampleBot


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server whose requests and answers are judged."""
    async with judged() as made:
        yield made


async def test_the_judge_is_there(server: LoopbackDiscord) -> None:
    if not server.judge.available:
        pytest.skip(ABSENT)
    async with running(server):
        assert server.judge.judged > 3


async def test_slash_defer_edits_followup(server: LoopbackDiscord) -> None:
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


async def test_autocomplete_and_required_options(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server):
        choices = await player.autocomplete(channel, "find", "what", {"what": "s"})
        assert [c["value"] for c in choices] == ["sword", "shield"]
        with pytest.raises(CannotDo, match="required"):
            await player.slash(channel, "find")
        with pytest.raises(CannotDo, match="no /dance"):
            await player.slash(channel, "dance")


async def test_modal(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server):
        opened = await player.slash(channel, "note")
        assert opened.answer_type == 9
        with pytest.raises(CannotDo, match="201 characters"):
            await player.submit(opened, {"A line": "x" * 201})
        sent = await player.submit(opened, {"A line": "hello"})
        assert sent.text == "noted: hello"
        assert channel.messages == []


async def test_components_v2(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server):
        shown = await player.slash(channel, "card")
        assert shown.shown[0].flags == 1 << 15
        assert shown.text == "**a card**"


async def test_npc_speaks_in_a_thread(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        done = await player.slash(channel, "npc", {"line": f"Welcome @everyone {player.tag}"})
        assert "said in" in (await done.message("said in")).content
        (thread,) = channel.threads
        (said,) = thread.messages
        assert said.author_name == "Mira" and said.content.endswith("!")
        assert said.notified == [] and not said.mention_everyone
        await server.until(lambda: bot.heard)
        assert bot.heard[0].content == ""  # no message content intent, and a webhook is not the bot itself
        answer = player.reply(said, "Hello")
        assert answer.mentions == []


async def test_what_people_write_is_blank_unless_the_bot_is_meant(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        player.say(channel, "just talk")
        player.mention(channel, "look around")
        await server.until(lambda: len(bot.heard) == 2)
        assert bot.heard[0].content == ""
        assert bot.heard[1].content.endswith("look around")
        fetched = [m async for m in bot.get_channel(channel.id).history(limit=5)]  # type: ignore[union-attr]
        assert [bool(m.content) for m in fetched] == [True, False]


async def test_privileged_intents_are_refused_unless_allowed(server: LoopbackDiscord) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    bot = SampleBot(server.connector(), intents=intents)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(server.token)
    await bot.close()
    server.world.allowed_privileged = 1 << 15
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server, intents=intents) as listening:
        player.say(channel, "just talk")
        await server.until(lambda: listening.heard)
        assert listening.heard[0].content == "just talk"


async def test_files_both_ways(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        place = bot.get_channel(channel.id)
        assert isinstance(place, discord.TextChannel)
        sent = await place.send("map", file=discord.File(__file__, "map.py", description="a map"))
        assert channel.messages[0].attachments[0]["description"] == "a map"
        assert b"a real, unpatched" in (await sent.attachments[0].read()).lower()
        called = f"{server.world.bot.tag} here"
        player.say(channel, called, files=(Upload("world.yaml", "text/yaml", b"name: Bell"),))
        await server.until(lambda: bot.heard)
        assert await bot.heard[0].attachments[0].read() == b"name: Bell"


async def test_nonce_is_enforced(server: LoopbackDiscord) -> None:
    channel = server.world.guild().channel()
    async with running(server) as bot:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
        body = {"content": "once", "nonce": "turn-7-0", "enforce_nonce": True}
        first = await bot.http.request(route, json=body)
        again = await bot.http.request(route, json=body)
        assert first["id"] == again["id"] and len(channel.messages) == 1
        assert server.nonce_hits == channel.messages
        server.clock.advance(600)
        await bot.http.request(route, json=body)
        assert len(channel.messages) == 2


async def test_limits_are_errors() -> None:
    async with LoopbackDiscord() as server:
        channel = server.world.guild().channel()
        async with running(server) as bot:
            place = bot.get_channel(channel.id)
            assert isinstance(place, discord.TextChannel)
            with pytest.raises(discord.HTTPException, match="2000 or fewer") as caught:
                await place.send("x" * 2001)
            assert (caught.value.status, caught.value.code) == (400, 50035)
            long = [discord.Embed(description="x" * 3001), discord.Embed(description="x" * 3000)]
            with pytest.raises(discord.HTTPException, match="6000"):
                await place.send(embeds=long)
            with pytest.raises(discord.HTTPException, match="empty message"):
                await place.send("")
            with pytest.raises(discord.HTTPException, match="discord"):
                await place.create_webhook(name="my Discord voice")
            assert channel.messages == []


async def test_permissions_are_resolved(server: LoopbackDiscord) -> None:
    guild = server.world.guild(permissions=EVERYONE)
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server):
        done = await player.slash(channel, "npc", {"line": "hi"}, wait=False)
        await server.until(lambda: server.calls("POST", "*/webhooks"))
        await server.until(lambda: server.calls("POST", "*/webhooks")[0].status)
        refused = server.calls("POST", "*/webhooks")[0]
        assert (refused.status, refused.answer["code"]) == (403, 50013)
        assert done.acked_after is not None


async def test_only_discord_is_reachable(server: LoopbackDiscord) -> None:
    async with aiohttp.ClientSession(connector=server.connector()) as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get("https://example.com/")
    assert server.refused_hosts == ["example.com"]

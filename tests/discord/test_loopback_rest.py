"""Every part of the REST API once, through discord.py's own methods, judged by Discord's document."""

import datetime
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from loopback import EVERYONE, Guild, LoopbackDiscord, Permission
from loopback.errors import unknown
from loopback.judge import ABSENT, Judge
from loopback.routing import ROUTES
from loopback_running import judged, running
from sample_bot import SampleBot


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server whose requests and answers are judged."""
    async with judged() as made:
        yield made


def text_channel(bot: SampleBot, channel_id: int) -> discord.TextChannel:
    """The client's view of a channel."""
    found = bot.get_channel(channel_id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_messages(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    for number in range(5):
        player.say(channel, f"line {number}")
    async with running(server) as bot:
        place = text_channel(bot, channel.id)
        ids = [m.id for m in channel.messages]
        assert [m.id async for m in place.history(limit=2)] == ids[:2:-1]
        assert [m.id async for m in place.history(limit=2, before=discord.Object(ids[2]))] == ids[1::-1]
        assert [m.id async for m in place.history(limit=2, after=discord.Object(ids[2]))] == ids[3:]
        assert [m.id async for m in place.history(limit=3, around=discord.Object(ids[2]))] == ids[3:0:-1]
        embed = discord.Embed(title="t", description="d").add_field(name="n", value="v").set_footer(text="f")
        sent = await place.send(
            "hello", embed=embed, reference=discord.MessageReference.from_message(sent_by(bot, place, ids[0]))
        )
        assert sent.reference is not None and channel.messages[-1].reference is channel.messages[0]
        assert channel.messages[-1].text == "hello\nt\nd\nn\nv\nf"
        await sent.edit(content="bye", embed=None)
        assert (await place.fetch_message(sent.id)).content == "bye"
        await sent.add_reaction("👍")
        player.react(channel.messages[-1], "👍")
        again = await place.fetch_message(sent.id)
        assert [(r.emoji, r.count, r.me) for r in again.reactions] == [("👍", 2, True)]
        assert {u.id async for u in again.reactions[0].users()} == {server.world.bot.id, player.id}
        await sent.remove_reaction("👍", discord.Object(player.id))
        await sent.clear_reactions()
        await sent.pin()
        assert [m.id async for m in place.pins()] == [sent.id]
        await sent.unpin()
        await place.delete_messages([discord.Object(ids[0]), discord.Object(ids[1])])
        await sent.delete()
        with pytest.raises(discord.NotFound):
            await place.fetch_message(sent.id)
        with pytest.raises(discord.Forbidden):
            await sent_by(bot, place, ids[2]).edit(content="not mine")
        async with place.typing():
            assert channel.typing
        assert [m.id for m in channel.messages] == ids[2:]
        assert len(channel.all_messages) == 6


def sent_by(bot: SampleBot, place: discord.TextChannel, message_id: int) -> discord.PartialMessage:
    """A handle on a message."""
    return place.get_partial_message(message_id)


async def test_threads(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    async with running(server) as bot:
        place = text_channel(bot, channel.id)
        private = await place.create_thread(name="whispers", type=discord.ChannelType.private_thread, invitable=False)
        assert not channel.threads[0].permissions_of(player)
        await private.add_user(discord.Object(player.id))
        assert channel.threads[0].permissions_of(player)
        assert {m.id for m in await private.fetch_members()} == {server.world.bot.id, player.id}
        await private.remove_user(discord.Object(player.id))
        said = player.say(channel, "a story begins")
        public = await place.get_partial_message(said.id).create_thread(name="a story", auto_archive_duration=1440)
        assert public.id == said.id and channel.threads[1].auto_archive == 1440
        await public.send("once upon a time")
        await public.edit(name="a longer story", slowmode_delay=5)
        await public.edit(archived=True)
        with pytest.raises(discord.HTTPException, match="archived"):
            await public.edit(name="no")
        assert [t.id async for t in place.archived_threads()] == [public.id]
        await public.send("and it went on")  # posting wakes it up
        assert not channel.threads[1].archived
        await public.edit(locked=True)
        assert [t.id for t in await place.guild.active_threads()] == [private.id, public.id]
        await private.leave()
        await private.join()
        await private.delete()
        assert [t.name for t in channel.threads] == ["a longer story"]
        with pytest.raises(discord.NotFound):
            await bot.fetch_channel(private.id)


async def test_webhooks(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    channel, player = guild.channel(), guild.user("Ada")
    foreign = server.world.webhook(channel, "someone else's", player)
    async with running(server) as bot:
        place = text_channel(bot, channel.id)
        hook = await place.create_webhook(name="voices")
        assert (
            {h.id for h in await place.webhooks()}
            == {h.id for h in await place.guild.webhooks()}
            == {foreign.id, hook.id}
        )
        view = discord.ui.View().add_item(discord.ui.Button(label="Speak to Mira", custom_id="speak:1"))
        said = await hook.send("hi", username="Mira", avatar_url="https://example.com/a.png", wait=True, view=view)
        assert (await hook.fetch_message(said.id)).content == "hi"
        assert channel.messages[-1].avatar_url == "https://example.com/a.png"
        await hook.edit_message(said.id, content="hello")
        assert channel.messages[-1].labels == ["Speak to Mira"]
        other = discord.Webhook.partial(foreign.id, foreign.token, client=bot)
        with pytest.raises(discord.HTTPException, match="application-owned"):
            await other.send("hi", view=view, wait=True)
        with pytest.raises(discord.NotFound):
            await hook.send("hi", thread=discord.Object(channel.id + 1), wait=True)
        await hook.edit(name="other voices")
        await hook.delete_message(said.id)
        server.faults.refuse("POST", "/webhooks/*", unknown("webhook"))
        with pytest.raises(discord.NotFound) as caught:
            await hook.send("hi")
        assert caught.value.code == 10015
        for number in range(13):
            await place.create_webhook(name=f"hook {number}")
        with pytest.raises(discord.HTTPException, match="15"):
            await place.create_webhook(name="one too many")
        await hook.delete()
        with pytest.raises(discord.NotFound):
            await hook.send("gone")


async def test_guilds_members_roles_and_events(server: LoopbackDiscord) -> None:
    wide = Permission.ADMINISTRATOR
    guild: Guild = server.world.guild(permissions=wide)
    player = guild.user("Ada")
    async with running(server) as bot:
        seen = await bot.fetch_guild(guild.id)
        assert seen.approximate_member_count == len(guild.members)
        assert [g.id async for g in bot.fetch_guilds()] == [guild.id]
        made = await bot.get_guild(guild.id).create_text_channel("lobby", topic="games")  # type: ignore[union-attr]
        assert {c.id for c in await seen.fetch_channels()} == set(guild.channels)
        await made.edit(nsfw=True, topic="more games")
        await made.set_permissions(seen.default_role, send_messages=False)
        assert not guild.channels[made.id].permissions_of(player) & Permission.SEND_MESSAGES
        member = await seen.fetch_member(player.id)
        role = await seen.create_role(name="game master")
        await member.add_roles(role)
        assert [r.name for r in guild.members[player.id].roles] == ["game master"]
        await member.remove_roles(role)
        await member.edit(nick="Ada the Bold")
        assert [m.id for m in await bot.get_guild(guild.id).query_members("ada")] == [player.id]  # type: ignore[union-attr]
        await role.delete()
        assert (await bot.fetch_user(player.id)).name == "ada"
        start = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
        event = await seen.create_scheduled_event(
            name="Session 4",
            start_time=start,
            end_time=start + datetime.timedelta(hours=3),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
            location="the inn",
        )
        await event.edit(description="bring dice")
        assert len(await seen.fetch_scheduled_events(with_counts=False)) == 1
        await event.delete()
        await made.delete()
        assert not guild.channels and not guild.events
        await bot.get_guild(guild.id).leave()  # type: ignore[union-attr]
        await server.until(lambda: not bot.guilds)


async def test_direct_messages(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    player = guild.user("Ada")
    async with running(server, intents=discord.Intents(guilds=True, dm_messages=True)) as bot:
        user = await bot.fetch_user(player.id)
        sent = await user.send("psst")
        assert sent.guild is None
        player.say(server.world.dm(player), "yes?")
        await server.until(lambda: bot.heard)
        assert bot.heard[0].content == "yes?"


async def test_commands(server: LoopbackDiscord) -> None:
    guild = server.world.guild()
    async with running(server) as bot:
        fetched = await bot.tree.fetch_commands()
        assert {c.name for c in fetched} >= {"story", "npc"}
        home = discord.Object(guild.id)
        bot.tree.copy_global_to(guild=home)
        assert len(await bot.tree.sync(guild=home)) == len(fetched)
        assert len(server.world.commands.available(server.world.guilds[guild.id])) == len(fetched)
        await fetched[0].delete()
        assert len(await bot.tree.fetch_commands()) == len(fetched) - 1
        bad: Any = {"name": "Bad Name", "description": "x", "type": 1}
        with pytest.raises(discord.HTTPException, match="name"):
            await bot.http.upsert_global_command(bot.application_id or 0, bad)


async def test_denied_in_one_channel(server: LoopbackDiscord) -> None:
    guild = server.world.guild(permissions=EVERYONE)
    open_place, closed, hidden = guild.channel("open"), guild.channel("closed"), guild.channel("hidden")
    role = guild.me.roles[0]
    guild.deny(closed, role, Permission.SEND_MESSAGES)
    guild.deny(hidden, guild.everyone, Permission.VIEW_CHANNEL)
    async with running(server) as bot:
        assert bot.get_channel(hidden.id) is None
        await text_channel(bot, open_place.id).send("fine")
        with pytest.raises(discord.Forbidden) as caught:
            await text_channel(bot, closed.id).send("no")
        assert caught.value.code == 50013
        with pytest.raises(discord.Forbidden) as caught:
            await bot.fetch_channel(hidden.id)
        assert caught.value.code == 50001


def test_every_route_is_documented() -> None:
    judge = Judge()
    if not judge.available:
        pytest.skip(ABSENT)
    served = {(route.method, route.template) for route in ROUTES}
    assert len(served) > 70
    for method, template in served:
        judge.request(method, template, {}, None)
    assert judge.on_requests == []

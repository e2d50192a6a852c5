"""Manners: reminders, reports, slow mode, threads that sleep or are lost, tokens that run out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot_journey import HeldPace, opened, seated, serving
from hypothesis import given
from hypothesis import strategies as st
from loopback import LoopbackDiscord, Permission

from gm.bot.reminding import is_quiet, read_hours, read_zone, remind_all, who_is_due
from gm.store.discord import load_thread
from gm.store.guilds import load_audit
from gm.store.reminders import Reminder
from gm.store.turns import load_turns

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that breaks requests on purpose, and finds nothing wrong with those that it was asked."""
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []


def soon(hours: float) -> datetime:
    """A time of day that nobody is quiet at, so many hours or a little more from now."""
    return datetime.now(UTC) + timedelta(hours=hours)


# -- reminders


async def test_one_player_is_reminded_once_a_turn(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        ada, bo = group.players["Ada"], group.players["Bo"]
        for player in (ada, bo):
            asked = await player.slash(group.thread, "play remind", {"hours": 5, "quiet": "0-0"})
            await asked.message("waited 5 h")
        await group.does("Ada", "I look around")
        assert await remind_all(bot, soon(4.9)) == 0
        assert await remind_all(bot, soon(5.1)) == 1
        reminder = group.thread.messages[-1]
        assert reminder.notified == [bo] and "Tam Reed" in reminder.content  # Ada acted last
        assert await remind_all(bot, soon(50)) == 0
    async with opened(home) as app, serving(server, app) as bot:
        group.bot = bot
        await bot.tables.rest()
        assert await remind_all(bot, soon(90)) == 0  # nor after a crash
        await group.does("Bo", "I wait")
        assert await remind_all(bot, soon(6)) == 1 and group.thread.messages[-1].notified == [ada]
        for player in (ada, bo):
            await (await player.slash(group.thread, "play remind", {"hours": 0})).message("any more")
        await group.does("Cy", "I wait")
        assert await remind_all(bot, soon(500)) == 0


async def test_who_is_asked_a_question_is_reminded_of_it(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        for player in group.players.values():
            await (await player.slash(group.thread, "play remind", {"hours": 1, "quiet": "0-0"})).message("1 h")
        await group.does("Ada", "I force the cupboard")
        assert group.told("Take the letter?")
        assert await remind_all(bot, soon(2)) == 1
        assert group.thread.messages[-1].notified == [group.players["Ada"]]
        wrong = await group.players["Ada"].slash(group.thread, "play remind", {"zone": "Paris"})
        await wrong.message("+5:30")
        wrong = await group.players["Ada"].slash(group.thread, "play remind", {"quiet": "late"})
        await wrong.message("22-8")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("+2", 120), ("-5", -300), ("+5:30", 330), ("utc-3:30", -210), ("0", 0), ("+15", None), ("Paris", None)],
)
def test_zones_are_read(text: str, minutes: int | None) -> None:
    assert read_zone(text) == minutes


@given(st.integers(0, 23), st.integers(0, 23), st.integers(-14, 14), st.integers(0, 23))
def test_quiet_hours_are_the_players_own(start: int, end: int, zone: int, hour: int) -> None:
    reminder = Reminder(1, 5, zone * 60, start, end)
    now = datetime(2030, 1, 2, hour, 59, tzinfo=UTC)
    span = (end - start) % 24
    assert is_quiet(reminder, now) == (((hour + zone) - start) % 24 < span)
    assert read_hours(f"{start}-{end}") == (start, end)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 48), st.integers(0, 9)), max_size=6), st.integers(0, 60))
def test_at_most_one_is_due_and_never_twice(wanted: list[tuple[int, int, int]], waited: int) -> None:
    reminders = [Reminder(player, hours, 0, 0, 0, done or None) for player, hours, done in wanted]
    due = who_is_due(reminders, 5, timedelta(hours=waited), NOON, {1: 4, 2: 3})
    if due is not None:
        assert due.hours <= waited and all(each.reminded_of != 5 for each in reminders)
    elif not any(each.reminded_of == 5 for each in reminders):
        assert all(each.hours > waited for each in reminders)


# -- reports and slow mode


async def test_a_report_goes_to_those_who_run_the_server(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, desk = guild.channel("inn"), guild.channel("desk")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
        beat = group.with_button("Undo")[0]
        told = await group.players["Ada"].menu(beat, "Report")
        assert (await told.message("can see it now")).ephemeral and desk.messages == []
        host = guild.user("Hana")
        guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
        await (await host.slash(channel, "host reports", {"channel": desk})).message(f"<#{desk.id}>")
        told = await group.players["Ada"].slash(group.thread, "report", {"reason": "rude @everyone"})
        await told.message("can see it now")
        (post,) = desk.messages
        assert f"/{group.thread.id}" in post.content and "rude" in post.content and post.notified == []
        async with app.database.read() as db:
            log = await load_audit(db, guild.id)
        entries = [entry for entry in log if entry.action == "report"]
        assert len(entries) == 2 and str(beat.id) in entries[1].detail and "rude" not in entries[0].detail


async def test_a_slow_thread_says_once_how_not_to_wait(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        assert group.told("Slow mode") == []
        group.thread.slowmode = 60
    for _ in range(2):
        async with opened(home) as app, serving(server, app) as bot:
            await server.until(lambda: group.told("Slow mode"))
            await bot.tables.rest()
            assert len(group.told("one message in 60 s")) == 1


# -- threads that sleep, are locked, deleted; a bot that is sent away


async def test_a_sleeping_thread_is_woken_by_play(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
        (beat,) = group.with_button("Undo")
        server.world.update_thread(group.thread, archived=True)
        await (await group.players["Ada"].slash(group.thread, "undo")).message("taken back")
        await group.rest()
        assert beat.content.startswith("-# Turn 2") and not group.thread.archived
        server.world.update_thread(group.thread, archived=True)
        await group.does("Ada", "I wait")
        assert group.with_button("Undo")


async def test_a_locked_thread_is_paused_without_a_word(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        count = len(group.thread.messages)
        server.world.update_thread(group.thread, locked=True)
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        await server.until(lambda: table.binding.status == "paused")
        server.world.update_thread(group.thread, locked=False)
        await (await group.players["Ada"].slash(group.thread, "do", {"words": "I run"})).message("is paused")
        assert len(group.thread.messages) == count
        await (await group.players["Ada"].slash(group.thread, "play resume")).message("goes on")
        await group.does("Ada", "I run")


@pytest.mark.parametrize("how", ["thread", "channel", "away"])
async def test_a_game_whose_thread_is_deleted_goes_on_elsewhere(server: LoopbackDiscord, home: Path, how: str) -> None:
    guild = server.world.guild()
    channel, other = guild.channel("inn"), guild.channel("barn")
    eve = guild.user("Eve")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await group.does("Ada", "I look around")
        old = group.thread.id
        if how != "away":
            server.world.delete_channel(group.thread if how == "thread" else channel)
            await server.until(lambda: bot.tables.opened(old) is None)
    if how == "away":
        server.world.delete_channel(group.thread)
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: bot.tables.opened(old) is None)
        await bot.tables.rest()

        async def status() -> str:
            async with app.database.read() as db:
                found = await load_thread(db, old)
            return found.status if found else ""

        async with asyncio.timeout(5):
            while await status() != "gone":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await (await eve.slash(other, "play move")).message("no such game")
        choices = await group.players["Bo"].autocomplete(other, "play move", "game", {"game": ""})
        assert [choice["value"] for choice in choices] == [str(old)]
        moved = await group.players["Bo"].slash(other, "play move")
        await moved.message("goes on in")
        group.bot, group.thread = bot, other.threads[-1]
        first = group.thread.messages[0]
        assert "goes on here" in first.content and "Undo" in first.labels and await status() == "moved"
        await group.does("Ada", "I sit down")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        async with app.database.read() as db:
            turns = await load_turns(db, table.game.branch_id)
        assert [entry.input.text for turn in turns for entry in turn.inputs] == ["I look around", "I sit down"]


async def test_a_living_game_moves_and_leaves_a_link(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, other = guild.channel("inn"), guild.channel("barn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        ada, old = group.players["Ada"], group.thread
        moved = await ada.slash(other, "play move", {"game": str(old.id)})
        await moved.message("goes on in")
        (new,) = other.threads
        assert f"<#{new.id}>" in old.messages[-1].content
        await (await ada.slash(old, "do", {"words": "I run"})).message("another thread")
        group.thread = new
        await group.does("Ada", "I run")


async def test_a_bot_that_was_sent_away_marks_its_games(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        guild.leave(server.world.bot)
        await server.until(lambda: bot.tables.opened(group.thread.id) is None)
        server.world.invite(guild)
        await server.until(lambda: bot.get_guild(guild.id) is not None)
        await (await group.players["Ada"].slash(group.thread, "do", {"words": "I run"})).message("lost its thread")
        await (await group.players["Ada"].slash(group.thread, "play resume")).message("goes on")
        await group.does("Ada", "I run")


# -- the token


async def test_a_turn_outlives_the_token_of_its_command(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    pace = HeldPace()
    async with opened(home) as app, serving(server, app, gather=2.0, pace=pace, apart=0.0) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        acted = await group.players["Ada"].slash(group.thread, "do", {"words": "I look around"})
        table = bot.tables.opened(group.thread.id)
        assert table is not None
        await server.until(lambda: table.hearing.waiting)  # acknowledged first, heard a moment later
        ended = await group.players["Ada"].slash(group.thread, "play end")
        server.clock.advance(16 * 60)
        assert not acted.token_valid and not ended.token_valid
        pace.release()
        await server.until(lambda: group.told("has ended after"))
        assert len(group.told("I look around")) == 1 and group.told("has ended after")[0].author is server.world.bot
        assert group.told("✅") == []  # what was for one alone is not said to all

"""Where a game gets its thread, when people meet, who is reminded, and what happened before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot_journey import HeldPace, opened, seated, serving
from hypothesis import given
from hypothesis import strategies as st
from loopback import LoopbackDiscord, Permission
from loopback.channel import FORUM
from loopback.world import BOT

from gm.bot.moments import FURTHEST, mark, read_moment, suggestions
from gm.store.reminders import Reminder, record_reminder

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)
        self.seconds += timedelta(**span).total_seconds()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-05 19:30", datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
        ("2026-12-05 19:30 UTC", datetime(2026, 12, 5, 19, 30, tzinfo=UTC)),
        ("2026-12-05T19:30+02:00", datetime(2026, 12, 5, 17, 30, tzinfo=UTC)),
        ("19:30", datetime(2026, 11, 26, 19, 30, tzinfo=UTC)),
        ("9:05", datetime(2026, 11, 27, 9, 5, tzinfo=UTC)),
        ("in 3h", NOW + timedelta(hours=3)),
        ("90 minutes", NOW + timedelta(minutes=90)),
        ("2d", NOW + timedelta(days=2)),
        ("<t:1795894200:F>", datetime.fromtimestamp(1795894200, UTC)),
        ("2026-11-26 12:00", None),
        ("2028-01-01 12:00", None),
        ("25:00", None),
        ("<t:999999999999:F>", None),
        ("soon", None),
        ("", None),
    ],
)
def test_moments_as_people_type_them(typed: str, meant: datetime | None) -> None:
    assert read_moment(typed, NOW) == meant


@given(st.text(max_size=40) | st.from_regex(r"(in )?[0-9]{1,5} ?(m|h|d|w)|<t:[0-9]{1,14}>|[0-9]{1,2}:[0-9]{2}"))
def test_whatever_is_typed_is_a_moment_to_come_or_none(typed: str) -> None:
    found = read_moment(typed, NOW)
    assert found is None or NOW < found <= NOW + FURTHEST
    for offered in suggestions(typed, NOW):
        assert read_moment(mark(offered), NOW) == offered


async def test_an_event_a_reminder_and_a_change_of_plan(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    ada, bo, cy, eve = (guild.user(name) for name in ("Ada", "Bo", "Cy", "Eve"))
    clock = Hands()
    async with opened(home) as app, serving(server, app, clock=clock) as bot:
        offered = await ada.autocomplete(channel, "play start", "when", {"when": ""})
        assert len(offered) == 8 and offered[0]["name"].endswith("UTC")
        unclear = await ada.slash(channel, "play start", {"campaign": "tiny", "when": "soon"})
        await unclear.message("cannot tell when")
        assert channel.threads == []
        started = await ada.slash(channel, "play start", {"campaign": "tiny", "when": "in 3h"})
        assert "Planned for <t:" in (await started.message("set:")).text
        thread = channel.threads[-1]
        (event,) = guild.events.values()
        assert event["name"] == "The Lit Window" and str(thread.id) in event["entity_metadata"]["location"]
        (plan,) = [message for message in thread.messages if "is played" in message.text]
        assert plan.labels == ["Remind me"] and plan.notified == []
        await (await ada.click(thread.messages[0], "Play Odo")).message("You play Odo")
        await (await cy.click(plan, "Remind me")).message("I will mention you")
        await (await eve.click(plan, "Remind me")).message("I will mention you")
        await (await eve.click(plan, "Remind me")).message("I will not")
        await (await bo.click(plan, "Remind me")).message("I will mention you")
        asleep = (clock.now() + timedelta(hours=4)).hour
        async with app.database.begin() as db:
            await record_reminder(db, thread.id, Reminder(bo.id, 24, 0, asleep, (asleep + 2) % 24))
            await db.commit()

        await (await bo.slash(thread, "play schedule", {"when": "in 1h"})).message("Only the game master")
        await (await bo.slash(thread, "play schedule", {})).message("You meet <t:")
        await (await ada.slash(thread, "play schedule", {"when": "in 5h"})).message("Planned for")
        (moved,) = guild.events.values()
        assert moved["id"] == event["id"] and moved["scheduled_start_time"] != event["scheduled_end_time"]

        clock.later(hours=3)
        assert await bot.sitting_reminders.look() == 0, "the evening was moved"
        clock.later(hours=1, minutes=50)
        assert await bot.sitting_reminders.look() == 1
        (reminder,) = [message for message in thread.messages if message.text.startswith("🔔")]
        assert [account.username for account in reminder.notified] == ["cy"], "who sits there has not asked for it"
        assert await bot.sitting_reminders.look() == 0, "nobody is told twice"

        await (await ada.slash(thread, "play schedule", {"when": "2d"})).message("Planned for")
        await (await ada.slash(thread, "play schedule", {"when": "off"})).message("Nothing is planned")
        await (await bo.slash(thread, "play schedule", {})).message("Nothing is planned")
        clock.later(days=2)
        assert await bot.sitting_reminders.look() == 0


async def test_without_the_permission_there_is_a_plan_all_the_same(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild(permissions=BOT & ~Permission.CREATE_EVENTS & ~Permission.MANAGE_EVENTS)
    channel = guild.channel("inn")
    ada = guild.user("Ada")
    clock = Hands()
    async with opened(home) as app, serving(server, app, clock=clock) as bot:
        started = await ada.slash(channel, "play start", {"campaign": "tiny", "when": "in 3h"})
        await started.message("I lack the permission “Create Events”")
        assert guild.events == {}
        thread = channel.threads[-1]
        await (await ada.click(thread.messages[0], "Play Odo")).message("You play Odo")
        clock.later(hours=5)
        assert await bot.sitting_reminders.look() == 0, "too late to remind anybody"
        assert not [message for message in thread.messages if message.text.startswith("🔔")]


async def test_a_post_in_a_forum_and_a_thread_elsewhere(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, forum, closed = guild.channel("inn"), guild.channel("tables", kind=FORUM), guild.channel("closed")
    ada = guild.user("Ada")
    guild.deny(closed, ada, Permission.CREATE_PUBLIC_THREADS)
    async with opened(home) as app, serving(server, app) as bot:
        started = await ada.slash(channel, "play start", {"campaign": "tiny", "name": "Tuesday", "channel": forum})
        await started.message("set:")
        (post,) = forum.threads
        first, card = post.messages
        assert post.name == "Tuesday" and "Tuesday" in first.text and "## The Lit Window" in card.text
        await (await ada.click(card, "Play Odo")).message("You play Odo")
        await (await ada.click(card, "Begin")).message("begins")
        await bot.tables.rest()
        acted = await ada.slash(post, "do", {"words": "I look around"})
        await acted.message("✅")
        await bot.tables.rest()
        (words,) = [message for message in post.messages if message.text == "I look around"]
        assert words.author_name == "Odo"
        refused = await ada.slash(channel, "play start", {"campaign": "tiny", "channel": closed})
        await refused.message("You may not start threads")
        again = await ada.slash(post, "play start", {"campaign": "tiny"})
        await again.message("already")


async def test_what_happened_before_is_told_once(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    clock = Hands()
    async with opened(home) as app, serving(server, app, clock=clock) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I search the floor")
        await group.does("Ada", "I look at the stove")
        assert group.told("Previously") == []
        clock.later(hours=13)
        await group.does("Ada", "I open the door")
        (recap,) = group.told("Previously")
        assert "You are here now: The Hut" in recap.text and recap.text.count("•") >= 2
        order = [message.text for message in group.thread.messages]
        assert order.index(recap.text) == order.index("I open the door") - 1
        await group.does("Ada", "I wait")
        assert len(group.told("Previously")) == 1

        ada = group.players["Ada"]
        await (await ada.slash(group.thread, "play pause", {})).message("paused")
        await (await ada.slash(group.thread, "play resume", {})).message("goes on")
        await group.rest()
        assert len(group.told("Previously")) == 2
    async with opened(home) as app, serving(server, app, clock=clock) as bot:
        clock.later(hours=20)
        group.bot = bot
        await group.does("Ada", "I sit down")
        assert len(group.told("Previously")) == 2, "it stands there since the game went on, whatever was restarted"
        await group.does("Ada", "I hum")
        clock.later(hours=20)
        await group.does("Ada", "I get up")
        assert len(group.told("Previously")) == 3


async def test_a_recap_no_longer_quotes_what_was_set_aside_or_erased(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    clock = Hands()
    pace = HeldPace()
    pace.release()
    async with opened(home) as app, serving(server, app, clock=clock, pace=pace, apart=1.0) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await group.does("Ada", "I look at the stove")
        await group.does("Bo", "I hum a zqxjtune")
        await group.does("Ada", "I sing of zqxjspider")
        older = group.with_button("X-card")[-1]
        clock.later(hours=13)
        pace.hold()
        await ada.slash(group.thread, "do", {"words": "I open the door"})
        await server.until(lambda: group.told("Previously") and group.told("I open the door"))
        (recap,) = group.told("Previously")
        assert "zqxjspider" in recap.content and "zqxjtune" in recap.content and "stove" in recap.content
        laid = await ada.click(older, "X-card")  # a beat that is no longer the last: another is being told
        pace.release()
        await laid.message("set aside")
        await group.rest()
        assert "zqxjspider" not in recap.content and "zqxjtune" in recap.content and "stove" in recap.content
        form = await bo.slash(server.world.dm(bo), "privacy delete")
        await (await bo.submit(form, {"Type DELETE to erase": "DELETE"})).message("Erased:")
        await bot.keeping.rest()
        assert "zqxjtune" not in recap.content and "stove" in recap.content
        assert [post.content for post in group.told("zqxj") if post.author not in (ada, bo)] == []

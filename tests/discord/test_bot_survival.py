"""Nothing twice, nothing lost: lost answers, repeated events, a bot that is gone and comes back."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from bot_journey import Group, begin, opened, seated, serving
from loopback import LoopbackDiscord
from shipped_bot import shipped

from gm.app import App
from gm.bot.buttons import Button
from gm.bot.cards import Card, Form
from gm.bot.client import GmBot
from gm.bot.wire import ThreadWire, Wire
from gm.domain.play import Turn
from gm.play import story_opening
from gm.review.verify import verify
from gm.store.discord import ThreadBinding
from gm.store.turns import load_turns, load_unfinished


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A Discord that breaks requests on purpose, and finds nothing wrong with those that it was asked."""
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []


class SinkingWire(ThreadWire):
    """Sends a text that holds `at`, and never comes back from it: the process dies just then."""

    at = spoken = ""
    """What is posted, or said in somebody's name, when it sinks."""
    reached: asyncio.Event

    async def speak(
        self, name: str, text: str, *, avatar: str = "", buttons: Sequence[Button] = ()
    ) -> tuple[int, int] | None:
        sent = await super().speak(name, text, avatar=avatar, buttons=buttons)
        if self.spoken and self.spoken in text:
            self.reached.set()
            await asyncio.Event().wait()
        return sent

    async def post(self, text: str, buttons: Sequence[Button], nonce: str | None) -> int:
        return await self._sunk(await super().post(text, buttons, nonce), text)

    async def post_card(self, card: Card, form: Form, nonce: str | None) -> int:
        rows = (row if isinstance(row, str) else row.text for row in card.rows)
        return await self._sunk(await super().post_card(card, form, nonce), "\n".join(rows))

    async def _sunk(self, sent: int, text: str) -> int:
        if self.at and self.at in text:
            self.reached.set()
            await asyncio.Event().wait()
        return sent


class SinkingBot(GmBot):
    """Its threads sink at a text."""

    def sink(self, at: str) -> asyncio.Event:
        SinkingWire.at, SinkingWire.reached = at, asyncio.Event()
        return SinkingWire.reached

    def _wire_of(self, binding: ThreadBinding) -> Wire:
        where = {"thread": binding.thread_id, "guild": binding.guild_id, "channel": binding.channel_id}
        return SinkingWire(self, self.personas, **where)


async def beats(app: App, bot: GmBot, thread: int) -> list[tuple[str, int]]:
    """(status, inputs) of every turn; the history must be sound."""
    table = await bot.tables.at(thread)
    assert table is not None and (await verify(app.database, table.game)).ok
    async with app.database.read() as db:
        return [(turn.status, len(turn.inputs)) for turn in await load_turns(db, table.game.branch_id)]


def narrations(group: Group) -> list[str]:
    """What the bot told after card and opening, without the players' words and the dice."""
    posts = [m for m in group.thread.messages if m.webhook_id is None and "🎲" not in m.text]
    return [post.text for post in posts[2:]]


async def test_a_killed_bot_is_followed_by_one_that_goes_on(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app, kind=SinkingBot) as bot:
        assert isinstance(bot, SinkingBot)
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        reached = bot.sink("🎲")
        await group.players["Ada"].slash(group.thread, "do", {"words": "I search the floor"})
        await asyncio.wait_for(reached.wait(), 5)
        syncs = server.world.commands.overwrites
    SinkingWire.at = ""
    dice = group.told("🎲")[0].text
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: group.with_button("Undo"))
        await bot.tables.rest()
        group.bot = bot
        assert [post.text for post in group.told("🎲")] == [dice]
        assert len(group.told("I search the floor")) == 1 and len(narrations(group)) == 1
        assert server.world.commands.overwrites == syncs  # the commands are the same: not uploaded again
        await group.does("Bo", "I look around")  # the thread goes on
        old = await group.players["Ada"].click(group.with_button("Why?")[0], "Why?")
        assert (await old.message("opening")).ephemeral
        assert await beats(app, bot, group.thread.id) == [("done", 0), ("done", 1), ("done", 1)]


async def test_half_a_narration_is_edited_on(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app, kind=SinkingBot) as bot:
        assert isinstance(bot, SinkingBot)
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        reached = bot.sink("Orla")
        await group.players["Ada"].slash(group.thread, "do", {"words": "I look around"})
        await asyncio.wait_for(reached.wait(), 5)
        half = next(m for m in group.thread.messages if "Orla" in m.text)
        assert half.labels == []
    SinkingWire.at = ""
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: group.with_button("Undo"))
        await bot.tables.rest()
        assert len(narrations(group)) == 1 and half.labels[:6] == ["Act", "Undo", "Redo", "Reword", "Why?", "X-card"]


@pytest.mark.parametrize("fault", ["lost", "500_after", "500", "429", "drop"])
async def test_an_answer_that_never_came_is_no_second_post(server: LoopbackDiscord, home: Path, fault: str) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        server.faults.once("POST", f"/channels/{group.thread.id}/messages", fault)
        await group.does("Ada", "I search the floor")
        await server.until(lambda: group.with_button("Undo"))
        assert len(group.told("🎲")) == 1 and len(group.told("I search the floor")) == 1
        assert len(narrations(group)) == 1
        assert await beats(app, bot, group.thread.id) == [("done", 0), ("done", 1)]


async def test_what_the_gateway_says_twice_is_done_once(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        for event in ("INTERACTION_CREATE", "MESSAGE_CREATE"):
            server.faults.dispatch("duplicate", event)
            if event == "MESSAGE_CREATE":
                group.players["Ada"].mention(group.thread, "I warm my hands")
                await server.until(lambda: len(group.told("I warm my hands")) == 2)
            else:
                await group.does("Ada", "I look around")
            await group.rest()
        (beat,) = group.with_button("Undo")
        server.faults.dispatch("duplicate", "INTERACTION_CREATE")
        undone = await group.players["Ada"].click(beat, "Undo")
        await undone.message("taken back")
        await group.rest()
        assert await beats(app, bot, group.thread.id) == [("done", 0), ("done", 1), ("undone", 1)]


async def test_a_press_that_discord_gave_up_does_nothing(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
        late = await group.players["Ada"].click(group.with_button("Undo")[0], "Undo", late=3.5)
        assert late.failed
        await group.rest()
        assert await beats(app, bot, group.thread.id) == [("done", 0), ("done", 1)]


async def test_the_shipped_command_survives_a_real_kill(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with shipped(server, home):
        ada = channel.guild.user("Ada")  # type: ignore[union-attr]
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (thread,) = channel.threads
        (card,) = thread.messages
        asked = await (await ada.click(card, "Play Ilse Brand")).message("Before you sit down")
        await (await ada.click(asked, "I agree, sit me down")).message("You play")
        await (await ada.click(card, "Begin")).message("begins")
        await server.until(lambda: thread.messages[-1].labels[:2] == ["Act", "Why?"])
    opening = thread.messages[-1]
    async with shipped(server, home):
        form = await ada.click(opening, "Act")
        await (await ada.submit(form, {"Your character": "I look around"})).message("✅")
        await server.until(lambda: "Undo" in thread.messages[-1].labels)
        assert [m.text for m in thread.messages].count(opening.text) == 1


async def test_a_game_that_is_begun_before_the_bot_has_looked_around_is_opened_once(
    server: LoopbackDiscord, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Buttons work from the first moment of a connection on; what is played is looked up two seconds later."""
    channel, both, looks = server.world.guild().channel("inn"), asyncio.Barrier(2), 0

    async def look(*args: Any) -> tuple[Turn, ...]:
        nonlocal looks
        looks += 1
        found, early = await load_unfinished(*args), looks <= 2
        if early:
            await asyncio.wait_for(both.wait(), 10)
        return found

    async with opened(home) as app, serving(server, app) as bot:
        ada = channel.guild.user("Ada")  # type: ignore[union-attr]
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        (thread,) = channel.threads
        await (await ada.click(thread.messages[0], "Play Ilse Brand")).message("You play")
        monkeypatch.setattr(story_opening, "load_unfinished", look)
        await begin(ada, thread.messages[0])
        await bot.tables.wake_all()
        await bot.tables.rest()
        group = Group(server, bot, channel, thread, {"Ada": ada})
        assert len(group.told("A lit window.")) == 1 and looks >= 2
        assert await beats(app, bot, thread.id) == [("done", 0)]
        await group.does("Ada", "I look around")
        assert await beats(app, bot, thread.id) == [("done", 0), ("done", 1)]


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("fault", ["lost", "500_after"])
async def test_words_whose_sending_was_never_confirmed_are_no_second_post(
    server: LoopbackDiscord, home: Path, fault: str, readable: bool
) -> None:
    """Webhooks know no nonces; and what they said may be blank to the bot."""
    server.world.own_webhook_content = readable
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
        server.faults.once("POST", "/webhooks/*", fault)
        await group.does("Ada", "I search the floor")
        assert len(group.told("I search the floor")) == 1 and len(group.told("I look around")) == 1
        assert bot.running.metrics.value("gm_posts_found_total") == 1
        assert bot.running.metrics.value("gm_posts_unsure_total") == 0


async def test_words_that_a_dead_process_sent_are_found_in_a_lively_thread(server: LoopbackDiscord, home: Path) -> None:
    """Sixty messages in the minutes before: the one that is looked for is none of the first fifty."""
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app, kind=SinkingBot) as bot:
        assert isinstance(bot, SinkingBot)
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        for number in range(60):
            group.players["Ada"].say(group.thread, f"chatter {number}")
        SinkingWire.spoken = "I search"
        reached = bot.sink("")
        await group.players["Ada"].slash(group.thread, "do", {"words": "I search the floor"})
        await asyncio.wait_for(reached.wait(), 5)
    SinkingWire.spoken = ""
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: group.with_button("Undo"))
        await bot.tables.rest()
        assert len(group.told("I search the floor")) == 1
        assert bot.running.metrics.value("gm_posts_found_total") == 1
        assert bot.running.metrics.value("gm_posts_unsure_total") == 0

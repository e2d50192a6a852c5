"""The thread is a projection of history: branches, edits, deletions, the X-card, and what was said meanwhile."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bot_hosting import Provider, hosted
from bot_journey import Group, HeldPace, opened, seated, serving
from loopback import LoopbackDiscord, Message
from test_bot_survival import SinkingBot, SinkingWire

from gm.app import App, SystemClock
from gm.bot.branching import make_thread
from gm.bot.client import GmBot
from gm.domain.calls import BackendRequest, Chunk, Role
from gm.review.verify import verify
from gm.store.calls import load_calls
from gm.store.turns import load_turns


class Tomorrow(SystemClock):
    """More than a day later."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=30)


async def words(app: App, bot: GmBot, thread: int) -> list[list[str]]:
    """What was said in every turn that stands; the history must be sound."""
    table = await bot.tables.at(thread)
    assert table is not None and (await verify(app.database, table.game)).ok
    async with app.database.read() as db:
        turns = await load_turns(db, table.game.branch_id, include_undone=False)
    return [[entry.input.text for entry in turn.inputs] for turn in turns]


def live(group: Group) -> list[str]:
    return [message.text for message in group.thread.messages]


async def held(server: LoopbackDiscord, app: App, bot: GmBot, group: Group, name: str) -> Message:
    """A mention that is heard, but still waits for others to speak."""
    said = group.players[name].mention(group.thread, "I dance")
    table = await bot.tables.at(group.thread.id)
    assert table is not None
    await server.until(lambda: table.hearing.waiting == 1)
    return said


# -- edits and deletions


async def test_words_that_are_not_played_yet_follow_their_message(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    pace = HeldPace()
    async with opened(home) as app, serving(server, app, gather=2.0, pace=pace, apart=0.0) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        said = await held(server, app, bot, group, "Ada")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        gone = bo.mention(group.thread, "I leave for good")
        await server.until(lambda: table.hearing.waiting == 2)
        ada.edit(said, f"{server.world.bot.tag} I bow")
        await server.until(lambda: [post for post in group.told("I bow") if post.author_name == "Ilse Brand"])
        bo.delete(gone)
        await server.until(lambda: [post for post in group.told("I leave") if post.author_name == "Tam Reed"] == [])
        pace.release()
        await group.rest()
        await server.until(lambda: group.with_button("Undo"))
        assert await words(app, bot, group.thread.id) == [[], ["I bow"]]
        assert group.told("I leave for good")[-1:] == [] and group.told("I bow")[-1].author_name == "Ilse Brand"


async def test_an_edit_that_comes_too_late_is_said_once(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        ada = group.players["Ada"]
        said = ada.mention(group.thread, "I dance")
        await server.until(lambda: group.with_button("Undo"))
        await group.rest()
        for text in ("I sing", "I fly"):
            ada.edit(said, f"{server.world.bot.tag} {text}")
            await server.until(lambda: group.told("was played already"))
            await asyncio.sleep(0.1)
        (hint,) = group.told("was played already")
        assert "Ilse Brand" in hint.text and hint.notified == []
        ada.delete(said)
        await asyncio.sleep(0.1)
        assert await words(app, bot, group.thread.id) == [[], ["I dance"]]
        assert group.told("I dance")[-1].author_name == "Ilse Brand"  # played: it stays as the character's post


async def test_an_edit_that_adds_the_mention_is_said_then(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        said = group.players["Ada"].say(group.thread, "I dance")
        group.players["Ada"].edit(said, f"{server.world.bot.tag} I dance")
        await server.until(lambda: group.with_button("Undo"))
        await group.rest()
        assert await words(app, bot, group.thread.id) == [[], ["I dance"]]


# -- branches


async def test_a_branch_opens_a_thread_and_both_are_played_at_once(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        group.thread.slowmode = 30
        await group.does("Ada", "I look around")
        forked = await ada.slash(group.thread, "branch", {"name": "what if"})
        link = await forked.message("what if")
        old, new = channel.threads
        assert new.name == "what if" and f"<#{new.id}>" in link.text
        (first,) = new.messages
        assert f"<#{old.id}>" in first.text and "after turn 2" in first.text and first.labels == ["Act", "Why?"]
        assert f"<#{new.id}>" in group.thread.messages[-1].text
        other = Group(server, bot, channel, new, group.players)
        bo.mention(new, "I warm my hands")
        ada.mention(old, "I wait")
        await server.until(lambda: group.with_button("Undo") and other.with_button("Undo"))
        await group.rest()
        assert await words(app, bot, old.id) == [[], ["I look around"], ["I wait"]]
        assert await words(app, bot, new.id) == [[], ["I look around"], ["I warm my hands"]]
        assert other.told("I wait") == [] and first.labels == ["Why?"]
        again = await bo.slash(old, "branch", {"name": "what if"})
        await again.message(f"<#{new.id}>")
        here = await bo.slash(new, "branch", {"name": "what if"})
        await here.message("already")
        back = await bo.slash(new, "branch", {"name": "main"})
        await back.message(f"<#{old.id}>")
        assert len(channel.threads) == 2
    async with opened(home) as app, serving(server, app) as bot:  # each thread keeps to its branch after a restart
        other.bot = group.bot = bot
        await other.does("Ada", "I sit down")
        assert (await words(app, bot, new.id))[-1] == ["I sit down"]
        assert (await words(app, bot, old.id))[-1] == ["I wait"]


async def test_what_was_shared_is_taken_back_in_one_thread_only(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        ada = group.players["Ada"]
        await group.does("Ada", "I look around")
        await (await ada.slash(group.thread, "branch", {"name": "else"})).message("else")
        old, new = channel.threads
        await (await ada.slash(new, "reword", {})).message("before the branch began")
        await (await ada.slash(new, "undo")).message("Turn 2")
        await group.rest()
        assert [m.text for m in new.messages][1:] == ["-# Turn 2 was taken back by Ada."]
        assert new.messages[0].labels == [] and "🌿" in new.messages[0].text
        assert await words(app, bot, new.id) == [[]]
        assert await words(app, bot, old.id) == [[], ["I look around"]] and group.with_button("Undo")
        await (await ada.slash(new, "redo")).message("new dice")
        await group.rest()
        assert await words(app, bot, new.id) == [[], ["I look around"]]


async def test_a_thread_that_was_opened_for_a_branch_before_a_crash_is_used(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        await app.engine.fork(table.game, "what if")
        await make_thread(bot, table.binding, "what if")  # and the process dies here
    async with opened(home) as app, serving(server, app) as bot:
        forked = await group.players["Ada"].slash(group.thread, "branch", {"name": "what if"})
        await forked.message(f"<#{channel.threads[1].id}>")
        assert len(channel.threads) == 2 and "after turn 2" in channel.threads[1].messages[0].text


async def test_what_people_delete_stays_away_and_is_in_the_recap(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I search the floor")
        (beat,) = group.with_button("Undo")
        server.world.remove(beat)
        recap = await group.players["Ada"].slash(group.thread, "recap")
        begins = " ".join(beat.text.split()[:6])  # the recap cuts a long one short
        assert begins in (await recap.message("so far")).text
        await group.does("Ada", "I look around")
        assert len(group.with_button("Undo")) == 1 and group.told(beat.text) == []


# -- the X-card


async def test_the_x_card_takes_the_beat_away_and_says_one_kind_line(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, eve = group.players["Ada"], group.players["Bo"], guild.user("Eve")
        await group.does("Ada", "I search the floor")
        (beat,) = group.with_button("X-card")
        before = live(group)[:2]
        await (await eve.click(beat, "X-card")).message("You play nobody")
        laid = await bo.click(beat, "X-card")
        told = await laid.message("set aside")
        assert told.ephemeral
        await group.rest()
        after = group.thread.messages
        assert [m.text for m in after[:2]] == before and len(after) == 3
        assert "Nobody needs to explain" in after[2].text and after[2].labels == ["Go on"]
        assert "whoever is ready" in after[2].text.casefold()
        assert after[1].labels == ["Act", "Why?", "Speak to Orla"]  # the beat before is the last again
        assert "Bo" not in after[2].text and after[2].notified == []
        recap = await ada.slash(group.thread, "recap")
        assert "floor" not in (await recap.message("so far")).text
        await (await ada.slash(group.thread, "redo")).message("not told or played again")
        await group.rest()
        assert len(group.thread.messages) == 3
        await (await ada.slash(group.thread, "do", {"words": "I sing"})).message("rests after an X-card")
        await (await eve.click(after[2], "Go on")).message("You play nobody")
        await group.goes_on(ada)
        assert after[2].labels == ["Act"] and "ready" not in after[2].text
        await (await bo.slash(group.thread, "play resume")).message("")
        await group.does("Ada", "I look around")
        assert await words(app, bot, group.thread.id) == [[], ["I look around"]]
        await (await bo.slash(group.thread, "xcard")).message("set aside")
        await group.rest()
        assert group.told("I look around") == []


async def test_a_card_that_is_laid_while_the_beat_is_told_takes_it_all_away(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    pace = HeldPace()
    pace.release()
    async with opened(home) as app, serving(server, app, pace=pace, apart=1.0) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        ada = group.players["Ada"]
        pace.hold()
        await ada.slash(group.thread, "do", {"words": "I search the floor"})
        await server.until(lambda: group.told("I search the floor"))
        laid = await ada.slash(group.thread, "xcard")
        assert laid.acked_after is not None and laid.acked_after < 1
        pace.release()
        await laid.message("set aside")
        await group.rest()
        assert [m.text[:1] for m in group.thread.messages[2:]] == ["✋"]
        assert await words(app, bot, group.thread.id) == [[]]


def bytes_in(home: Path) -> bytes:
    """Everything that the database's files hold."""
    return b"".join(file.read_bytes() for file in home.glob("gm.db*"))


class Endless(Provider):
    """Begins to tell, and never ends by itself."""

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        if request.role == Role.NARRATOR and not self.down:
            yield Chunk(text="A zebra looks in. It bleeds. " + "The rain goes on. " * 30)
            await asyncio.Event().wait()
        async for chunk in super().stream(request):
            yield chunk


@pytest.mark.parametrize("how", ["/xcard", "the button under the beat before"])
async def test_a_card_stops_a_telling_in_the_middle(server: LoopbackDiscord, home: Path, how: str) -> None:
    channel = server.world.guild().channel("inn")
    provider = Endless()
    provider.down = True  # the first beats are told offline
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await group.does("Ada", "I look around")
        (beat,) = group.with_button("X-card")
        provider.down = False
        await (await ada.slash(group.thread, "do", {"words": "I open the shutter"})).message("✅")
        await server.until(lambda: group.told("A zebra looks in"))
        await ada.slash(group.thread, "do", {"words": "I wait for it"}, wait=False)
        await server.until(lambda: group.told("I wait for it"))
        provider.down = True
        if how == "/xcard":
            laid = await bo.slash(group.thread, "xcard")
        else:
            laid = await bo.click(beat, "X-card")
        await laid.message("set aside")  # though that telling never ends
        assert group.told("zebra") == [] and group.told("shutter") == []
        await group.rest()
        assert group.told("✅ I wait for it") == [] and len(group.with_button("Go on")) == 1
        await group.goes_on(ada)
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
        both = how != "/xcard"
        assert (group.told("I look around") == []) == both
        assert len(group.told("Nobody needs to explain")) == 1
        said = await words(app, bot, group.thread.id)
        assert said == [[], *([] if both else [["I look around"]]), ["I wait for it"]]
        assert group.told("zebra") == []
        async with app.database.read() as db:
            calls = await load_calls(db)
        (stopped,) = [call for call in calls if call.error == "cancelled"]
        assert stopped.cost == stopped.reserved_cost and (stopped.cost or 0) > 0  # what was held: nobody told
    assert b"zebra" not in bytes_in(home)
    with sqlite3.connect(home / "gm.db") as db:  # what was set aside for it stays counted against the caps
        (spent,) = db.execute("SELECT total FROM spend_totals WHERE scope = 'host' AND length(period) = 10").fetchone()
    assert spent > 0


async def test_a_killed_bot_finishes_taking_the_beat_away(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I search the floor")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        await app.engine.set_aside(table.game)  # and the process dies here
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: group.told("Nobody needs to explain"))
        await bot.tables.rest()
        assert len(group.thread.messages) == 3 and group.told("I search the floor") == []
        ada = group.players["Ada"]
        await (await ada.slash(group.thread, "do", {"words": "I sing"})).message("rests after an X-card")
        await (await ada.slash(group.thread, "gm safety", {"after-card": "gm"})).message(
            "until the game master goes on"
        )
        await (await ada.slash(group.thread, "play resume")).message("On we go")  # who began it leads it
        await group.does("Ada", "I look around")


# -- what was said while nobody listened


@pytest.mark.parametrize("how", ["away", "op9", "op7"])
async def test_what_was_said_meanwhile_is_answered_once_and_in_order(
    server: LoopbackDiscord, home: Path, how: str
) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, eve = group.players["Ada"], group.players["Bo"], guild.user("Eve")
        await group.does("Ada", "I look around")
        (beat,) = group.with_button("Undo")
        if how == "op9":
            await server.gateway.invalidate()
        elif how == "op7":
            await server.gateway.reconnect()
        if how != "away":
            await server.until(lambda: not server.gateway.connected)

        def meanwhile() -> None:
            ada.mention(group.thread, "I knock")
            bo.reply(beat, "I listen")
            ada.say(group.thread, "brb")
            eve.mention(group.thread, "let me in")
            ada.mention(group.thread, "I knock again")

        if how != "away":
            meanwhile()
            await server.until(lambda: group.told("I knock again")[1:], within=15)
            await group.rest()
            found = await words(app, bot, group.thread.id)
    if how == "away":
        meanwhile()
        async with opened(home) as app, serving(server, app) as bot:
            await server.until(lambda: group.told("I knock again")[1:], within=15)
            await bot.tables.rest()
            found = await words(app, bot, group.thread.id)
    assert [text for beat in found for text in beat] == ["I look around", "I knock", "I listen", "I knock again"]
    assert found[2:] == [["I knock", "I listen"], ["I knock again"]] or how == "op7"
    messages = len(group.thread.messages)
    async with opened(home) as app, serving(server, app) as bot:  # nothing is answered a second time
        await bot.tables.rest()
        await asyncio.sleep(0.2)
        await bot.tables.rest()
        assert await words(app, bot, group.thread.id) == found and len(group.thread.messages) == messages


async def test_a_bot_that_is_killed_while_it_catches_up_loses_and_repeats_nothing(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
    said = ["I search the floor", "I listen", "I knock again"]
    for text in said:
        group.players["Ada"].mention(group.thread, text)
    async with opened(home) as app, serving(server, app, kind=SinkingBot) as bot:
        assert isinstance(bot, SinkingBot)
        await asyncio.wait_for(bot.sink("🎲").wait(), 10)
    SinkingWire.at = ""
    async with opened(home) as app, serving(server, app) as bot:
        await server.until(lambda: len(group.told("I knock again")) == 2)
        await bot.tables.rest()
        assert await words(app, bot, group.thread.id) == [[], ["I look around"], *([text] for text in said)]
        assert [len([m for m in group.told(text) if m.webhook_id]) for text in said] == [1, 1, 1]
        assert len(group.told("🎲")) == 1


async def test_what_is_too_old_is_not_answered_and_the_table_is_told(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
    group.players["Ada"].mention(group.thread, "I knock")
    for _ in range(2):
        async with opened(home) as app, serving(server, app, clock=Tomorrow()) as bot:
            await server.until(lambda: group.told("away for long"))
            await bot.tables.rest()
            assert await words(app, bot, group.thread.id) == [[], ["I look around"]]
            assert len(group.told("away for long")) == 1

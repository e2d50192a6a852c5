"""What goes on is said below a post while it does: a turn that came to its end has it nowhere, whatever broke off."""

import asyncio
from pathlib import Path

import pytest
from bot_journey import Group, NoPause, opened, seated, serving
from bot_standing import said_in
from loopback import LoopbackDiscord

from gm.bot.cards import Card, Form
from gm.bot.client import GmBot
from gm.bot.passing import LATE
from gm.bot.wire import ThreadWire, Wire
from gm.domain.errors import Conflict, Refused
from gm.play import timeline, turn_telling
from gm.store.discord import ThreadBinding


class DarkWire(ThreadWire):
    """Says below the dice that it is being written; then the dice cannot be reached any more while it is `dark`."""

    dark = False
    written: asyncio.Event

    async def edit_card(self, message_id: int, card: Card, form: Form) -> bool:
        if self.dark and not card.footer:
            raise OSError("dark")
        done = await super().edit_card(message_id, card, form)
        if card.footer:
            self.written.set()
        return done

    async def typing(self) -> None:
        if self.dark:
            await asyncio.wait_for(self.written.wait(), 10)


class DarkBot(GmBot):
    """Its threads go dark."""

    def _wire_of(self, binding: ThreadBinding) -> Wire:
        where = {"thread": binding.thread_id, "guild": binding.guild_id, "channel": binding.channel_id}
        return DarkWire(self, self.personas, **where)


@pytest.fixture(autouse=True)
def light() -> None:
    DarkWire.dark, DarkWire.written = False, asyncio.Event()


async def left_writing(group: Group) -> str:
    """A turn is told to its end while its dice cannot be reached; gives what stands there."""
    DarkWire.dark = True
    await group.does("Ada", "I search the floor")
    DarkWire.dark = False
    (dice,) = group.told("🎲")
    assert dice.text.endswith("\n-# writing …") and group.with_button("Undo"), dice.text
    return dice.text.removesuffix("\n-# writing …")


async def test_the_next_life_takes_away_what_the_last_one_left_below_the_dice(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app, kind=DarkBot) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        plain = await left_writing(group)
    texts = [post.text for post in group.thread.messages]
    edits = [(post.id, post.edits) for post in group.thread.messages if "🎲" not in post.text]
    settled = [text.removesuffix("\n-# writing …") for text in texts]
    for edits_of_dice in (2, 0):  # settled, and said once more; then nothing is written again
        before = group.told("🎲")[0].edits
        async with opened(home) as app, serving(server, app) as group.bot:
            await server.until(lambda: group.told("🎲")[0].text == plain)
            await group.rest()
            assert group.told("🎲")[0].edits == before + edits_of_dice
            assert [post.text for post in group.thread.messages] == settled
            assert [(post.id, post.edits) for post in group.thread.messages if "🎲" not in post.text] == edits
            assert await said_in(app, group) == ["I search the floor"]


class Patient(NoPause):
    """Waits until `over` for what may come late."""

    def __init__(self) -> None:
        super().__init__()
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds == LATE:
            await self.over.wait()
        await super().sleep(seconds)


async def test_an_edit_that_a_dead_process_had_sent_and_that_comes_late_does_not_stay(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app, kind=DarkBot) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        plain = await left_writing(group)
    pace = Patient()
    async with opened(home) as app, serving(server, app, pace=pace) as bot:
        await server.until(lambda: group.told("🎲")[0].text == plain)
        (dice,) = group.told("🎲")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        await table.wire.edit_card(dice.id, Card("", ("🎲 as the dead one saw it",), footer="writing …"), "v2")
        assert "as the dead one saw it" in dice.text and dice.text.endswith("writing …")
        pace.over.set()
        await bot.tables.rest()
        assert dice.text == plain and len(group.with_button("Undo")) == 1


class Dawn(NoPause):
    """It grows light when somebody waits for two seconds: that is when what failed is tried again."""

    async def sleep(self, seconds: float) -> None:
        if seconds == 2.0:
            DarkWire.dark = False
        await super().sleep(seconds)


async def test_what_could_not_be_taken_away_is_taken_away_a_little_later(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app, kind=DarkBot, pace=Dawn()) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        DarkWire.dark = True
        await group.does("Ada", "I search the floor")
        (dice,) = group.told("🎲")
        assert any(version.text.endswith("writing …") for version in dice.history) and not DarkWire.dark
        assert not dice.text.endswith("writing …"), "nobody has played on, and nobody has to"


async def test_a_rewording_that_breaks_off_gives_way_to_what_stood_there(
    server: LoopbackDiscord, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I search the floor")
        standing = [(post.text, post.labels) for post in group.thread.messages]
        with monkeypatch.context() as patched:
            patched.setattr(turn_telling, "gist_in_mode", broken)  # all words are shown by then, and none are kept
            form = await group.players["Ada"].click(group.with_button("Reword")[-1], "Reword")
            (beat,) = group.with_button("Undo")
            seen = len(beat.history)
            await group.players["Ada"].submit(form, {"how": "shorter"})
            await server.until(lambda: group.told("Not in these words"))
            await group.rest()
        assert [(post.text, post.labels) for post in group.thread.messages][: len(standing)] == standing
        assert {version.text for version in beat.history[seen:]} > {beat.text}, "some of it was seen"


def broken(*_: object) -> str:
    raise Refused("Not in these words.")


async def test_the_next_beat_takes_away_what_the_last_one_left_below_the_dice(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app, kind=DarkBot) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        plain = await left_writing(group)
        await group.does("Ada", "I look around")
        assert group.told("🎲")[0].text == plain


async def test_a_redo_that_is_refused_leaves_the_beat_as_it_stands(
    server: LoopbackDiscord, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def moved(*args: object, **more: object) -> None:
        raise Conflict("Another scene has built on it.")

    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I search the floor")
        standing = [(post.text, post.labels) for post in group.thread.messages]
        with monkeypatch.context() as patched:
            patched.setattr(timeline, "undo_turn", moved)
            await (await group.players["Ada"].click(group.with_button("Redo")[-1], "Redo")).message("new dice")
            await group.rest()
        now = [(post.text, post.labels) for post in group.thread.messages]
        assert now[:-1] == standing and "moved on" in now[-1][0], "who asked for it is told, and the rest is as it was"
        assert await said_in(app, group) == ["I search the floor"]
        await (await group.players["Ada"].click(group.with_button("Redo")[-1], "Redo")).message("new dice")
        await group.rest()
        assert group.told("taken back by Ada") and await said_in(app, group) == ["I search the floor"]

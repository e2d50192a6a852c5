"""A telling can be handled on the loopback Discord: spoken to, told otherwise and back again, rated."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from bot_journey import Group, opened, seated, serving
from bot_voices import home_with_voices
from loopback import LoopbackDiscord

from gm.app import App
from gm.bot.client import GmBot
from gm.bot.telling import pieces_of
from gm.domain.play import Turn
from gm.domain.speakers import speakers_of
from gm.store.call_rows import ModelCall
from gm.store.calls import load_calls
from gm.store.tellings import load_ratings, load_tellings
from gm.store.turns import load_beats, load_last_turn


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with people who speak."""
    return home_with_voices(tmp_path, sqlite_template)


async def last_turn(app: App, bot: GmBot, group: Group) -> Turn:
    """The last beat of the group's game."""
    table = await bot.tables.at(group.thread.id)
    assert table is not None
    async with app.database.read() as db:
        found = await load_last_turn(db, table.game.branch_id)
    assert found is not None
    return found


async def test_words_to_somebody_who_is_there(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        ada, opening = group.players["Ada"], group.thread.messages[1]
        assert opening.labels == ["Act", "Why?", "Speak to …"]
        form = await ada.click(opening, "Speak to …")
        sent = await ada.submit(form, {"who": "nan", "words": "Did you see a light?\nTell me."})
        await sent.message("✅")
        await group.rest()
        (words,) = group.told("Did you see a light?")
        assert words.author_name == "Ilse Brand" and words.content.startswith("*(to Old Nan)* Did you")
        turn = await last_turn(app, bot, group)
        assert turn.inputs[0].input.to == "Old Nan" and turn.inputs[0].input.kind == "say"
        after = group.thread.messages[group.thread.messages.index(words) + 1 :]
        assert any("Nan" in f"{post.author_name} {post.content}" for post in after), "it is Nan who answers"
        assert not any("Orla" in f"{post.author_name} {post.content}" for post in after[:1])
        assert len(group.with_button("Undo")[0].labels) == 7, "one more component, however many are here"
        late = await ada.click(group.with_button("Undo")[0], "Speak to …")
        await (await group.players["Ada"].slash(group.thread, "do", {"words": "I go to the path"})).message("✅")
        await group.rest()
        away = await ada.submit(late, {"who": "orla", "words": "Come with me"})
        await away.message("Orla is not here any more")


async def test_tellings_are_kept_chosen_and_read(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo = group.players["Ada"], group.players["Bo"]
        await group.does("Ada", "I look around")
        first = await last_turn(app, bot, group)
        for how in ("shorter", "more rain"):
            await (await ada.slash(group.thread, "reword", {"how": how})).message("other words")
            await group.rest()
        async with app.database.read() as db:
            told = await load_tellings(db, first.id)
        assert [each.alternative for each in told] == [0, 1, 2] and {each.teller for each in told} == {"offline"}
        below = group.with_button("Undo")[0]
        assert below.labels[-3:] == ["◀ 2", "3/3", "1 ▶"]
        calls = len(await calls_of(app, first.id))
        stranger = channel.guild.user("Eve")  # type: ignore[union-attr]
        await (await stranger.click(below, "◀ 2")).message("You play nobody")
        chosen = await bo.click(below, "1 ▶")
        await chosen.message("Telling 1 of 3")
        await group.rest()
        again = await last_turn(app, bot, group)
        assert (again.alternative, again.narration) == (0, first.narration)
        assert len(await calls_of(app, first.id)) == calls, "nothing is paid again"
        assert group.with_button("Undo")[0].labels[-3:] == ["◀ 3", "1/3", "2 ▶"]
        table = await bot.tables.at(group.thread.id)
        assert table is not None and first.outcome is not None
        pieces = pieces_of(first.narration or "", speakers_of(table.campaign, first.outcome.present), final=True)
        shown = [post.content for post in group.thread.messages]
        assert shown[-len(pieces) :] == [piece.text for piece in pieces]
        async with app.database.read() as db:
            beats = await load_beats(db, table.game.branch_id)
        assert beats[-1].narration == first.narration

        stale = group.with_button("Undo")[0]
        await group.does("Bo", "I wait")
        (old,) = [post for post in group.thread.messages if "3 tellings" in post.labels]
        assert old is stale and old.labels[-1:] == ["3 tellings"] and "Act" not in old.labels
        read = await bo.click(old, "3 tellings")
        assert "Telling 2 of 3" in (await read.message("shown now")).content and read.private


async def calls_of(app: App, turn_id: int) -> tuple[ModelCall, ...]:
    """The model calls of a turn."""
    async with app.database.read() as db:
        return await load_calls(db, turn_id=turn_id)


async def test_thumbs_are_kept_by_model_and_turn(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, eve = group.players["Ada"], group.players["Bo"], channel.guild.user("Eve")  # type: ignore[union-attr]
        await group.does("Ada", "I look around")
        told, words = group.with_button("Undo")[0], group.told("I look around")[0]
        ada.react(told, "👎")
        ada.react(told, "👍🏽")
        bo.react(told, "👎")
        ada.react(words, "👎")
        eve.react(told, "👎")
        bo.react(told, "🎉")

        async def counted() -> tuple[tuple[str, int, int], ...]:
            async with app.database.read() as db:
                return tuple((each.model, each.good, each.weak) for each in await load_ratings(db))

        await until(counted, (("offline", 1, 1),))
        undone = await ada.slash(group.thread, "undo")
        await undone.message("taken back")
        await group.rest()
        assert await counted() == (("offline", 1, 1),), "ratings are never rewound"
        bo.react(told, "👎", remove=True)
        await until(counted, (("offline", 1, 0),))


async def until(counted: Callable[[], Awaitable[object]], wanted: object) -> None:
    """Wait for what happens without an answer."""
    for _ in range(200):
        if await counted() == wanted:
            return
        await asyncio.sleep(0.01)
    assert await counted() == wanted

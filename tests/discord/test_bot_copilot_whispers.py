"""A whisper where a person approves, on the loopback Discord: the thread reads that something waits, and no more; one
alone reads what comes of it, where they whispered or sealed, and the game master at their desk."""

from pathlib import Path

import discord
import pytest
from bot_journey import Group, opened, seated, serving
from loopback import LoopbackDiscord, Message

from gm.review.verify import verify

WORDS = "I search the floor for the zqxcoin"
WAITS = "Waiting for the game master"


async def at_table(server: LoopbackDiscord, bot: object, **more: object) -> Group:
    """Ada, who plays Ilse, runs this table; Bo plays Tam, Cy plays Odo."""
    channel = server.world.guild().channel("inn")
    group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")  # type: ignore[arg-type]
    await (await group.players["Ada"].slash(group.thread, "mode", {"how": "copilot", **more})).message("next turn on")
    await group.rest()
    return group


async def whispers(group: Group, who: str = "Bo") -> Message:
    """Somebody whispers; gives what they are told at once."""
    used = await group.players[who].slash(group.thread, "whisper", {"words": WORDS})
    said = await used.message("The game master looks at it first")
    assert said.ephemeral
    await group.rest()
    return said


async def approves(group: Group, text: str) -> Message:
    """Ada looks at what waits, which says `text`, and approves it."""
    shown = await desk(group, text)
    await (await group.players["Ada"].click(shown, "Approve")).message("It goes on")
    await group.rest()
    return shown


async def desk(group: Group, text: str) -> Message:
    return await (await group.players["Ada"].click(group.told(WAITS)[-1], "For the game master")).message(text)


def nobody_else_reads(group: Group, *may: str) -> None:
    """No version of any post holds a word of it, but what the bot said to these alone."""
    readers = {group.players[name] for name in may}
    for post in group.thread.all_messages.values():
        if any("zqx" in version.text for version in post.history):
            assert post.ephemeral and post.shown_to in readers, post.text


def public(group: Group) -> list[str]:
    return [post.text for post in group.thread.messages if not post.ephemeral]


async def test_it_waits_worded_like_any_other_and_is_read_where_it_was_whispered(
    server: LoopbackDiscord, home: Path
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot)
        await group.does("Cy", "I search the floor")
        openly = group.told(WAITS)[-1]
        line, labels = openly.text, openly.labels
        for stop in ("Before the dice fall", "Before it is told"):
            await approves(group, stop)
        stood = public(group)
        await whispers(group)
        (waits,) = group.told(WAITS)
        assert (waits.text, waits.labels) == (line, labels) and public(group) == [*stood, waits.text]
        refused = await (await group.players["Cy"].click(waits, "For the game master")).message("Only the game master")
        assert "zqx" not in refused.text
        shown = await approves(group, "Before the dice fall")
        assert "A whisper: what comes of it, Tam Reed alone reads." in shown.text and "zqxcoin" in shown.text
        assert "waits" not in (await (await group.players["Cy"].slash(group.thread, "mine")).message("alone")).text
        mine = await (await group.players["Bo"].slash(group.thread, "mine")).message("looks at it first")
        assert "zqx" not in mine.text, "nothing has come of it yet"
        await approves(group, "Before it is told")
        await server.until(lambda: public(group) == stood, 10, "the line is gone")
        read = [post for post in group.thread.all_messages.values() if post.shown_to is group.players["Bo"]]
        (told,) = [post for post in read if "zqxcoin" in post.text]
        assert told.ephemeral and "Tam Reed: Search" in told.text and "1d20" in told.text
        assert not [post for post in group.thread.all_messages.values() if "Sealed for" in " ".join(post.labels)]
        nobody_else_reads(group, "Ada", "Bo")
        for command in ("recap", "why", "catchup", "mine"):
            answer = await (await group.players["Cy"].slash(group.thread, command)).message(within=30)
            assert "zqx" not in answer.text
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


@pytest.mark.parametrize("gone", ["a restart", "the time of the command"])
async def test_it_waits_sealed_where_the_command_can_be_answered_no_more(
    server: LoopbackDiscord, home: Path, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        await whispers(group)
        if gone != "a restart":
            monkeypatch.setattr(discord.Interaction, "is_expired", lambda _: True)
            await approves(group, "Before it is told")
            await opens(server, group)
            return
    async with opened(home) as app, serving(server, app) as bot:
        group = Group(server, bot, group.channel, group.thread, group.players)
        await bot.tables.rest()
        assert len(group.told(WAITS)) == 1
        await approves(group, "Before it is told")
        await opens(server, group)
        await bot.tables.rest()


async def opens(server: LoopbackDiscord, group: Group) -> None:
    """It is sealed, nobody else opens it, and who whispered does."""
    await server.until(lambda: any("Sealed for Tam Reed" in each.labels for each in group.thread.messages))
    assert group.told(WAITS) == [] and group.told("The game master has looked") == []
    post = next(each for each in group.thread.messages if "Sealed for Tam Reed" in each.labels)
    for other in ("Ada", "Cy"):
        closed = await (await group.players[other].click(post, "Sealed for Tam Reed")).message("is sealed for")
        assert "zqx" not in closed.text
    read = await (await group.players["Bo"].click(post, "Sealed for Tam Reed")).message("zqxcoin", within=30)
    assert read.ephemeral and "1d20" in read.text
    await server.until(lambda: post not in group.thread.messages)
    nobody_else_reads(group, "Ada", "Bo")


async def test_a_bot_that_died_after_the_word_was_given_takes_the_line_away(
    server: LoopbackDiscord, home: Path
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        await whispers(group)
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        table.face.private = None  # it dies before it can show that it is over
        await approves(group, "Before it is told")
        assert group.told("The game master has looked")
    async with opened(home) as app, serving(server, app) as bot:
        await bot.tables.rest()
        await opens(server, Group(server, bot, group.channel, group.thread, group.players))
        await bot.tables.rest()


@pytest.mark.parametrize("how", ["gm undo", "undo", "xcard"])
async def test_it_is_called_off_and_what_was_said_behind_it_goes_on(
    server: LoopbackDiscord, home: Path, how: str
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        await group.does("Cy", "I look around")
        await approves(group, "Before it is told")
        await whispers(group)
        last = group.with_button("Undo")[-1]
        if how == "gm undo":
            await group.does("Cy", "I look about, zqopenly")
            await (await group.players["Ada"].slash(group.thread, "gm undo")).message("is taken back")
            await group.rest()
            await (await group.players["Ada"].slash(group.thread, "gm undo")).message("Called off")
        elif how == "undo":
            # others pass it by, also with the button below the last beat
            await (await group.players["Cy"].click(last, "Undo")).message("is taken back")
            await group.rest()
            assert len(group.told(WAITS)) == 1
            await (await group.players["Bo"].slash(group.thread, "undo")).message("Called off")
            await group.rest()
            assert group.told(WAITS) == []
            await group.does("Cy", "I look about, zqopenly")
        else:
            await group.does("Cy", "I look about, zqopenly")
            done = await (await group.players["Bo"].slash(group.thread, "xcard")).message(within=30)
            assert "zqx" not in done.text
        await group.rest()
        if how == "gm undo":
            assert group.told(WAITS) == []
        else:
            (waits,) = group.told(WAITS)
            shown = await (await group.players["Ada"].click(waits, "For the game master")).message("zqopenly")
            assert "zqxcoin" not in shown.text
        assert not any("taken back" in text and "Bo" in text for text in public(group))
        nobody_else_reads(group, "Ada", "Bo")


async def test_a_ruling_on_it_that_was_wrong_waits_once_more(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        words = "I try to persuade Orla about the zqxdebt"
        await (await group.players["Bo"].slash(group.thread, "whisper", {"words": words})).message("looks at it first")
        await group.rest()
        await approves(group, "Before it is told")
        why = {"because": "that is Deceive, zqxlie", "whisper": True}
        put_right = await (await group.players["Bo"].slash(group.thread, "wrong", why)).message("Put right")
        assert "The game master looks at it first" in put_right.text and put_right.ephemeral
        shown = await approves(group, "Before it is told")
        assert "Deceive" in shown.text and "alone reads" in shown.text
        mine = (await (await group.players["Bo"].slash(group.thread, "mine")).message("whispered")).text
        assert mine.count("> I try") == 1 and "Deceive" in mine
        assert group.told(WAITS) == []
        nobody_else_reads(group, "Ada", "Bo")


async def test_where_a_person_tells_everything_it_is_a_letter_to_them(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot)
        await (await group.players["Ada"].slash(group.thread, "mode", {"how": "assist"})).message("next turn on")
        stood = public(group)
        sent = await (await group.players["Bo"].slash(group.thread, "whisper", {"words": WORDS})).message("as a letter")
        assert sent.ephemeral and public(group) == stood
        assert (
            "zqxcoin" in (await (await group.players["Ada"].slash(group.thread, "gm sealed list")).message("zqx")).text
        )
        await (await group.players["Cy"].slash(group.thread, "gm sealed list")).message("game master")
        nobody_else_reads(group, "Ada")

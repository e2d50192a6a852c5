"""A whisper where a person approves, on the loopback Discord: while it waits nobody sees anything but whoever whispered
and the game master, who is written to and has a desk; one alone reads what comes of it, where they whispered or sealed.
"""

from pathlib import Path

import discord
import pytest
from bot_journey import Group, opened, seated, serving
from loopback import LoopbackDiscord, Message
from loopback.errors import ApiError

from gm.review.verify import verify

WORDS = "I search the floor for the zqxcoin"
WAITS = "Waiting for the game master"
NOTICE = "Somebody whispered at your table"


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
    shown = await (await group.players["Ada"].slash(group.thread, "gm sealed waiting")).message(text)
    assert shown.ephemeral
    return shown


def notices(group: Group) -> list[str]:
    """What Ada, who started the game, finds in her direct messages with the bot."""
    return [post.text for post in group.server.world.dm(group.players["Ada"]).messages]


def seen_by_all(group: Group) -> list[object]:
    """Everything that anybody who reads along can notice, wherever the bot may write, down to what was edited, what was
    deleted, and that it is writing; only what one alone is told is left out."""
    guild = group.channel.guild
    assert guild is not None
    found: list[object] = []
    for channel in guild.channels.values():
        posts = [post for post in channel.all_messages.values() if not post.ephemeral]
        found += [channel.name, channel.archived, len(channel.typing), dict(channel.members)]
        found += [(post.id, [version.text for version in post.history], post.labels, post.deleted_at) for post in posts]
    others = [user for name, user in group.players.items() if name != "Ada"]
    found += [[post.text for post in group.server.world.dm(user).all_messages.values()] for user in others]
    return found


def nobody_else_reads(group: Group, *may: str) -> None:
    """No version of any post holds a word of it, but what the bot said to these alone."""
    readers = {group.players[name] for name in may}
    for post in group.thread.all_messages.values():
        if any("zqx" in version.text for version in post.history):
            assert post.ephemeral and post.shown_to in readers, post.text


def public(group: Group) -> list[str]:
    return [post.text for post in group.thread.messages if not post.ephemeral]


async def test_while_it_waits_nobody_sees_anything_and_it_is_read_where_it_was_whispered(
    server: LoopbackDiscord, home: Path
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot)
        before = seen_by_all(group)
        await group.does("Cy", "I search the floor")
        assert group.told(WAITS) and seen_by_all(group) != before, (
            "the control: of what all know, all see that it waits"
        )
        for stop in ("Before the dice fall", "Before it is told"):
            await approves(group, stop)
        assert notices(group) == []
        stood = seen_by_all(group)
        await whispers(group)
        assert seen_by_all(group) == stood
        (notice,) = notices(group)
        assert NOTICE in notice and f"<#{group.thread.id}>" in notice and "zqx" not in notice and "Tam" not in notice
        await (await group.players["Cy"].slash(group.thread, "gm sealed waiting")).message("Only the game master")
        shown = await approves(group, "Before the dice fall")
        assert "A whisper: what comes of it, Tam Reed alone reads." in shown.text and "zqxcoin" in shown.text
        assert len(notices(group)) == 1, "told anew at the second stop, and no more of the first"
        assert len(server.world.dm(group.players["Ada"]).all_messages) == 2
        assert "waits" not in (await (await group.players["Cy"].slash(group.thread, "mine")).message("alone")).text
        mine = await (await group.players["Bo"].slash(group.thread, "mine")).message("looks at it first")
        assert "zqx" not in mine.text, "nothing has come of it yet"
        assert seen_by_all(group) == stood
        await approves(group, "Before it is told")
        await server.until(lambda: notices(group) == [], 10, "nothing waits")
        assert seen_by_all(group) == stood
        await desk(group, "Nothing waits for you here")
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
        assert len(notices(group)) == 1 and group.told(WAITS) == []
        await approves(group, "Before it is told")
        await opens(server, group)
        await bot.tables.rest()


async def opens(server: LoopbackDiscord, group: Group) -> None:
    """It is sealed, nobody else opens it, and who whispered does."""
    await server.until(lambda: any("Sealed for Tam Reed" in each.labels for each in group.thread.messages))
    assert group.told(WAITS) == [] and group.told("The game master has looked") == [] and notices(group) == []
    post = next(each for each in group.thread.messages if "Sealed for Tam Reed" in each.labels)
    for other in ("Ada", "Cy"):
        closed = await (await group.players[other].click(post, "Sealed for Tam Reed")).message("is sealed for")
        assert "zqx" not in closed.text
    read = await (await group.players["Bo"].click(post, "Sealed for Tam Reed")).message("zqxcoin", within=30)
    assert read.ephemeral and "1d20" in read.text
    await server.until(lambda: post not in group.thread.messages)
    nobody_else_reads(group, "Ada", "Bo")


async def test_a_bot_that_died_after_the_word_was_given_takes_the_notice_away(
    server: LoopbackDiscord, home: Path
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        await whispers(group)
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        table.face.private = None  # it dies before it can show that it is over
        await approves(group, "Before it is told")
        assert len(notices(group)) == 1
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
            await (await group.players["Ada"].slash(group.thread, "gm undo")).message("The whisper is called off")
        elif how == "undo":
            # others pass it by, also with the button below the last beat
            await (await group.players["Cy"].click(last, "Undo")).message("is taken back")
            await group.rest()
            stood = seen_by_all(group)
            assert len(notices(group)) == 1
            await (await group.players["Bo"].slash(group.thread, "undo")).message("The whisper is called off")
            await group.rest()
            assert seen_by_all(group) == stood and notices(group) == []
            await group.does("Cy", "I look about, zqopenly")
        else:
            await group.does("Cy", "I look about, zqopenly")
            done = await (await group.players["Bo"].slash(group.thread, "xcard")).message(within=30)
            assert "zqx" not in done.text
        await group.rest()
        assert notices(group) == []
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
        stood = seen_by_all(group)
        why = {"because": "that is Deceive, zqxlie", "whisper": True}
        asked = await group.players["Bo"].slash(group.thread, "wrong", why)
        said = await asked.message("The game master is asked")
        assert said.ephemeral and "zqx" not in said.text and "Deceive" not in said.text
        (notice,) = notices(group)
        assert "objects to the ruling on their whisper" in notice and "zqx" not in notice
        refused = await group.players["Cy"].slash(group.thread, "gm sealed waiting")
        await refused.message("Only the game master")
        shown = await desk(group, "zqxlie")
        assert "alone reads" in shown.text and "Look at it again" in shown.labels
        await (await group.players["Ada"].click(shown, "Look at it again")).message("Put right")
        await group.rest()
        assert [message for message in asked.shown if "Deceive" in message.text] == [], "not before they approve it"
        shown = await approves(group, "Before it is told")
        assert "Deceive" in shown.text and "alone reads" in shown.text
        mine = (await (await group.players["Bo"].slash(group.thread, "mine")).message("whispered")).text
        assert mine.count("> I try") == 1 and "Deceive" in mine
        assert seen_by_all(group) == stood and notices(group) == []
        assert any("Deceive" in message.text for message in asked.shown), "told where it was asked for"
        nobody_else_reads(group, "Ada", "Bo")


@pytest.mark.parametrize("gone", [False, True])
async def test_that_a_ruling_on_it_stands_its_whisperer_alone_is_told(
    server: LoopbackDiscord, home: Path, gone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        await whispers(group)
        await approves(group, "Before it is told")
        asked = await group.players["Bo"].slash(group.thread, "wrong", {"because": "zqxdark", "whisper": True})
        await asked.message("The game master is asked")
    async with opened(home) as app, serving(server, app) as bot:
        group = Group(server, bot, group.channel, group.thread, group.players)
        await bot.tables.rest()
        assert len(notices(group)) == 1, "it is kept, and they are not written to twice"
        stood = [post.text for post in group.thread.messages]
        shown = await desk(group, "zqxdark")
        if gone:  # two who lead press, one after the other
            form = await group.players["Ada"].click(shown, "It stands")
            await (await group.players["Ada"].submit(form, {"because": "It was zqxpitch dark."})).message("It stands.")
        form = await group.players["Ada"].click(shown, "It stands")
        answer = await group.players["Ada"].submit(form, {"because": "It was zqxpitch dark."})
        await answer.message("No objection waits" if gone else "It stands.")
        await group.rest()
        assert notices(group) == [] and [post.text for post in group.thread.messages] == stood
        (written,) = [post.text for post in server.world.dm(group.players["Bo"]).messages]
        assert "What you said about your whisper" in written and "zqx" not in written
        mine = await (await group.players["Bo"].slash(group.thread, "mine")).message("whispered")
        assert "It stands. It was zqxpitch dark." in mine.text
        nobody_else_reads(group, "Ada", "Bo")
        await bot.tables.rest()


async def test_a_game_master_who_takes_no_messages_is_told_by_who_whispered(home: Path) -> None:
    async with LoopbackDiscord() as server, opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        there = server.world.dm(group.players["Ada"])
        refused = ApiError(403, 50007, "Cannot send messages to this user")
        server.faults.refuse("POST", f"*/channels/{there.id}/messages", refused, times=99)
        stood = seen_by_all(group)
        used = await group.players["Bo"].slash(group.thread, "whisper", {"words": WORDS})
        said = await used.message("The game master looks at it first")
        assert "They take no direct messages" in said.text and "/gm sealed waiting" in said.text
        await group.rest()
        assert notices(group) == [] and seen_by_all(group) == stood
        await approves(group, "Before it is told")
        assert any("zqxcoin" in message.text for message in used.shown)
        nobody_else_reads(group, "Ada", "Bo")
        assert server.invalid_requests == 1, "asked once"


async def test_words_behind_it_wait_as_they_would_without_it(server: LoopbackDiscord, home: Path) -> None:
    """Nobody can tell from a line, from its button or from its place that it is a whisper which waits first."""
    lines = []
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot)
        for whispered in (False, True):
            if whispered:
                await whispers(group)
            first = len(group.thread.messages)
            await group.does("Cy", "I search the floor")
            lines.append([(post.text, post.labels) for post in group.thread.messages[first:]])
            waits = group.told(WAITS)[-1]
            refused = await (await group.players["Cy"].click(waits, "For the game master")).message("Only the game")
            assert "zqx" not in refused.text
            shown = await (await group.players["Ada"].click(waits, "For the game master")).message("dice fall")
            assert ("zqxcoin" in shown.text) == whispered, "the button shows what waits first"
            if whispered:
                for stop in ("Before the dice fall", "Before it is told"):
                    assert "zqxcoin" in (await approves(group, stop)).text
            assert [(post.text, post.labels) for post in group.thread.messages[first:]] == lines[-1]
            for stop in ("Before the dice fall", "Before it is told"):
                assert "search the floor" in (await approves(group, stop)).text
        assert lines[0] == lines[1]
        nobody_else_reads(group, "Ada", "Bo")


async def test_a_form_for_what_was_decided_meanwhile_says_so(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_table(server, bot, ask="drafts")
        await whispers(group)
        shown = await approves(group, "Before it is told")
        late = await group.players["Ada"].click(shown, "Edit")
        assert (await late.message("Nothing waits")).ephemeral and late.modal is None


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

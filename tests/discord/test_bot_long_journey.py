"""From an empty server to an erased player: a long evening through the loopback Discord, another server beside it."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_evening import Evening
from bot_german import GermanTable, add_german_campaign, english_in
from bot_journey import Group, make_home, opened, serving
from bot_standing import (
    MARK,
    check_manners,
    check_said_once,
    check_sound,
    marks_of,
    said_in,
    told,
    turns_of,
    write_transcripts,
)
from loopback import Channel, LoopbackDiscord, Permission, User
from test_bot_lobby import MIRA
from test_bot_survival import SinkingBot, SinkingWire

from gm.app import App
from gm.bot.client import GmBot

CAST = {"Ada": "Ilse Brand", "Bo": "Tam Reed", "Cy": "Odo", "Di": "Una"}


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with a campaign in English and one in German."""
    made = make_home(tmp_path, sqlite_template)
    add_german_campaign(made)
    return made


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
        if folder := os.environ.get("GM_TRANSCRIPTS"):  # to be read by a person
            write_transcripts(made, Path(folder))
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert made.unknown_routes == [] and made.invalid_requests == 0


async def set_up(server: LoopbackDiscord, *, campaign: str, language: str, locale: str) -> tuple[Channel, User]:
    """A server whose owner goes through `/host setup`."""
    guild = server.world.guild(f"Table {language}", locale=locale)
    channel = guild.channel("inn")
    host = server.world.user("Hana", locale=locale)
    guild.join(host)
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    screen = await (await host.slash(channel, "host setup")).message("1. ")
    before = screen.text
    await host.submit(await host.click(screen, screen.labels[0]), {"campaign": campaign, "language": language})
    await server.until(lambda: screen.text != before)
    return channel, host


async def sit_down(server: LoopbackDiscord, bot: GmBot, channel: Channel, cast: dict[str, str], own: str = "") -> Group:
    """They press their buttons, say that they are ready, and begin. `own`: who makes a character."""
    guild = channel.guild
    assert guild is not None
    players = {name: guild.user(name) for name in (*cast, *([own] if own else []))}
    first = next(iter(players.values()))
    await (await first.slash(channel, "play start", {"name": "Tuesday"})).message("<#")
    thread = channel.threads[-1]
    (card,) = thread.messages
    for name, character in cast.items():
        await (await players[name].click(card, f"Play {character}")).message(character)
    if own:
        form = await players[own].click(card, "Make your own")
        await (await players[own].submit(form, MIRA)).message("You play Mira Quill")
    for user in players.values():
        await (await user.click(card, "Ready")).message("ready")
    assert "Everyone is ready" in card.text
    await (await first.click(card, "Begin")).message("begins")
    await bot.tables.rest()
    return Group(server, bot, channel, thread, players)


async def come_late(group: Group, name: str, character: str) -> None:
    """Somebody sits down when the game has begun."""
    assert group.channel.guild is not None
    user = group.players[name] = group.channel.guild.user(name)
    await (await user.slash(group.thread, "play join", {"character": character})).message("You play")


async def six(server: LoopbackDiscord, bot: GmBot) -> Group:
    """A server that is set up, five who begin, a sixth who comes late."""
    channel, host = await set_up(server, campaign="tiny", language="en", locale="en-US")
    group = await sit_down(server, bot, channel, {k: v for k, v in CAST.items() if k != "Di"}, own="Ed")
    await come_late(group, "Di", "una")
    await bot.tables.rest()
    await (await host.slash(channel, "host suggestions", {"on": True})).message("Three things")
    return group


def serving_both(server: LoopbackDiscord, app: App, **options: object):  # type: ignore[no-untyped-def]
    """The bot, offering both campaigns."""
    return serving(server, app, offered={"tiny", "huette"}, **options)


AFTER = ("undo", "redo", "reword", "rate", "xcard", "edit", "look", "roll", "suggest", "hand")


async def check_all(app: App, evening: Evening) -> None:
    """Nothing lost, nothing twice, in order of what was received; history is sound."""
    marks = [mark for text in await said_in(app, evening.group) for mark in MARK.findall(text)]
    assert sorted(marks) == sorted(evening.said)
    check_said_once(evening.group, evening.said)
    await check_sound(app, evening.group)


async def play(evening: Evening, turns: int, *, after: tuple[str, ...] = AFTER) -> None:
    """So many turns, and after every third one of the things to do about it."""
    for number in range(turns):
        if number % 3 < 2:
            await evening.turn()
        else:  # one beat by itself: no other was played while it waited for an answer
            await evening.alone()
            await evening.after(after[number // 3 % len(after)])


async def test_a_hundred_turns(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving_both(server, app) as bot:
        group = await six(server, bot)
        evening = Evening(app, group, random.Random(3))
        await play(evening, 60)
        await check_all(app, evening)
    async with opened(home) as app, serving_both(server, app) as bot:  # the next day
        evening.app, group.bot = app, bot
        await bot.tables.rest()
        await check_all(app, evening)
        await play(evening, 40)
        await check_all(app, evening)
    check_manners(server, list(group.players.values()))


@pytest.mark.parametrize("when", ["dice", "received", "mentioned"])
async def test_a_crash_in_the_middle(server: LoopbackDiscord, home: Path, when: str) -> None:
    async with opened(home) as app, serving_both(server, app, kind=SinkingBot) as bot:
        assert isinstance(bot, SinkingBot)
        group = await six(server, bot)
        evening = Evening(app, group, random.Random(5))
        await play(evening, 4)
        lines = [evening.line("I feel along the floor") for _ in group.players]
        users = list(group.players.values())
        if when == "dice":
            reached = bot.sink("🎲")
            await users[0].slash(group.thread, "check", {"skill": "search", "words": lines[0][0]})
            await asyncio.wait_for(reached.wait(), 5)
            spoken = 1
        elif when == "received":
            acted = [
                await user.slash(group.thread, "do", {"words": line})
                for user, (line, _) in zip(users, lines, strict=True)
            ]
            for each in acted:
                await each.message("✅")
            spoken = len(acted)
        else:
            for user, (line, _) in zip(users, lines, strict=True):
                user.mention(group.thread, line)
            spoken = len(users)
        evening.said += [mark for _, mark in lines[:spoken]]
    SinkingWire.at = ""
    async with opened(home) as app, serving_both(server, app) as bot:
        evening.app, group.bot = app, bot
        # a scene's lease outlives its holder by up to 20 s where the process itself lives on, as it does here
        await server.until(lambda: told(group, [mark for _, mark in lines[:spoken]]), 45, "what was said before")
        await evening.settle()
        await check_all(app, evening)
        await play(evening, 3, after=("undo",))
        await check_all(app, evening)
    check_manners(server, users)


async def test_a_branch_is_played_beside_the_story(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving_both(server, app) as bot:
        group = await six(server, bot)
        evening = Evening(app, group, random.Random(7))
        await play(evening, 3, after=("look",))
        shared = list(evening.said)
        await (await group.players["Ada"].slash(group.thread, "branch", {"name": "what if"})).message("what if")
        new = next(thread for thread in group.channel.threads if thread is not group.thread)
        other = Evening(app, Group(server, bot, group.channel, new, group.players), random.Random(8), list(shared))
        other.number = 1000  # marks of its own
        opening = new.messages[0]
        assert opening.labels[:1] == ["Act"] and "forks from" in opening.text
        await other.command()
        await other.settle()
        await asyncio.gather(
            play(evening, 9, after=("undo", "redo", "look")), play(other, 9, after=("redo", "undo", "reword"))
        )
        await play(evening, 3, after=("xcard",))  # by itself: all of the game rests after it, its branches too
        for each in (evening, other):
            marks = [mark for text in await said_in(app, each.group) for mark in MARK.findall(text)]
            assert sorted(marks) == sorted(each.said)
            await check_sound(app, each.group)
        check_said_once(group, evening.said)
        check_said_once(other.group, [mark for mark in other.said if mark not in shared])
    check_manners(server, list(group.players.values()))


async def test_who_leaves_for_good_takes_all_along_and_the_others_play_on(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving_both(server, app) as bot:
        group = await six(server, bot)
        evening = Evening(app, group, random.Random(11))
        await play(evening, 6, after=("reword", "edit"))
        bo = group.players.pop("Bo")
        theirs = marks_of(await turns_of(app, group), bo)
        assert theirs, "the control"
        direct = server.world.dm(bo)
        sent = await (await bo.slash(direct, "privacy export")).message("for you alone")
        assert sent.attachments
        form = await bo.slash(direct, "privacy delete")
        await (await bo.submit(form, {"Type DELETE to erase": "DELETE"})).message("Erased:")
        await bot.keeping.rest()
        left = [post.text for post in group.thread.messages if post.author is not bo]
        assert [text for text in left for mark in theirs if mark in MARK.findall(text)] == []
        evening.said = [mark for mark in evening.said if mark not in theirs]
        await check_sound(app, group)
        await play(evening, 4, after=("undo",))
        await check_all(app, evening)
    check_manners(server, list(group.players.values()))


async def test_a_server_that_speaks_german_hears_no_english(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving_both(server, app) as bot:
        group = await six(server, bot)
        evening = Evening(app, group, random.Random(9))
        channel, host = await set_up(server, campaign="huette", language="de", locale="de")
        table = GermanTable(server, bot, channel, host)
        await asyncio.gather(play(evening, 8), table.plays())
        await check_all(app, evening)
    assert english_in(server, [channel, *channel.threads]) == []
    assert len(english_in(server, [group.thread])) > 20, "the control"
    check_manners(server, [*group.players.values(), *table.users])

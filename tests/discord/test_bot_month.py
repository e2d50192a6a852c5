"""A campaign of a month: four evenings with weeks between them, two servers of one host, on SQLite and on PostgreSQL.

Who plays: Ada leads, Bo thinks twice before he agrees to what is stored, Cy comes late with a character of their own.
It goes from a planned evening through a cap that is hit and raised, another thread, and a fight in which the bot is
killed, to a player who has himself erased. Beside them another server plays with its own key, all the while.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_hosting import PLANTED, House
from bot_journey import Group, make_home
from bot_journey import begin as press_begin
from bot_month import OWN, Campaign, make_mill, open_doors, place
from bot_month_standing import check_dice, check_money, check_pace, check_pings, check_story
from bot_standing import MARK, marks_of, turns_of, write_transcripts
from databases import open_emptied
from loopback import Channel, Interaction, LoopbackDiscord, Message, User
from loopback.message import walk
from test_bot_survival import SinkingBot, SinkingWire

from gm.bot.reminding import remind_all
from gm.store.consents import load_consent


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
        if folder := os.environ.get("GM_TRANSCRIPTS"):  # to be read by a person
            write_transcripts(made, Path(folder))
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert made.unknown_routes == [] and made.invalid_requests == 0


# -- the evenings


async def first_evening(month: Campaign) -> None:
    """Set up, planned, agreed to, begun; stakes are asked; a beat is set aside."""
    await set_up(month)
    await gather(month)
    ada, bo = month.player("Ada"), month.player("Bo")
    await month.does("Ada", "I look around")
    await month.does("Bo", "I ask Orla about the water", command="say")
    await (await bo.slash(month.thread, "gm stakes", {"ask": True})).message("Only the game master")
    await month.leads("stakes", {"ask": True}, "From now on I ask")
    await month.does("Bo", "I walk the beam")
    (asked,) = month.group.told("❓")
    assert "A fall costs you your dignity." in asked.text and month.group.told("🎲") == []
    roll = asked.labels[0]  # says what is rolled
    assert roll.startswith("Roll (")
    await (await ada.click(asked, roll)).message("for Bo")  # not hers to answer
    await (await bo.click(asked, "Back off")).message("You chose")
    await month.group.rest()
    assert month.group.told("🎲") == [], "who backs off does not roll"
    await month.does("Bo", "I walk the beam after all")
    await (await bo.click(month.group.told("❓")[-1], roll)).message("You chose")
    await month.group.rest()
    assert len(month.group.told("🎲")) == 1
    await month.does("Bo", "I describe what the rats did to the cat")
    gone = month.said.pop()
    await (await month.player("Ada").click(month.group.with_button("X-card")[-1], "X-card")).message("set aside")
    await month.group.rest()
    await month.group.goes_on(month.player("Ada"))
    assert [post for post in month.group.told(gone) if post.author is not bo] == []
    await month.does("Ada", "I bar the hatch")


async def set_up(month: Campaign) -> None:
    """Harbour plays on the host's models within a cap; Hill gives a key of its own."""
    screen = await month.harbour.setup()
    await month.harbour.step(screen, "1. Games", {"campaign": "mill", "language": "en"})
    await month.harbour.step(screen, "2. Models and money", {"models": "host", "day": "5", "note": "Hana pays."})
    screen = await month.hill.setup()
    await month.hill.step(screen, "1. Games", {"campaign": "mill", "language": "en"})
    await month.hill.step(screen, "3. Own key", {"provider": "openrouter", "key": PLANTED})
    month.beside = await begin(month, month.hill, Nell="Ada")


async def begin(month: Campaign, house: House, **seats: str) -> Group:
    """A game that begins at once, with people who agree."""
    guild = house.channel.guild
    assert guild is not None
    players = {name: guild.user(name) for name in seats}
    first = next(iter(players.values()))
    await (await first.slash(house.channel, "play start", {})).message("set:")
    thread = house.channel.threads[-1]
    for name, character in seats.items():
        await sit_down(players[name], thread, f"Play {character}")
    await press_begin(first, thread.messages[0])
    await month.bot.tables.rest()
    return Group(month.server, month.bot, house.channel, thread, players)


async def sit_down(user: User, thread: Channel, button: str) -> None:
    """Asked first, and agreed."""
    asked = await (await user.click(thread.messages[0], button)).message("Before you sit down")
    await (await user.click(asked, "I agree, sit me down")).message("You play")


async def gather(month: Campaign) -> None:
    """The evening is planned; Bo does not agree at first; those who asked are reminded; the story opens."""
    inn = month.harbour.channel
    ada, bo, eve = (month.guild.user(name) for name in ("Ada", "Bo", "Eve"))
    await (await ada.slash(inn, "play start", {"name": "Mill", "when": "in 3h"})).message("Planned for")
    thread = inn.threads[-1]
    month.threads.append(thread)
    month.group = Group(month.server, month.bot, inn, thread, {"Ada": ada, "Bo": bo})
    await sit_down(ada, thread, "Play Ada")
    card = thread.messages[0]
    asked = await (await bo.click(card, "Play Bo")).message("Before you sit down")
    assert asked.ephemeral and "**Bo**" in card.text and f"<@{bo.id}>" not in card.text
    async with month.app.database.read() as db:
        assert await load_consent(db, bo.id) is None  # he closes it, and is not at the table
    await (await bo.slash(thread, "do", {"words": "I am here"})).message("has not begun yet")
    (plan,) = [post for post in thread.messages if "is played" in post.text]
    await (await eve.click(plan, "Remind me")).message("I will mention you")
    month.clock.later(hours=2, minutes=50)
    assert await month.bot.sitting_reminders.look() == 1
    (bell,) = [post for post in thread.messages if post.text.startswith("🔔")]
    assert bell.notified == [eve], "who sits there has not asked for it"
    await sit_down(bo, thread, "Play Bo")
    await press_begin(ada, card)
    await month.group.rest()


async def second_evening(month: Campaign) -> None:
    """A week later: what happened before; a late joiner; a whisper to the narrator; a cap; another thread."""
    month.clock.later(days=7)
    await month.does("Ada", "I light a candle")
    assert len(month.group.told("Previously")) == 1
    cy = month.group.players["Cy"] = month.guild.user("Cy")
    asked = await (await cy.click(month.thread.messages[0], "Make your own")).message("Before you sit down")
    agreed = await (await cy.click(asked, "I agree")).message("Now your character")
    form = await cy.click(agreed, "Make your own")
    await (await cy.submit(form, OWN)).message("You play Cass Wray")
    await month.does("Cy", "I show the ledger")
    await month.leads("note", {"words": "Let the water be heard.", "beats": 2}, "next 2 beats")
    await month.leads("give", {"who": "bo", "item": "key"}, "Done")
    await month.leads("hp", {"who": "bo", "by": -2}, "Done")
    screen = await month.harbour.setup()
    await month.harbour.step(screen, "2. Models and money", {"models": "host", "day": "0"})
    before = len(month.teller.seen)
    await month.does("Bo", "I turn the key over")
    await month.does("Ada", "I listen")
    assert len(month.teller.seen) == before and len(month.group.told("Today's spending cap is reached")) == 1
    await month.meets_beside(1)
    assert month.teller.seen[-1][1] == PLANTED, "another server's cap is not ours"
    await month.harbour.step(screen, "2. Models and money", {"models": "host", "day": "3"})
    await month.does("Bo", "I go to the hatch")
    assert month.teller.seen[-1][1] == "the-hosts-own-key"
    await move(month)


async def move(month: Campaign) -> None:
    """The game goes on in another channel."""
    barn = month.guild.channel("barn")
    old = month.thread
    await (await month.player("Ada").slash(barn, "play move", {"game": str(old.id)})).message("goes on in")
    month.group.thread = barn.threads[-1]
    month.threads.append(month.thread)
    await (await month.player("Bo").slash(old, "do", {"words": "I stay"})).message("another thread")
    await month.does("Cy", "I find the new place")


async def third_evening(month: Campaign) -> None:
    """A slow week with a turn reminder, then the fight; the process dies when the dice of a blow are shown."""
    bo = month.player("Bo")
    await (await bo.slash(month.thread, "play remind", {"hours": 24, "quiet": "0-0"})).message("waited 24 h")
    month.clock.later(days=6)
    assert await remind_all(month.bot, month.clock.now()) == 1
    assert month.thread.messages[-1].notified == [bo]
    await month.leads("move", {"who": "party", "place": "cellar", "told": "You climb down."}, "Done")
    await month.leads("stakes", {"ask": False}, "the dice fall at once")
    await (await month.player("Ada").slash(month.thread, "attack", {})).message("✅")
    await month.group.rest()
    month.fought.append(await blow(month))
    assert isinstance(month.bot, SinkingBot)
    reached = month.bot.sink("• ")
    name, button = next_blow(month)
    month.standing = card(month)
    await (await strike(month.player(name), month.standing, button)).message("✅")
    await asyncio.wait_for(reached.wait(), 10)


PEOPLE = {"ada": "Ada", "bo": "Bo", "cass wray": "Cy"}


def card(month: Campaign) -> Message:
    """The fight's one card."""
    (found,) = month.group.told("Fight: Rats, round")
    return found


def fights(month: Campaign) -> bool:
    return bool(month.group.told("Fight: Rats, round"))


def next_blow(month: Campaign) -> tuple[str, str]:
    """Whose turn it is, and the button with which they strike, if they can reach anybody."""
    shown = card(month)
    whose = next(line for line in shown.text.splitlines() if line.startswith("It is "))
    name = whose.removeprefix("It is ").partition("'")[0].lower()
    return PEOPLE[name], next((each for each in blows(shown) if "Rat" in each), "Let the turn go by")


def blows(shown: Message) -> list[str]:
    """What can be picked from the card's menus, then what can be pressed."""
    menus = [part for part in walk(shown.components) if part["type"] == 3]
    return [*(each["label"] for menu in menus for each in menu["options"]), *shown.labels]


async def strike(user: User, shown: Message, what: str) -> Interaction:
    """Pick it, or press it."""
    for part in walk(shown.components):
        if part["type"] == 3 and any(each["label"] == what for each in part["options"]):
            return await user.select(shown, part["custom_id"], what)
    return await user.click(shown, what)


async def blow(month: Campaign, *, by_command: bool = False) -> str:
    """One turn of the fight, pressed or ordered; who took it."""
    name, button = next_blow(month)
    if by_command and "Rat" in button:
        await (await month.player(name).slash(month.thread, "attack", {"target": "Rat"})).message("✅")
    else:
        await (await strike(month.player(name), card(month), button)).message("✅")
    await month.group.rest()
    return name


async def after_the_crash(month: Campaign) -> None:
    """The blow that was struck stays struck, and is told once; the fight is played to its end."""
    month.group.bot = month.beside.bot = month.bot
    await month.server.until(lambda: month.standing not in month.thread.messages, 30, "the blow to be told")
    await month.group.rest()
    for number in range(60):
        if not fights(month):
            break
        month.fought.append(await blow(month, by_command=bool(number % 2)))
    assert not fights(month) and set(month.fought) == {"Ada", "Bo", "Cy"} and len(month.fought) > 3
    await month.meets_beside(1)


async def last_evening(month: Campaign) -> None:
    """Bo leaves for good and takes everything along; the others pause, go on, undo, and come to an end."""
    month.clock.later(days=10)
    bo = month.group.players.pop("Bo")
    await (await bo.slash(month.thread, "play leave")).message("got up")
    theirs = marks_of(await turns_of(month.app, month.group), bo)
    assert len(theirs) >= 5, "the control"
    form = await bo.slash(month.server.world.dm(bo), "privacy delete")
    await (await bo.submit(form, {"Type DELETE to erase": "DELETE"})).message("Erased:")
    await month.bot.keeping.rest()
    for thread in month.threads:
        left = [post.text for post in thread.messages if post.author is not bo]
        assert [text for text in left for mark in theirs if mark in MARK.findall(text)] == []
    month.said = [mark for mark in month.said if mark not in theirs]
    await (await bo.slash(month.thread, "do", {"words": "I am back"})).message("You play nobody here")
    ada = month.player("Ada")
    await (await ada.slash(month.thread, "play pause")).message("paused")
    month.clock.later(days=1)
    await (await ada.slash(month.thread, "play resume")).message("goes on")
    await month.group.rest()
    recap = month.group.told("Previously")[-1].text
    assert "the fight is won" in recap.casefold() and "Bo: attack" not in recap
    await month.does("Cy", "I look at the water")
    await month.does("Ada", "I count us")
    await (await ada.slash(month.thread, "undo")).message("taken back")
    month.said.pop()
    await month.group.rest()
    await month.does("Ada", "I open the door")
    await month.meets_beside(1)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_campaign_of_a_month(
    server: LoopbackDiscord, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    url: str | None = None
    if kind == "postgresql":
        url = str(request.getfixturevalue("postgres_url"))
        await (await open_emptied(url)).close()
    make_home(tmp_path, None if url else request.getfixturevalue("sqlite_template"))
    make_mill(tmp_path)
    month = Campaign(server, tmp_path, url, place(server, "Harbour"), place(server, "Hill"))
    async with open_doors(month):
        await first_evening(month)
        await second_evening(month)
        await third_evening(month)
    SinkingWire.at = ""
    async with open_doors(month):
        await after_the_crash(month)
        await last_evening(month)
        await check_story(month)
        await check_money(month)
        await check_dice(month)
    check_pings(month)
    check_pace(server)

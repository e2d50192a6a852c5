"""A living world on Discord: what is looked up, by whom, and what is read when a session opens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_journey import TINY, Group, make_home, opened, seated, serving
from loopback import LoopbackDiscord, Permission

from gm.review.verify import verify

LIVING = """
tables:
  sky: {entries: [A zqxjskyq lies over the moor.]}
climates: {moor: {table: sky, indoors: [hut]}}
routes: {bog: {between: [hut, path], hours: 4}}
calendar:
  months: {mist: {name: Mist, days: 9}}
  weekdays: [Firstday, Lastday]
  moons: {pale: {name: The Pale One, days: 12}}
  holidays: {wake: {name: The Wake, month: mist, day: 3, text: Nobody sleeps.}}
quests:
  letter: {title: The letter, giver: orla, text: Bring it to the ferry., days: 4,
           objectives: {go: {text: Go out on the path, done: {place: path}}}}
factions:
  walkers:
    name: The Walkers
    description: They cross the moor at night.
    moves: {steps: {rumour: There are wet footprints under the window., reason: A zqxjreasonq.,
            effects: [move: {character: orla, place: path}]}}
"""


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    folder = make_home(tmp_path, sqlite_template)
    (folder / "campaigns" / "tiny" / "campaign.yaml").write_text(TINY + LIVING, encoding="utf-8")
    return folder


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []


async def asks(group: Group, who: str, command: str, said: str, /, **options: object) -> str:
    """A command that looks something up; gives what only its user sees."""
    used = await group.players[who].slash(group.thread, command, options)
    answer = await used.message(said)
    assert answer.ephemeral
    await group.rest()
    return "\n".join(f"{message.text}\n{message.components}" for message in used.shown)


async def test_the_world_is_looked_up_by_what_each_character_knows(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        day = await asks(group, "Bo", "calendar", "Firstday, 1 Mist 1")
        assert "The Wake" in day and "The Pale One: new" in day and "zqxjskyq" not in day, "nobody sees the sky indoors"
        assert "The Path (4 h, not visited)" in await asks(group, "Ada", "map", "you are here")
        await asks(group, "Ada", "quests", "Nobody has asked")
        await asks(group, "Bo", "gm world", "", quest="letter", to="taken")  # he is no game master
        await asks(group, "Ada", "quests", "Nobody has asked")
        channel.guild.give(group.players["Ada"], channel.guild.role("staff", Permission.MANAGE_GUILD))
        done = await asks(group, "Ada", "gm world", "Taken on: The letter", quest="letter", to="taken")
        assert "Taken on" in done
        told = await asks(group, "Bo", "quests", "The letter (taken on)")
        assert "Orla: Bring it to the ferry." in told and "Days left: 4" in told
        await asks(group, "Ada", "gm world", "Done", skip="2d 3h")
        assert "Days left: 2" in await asks(group, "Bo", "quests", "The letter")
        assert "zqxjskyq" in await asks(group, "Ada", "gm table", "moor", table="sky")
        await asks(group, "Ada", "purse", "purse")
        await group.does("Ada", "I go to the path")
        assert "The letter (finished)" in await asks(group, "Ada", "quests", "The letter")
        assert "zqxjskyq" in await asks(group, "Ada", "calendar", "Weather")
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_what_could_be_noticed_is_read_before_the_first_beat_of_a_session(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await group.does("Ada", "I look around")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        assert await app.engine.close_session(table.game) is not None
        await group.does("Bo", "I wait by the stove")
        (meanwhile,) = group.told("wet footprints under the window")
        texts = [message.text for message in group.thread.messages]
        assert "Meanwhile the world has gone on." in meanwhile.text
        assert not any("zqxjreasonq" in text or "Orla → " in text for text in texts), "nobody saw her go"
        why = await asks(group, "Bo", "why", "Turn")
        assert "zqxjreasonq" not in why
        await group.does("Ada", "I listen")
        assert len(group.told("wet footprints under the window")) == 1

"""A living world on Discord: what is looked up, by whom, and what is read when a session opens."""

from pathlib import Path

import pytest
from bot_journey import TINY, Group, make_home, opened, seated, serving
from loopback import LoopbackDiscord, Permission

from gm.review.verify import verify
from gm.store.guilds import load_audit

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


async def test_two_games_of_a_server_share_what_was_made_true_and_no_other_server_reads_it(
    server: LoopbackDiscord, home: Path
) -> None:
    inn, far = server.world.guild().channel("inn"), server.world.guild("Elsewhere").channel("far")
    lit = {"title": "The lamp burns", "text": "Orla lit the lamp of the skerry. @everyone may see it."}
    assert inn.guild is not None and far.guild is not None
    ada, cy, bo = inn.guild.user("Ada"), far.guild.user("Cy"), inn.guild.user("Bo")
    async with opened(home) as app, serving(server, app) as bot:
        threads = []
        for who, channel, name in ((ada, inn, "First"), (ada, inn, "Second"), (cy, far, "Third")):
            await (await who.slash(channel, "play start", {"campaign": "tiny", "name": name})).message("set:")
            thread = channel.threads[-1]
            await (await who.click(thread.messages[0], "Play Odo")).message("You play Odo")
            await (await who.click(thread.messages[0], "Begin")).message("begins")
            await bot.tables.rest()
            threads.append(thread)
        first, second, third = threads
        await (await bo.slash(second, "play shared", {})).message("game master")
        await (await ada.slash(second, "play shared", {})).message("No other game")
        await (await ada.slash(first, "play shared", {"title": "The lamp burns"})).message("both are needed")
        await (await ada.slash(first, "play shared", lit)).message("true in this game's world now")
        await (await ada.slash(first, "play shared", lit)).message("says so already")
        own = await (await ada.slash(first, "play shared", {})).message("True here already: The lamp burns")
        assert "Take 1" not in str(own.labels)
        await (await cy.slash(third, "play shared", {})).message("No other game")  # another server
        table = await bot.tables.at(second.id)
        assert table is not None
        before = table.game.campaign_version
        card = await (await ada.slash(second, "play shared", {})).message("Orla lit the lamp")
        assert "First" in card.text and card.ephemeral and card.notified == []
        assert table.game.campaign_version == before, "read first"
        await (await ada.click(card, "Take 1: true here, too")).message("is true here, too")
        assert table.game.campaign_version != before
        assert any("lamp of the skerry" in each.content for each in (await table.state()).campaign.lore)
        await (await ada.click(card, "Take 1: true here, too")).message("")  # pressed again: it is known
        await (await ada.slash(second, "play shared", {})).message("No other game")
        held = await (await ada.slash(first, "play shared", {})).message("True here already")
        await (await ada.click(held, "Withdraw: The lamp burns")).message("is true here no longer")
        await (await ada.click(held, "Withdraw: The lamp burns")).message("")  # pressed again: it is gone
        at_first = await bot.tables.at(first.id)
        assert at_first is not None
        assert not any("skerry" in each.content for each in (await at_first.state()).campaign.lore)
        await (await ada.slash(second, "play shared", {})).message("True here already: The lamp burns")
        away = await bot.tables.at(third.id)
        assert away is not None and not any("skerry" in each.content for each in (await away.state()).campaign.lore)
        async with app.database.read() as db:
            log = [each.action for each in await load_audit(db, inn.guild.id)]
        assert [log.count(f"table.{each}") for each in ("offer", "take", "withdraw")] == [1, 1, 1]
        await (await ada.slash(second, "do", {"words": "I look around"})).message("✅")
        await bot.tables.rest()
        await (await ada.slash(second, "undo", {})).message("")
        assert any("lamp of the skerry" in each.content for each in (await table.state()).campaign.lore), "of the table"
        assert (await verify(app.database, table.game)).ok

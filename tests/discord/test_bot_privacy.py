"""Data rights on Discord: asked before the first seat; shown, taken along, erased down to the byte; let go in time."""

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bot_hosting import house
from bot_journey import opened, seated, serving
from loopback import CannotDo, LoopbackDiscord

from gm.app import App, SystemClock, open_app
from gm.bot.client import GmBot
from gm.bot.consent import VERSION
from gm.bot.keeping import GRACE, NOTICE
from gm.domain.calls import BackendRequest, Candidate, Role, Route
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.review.verify import verify
from gm.settings import load_settings
from gm.store.calls import load_calls
from gm.store.consents import load_consent, record_consent
from gm.store.guilds import GuildSettings, record_guild
from gm.store.personal import CATEGORIES
from gm.store.schema import METADATA

ROOT = Path(__file__).parents[2]
SECRETS = ("zqxjdeedq", "zqxjoocq", "zqxjformq", "zqxjlabelq", "zqxjmentionq")


async def test_the_first_seat_is_taken_after_agreeing(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, ada = guild.channel("inn"), guild.user("Ada")
    async with opened(home) as app, serving(server, app, consent=VERSION) as bot:
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        thread = channel.threads[-1]
        (card,) = thread.messages
        asked = await (await ada.click(card, "Play Ilse Brand")).message("Before you sit down")
        assert asked.ephemeral and asked.labels == ["I agree, sit me down"] and "(free)" in card.text
        seated_now = await ada.click(asked, "I agree, sit me down")
        await seated_now.message("You play Ilse Brand")
        assert f"<@{ada.id}>" in card.text
        async with app.database.read() as db:
            assert await load_consent(db, ada.id) == VERSION
        await (await ada.slash(thread, "play join", {"character": "tam"})).message("You play Tam")  # asked once
        await (await ada.click(card, "Begin")).message("begins")
        await bot.tables.rest()
        bot.tables.consent = "2099-01"  # the text changes: asked again, and the old button agrees to nothing
        again = await (await ada.slash(thread, "do", {"words": "I wait"})).message("has changed")
        assert again.labels == ["I agree"]
        await (await ada.click(again, "I agree")).message("/do")
        await (await ada.slash(thread, "do", {"words": "I wait"})).message("✅")
        await bot.tables.rest()
        await (await ada.slash(thread, "play leave")).message("got up")
        async with app.database.read() as db:
            assert await load_consent(db, ada.id) is None


async def test_what_was_said_meanwhile_waits_for_consent_as_what_is_said_now(
    server: LoopbackDiscord, home: Path
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, server.world.guild().channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, thread = group.players["Ada"], group.players["Bo"], group.thread
        async with app.database.begin() as db:
            await record_consent(db, bo.id, "2099-01", SystemClock().now())
            await db.commit()
    for words in ("I hum zqxjearlyq", "I hum zqxjlateq"):
        ada.mention(thread, words)
    bo.mention(thread, "I whistle")
    async with opened(home) as app, serving(server, app, consent="2099-01") as bot:
        await server.until(lambda: len(group.told("I whistle")) > 1)
        await bot.tables.rest()
        (asked,) = group.told("Before you sit down")
        assert asked.labels == ["I agree"] and asked.reference is not None
        assert [each.author.id for each in group.told("zqxj")] == [ada.id, ada.id]  # her own two, and none of ours
        await (await ada.click(asked, "I agree")).message("/do")
        ada.mention(thread, "I hum again")
        await server.until(lambda: len(group.told("I hum again")) > 1)
        await bot.tables.rest()
    async with opened(home) as app, serving(server, app, consent="2099-01") as bot:
        await bot.tables.rest()
        assert len(group.told("Before you sit down")) == 1
    assert b"zqxj" not in bytes_in(home)


async def plant(server: LoopbackDiscord, bot: GmBot):  # type: ignore[no-untyped-def]
    """A game in which Ada says unique words by every way there is; Bo plays with her."""
    guild = server.world.guild()
    group = await seated(server, bot, guild.channel("inn"), Adzqxjnameq="Ilse Brand", Bo="Tam Reed")
    ada, thread = group.players["Adzqxjnameq"], group.thread
    await group.does("Adzqxjnameq", "I look for the zqxjdeedq under the stove")
    await group.does("Adzqxjnameq", "what is zqxjoocq?", "ooc")
    form = await ada.click(group.with_button("Act")[0], "Act")
    await (await ada.submit(form, {"Your character": "I sing of zqxjformq.\nTwice."})).message("✅")
    await group.rest()
    ada.mention(thread, "I wave the zqxjmentionq about")
    await server.until(lambda: len(group.told("zqxjmentionq")) > 1)
    await group.rest()
    await (await ada.slash(thread, "roll", {"dice": "2d6 [zqxjlabelq]"})).message("🎲")
    form = await ada.click(group.with_button("Reword")[-1], "Reword")
    await (await ada.submit(form, {"How?": "more zqxjhintq"})).message("other words")
    await group.rest()
    await group.does("Bo", f"I nod at <@{ada.id}>")
    return group


async def test_taken_back_in_mid_campaign_nobody_is_told_and_words_go(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, server.world.guild().channel("inn"), Ada="Ilse Brand", Bo="Tam Reed")
        ada, thread = group.players["Ada"], group.thread
        posts = len(thread.messages)
        said = await (await ada.slash(thread, "privacy words", {"keep": "gone"})).message("From now on")
        assert said.ephemeral and "/privacy delete" in said.text and "/play leave" in said.text
        assert "what you say goes" in (await (await ada.slash(thread, "privacy what")).message("is stored")).text
        assert len(thread.messages) == posts  # the table is told nothing
        await group.does("Ada", "I look for the zqxjdeedq under the stove")
        await group.does("Bo", "I wait")
        with sqlite3.connect(home / "gm.db") as db:
            kinds = {row[0] for row in db.execute("SELECT kind FROM texts WHERE body LIKE '%zqxjdeedq%'")}
        assert kinds == {"narration"}  # what the game master told stays, also where it repeats them
        assert group.told("zqxjdeedq")  # what was posted is the thread's
        for _ in range(2):
            await (await ada.slash(thread, "undo")).message("")
            await group.rest()
        assert not any("[erased]" in message.text for message in thread.messages)
        await (await ada.slash(thread, "privacy words", {"keep": "kept"})).message("kept with the game again")
        await group.does("Ada", "I look for the zqxjlaterq")
        await group.does("Bo", "I wait on")
    assert b"zqxjlaterq" in bytes_in(home)


async def test_what_and_export_are_for_the_person_alone(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await plant(server, bot)
        ada = group.players["Adzqxjnameq"]
        shown = await (await ada.slash(group.thread, "privacy what")).message("stored about you")
        assert shown.ephemeral and "lines that you wrote, and what was told in answer: **4**" in shown.text
        direct = server.world.dm(ada)
        asked = await ada.slash(direct, "privacy export")
        sent = await asked.message("for you alone")
        (attached,) = sent.attachments
        (upload,) = [each for path, each in server.world.files.items() if path in attached["url"]]
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            assert sorted(archive.namelist()) == ["README.txt", "data.json"]
            data = json.loads(archive.read("data.json"))
            readme = archive.read("README.txt").decode()
        assert [row["text"].split()[0] for row in data["words"]] == ["I", "what", "I", "I"]
        assert data["rolls"][-1]["record"]["label"] == "zqxjlabelq" and data["seats"][0]["character"] == "ilse"
        assert "Bo" not in json.dumps(data) and "nod" not in json.dumps(data)
        assert [name for name in data if f"  {name} " not in readme] == ["player", "made_at"]


async def erased(server: LoopbackDiscord, app: App, bot: GmBot) -> None:
    group = await plant(server, bot)
    ada, thread = group.players["Adzqxjnameq"], group.thread
    direct = server.world.dm(ada)
    form = await ada.slash(direct, "privacy delete")
    await (await ada.submit(form, {"Type DELETE to erase": "no"})).message("Nothing was erased")
    form = await ada.slash(direct, "privacy delete")
    await (await ada.submit(form, {"Type DELETE to erase": "delete"})).message("Erased:")
    await bot.keeping.rest()
    for message in thread.messages:
        if message.author.id != ada.id and "🎲 **" not in message.text:
            assert "zqxj" not in message.text and str(ada.id) not in message.text, message.text
    assert len(group.told("erased at the wish")) >= 4
    table = await bot.tables.at(thread.id)
    assert table is not None and (await verify(app.database, table.game)).ok
    refused = await ada.slash(thread, "do", {"words": "I am still here"})
    await refused.message("You play nobody here")
    await group.does("Bo", "I look around")  # the others play on
    assert (await verify(app.database, table.game)).ok


async def test_delete_leaves_no_byte_and_the_others_play_on(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        await erased(server, app, bot)
        assert await app.database.scrub()
        (ada,) = [user for user in server.world.accounts.values() if user.username.lower() == "adzqxjnameq"]
    left = bytes_in(home)
    assert b"zqxj" not in left and str(ada.id).encode() not in left and ada.id.to_bytes(8, "big") not in left
    with sqlite3.connect(home / "gm.db") as db:
        assert db.execute("SELECT count(*) FROM inputs WHERE player = 'erased'").fetchone()[0] == 4


def bytes_in(home: Path) -> bytes:
    """Everything that the database's files hold, in lower case."""
    return b"".join(file.read_bytes() for file in home.glob("gm.db*")).lower()


async def ended_game(server: LoopbackDiscord, app: App, bot: GmBot):  # type: ignore[no-untyped-def]
    group = await plant(server, bot)
    await (await group.players["Bo"].slash(group.thread, "play end")).message("has ended")
    guild = group.channel.guild
    async with app.database.begin() as db:
        await record_guild(db, GuildSettings(guild_id=guild.id, retention_days=10), SystemClock().now())
        await db.commit()
    return group


def texts_in(home: Path) -> int:
    with sqlite3.connect(home / "gm.db") as db:
        return int(
            db.execute("SELECT count(*) FROM texts WHERE input_id IS NOT NULL AND body IS NOT NULL").fetchone()[0]
        )


async def test_ended_games_go_after_their_thread_was_told(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await ended_game(server, app, bot)
        now = SystemClock().now() + timedelta(days=1)
        assert await bot.keeping.sweep(now)
        assert not await bot.keeping.sweep(now)  # done for today, whoever asks
        assert group.told("are erased on") == [] and texts_in(home) > 0
        now += timedelta(days=8)
        assert await bot.keeping.sweep(now) and len(group.told("are erased on")) == 1 and texts_in(home) > 0
        assert await bot.keeping.sweep(now + timedelta(days=1)) and texts_in(home) > 0
        assert await bot.keeping.sweep(now + NOTICE + timedelta(hours=1)) and texts_in(home) == 0
        assert len(group.told("are erased on")) == 1
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_a_host_sets_how_long_texts_stay_and_sees_what_goes_next(server: LoopbackDiscord, home: Path) -> None:
    place = house(server)
    guild, host = place.channel.guild, place.host
    assert guild is not None
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Bo="Tam Reed")
        with pytest.raises(CannotDo, match="not offered"):
            await group.players["Bo"].slash(place.channel, "host retention", {"days": 1})
        shown = await (await host.slash(place.channel, "host retention")).message("How long texts are kept")
        assert shown.ephemeral and "stay until" in shown.content and "Kept." not in shown.content
        told = await (await host.slash(place.channel, "host retention", {"days": 30})).message("30 days after")
        assert "Kept." in told.content and "No ended game waits" in told.content  # the one that goes on is not named
        await (await group.players["Bo"].slash(group.thread, "play end")).message("has ended")
        before = SystemClock().now() + timedelta(days=30)
        shown = await (await host.slash(place.channel, "host retention")).message("Next to go")
        stamp = int(shown.content.partition("<t:")[2].partition(":")[0])
        assert f"<#{group.thread.id}>: <t:" in shown.content and abs(stamp - before.timestamp()) < 120
        assert (await bot.tables.settings(guild.id)).retention_days == 30
        soon = await (await host.slash(place.channel, "host retention", {"days": 1})).message("1 days after")
        stamp = int(soon.content.partition("<t:")[2].partition(":")[0])
        assert abs(stamp - (SystemClock().now() + NOTICE).timestamp()) < 120  # never before its thread was told
        await (await host.slash(place.channel, "host retention", {"days": 0})).message("stay until")
        assert (await bot.tables.settings(guild.id)).retention_days is None
        audit = (await (await host.slash(place.channel, "host audit")).message("Who changed what")).content
        assert "set how long texts are kept (None -> 30)" in audit and "(1 -> None)" in audit


async def test_a_server_that_removes_the_bot_is_purged_after_a_grace(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await plant(server, bot)
        guild = group.channel.guild
        now = SystemClock().now()
        await bot.keeping.left(guild.id, now)
        await bot.keeping.joined(guild.id)  # invited back: nothing goes
        assert await bot.keeping.sweep(now + GRACE + timedelta(days=1)) and texts_in(home) > 0
        guild.leave(server.world.bot)
        await server.until(lambda: bot.get_guild(guild.id) is None)
        await bot.keeping.rest()
        assert await bot.keeping.sweep(now + GRACE + timedelta(days=40))
        assert texts_in(home) == 0
        with sqlite3.connect(home / "gm.db") as db:
            for table in METADATA.sorted_tables:
                if {"thread_id", "guild_id"} & set(table.columns.keys()):
                    assert db.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0] == 0, table.name


async def test_words_from_discord_go_only_to_models_that_do_not_train(server: LoopbackDiscord, home: Path) -> None:
    asked: list[str] = []

    def reply(request: BackendRequest) -> str:
        asked.append(request.candidate.model)
        return "The stove ticks, and nobody answers."

    learner = Candidate(
        model="vendor/learner", trains_on_inputs=True, context_window=32_000, price_in=1.0, price_out=1.0
    )
    route = (learner, replace(learner, model="vendor/silent", trains_on_inputs=None))
    route = (*route, replace(learner, model="vendor/discreet", trains_on_inputs=False))
    settings = load_settings(environ={"GM_HOME": str(home), "GM_PROFILE": "offline", "GM_PROBE_LOCAL": "no"}, cwd=home)
    opening = open_app(settings, models=False, backends={"litellm": ScriptedBackend(reply)})
    async with opening as app, serving(server, app) as bot:
        app.accounts._host = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, route)})
        group = await seated(server, bot, server.world.guild().channel("inn"), Ada="Ilse Brand")
        await group.does("Ada", "I wait")
        async with app.database.read() as db:
            calls = await load_calls(db)
    assert "vendor/discreet" in asked and set(asked) == {"vendor/discreet"}
    assert {call.data_policy for call in calls if call.turn_id} == {"no_training"}


def test_the_template_names_what_is_stored_and_nothing_else() -> None:
    body = (ROOT / "PRIVACY.md").read_text(encoding="utf-8")
    named = {line.split("`")[1] for line in body.splitlines() if line.startswith("| `")}
    assert named == set(CATEGORIES)
    assert VERSION in body and VERSION in (ROOT / "TERMS.md").read_text(encoding="utf-8")

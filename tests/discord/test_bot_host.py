"""`/host …`: setting a server up step by step, its own key, stopping, people, records, and whom the bot serves."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bot_hosting import PLANTED, Provider, hosted, house
from bot_journey import opened, seated, serving
from loopback import CannotDo, LoopbackDiscord, Message, Upload

from gm.domain.calls import Category
from gm.store.calls import load_calls
from gm.store.guilds import load_audit
from gm.store.money import record_stop

CAMPAIGN, TITLE = "tiny", "The Lit Window"


async def test_each_step_of_the_setup_is_one_form_and_outlives_a_restart(server: LoopbackDiscord, home: Path) -> None:
    place = house(server)
    guild = place.channel.guild
    assert guild is not None
    stranger, masters = guild.user("Eve"), guild.role("masters")
    async with opened(home) as app, serving(server, app):
        with pytest.raises(CannotDo, match="not offered"):
            await stranger.slash(place.channel, "host setup")
        screen = await place.setup()
        assert screen.ephemeral and screen.labels[:4] == [
            "1. Games",
            "2. Models and money",
            "3. Own key",
            "4. Table rules",
        ]
        assert "the starter campaign, in any channel; I speak English" in screen.content
        await place.step(
            screen, "1. Games", {"campaign": "tiny", "channels": [place.channel], "language": "de", "content": "es"}
        )
        assert "Campaigns in Español are offered first" in screen.content
        assert "The Lit Window" in screen.content and f"<#{place.channel.id}>" in screen.content
        assert "Deutsch" in screen.content
    async with opened(home) as app, serving(server, app) as bot:  # the same screen, another process
        await place.step(screen, "2. Models and money", {"models": "offline", "day": "0,5", "month": "$10", "note": ""})
        assert "the offline narrator (free); at most $0.5 a day, at most $10 a month" in screen.content
        fields = {"role": [masters], "listening": "on", "mature": "off", "mode": "copilot"}
        await place.step(screen, "4. Table rules", fields)
        assert "Games begin so: the AI drafts, I approve" in screen.content
        assert "everything that players write" in screen.content and "not allowed" in screen.content
        settings = await bot.tables.settings(guild.id)
        assert (settings.campaign, settings.channels, settings.language) == ("tiny", (place.channel.id,), "de")
        assert (settings.models, settings.day_usd, settings.month_usd) == ("offline", 0.5, 10.0)
        assert (settings.gm_role, settings.listening, settings.mature) == (masters.id, True, False)
        hall = guild.channel("hall")
        started = await place.host.slash(hall, "play start")
        await started.message()
        assert [thread.parent for thread in place.channel.threads] == [place.channel] and hall.threads == []
        wrong = await place.host.click(screen, "2. Models and money")
        refused = await place.host.submit(wrong, {"day": "a lot"})
        assert "“a lot” is no amount" in (await refused.message("no amount")).content
        assert (await bot.tables.settings(guild.id)).day_usd == 0.5
        audit = await place.host.slash(place.channel, "host audit")
        text = (await audit.message("Who changed what")).content
        assert "set table rules" in text and "day_usd: None -> 0.5" in text and f"<@{place.host.id}>" in text


async def test_a_step_is_asked_again_who_may(server: LoopbackDiscord, home: Path) -> None:
    """Discord's own permission can be overridden in the server's settings: the code asks again."""
    place = house(server)
    guild = place.channel.guild
    assert guild is not None
    async with opened(home) as app, serving(server, app) as bot:
        screen = await place.setup()
        form = await place.host.click(screen, "2. Models and money")
        for role in list(guild.members[place.host.id].roles):
            guild.members[place.host.id].roles.remove(role)
        sent = await place.host.submit(form, {"models": "own"})
        await sent.message("Only members who may manage the server")
        again = await place.host.click(screen, "1. Games")
        await again.message("Only members who may manage the server")
        assert (await bot.tables.settings(guild.id)).models == "host"


async def test_a_servers_own_key_pays_and_is_seen_by_nobody(
    server: LoopbackDiscord, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    place, provider = house(server), Provider()
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")
        await group.does("Ada", "I wait")
        assert {key for _, key in provider.seen} == {"the-hosts-own-key"}
        provider.seen.clear()
        screen = await place.setup()
        await place.step(screen, "3. Own key", {"provider": "openrouter", "key": PLANTED})
        assert "The openrouter key is kept, encrypted" in screen.content
        assert "given, for openrouter" in screen.content and "this server's own key" in screen.content
        await group.does("Ada", "I wait again")
        assert {key for _, key in provider.seen} == {PLANTED}
        async with app.database.read() as db:
            calls = await load_calls(db)
        name = f"guild:{place.channel.guild.id}"  # type: ignore[union-attr]
        assert [call.payer for call in calls if call.role == "narrator"] == ["host", name]
        assert {call.account for call in calls} == {name}

        tried = await place.host.click(screen, "Test the models")
        await server.until(lambda: "first word after" in screen.content)
        assert tried.acked_after is not None
        assert "✅ Narrator: deepseek-v3.2" in screen.content and "100 tokens in, 10 out, $0.001" in screen.content
        exported = await place.host.slash(place.channel, "host export")
        assert PLANTED.encode() not in attachment(await exported.message("No key is in it"))
        for command in ("host audit", "host doctor", "host usage", "host setup"):
            await (await place.host.slash(place.channel, command)).message()
        provider.down = True
        failed = await place.host.slash(place.channel, "host doctor")
        report = await failed.message("Narrator")
        await place.host.click(report, "Test the models")
        await server.until(lambda: "did not answer" in report.content)
        sealed = await app.accounts.key_of(place.channel.guild.id)  # type: ignore[union-attr]
        assert sealed is not None and PLANTED.encode() not in sealed.sealed
        async with app.database.read() as db:
            assert PLANTED not in repr(await load_audit(db, place.channel.guild.id))  # type: ignore[union-attr]
        screen = await place.setup()
        await place.host.click(screen, "Forget the key")
        await server.until(lambda: "The key is forgotten" in screen.content)
        assert "**3. Own key**: none" in screen.content and "the bot's models" in screen.content
    everywhere = [
        repr((r.path, r.query, r.body, r.files))
        for r in server.requests
        if "/interactions/" not in r.path or r.method != "GET"
    ]
    assert len(everywhere) > 20 and not any(PLANTED in each for each in everywhere)
    assert len(caplog.text) > 1000 and PLANTED not in caplog.text
    assert_nowhere(home, PLANTED)


def assert_nowhere(home: Path, word: str) -> None:
    """No file of the data folder holds it, the database with its log neither."""
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name.startswith("gm.db") for path in files)
    assert not any(word.encode() in path.read_bytes() for path in files)


def attachment(message: Message) -> bytes:
    """The bytes of a post's only file."""
    (stored,) = message.attachments
    world = message.channel.guild.world  # type: ignore[union-attr]
    return world.files[urlsplit(stored["url"]).path].data


async def test_without_a_secret_the_bot_takes_no_key_and_says_how_to_set_it(
    server: LoopbackDiscord, home: Path
) -> None:
    place = house(server)
    async with hosted(home, Provider(), GM_SECRET_KEY="") as app, serving(server, app):
        screen = await place.setup()
        pressed = await place.host.click(screen, "3. Own key")
        assert "GM_SECRET_KEY" in (await pressed.message("I cannot take keys yet")).content
        assert pressed.modal is None


async def test_a_text_that_is_no_key_is_refused_and_not_repeated(server: LoopbackDiscord, home: Path) -> None:
    place = house(server)
    async with hosted(home, Provider()) as app, serving(server, app) as bot:
        screen = await place.setup()
        form = await place.host.click(screen, "3. Own key")
        sent = await place.host.submit(form, {"key": "my key is 123456"})
        told = await sent.message("That cannot be a key")
        assert "123456" not in told.content
        assert await app.accounts.key_of(bot.guilds[0].id) is None


async def test_a_bot_that_is_sent_away_forgets_the_key(server: LoopbackDiscord, home: Path) -> None:
    place = house(server)
    guild = place.channel.guild
    assert guild is not None
    async with hosted(home, Provider()) as app, serving(server, app) as bot:
        await place.step(await place.setup(), "3. Own key", {"provider": "groq", "key": PLANTED})
        assert await app.accounts.key_of(guild.id) is not None
        guild.leave(server.world.bot)
        await server.until(lambda: not bot.guilds)
        async with asyncio.timeout(5):
            while await app.accounts.key_of(guild.id) is not None:  # noqa: ASYNC110
                await asyncio.sleep(0)


async def test_the_cap_is_told_once_and_stop_holds_at_once(server: LoopbackDiscord, home: Path) -> None:
    place, provider = house(server), Provider()
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")
        screen = await place.setup()
        await place.step(screen, "2. Models and money", {"models": "host", "day": "0"})
        await group.does("Ada", "I wait")
        await group.does("Ada", "I sit down")
        assert len(group.told("Today's spending cap is reached")) == 1 and provider.seen == []
        await place.step(screen, "2. Models and money", {"models": "host", "day": "5"})
        await group.does("Ada", "I stand up")
        assert len(provider.narrations) == 1
        await (await place.host.slash(place.channel, "host stop")).message("All spending of this server is stopped")
        await group.does("Ada", "I lie down")
        await group.does("Ada", "I sleep")
        assert len(provider.narrations) == 1 and len(group.told("Spending is stopped; whoever stopped it")) == 1
        usage = await place.host.slash(place.channel, "host usage")
        shown = await usage.message("What this server has used")
        assert "$0.001" in shown.content and "narration: $0.001" in shown.content
        assert f"<@{group.players['Ada'].id}>" in shown.content and "at most $5 a day" in shown.content
        assert shown.labels == ["Let spending go on"]
        await place.host.click(shown, "Let spending go on")
        await server.until(lambda: "Spending goes on" in shown.content)
        await group.does("Ada", "I wake up")
        assert len(provider.narrations) == 2
        async with app.database.begin() as db:  # gm spend stop, at the terminal beside the bot
            await record_stop(db, "*", "terminal", bot.tables.parts.clock.now())
            await db.commit()
        await group.does("Ada", "I yawn")
        assert len(provider.narrations) == 2
        await (await place.host.slash(place.channel, "host go")).message("only they can let it go on")


async def test_a_server_that_set_no_cap_has_the_hosts(server: LoopbackDiscord, home: Path) -> None:
    place, provider = house(server), Provider(cost=0.3)
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")
        screen = await place.setup()
        assert "Whoever runs me allows this server at most $0.5 a day of their money" in screen.content
        form = await place.host.click(screen, "2. Models and money")
        assert form.modal is not None and '"placeholder": "0.5"' in json.dumps(form.modal)
        for words in ("I wait", "I sit down", "I stand up", "I lie down"):
            await group.does("Ada", words)
        assert len(provider.narrations) == 2 and len(group.told("Today's spending cap is reached")) == 1
    async with hosted(home, provider, GM_SERVER_DAY_USD="none") as app, serving(server, app):  # who wants none says so
        screen = await place.setup()
        assert "Whoever runs me allows" not in screen.content


async def test_doctor_names_what_is_missing_and_asks_no_model_unasked(server: LoopbackDiscord, home: Path) -> None:
    place, provider = house(server), Provider()
    async with hosted(home, provider, GM_SERVER_DAY_USD="0.2") as app, serving(server, app) as bot:
        await seated(server, bot, place.channel, Ada="Ilse Brand")
        screen = await place.setup()
        await place.step(screen, "4. Table rules", {"listening": "on", "mature": "off"})
        doctor = await place.host.slash(place.channel, "host doctor")
        report = await doctor.message("Narrator: deepseek-v3.2")
        for words in (
            "Nothing is missing. Channels looked at: 1",
            "for an evening of 40 turns",
            "Message Content intent is not",
            "of 15 webhooks left",
            "Database: sqlite",
            "shard 0 of 1",
        ):
            assert words in report.content, words
        assert provider.seen == []
        await place.host.click(report, "Test the models")
        await server.until(lambda: "Test of the models" in report.content)
        assert len(provider.seen) == 2
        async with app.database.read() as db:
            tests = [call for call in await load_calls(db) if call.category == Category.TEST]
        assert [(call.role, call.status, call.player) for call in tests] == [
            ("narrator", "ok", f"discord:{place.host.id}"),
            ("adjudicator", "ok", f"discord:{place.host.id}"),
        ]
        await place.host.click(report, "Check again")
        await server.until(lambda: "Nothing is missing" in report.content)


async def test_block_unblock_and_remove(server: LoopbackDiscord, home: Path) -> None:
    place = house(server)
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, thread = group.players["Ada"], group.thread
        await (await place.host.slash(place.channel, "host block", {"user": ada})).message("is blocked")
        refused = await ada.slash(thread, "do", {"words": "I shout"})
        assert "asked me not to answer you" in (await refused.message()).content
        pressed = await ada.click(group.with_button("Act")[0], "Act")
        await pressed.message("asked me not to answer you")
        before = len(server.requests)
        ada.mention(thread, "I shout louder")
        await group.does("Bo", "I wait")
        assert group.told("I shout") == [m for m in thread.messages if m.author is ada]
        assert not any("typing" in r.path for r in server.requests[before:] if r.method == "POST" and r.status == 0)
        await (await place.host.slash(place.channel, "host unblock", {"user": ada})).message("served again")
        await group.does("Ada", "I whisper")
        removed = await place.host.slash(thread, "host remove", {"user": ada})
        await removed.message("has left this game")
        gone = await ada.slash(thread, "do", {"words": "I knock"})
        await gone.message("You play nobody here")
        await (await place.host.slash(thread, "host remove", {"user": ada})).message("plays nobody here")
        await (await group.players["Bo"].slash(thread, "play join", {"character": "ilse"})).message()
        audit = await place.host.slash(place.channel, "host audit")
        text = (await audit.message("Who changed what")).content
        assert "blocked a member" in text and "removed a player" in text and f"<#{thread.id}>" in text


async def test_settings_go_out_and_come_in(server: LoopbackDiscord, home: Path) -> None:
    place = house(server)
    guild = place.channel.guild
    assert guild is not None
    async with opened(home) as app, serving(server, app) as bot:
        screen = await place.setup()
        await place.step(screen, "2. Models and money", {"models": "offline", "day": "2", "note": "Hana pays."})
        exported = await place.host.slash(place.channel, "host export")
        data = attachment(await exported.message("No key is in it"))
        await place.step(screen, "2. Models and money", {"models": "host", "day": "", "note": ""})
        upload = Upload("gm-settings.json", "application/json", data)
        await (await place.host.slash(place.channel, "host import", {"file": upload})).message("read and kept")
        settings = await bot.tables.settings(guild.id)
        assert (settings.models, settings.day_usd, settings.spending_note) == ("offline", 2.0, "Hana pays.")
        body = json.loads(data)
        body["settings"] |= {"day_usd": "many", "modles": "own"}
        bad = Upload("x.json", "application/json", json.dumps(body).encode())
        told = await (await place.host.slash(place.channel, "host import", {"file": bad})).message(
            "Nothing was changed"
        )
        assert "`day_usd`" in told.content and "`modles`" in told.content and "(models?)" in told.content
        assert (await bot.tables.settings(guild.id)) == settings


async def test_only_listed_servers_are_served(server: LoopbackDiscord, home: Path) -> None:
    place = house(server)
    guild = place.channel.guild
    assert guild is not None
    lists = {"GM_DISCORD_SERVERS": str(guild.id), "GM_DISCORD_OWNERS": "1"}
    async with hosted(home, Provider(), **lists) as app, serving(server, app):
        await place.setup()
        other = server.world.guild("Elsewhere", with_bot=False)
        hall = other.channel("hall")
        other.system_channel = hall
        server.world.invite(other)
        await server.until(lambda: other.left)
        (farewell,) = hall.messages
        assert "Thank you for the invitation" in farewell.content
    async with hosted(home, Provider(), GM_DISCORD_BLOCKED_SERVERS=str(guild.id)) as app, serving(server, app):
        refused = await place.host.slash(place.channel, "host setup")
        await refused.message("I do not play on this server")
        assert not guild.left
    user = str(place.host.id)
    async with hosted(home, Provider(), GM_DISCORD_BLOCKED_USERS=user) as app, serving(server, app):
        await (await place.host.slash(place.channel, "host setup")).message("I do not serve you")
    lists = {"GM_DISCORD_BLOCKED_USERS": user, "GM_DISCORD_OWNERS": user}
    async with hosted(home, Provider(), **lists) as app, serving(server, app):
        await place.setup()


async def test_where_turns_wait_for_money_what_was_said_is_played_once_there_is_some(
    server: LoopbackDiscord, home: Path
) -> None:
    place, provider = house(server), Provider()
    async with hosted(home, provider, GM_AT_LIMIT="stop") as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")
        screen = await place.setup()
        await place.step(screen, "2. Models and money", {"models": "host", "day": "0"})
        await group.does("Ada", "I wait")
        await group.does("Ada", "I sit down")
        (told,) = group.told("the turn goes on by itself")
        assert "Today's spending cap is reached" in told.text and provider.seen == []
        await place.step(screen, "2. Models and money", {"models": "host", "day": "5"})
        await server.until(lambda: len(provider.narrations) == 2)
        log = await place.host.slash(place.channel, "host audit")
        assert "a limit was reached" in (await log.message("Who changed what")).content


async def test_a_campaign_has_a_limit_of_its_own_in_a_server(server: LoopbackDiscord, home: Path) -> None:
    """Held in the same transaction as all others: the call that would pass it is never made."""
    place, provider = house(server), Provider(cost=0.2)
    async with hosted(home, provider, GM_SERVER_DAY_USD="none") as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")

        async def budgets(**options: str) -> str:
            asked = await place.host.slash(place.channel, "host budgets", options)
            return (await asked.message("")).content

        shown = await budgets(campaign=CAMPAIGN, period="month", dollars="0.50", tokens="300 000")
        assert f"campaign {TITLE}, a month: $0 of $0.50 used" in shown and "0 of 300,000 tokens used" in shown
        assert "each campaign, a day: $0 of $9.00 used" in await budgets(whose="campaign", dollars="9")
        assert "There is no such campaign" in await budgets(campaign="nowhere", dollars="1")
        for words in ("I wait", "I sit down", "I stand up", "I lie down"):
            await group.does("Ada", words)
        assert len(provider.narrations) == 2
        assert len(group.told("This campaign's budget for this month is used up.")) == 1
        shown = await budgets()
        assert f"campaign {TITLE}, a month: $0.60 of $0.50 used" in shown
        assert f"campaign {TITLE}, a day: $0.60 of $9.00 used" in shown
        async with app.database.read() as db:
            refused = [call for call in await load_calls(db) if call.status == "refused"]
        assert refused and {call.finish_reason for call in refused} == {"campaign_month"}
        assert "a month" not in await budgets(campaign=CAMPAIGN, period="month", dollars="-", tokens="-")
        await group.does("Ada", "I breathe")
        assert len(provider.narrations) == 3, "the limit is lifted"
        log = await place.host.slash(place.channel, "host audit")
        assert f"campaign {CAMPAIGN}: " in (await log.message("Who changed what")).content


async def test_budgets_of_the_server_and_of_each_member(server: LoopbackDiscord, home: Path) -> None:
    place, provider = house(server), Provider(cost=0.2)
    async with hosted(home, provider, GM_SERVER_DAY_USD="none") as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")

        async def budgets(**options: str) -> str:
            asked = await place.host.slash(place.channel, "host budgets", options)
            return (await asked.message("")).content

        assert "No limit of your own" in await budgets()
        assert "all of this server, a day: $0 of $2.00 used" in await budgets(dollars="2", period="day")
        shown = await budgets(whose="player", period="month", dollars="$0,50", tokens="300 000")
        assert "each member, a month: $0 of $0.50 used" in shown and "0 of 300,000 tokens used" in shown
        assert "At a limit: the offline narrator goes on" in shown
        assert "is no number of tokens" in await budgets(tokens="many")
        for words in ("I wait", "I sit down", "I stand up", "I lie down"):
            await group.does("Ada", words)
        assert len(provider.narrations) == 2
        assert len(group.told("has used up what one player may spend this month")) == 1
        shown = await budgets()
        assert f"<@{group.players['Ada'].id}>, a month: $0.60 of $0.50 used" in shown and "<t:" in shown
        assert "turns wait" in await budgets(at_limit="stop")
        assert "a month: $0" not in await budgets(whose="player", period="month", dollars="-", tokens="-")
        log = await place.host.slash(place.channel, "host audit")
        assert "player_month_usd: None -> 0.5" in (await log.message("Who changed what")).content

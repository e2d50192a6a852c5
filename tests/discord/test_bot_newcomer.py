"""In play within 60 seconds: a newcomer on Discord, their presses counted; session zero; a sheet from plain words."""

import time
from pathlib import Path

from bot_journey import TINY, Group, opened, serving
from loopback import LoopbackDiscord

from gm.domain.calls import BackendRequest, Candidate, Role, Route
from gm.domain.effects import Advance
from gm.domain.play import Hand
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.play.engine import SilentFace
from gm.review.verify import verify

ABOUT = {"name": "Bo Quill", "about": "a ferryman who lost his boat", "good_at": ["stealth"]}


async def test_a_newcomer_is_in_play_with_five_interactions(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    bo = channel.guild.user("Bo")
    async with opened(home) as app, serving(server, app) as bot:
        began, count = time.monotonic(), 0
        await (await bo.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        count += 1
        thread = channel.threads[-1]
        (card,) = thread.messages
        form = await bo.click(card, "Make your own")
        made = await bo.submit(form, ABOUT)
        told = await made.message("You play Bo Quill")
        count += 2
        pressed = await bo.click(card, "Begin")
        started = await pressed.message("begins")
        acted = await bo.slash(thread, "do", {"words": "I look around"})
        await acted.message("✅")
        count += 2
        await bot.tables.rest()
        seconds = time.monotonic() - began
        print(f"newcomer on Discord: {count} interactions, {seconds:.2f} s of the engine and the loopback")
        assert count == 5 and seconds < 30
        assert "Tone, lines, pace" in started.labels, "session zero is offered to whoever began it"

        form = await bo.click(told, "Two questions")
        answers = {"party": "I owe Ilse a coat.", "world": "The river took my boat."}
        await (await bo.submit(form, answers)).message("Noted")
        table = await bot.tables.at(thread.id)
        assert table is not None
        person = next(pc for pc in (await table.state()).campaign.characters if pc.name == "Bo Quill")
        assert person.hook == "I owe Ilse a coat. The river took my boat."


async def test_session_zero_is_written_down_by_who_leads_and_read_by_all(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await _table(server, bot, channel)
        shown = await group.players["Ada"].slash(group.thread, "play zero", {})
        card = await shown.message("Tone: as the campaign has it")
        theirs = await (await group.players["Bo"].slash(group.thread, "play zero", {})).message("Tone:")
        await (await group.players["Bo"].click(theirs, "Tone, lines, pace")).message("game master")
        form = await group.players["Ada"].click(card, "Tone, lines, pace")
        fields = {"tone": "dry, tense @everyone", "lines": "spiders: spider*", "veils": "", "pace": "slow"}
        await (await group.players["Ada"].submit(form, fields)).message("Written down")
        (line,) = group.told("Tone: dry, tense")
        assert "Never: spiders" in line.text and "spider*" not in line.text and line.notified == []
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        now = await table.engine.table(table.game)
        assert (now.zero, now.pace, now.voice.tone, now.lines) == (
            True,
            "slow",
            ("dry", "tense @everyone"),
            ("spiders: spider*",),
        )
        form = await group.players["Ada"].click(card, "Tone, lines, pace")
        await (await group.players["Ada"].submit(form, {"tone": "", "lines": "", "pace": "usual"})).message(
            "Written down"
        )
        now = await table.engine.table(table.game)
        assert now.pace is None and now.lines == () and now.voice.tone == ()


async def test_a_sheet_is_corrected_in_words_until_the_first_session_ends(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    bo = channel.guild.user("Bo")
    async with opened(home) as app, serving(server, app) as bot:
        await (await bo.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        thread = channel.threads[-1]
        (card,) = thread.messages
        form = await bo.click(card, "Make your own")
        await (await bo.submit(form, ABOUT)).message("You play Bo Quill")
        asked = await bo.slash(thread, "character change", {"words": "a strong swimmer, quick"})
        shown = await asked.message("Athletics")
        await (await bo.click(shown, "Make it so")).message("from the first turn on")
        await (await bo.click(card, "Begin")).message("begins")
        await bot.tables.rest()
        table = await bot.tables.at(thread.id)
        assert table is not None
        person = next(pc for pc in (await table.state()).campaign.characters if pc.name == "Bo Quill")
        assert "athletics" in person.sheet.skills
        asked = await bo.slash(thread, "character change", {"words": "watchful"})
        shown = await asked.message("Notice")
        form = await bo.click(shown, "Correct it")
        shown = await (await bo.submit(form, {"words": "not athletics"})).message("Notice")
        assert "**Athletics**" not in shown.text
        await (await bo.click(shown, "Make it so")).message("So it is")
        await bot.tables.rest()
        changed = (await table.state()).campaign.character(person.id)
        assert changed is not None and changed.sheet != person.sheet
        await (await bo.click(shown, "Make it so")).message("like that already")
        ada = channel.guild.user("Ada")
        await (await ada.click(card, "Play Odo")).message("You play Odo")
        await (await ada.slash(thread, "character change", {"words": "quick"})).message("stays as written")
        await (await bo.slash(thread, "play close", {})).message("is over")
        await (await bo.slash(thread, "character change", {"words": "quick"})).message("first session with Bo Quill")
        assert (await verify(app.database, table.game)).ok


async def test_a_level_is_spent_in_plain_words(server: LoopbackDiscord, home: Path) -> None:
    text = TINY.replace("ruleset: lantern-d20", "ruleset: moves-2d6").partition("challenges:")[0]
    text = text.replace("sheet: {attributes: {wits: 2}, skills: {search: 1}, ", "sheet: {attributes: {bold: 1}, ")
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(text, encoding="utf-8")
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await _table(server, bot, channel)
        ada, thread = group.players["Ada"], group.thread
        await (await ada.slash(thread, "character level", {})).message("Nothing is left to choose")
        await (await ada.slash(thread, "character level", {"words": "bold"})).message("improves nothing")
        table = await bot.tables.at(thread.id)
        assert table is not None
        hand = Hand("test", "growth", "gm", (Advance(character="ilse", by=20),))
        await app.engine.adjust(table.game, hand, SilentFace())
        await (await ada.slash(thread, "character level", {})).message("to choose")
        await (await ada.slash(thread, "character level", {"words": "more bold, please"})).message("→")
        assert (await verify(app.database, table.game)).ok


async def _table(server: LoopbackDiscord, bot: object, channel: object) -> Group:
    from bot_journey import seated

    return await seated(server, bot, channel, Ada="Ilse Brand", Bo="Odo")  # type: ignore[arg-type]


async def test_a_character_is_carried_between_two_games_of_a_server_by_its_owner(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    ada, bo = channel.guild.user("Ada"), channel.guild.user("Bo")
    async with opened(home) as app, serving(server, app) as bot:
        await (await bo.slash(channel, "play start", {"campaign": "tiny", "name": "First"})).message("set:")
        first = channel.threads[-1]
        form = await bo.click(first.messages[0], "Make your own")
        await (await bo.submit(form, ABOUT)).message("You play Bo Quill")
        await (await bo.click(first.messages[0], "Begin")).message("begins")
        await bot.tables.rest()
        await (await ada.slash(channel, "play start", {"campaign": "tiny", "name": "Second"})).message("set:")
        second = channel.threads[-1]
        await (await ada.click(second.messages[0], "Play Odo")).message("You play Odo")
        await (await ada.click(second.messages[0], "Begin")).message("begins")
        await bot.tables.rest()
        await (await ada.slash(second, "character carry", {})).message("No character that you made")
        assert await ada.autocomplete(second, "character carry", "who", {"who": ""}) == []
        (choice,) = await bo.autocomplete(second, "character carry", "who", {"who": "bo"})
        assert choice["name"] == "Bo Quill"
        await (await bo.slash(second, "character carry", {"who": choice["value"]})).message(
            "has come over from **First**"
        )
        await bot.tables.rest()
        assert [each for each in second.messages if "comes from another story" in each.text]
        assert [each for each in first.messages if "leaves for another story" in each.text]
        old, new = await bot.tables.at(first.id), await bot.tables.at(second.id)
        assert old is not None and new is not None
        assert choice["value"] in (await new.state()).present() and choice["value"] not in (await old.state()).present()
        assert bo.id in new.seats and bo.id not in old.seats
        assert (await verify(app.database, old.game)).ok and (await verify(app.database, new.game)).ok


async def test_words_that_only_a_model_understands_are_proposed_and_never_more_than_the_rules_allow(
    server: LoopbackDiscord, home: Path
) -> None:
    text = TINY.replace("ruleset: lantern-d20", "ruleset: moves-2d6").partition("challenges:")[0]
    text = text.replace("sheet: {attributes: {wits: 2}, skills: {search: 1}, ", "sheet: {attributes: {bold: 1}, ")
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(text, encoding="utf-8")
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    bo, asked = channel.guild.user("Bo"), []

    def reads(request: BackendRequest) -> str:
        asked.append(request)
        if "better" in str(request.schema):
            return '{"better": ["keen", "hp"]}'
        return '{"skill": ["sway", "immortal"], "max_hp": [99]}'

    async with opened(home) as app, serving(server, app) as bot:
        await (await bo.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        thread = channel.threads[-1]
        form = await bo.click(thread.messages[0], "Make your own")
        await (await bo.submit(form, {"name": "Bo Quill", "about": "a ferryman", "good_at": ["clash"]})).message(
            "You play Bo Quill"
        )
        odd = {"words": "hums to drowned bells"}
        await (await bo.slash(thread, "character change", odd)).message("says nothing to these rules")
        model = Candidate(model="scripted", backend="scripted", price_in=0, price_out=0, context_window=8192)
        app.accounts._host = RouteTable({Role.ADJUDICATOR: Route(Role.ADJUDICATOR, (model,))})
        app.door._backends = {**app.door._backends, "scripted": ScriptedBackend(reads)}
        shown = await (await bo.slash(thread, "character change", odd)).message("as a model reads them")
        assert "Sway" in shown.text and "immortal" not in shown.text and len(asked) == 1
        await (await bo.click(shown, "Make it so")).message("from the first turn on")
        await (await bo.click(thread.messages[0], "Begin")).message("begins")
        await bot.tables.rest()
        table = await bot.tables.at(thread.id)
        assert table is not None
        person = next(pc for pc in (await table.state()).campaign.characters if pc.name == "Bo Quill")
        assert person.sheet.skills.get("sway") == 1 and "clash" not in person.sheet.skills
        hand = Hand("test", "growth", "gm", (Advance(character=person.id, by=20),))
        await app.engine.adjust(table.game, hand, SilentFace())
        before = len(asked)
        meant = await (await bo.slash(thread, "character level", odd)).message("as a model reads")
        assert "Keen" in meant.text and len(asked) == before + 1
        await (await bo.click(meant, "Make it so")).message("Keen")
        refused = await (await bo.click(meant, "Make it so")).message("")
        assert "→" not in refused.text
        grown = (await table.state()).world.number(f"character:{person.id}", "attribute/keen")
        assert grown == 1, "pressed twice, spent once"
        assert (await verify(app.database, table.game)).ok

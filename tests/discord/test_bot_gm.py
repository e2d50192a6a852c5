"""A game master at the table, through the loopback Discord: hands, words, notes, secrets, prompts, other languages."""

from pathlib import Path
from typing import Any

import pytest
from bot_journey import TINY, Group, make_home, opened, seated, serving
from loopback import LoopbackDiscord, Permission

from gm.app import App
from gm.domain.calls import Candidate, Role, Route
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.review.verify import verify
from gm.store.guilds import load_audit

SECRET = "The lamp burns whale oil stolen from the wreck of the Aurelia."
EXTRA = """
flags: {lit: The lamp was lit by Orla.}
clocks: {flood: {name: Flood, segments: 4, audience: everyone}, dusk: {name: Dusk, segments: 4}}
"""


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the tiny campaign, and a secret in it."""
    folder = make_home(tmp_path, sqlite_template)
    text = TINY.replace("wants: To be left alone.", f"wants: To be left alone., secrets: [{{id: oil, text: {SECRET}}}]")
    (folder / "campaigns" / "tiny" / "campaign.yaml").write_text(text + EXTRA, encoding="utf-8")
    return folder


async def gm(group: Group, command: str, options: dict[str, Any], said: str, *, who: str = "Ada") -> str:
    """A `/gm` command; gives what only its user sees."""
    used = await group.players[who].slash(group.thread, f"gm {command}", options)
    answer = await used.message(said)
    assert answer.ephemeral
    await group.rest()
    return "\n".join(message.text for message in used.shown)


async def test_hands_on_the_world_are_beats_that_can_be_taken_back(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        refused = await group.players["Bo"].slash(group.thread, "gm give", {"who": "tam", "item": "lamp"})
        await refused.message("Only the game master of this table")
        before = len(group.thread.messages)
        done = await gm(group, "give", {"who": "tam", "item": "lamp", "told": "A lamp stands by the door."}, "Done")
        assert "brass lamp" in done
        outcome, telling = group.thread.messages[before:]
        assert "Tam Reed" in outcome.text and "brass lamp" in outcome.text
        assert telling.text == "A lamp stands by the door." and telling.labels[:3] == ["Act", "Undo", "Why?"]
        await gm(group, "hp", {"who": "Tam Reed", "by": -4}, "Done")
        await gm(
            group, "condition", {"who": "tam", "condition": app.load_campaign("tiny").ruleset.conditions[0].id}, "Done"
        )
        await gm(group, "clock", {"clock": "flood", "by": 2}, "Flood")
        silent = len(group.thread.messages)
        assert "lit" in await gm(group, "flag", {"flag": "lit"}, "Done")
        assert "dusk" in await gm(group, "clock", {"clock": "dusk"}, "Done")
        assert len(group.thread.messages) == silent, "what players may not know is not shown to them"
        await gm(group, "move", {"who": "party", "place": "path"}, "Done")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        state = await table.state()
        assert state.place_id == "path" and state.world.number("character:tam", "hp") == 5
        wrong = await group.players["Ada"].slash(group.thread, "gm give", {"who": "tam", "item": "moon"})
        await wrong.message('There is no "moon" here')
        for _ in range(7):
            await gm(group, "undo", {}, "is taken back")
        state = await table.state()
        assert state.place_id == "hut" and state.world.number("character:tam", "item/lamp") == 0
        assert telling.labels == [] and (await verify(app.database, table.game)).ok


async def test_the_cast_speaks_and_the_story_is_told_by_hand(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await gm(group, "say", {"npc": "orla", "words": "Close the door, @everyone."}, "Told")
        (said,) = group.told("Close the door, @everyone.")
        assert said.author_name == "Orla" and said.notified == []
        await gm(group, "narrate", {"words": "The wind turns.\n\nSomewhere a bell."}, "Told")
        (told,) = group.told("The wind turns.")
        assert told.labels[:3] == ["Act", "Undo", "Why?"]
        why = await group.players["Ada"].click(told, "Why?")
        assert "the game master" in (await why.message("Told by")).text
        redo = await group.players["Ada"].slash(group.thread, "redo")
        await redo.message("nothing to play again")
        await group.does("Ada", "I look around")
        assert await verify(app.database, (await bot.tables.at(group.thread.id)).game)  # type: ignore[union-attr]


async def test_notes_secrets_prompts_and_seats(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await gm(group, "note", {"words": "Let the rain grow louder.", "beats": 2}, "next 2 beats")
        listed = await gm(group, "notes", {}, "Notes to the narrator")
        assert "Let the rain grow louder." in listed and "2 more beats" in listed
        file = await group.players["Ada"].slash(group.thread, "gm prompt", {"role": "narrator"})
        shown = await file.message("would be sent")
        assert shown.attachments[0]["filename"] == "next-narrator.txt"
        notes = await group.players["Ada"].autocomplete(group.thread, "gm notes", "remove", {"remove": "rain"})
        await gm(group, "notes", {"remove": notes[0]["value"]}, "Removed")
        assert SECRET in await gm(group, "secrets", {}, "nobody of the party knows it")
        await gm(group, "learn", {"who": "ilse", "fact": "oil"}, "Done")
        assert "known to Ilse Brand" in await gm(group, "secrets", {}, "What is hidden")
        await gm(group, "why", {}, "how it was decided")
        bo = group.players["Bo"]
        await gm(group, "kick", {"player": bo}, "seat is free")
        await (await bo.slash(group.thread, "sheet")).message("You play nobody here")


async def test_autocomplete_knows_what_the_character_knows(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, thread = group.players["Ada"], group.players["Bo"], group.thread

        async def offered(who: Any, command: str, option: str, typed: str = "") -> list[str]:
            return [each["name"] for each in await who.autocomplete(thread, command, option, {option: typed})]

        facts = await offered(ada, "gm learn", "fact")
        assert any(SECRET[:40] in name for name in facts), "the game master is offered the secret: the control"
        assert await offered(bo, "gm learn", "fact") == [] and await offered(bo, "gm flag", "flag") == []
        topics = await offered(bo, "ask", "question")
        assert {"Orla", "The Hut", "The Moor", "stick of chalk"} & set(topics) == {"Orla", "The Hut", "The Moor"}
        assert "The Path" not in topics and not any("oil" in name for name in topics)
        assert "stick of chalk" in await offered(ada, "ask", "question", "chalk")
        assert await offered(ada, "say", "to") == ["Orla"] and await offered(ada, "check", "skill", "sear") == [
            "Search"
        ]
        said = await ada.slash(thread, "say", {"words": "Good evening.", "to": "Orla"})
        await said.message("✅")
        await group.rest()
        assert group.told("(to Orla) Good evening.")
        nobody = await ada.slash(thread, "say", {"words": "Hm.", "to": "Gregor"})
        await nobody.message("Gregor is not here. Here are: Orla")
        stranger = channel.guild.user("Eve")  # type: ignore[union-attr]
        assert await offered(stranger, "ask", "question") == [] == await offered(stranger, "say", "to")


async def test_a_reader_gets_the_telling_in_their_own_language(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        opening = group.told("You are at the hut.")[0]
        leser = guild.user("Lea")
        leser.locale = "de"
        same = await group.players["Ada"].menu(opening, "Who said this?")
        assert "Read in my language" not in (await same.message("The narrator tells this")).labels
        who = await leser.menu(opening, "Who said this?")
        card = await who.message("Zug 1")
        none = await leser.click(card, "In meiner Sprache lesen")
        await none.message("kein Modell eingerichtet")
        asked: list[str] = []

        def scribe(request: Any) -> str:
            asked.append(request.messages[-1].content)
            return "Regen. Ein Fenster leuchtet, @everyone."

        model = Candidate(model="scripted", backend="scripted", price_in=0, price_out=0)
        door = app.door
        app.accounts._host = RouteTable({Role.SCRIBE: Route(Role.SCRIBE, (model,))})
        door._backends = {**door._backends, "scripted": ScriptedBackend(scribe)}
        for _ in range(2):
            read = await leser.click(card, "In meiner Sprache lesen")
            shown = await read.message("Regen. Ein Fenster")
            assert shown.ephemeral and shown.notified == []
        assert asked == ["Rain. A lit window. You are at the hut."], "bought once"
        leser.locale = "pt-BR"
        why = await leser.slash(group.thread, "why")
        assert "Read in my language" in (await why.message("Turn 1")).labels, "also where there is no catalogue"


@pytest.mark.parametrize("form", ["auto", "embed", "plain"])
async def test_every_view_in_every_form(server: LoopbackDiscord, home: Path, form: str) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        settings = await bot.tables.settings(channel.guild.id)  # type: ignore[union-attr]
        await bot.tables.set_settings(settings.model_copy(update={"cards": form}))
        await group.does("Ada", "I search the floor")
        for command, said in (
            ("sheet", "HP 9/9"), ("inventory", "stick of chalk"), ("party", "unhurt"), ("recap", "The story so far"),
            ("usage", "Tonight"), ("why", "Rolls"), ("help", "How to play"),
        ):  # fmt: skip
            used = await group.players["Ada"].slash(group.thread, command)
            shown = await used.message("")
            text = shown.text if shown.embeds == [] else str(shown.embeds)
            assert said in text, (command, text)
            assert (
                shown.ephemeral
                and bool(shown.flags & 1 << 15) is (form == "auto")
                and bool(shown.embeds) is (form == "embed")
            )
        topic = await group.players["Ada"].click(shown, "Undo and branches")
        answer = await topic.message("")
        assert "/branch" in (answer.text or str(answer.embeds)) or "/branch" in str(answer.embeds)


async def test_a_server_chooses_its_form_and_reads_reasons_in_its_language(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        kept = await host.slash(channel, "host cards", {"form": "plain"})
        assert not (await kept.message("Kept: text alone")).flags & 1 << 15
        group.players["Ada"].locale = "de"
        acted = await group.players["Ada"].slash(group.thread, "do", {"words": "I search the floor"})
        await acted.message("✅")
        await group.rest()
        why = await group.players["Ada"].slash(group.thread, "why")
        text = (await why.message("Zug 2")).text
        assert "Entscheidung (die Regeln" in text and "Probe auf Suchen, Schwierigkeit 8" in text and "Würfe" in text
        assert "Erzählt von:** die Offline-Erzählung" in text
        wrong = await group.players["Ada"].slash(group.thread, "roll", {"dice": "2d6+"})
        await wrong.message("Diese Würfel lassen sich nicht werfen")
        undone = [await group.players["Ada"].slash(group.thread, "undo") for _ in range(2)]
        await undone[1].message("Es gibt noch nichts zurückzunehmen")
        branch = await group.players["Ada"].slash(group.thread, "branch", {"name": "?"})
        await branch.message("kann kein Zweig heißen")
        audit = await load_audit_of(app, guild.id)
        assert ("settings.cards", "plain") in audit


async def load_audit_of(app: App, guild_id: int) -> list[tuple[str, str]]:
    """What was written down, newest first."""
    async with app.database.read() as db:
        return [(entry.action, entry.detail) for entry in await load_audit(db, guild_id)]

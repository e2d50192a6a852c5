"""`/import`: cards, books and chats as attachments, for one server alone; what cannot be taken ends in one line."""

import io
import json
import sys
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from bot_journey import TINY, opened, serving
from loopback import LoopbackDiscord, Permission, Upload

from gm.domain.memory import RecallQuery
from gm.interop.png import with_texts
from gm.review.verify import verify
from gm.store.guilds import load_audit
from gm.store.uploads import load_uploads

sys.path.insert(0, str(Path(__file__).parents[1] / "interop"))

from test_interop_cards import HOSTILE, _growing, in_png, modern, packed

SERA: dict[str, Any] = {
    "name": "Seraphina",
    "description": "{{char}} guards the glade; she found {{user}} hurt. She wears a black dress.",
    "personality": "warm",
    "scenario": "{{user}} wakes in {{char}}'s cottage.",
    "first_mes": '*{{char}} looks up.* "You are awake, {{user}}. @everyone is asleep."',
    "mes_example": "",
    "system_prompt": "SYSTEM-OF-THE-CARD",
    "creator_notes": "**notes**",
    "alternate_greetings": ["Rain on the roof."],
    "tags": ["fantasy"],
    "extensions": {},
    "character_book": {
        "entries": [
            {"keys": ["glade"], "content": "The glade is old.", "enabled": True, "insertion_order": 3, "extensions": {}}
        ],
        "extensions": {},
    },
}
CHAT = "\n".join(
    json.dumps(row)
    for row in (
        {"user_name": "Ada", "character_name": "Seraphina", "chat_metadata": {}},
        {"name": "Ada", "is_user": True, "mes": "Why do you never sing?"},
        {"name": "Seraphina", "is_user": False, "mes": "My sister Oriel drowned in the silver well."},
    )
).encode()


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert made.unknown_routes == [] and made.invalid_requests == 0 and made.refused_hosts == []


def file(name: str, body: bytes) -> dict[str, Any]:
    return {"file": Upload(name, "application/octet-stream", body)}


async def test_a_card_a_book_and_a_chat_from_the_attachment_into_play(server: LoopbackDiscord, home: Path) -> None:
    guild, other = server.world.guild(), server.world.guild()
    channel, elsewhere = guild.channel("inn"), other.channel("inn")
    host, ada, eve = guild.user("Hana"), guild.user("Ada"), other.user("Eve")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    card = file("whatever.bin", in_png(modern(SERA), "chara"))
    async with opened(home) as app, serving(server, app) as bot:
        await (await ada.slash(channel, "import", card)).message("game masters of this server")
        sent = await host.slash(channel, "import", card)
        answer = await sent.message("Seraphina")
        assert answer.ephemeral and sent.acked_after is not None and sent.acked_after < 1
        for words in ("/play start", "Used", "the lorebook", "Kept, not used", "2. Rain on the roof."):
            assert words in answer.text, answer.text
        (choice,) = await host.autocomplete(channel, "play start", "campaign", {"campaign": "sera"})
        assert await eve.autocomplete(elsewhere, "play start", "campaign", {"campaign": "sera"}) == []
        assert "version 2" in (await (await host.slash(channel, "import", card)).message("Seraphina")).text
        twin = file("twin.json", packed(modern({**SERA, "description": "Somebody else."})))
        assert "version 1" in (await (await host.slash(channel, "import", twin)).message("Seraphina")).text

        corvane = {"key": ["Corvane"], "content": "Corvane is a drowned city."}
        book = file("world.json", packed({"entries": {"0": corvane}}))
        await (await host.slash(channel, "import", book)).message("belongs into a campaign")
        put = await host.slash(channel, "import", {**book, "campaign": choice["value"]})
        await put.message("New games have it")
        async with app.database.read() as db:
            slugs = {each.slug: each.revision for each in await load_uploads(db, guild.id)}
            assert sorted(slugs.values()) == [1, 3] and len(slugs) == 2
            assert {entry.action for entry in await load_audit(db, guild.id)} == {"campaign.upload"}

        await (await ada.slash(channel, "play start", {"campaign": choice["value"]})).message("set:")
        thread = channel.threads[-1]
        await (await ada.click(thread.messages[0], "Play Traveller")).message("You play Traveller")
        await (await ada.click(thread.messages[0], "Begin")).message("begins")
        await bot.tables.rest()
        told = thread.messages[1].text
        assert "You are awake, Traveller." in told and "{{" not in told

        chat = file("old.jsonl", CHAT)
        await (await host.slash(channel, "import", chat)).message("in the thread of a game")
        eva = guild.user("Eva")
        await (await eva.slash(thread, "import", chat)).message("game masters of this server")
        brought = await ada.slash(thread, "import", chat)
        assert "Seraphina, Traveller" in (await brought.message("2 messages")).text
        await (await ada.slash(thread, "import", chat)).message("has that chat already")
        strange = file("x.jsonl", CHAT.replace(b"Seraphina", b"Nobody"))
        await (await ada.slash(thread, "import", strange)).message("Whose memory is it?")
        assert await eva.autocomplete(thread, "import", "character", {"character": ""}) == [], "no names for players"
        (person,) = await ada.autocomplete(thread, "import", "character", {"character": "sera"})
        await (await ada.slash(thread, "import", {**strange, "character": person["value"]})).message("2 messages")
        table = await bot.tables.at(thread.id)
        assert table is not None
        found = await app.recall.search(
            table.game, table.game.branch_id, RecallQuery(text="Oriel", knowers=frozenset({"player"}))
        )
        assert any("silver well" in memory.text for memory in found.memories)
        await (await ada.slash(thread, "say", {"words": "Tell me of Corvane and the glade"})).message("✅")
        await bot.tables.rest()
        assert (await verify(app.database, table.game)).ok


async def test_what_is_for_adults_needs_a_server_that_allows_it(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    adult = file("x.json", packed(modern({**SERA, "tags": ["NSFW"]})))
    child = file("x.json", packed(modern({**SERA, "tags": ["NSFW"], "description": "Age: 14"})))
    async with opened(home) as app, serving(server, app):
        await (await host.slash(channel, "import", adult)).message("is for adults, and this server has not")
        await (await host.slash(channel, "import", child)).message("said to be a child")
        async with app.database.read() as db:
            assert await load_uploads(db, guild.id) == ()


def _zip(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return out.getvalue()


async def test_what_cannot_be_taken_ends_in_one_clear_line(server: LoopbackDiscord, home: Path) -> None:
    (home / "gm.yaml").write_text("uploads: {import_kib: 4096}\n", encoding="utf-8")
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app):
        for name, body, words in (
            ("card.png", b"MZ\x90\x00 evil", "was not opened"),
            ("card.png", b"\x7fELF", "was not opened"),
            ("card.json", b"#!/bin/sh\nrm", "was not opened"),
            ("card.png", with_texts(None, {"comment": b"hi"}), "a picture without a card"),
            ("card.png", b"x" * (4 * 2**20 + 1), "larger than 4.0 MiB"),
            ("card.charx", _growing(), "was not taken"),
            ("card.json", HOSTILE["deep JSON"], "nested too deep"),
            ("card.yaml", HOSTILE["yaml objects"], "was not taken"),
            ("x.zip", _zip(readme_txt="hi"), "without a card.json"),
            ("x.json", packed({"a": 1}), "no card, lorebook or chat"),
        ):
            said = await (await host.slash(channel, "import", file(name, body))).message(words)
            assert len(said.text.splitlines()) == 1 and len(said.text) < 400, said.text
        good = _zip(campaign_yaml=TINY.replace("slug: tiny\n", "slug: lamp\n"))
        await (await host.slash(channel, "import", file("lamp.zip", good))).message("/play start")
        async with app.database.read() as db:
            assert len(await load_uploads(db, guild.id)) == 1

"""Campaigns that a server uploads: checked, kept to itself, within its quota; and files of the host that change."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_journey import TINY, opened, serving
from loopback import LoopbackDiscord, Permission, Upload

from gm.review.verify import verify
from gm.store.guilds import load_audit

LAMP = TINY.replace("slug: tiny\n", "slug: lamp\n").replace("The Lit Window", "The Lamp")
BROKEN = LAMP.replace("place: hut, text", "place: hutt, text").replace("max_hp: 9, items", "max_hp: nine, items")


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert made.unknown_routes == [] and made.invalid_requests == 0 and made.refused_hosts == []


def upload(name: str, body: bytes) -> Upload:
    return Upload(name, "application/octet-stream", body)


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return out.getvalue()


async def test_a_campaign_of_the_servers_own_from_the_file_to_the_game(server: LoopbackDiscord, home: Path) -> None:
    guild, other = server.world.guild(), server.world.guild()
    channel, elsewhere = guild.channel("inn"), other.channel("inn")
    host, ada, eve = guild.user("Hana"), guild.user("Ada"), other.user("Eve")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app) as bot:
        file = upload("lamp.yaml", LAMP.encode())
        await (await ada.slash(channel, "play upload", {"file": file})).message("game masters of this server")
        sent = await host.slash(channel, "play upload", {"file": file})
        answer = await sent.message("The Lamp")
        assert answer.ephemeral and sent.acked_after is not None and sent.acked_after < 1
        async with app.database.read() as db:
            assert [entry.action for entry in await load_audit(db, guild.id)] == ["campaign.upload"]

        (choice,) = await ada.autocomplete(channel, "play start", "campaign", {"campaign": "lamp"})
        assert choice["name"] == "The Lamp"
        assert await eve.autocomplete(elsewhere, "play start", "campaign", {"campaign": "lamp"}) == []
        theirs = await eve.slash(elsewhere, "play start", {"campaign": choice["value"]})
        await theirs.message("There is no campaign")
        assert "The Lamp" not in (await (await eve.slash(elsewhere, "play campaigns", {})).message("The Lit")).text
        assert "The Lamp" in (await (await ada.slash(channel, "play campaigns", {})).message("The Lit")).text

        await (await ada.slash(channel, "play start", {"campaign": choice["value"]})).message("set:")
        thread = channel.threads[-1]
        assert "## The Lamp" in thread.messages[0].text
        await (await ada.click(thread.messages[0], "Play Odo")).message("You play Odo")
        await (await ada.click(thread.messages[0], "Begin")).message("begins")
        await bot.tables.rest()

        changed = LAMP.replace("Rain. A lit window.", "Snow. A lit window.")
        again = await host.slash(channel, "play upload", {"file": upload("lamp.zip", zipped(campaign_yaml=changed))})
        await again.message("version 2")
        await (await ada.slash(channel, "play start", {"campaign": choice["value"]})).message("set:")
        second = channel.threads[-1]
        await (await ada.click(second.messages[0], "Play Odo")).message("You play Odo")
        await (await ada.click(second.messages[0], "Begin")).message("begins")
        await bot.tables.rest()
        assert second.messages[1].text.startswith("Snow.")

        await (await ada.slash(channel, "play unload", {"campaign": choice["value"]})).message("game masters")
        await (await host.slash(channel, "play unload", {"campaign": choice["value"]})).message("removed")
        await (await host.slash(channel, "play unload", {"campaign": choice["value"]})).message("no campaign of")
        acted = await ada.slash(thread, "do", {"words": "I look around"})
        await acted.message("✅")
        await bot.tables.rest()
        table = await bot.tables.at(thread.id)
        assert table is not None and table.campaign.opening.text.startswith("Rain.")
        assert (await verify(app.database, table.game)).ok


async def test_mistakes_are_named_by_file_line_and_column(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    many = LAMP + "".join(f"nonsense{n}: 1\n" for n in range(30))
    async with opened(home) as app, serving(server, app):
        few = await host.slash(channel, "play upload", {"file": upload("lamp.yaml", BROKEN.encode())})
        text = (await few.message("campaign.yaml:6:")).text
        assert "max_hp" in text and "`" in text
        long = await host.slash(channel, "play upload", {"file": upload("lamp.yaml", many.encode())})
        shown = await long.message("30 mistakes")
        assert [file["filename"] for file in shown.attachments] == ["problems.txt"]
        for sent, words in (
            (upload("x.png", b"\x89PNG"), "Only a .yaml file or a .zip"),
            (upload("x.zip", b"PK\x03\x04 nonsense"), "damaged"),
            (upload("x.zip", zipped(readme_yaml="a: 1")), "no campaign.yaml"),
            (upload("x.yaml", b" " * 1_100_000), "larger than"),
            (upload("x.yaml", b"include: ../../../etc/passwd.yaml\n" + LAMP.encode()), "campaign.yaml:1"),
        ):
            await (await host.slash(channel, "play upload", {"file": sent})).message(words)
        listed = await host.slash(channel, "play campaigns", {})
        assert "The Lamp" not in (await listed.message("The Lit Window")).text


async def test_templates_are_held_to_the_sandbox_and_can_be_refused(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    evil = "{{ campaign.npcs }}"  # the narrator is given no secrets
    bad = zipped(campaign_yaml=LAMP, prompts__narrator__voice_jinja2=evil)
    good = zipped(campaign_yaml=LAMP, prompts__narrator__voice_jinja2="VOICE\nShort.")
    async with opened(home) as app, serving(server, app):
        refused = await host.slash(channel, "play upload", {"file": upload("lamp.zip", bad)})
        assert "prompts/narrator/voice.jinja2" in (await refused.message("mistake")).text
        await (await host.slash(channel, "play upload", {"file": upload("lamp.zip", good)})).message("The Lamp")
    (home / "gm.yaml").write_text("uploads: {templates: false}\n", encoding="utf-8")
    async with opened(home) as app, serving(server, app):
        again = await host.slash(channel, "play upload", {"file": upload("lamp.zip", good)})
        await again.message("not taken here")


async def test_a_server_has_a_quota(server: LoopbackDiscord, home: Path) -> None:
    (home / "gm.yaml").write_text("uploads: {campaigns: 2, server_kib: 220}\n", encoding="utf-8")
    guild = server.world.guild()
    channel, host = guild.channel("inn"), guild.user("Hana")
    guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
    async with opened(home) as app, serving(server, app):
        for number, words in ((1, "Campaign 1"), (2, "Campaign 2"), (3, "may have 2"), (2, "version 2")):
            text = LAMP.replace("slug: lamp", f"slug: lamp{number}").replace("The Lamp", f"Campaign {number}")
            sent = await host.slash(channel, "play upload", {"file": upload("x.yaml", text.encode())})
            await sent.message(words)
        big = LAMP.replace("slug: lamp", "slug: lamp1").replace("One room with a stove.", "A room. " * 12000)
        await (await host.slash(channel, "play upload", {"file": upload("x.yaml", big.encode())})).message("of 0.2")


async def test_a_hosts_changed_file_is_played_in_the_next_game(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    ada = channel.guild.user("Ada")
    file = home / "campaigns" / "tiny" / "campaign.yaml"
    async with opened(home) as app, serving(server, app) as bot:
        seconds = bot.tables.shelf.now()
        bot.tables.shelf.now = lambda: seconds
        bot.tables.shelf.offered = frozenset({"tiny", "lamp"})
        seconds += 10
        assert [each.slug for each in await bot.tables.listings()] == ["tiny"]
        (home / "campaigns" / "lamp").mkdir()
        (home / "campaigns" / "lamp" / "campaign.yaml").write_text(LAMP, encoding="utf-8")
        seconds += 1
        assert [each.slug for each in await bot.tables.listings()] == ["tiny"], "nobody looks again so soon"
        seconds += 10
        (choice,) = await ada.autocomplete(channel, "play start", "campaign", {"campaign": "lamp"})
        assert choice["value"] == "lamp"

        file.write_text(TINY.replace("Rain. A lit window.", "Hail. A lit window."), encoding="utf-8")
        seconds += 10
        assert (await bot.tables.campaign("tiny")).opening.text.startswith("Hail.")
        kept = await bot.tables.campaign("tiny")
        seconds += 10
        assert await bot.tables.campaign("tiny") is kept, "what has not changed is not read"

        file.write_text(TINY.replace("opening:", "openning:"), encoding="utf-8")
        seconds += 10
        listed = (await (await ada.slash(channel, "play campaigns", {})).message("tiny")).text
        assert "are wrong" in listed and "openning" not in listed, "the host's files are not quoted to everybody"
        channel.guild.give(ada, channel.guild.role("staff", Permission.MANAGE_GUILD))
        listed = (await (await ada.slash(channel, "play campaigns", {})).message("tiny")).text
        assert "openning" in listed and "campaign.yaml:" in listed
        await (await ada.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
        assert (await bot.tables.campaign("tiny")).opening.text.startswith("Hail."), "as it was last right"

"""Planted leaks: every command, menu, button and file that shows text, looked through for what its reader may not know.

`bot_surfaces.py` names them all, with words that must be in each answer: so a surface that shows nothing is none. A new
command that is not named there fails. The controls show that the same look finds a secret where one may be seen.
"""

import contextlib
import io
import json
import logging
import re
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import discord
import pytest
from bot_hosting import PLANTED, Provider, hosted
from bot_journey import TINY, Group, begin, make_home, serving
from bot_surfaces import ACTS, MANAGER, MASTER, MENUS, PLAYER, SEATS
from discord import app_commands
from loopback import Interaction, LoopbackDiscord, Permission, Upload, User

from gm.bot.client import GmBot
from gm.bot.health import serving_health
from gm.bot.run import BotOptions, Service
from gm.domain.calls import BackendRequest, Chunk, Role, Usage
from gm.store.guilds import load_audit

FACT: Final = "The lamp burns zqxjfactq oil."
CANARIES: Final = {
    "a secret of somebody present": "zqxjfactq",
    "what somebody elsewhere wants": "zqxjgoalq",
    "a quest that nobody has offered": "zqxjquestq",
    "a line of a table": "zqxjtableq",
    "the author's notes on a place": "zqxjplaceq",
    "a way that nobody has found": "zqxjexitq",
    "a place that nobody has found": "zqxjcellarq",
    "a game master's note": "zqxjnoteq",
    "another player's wish": "zqxjwishq",
    "a fact that is kept for game masters": "zqxjkeptq",
    "a reason for the game master alone": "zqxjreasonq",
    "what another player does not want to meet": "zqxjlineq",
    "another player's whisper": "zqxjwhisperq",
    "another player's note": "zqxjtogmq",
    "what was told to another alone": "zqxjsealq",
    "a roll in secret": "zqxjrollq",
    "the server's key": PLANTED,
}


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the tiny campaign, and secrets in it."""
    folder = make_home(tmp_path, sqlite_template)
    text = TINY.replace("wants: To be left alone.", f"wants: To be left alone., secrets: [{{id: oil, text: {FACT}}}]")
    text = text.replace(
        "items:\n",
        "  mara: {name: Mara, place: path, appearance: Small., persona: Sly., wants: To have the zqxjgoalq.}\nitems:\n",
        1,
    )
    text += "quests: {owed: {title: The zqxjquestq, text: Find the zqxjquestq.}}\n"
    text += "tables: {omens: {entries: [A zqxjtableq.]}}\n"
    text = text.replace("path: the door to the path", "path: the door, cellar: {label: a zqxjexitq, hidden: true}")
    cellar = "  cellar: {name: The zqxjcellarq, description: zqxjcellarq., exits: {hut: up}}\nnpcs:\n"
    text = text.replace("npcs:\n", cellar, 1)
    text = text.replace("description: Mud and bracken.,", "description: Mud and bracken., gm_notes: A zqxjplaceq pit.,")
    (folder / "campaigns" / "tiny" / "campaign.yaml").write_text(text, encoding="utf-8")
    return folder


@dataclass
class Listening(Provider):
    """Keeps what each role is sent; rules with a reason that is for the game master alone."""

    sent: dict[str, list[str]] = field(default_factory=dict)

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        self.sent.setdefault(str(request.role), []).append("\n".join(each.content for each in request.messages))
        verdict = {
            "character": "ilse",
            "intent": "look",
            "check": {
                "character": "ilse",
                "skill": "search",
                "difficulty": 9,
                "reason": "She cannot know of the zqxjreasonq.",
                "reason_audience": "gm",
            },
            "stakes": "The zqxjreasonq stirs.",
            "stakes_audience": "gm",
            "outcomes": {"success": {"text": "A loose board."}, "failure": {"text": "Only dust."}},
        }
        ruling = json.dumps({"verdicts": [verdict], "minutes": 5})
        yield Chunk(text=ruling if request.role == Role.ADJUDICATOR else "The rain goes on. Orla waits.")
        yield Chunk(usage=Usage(100, 0, 10, None, 0.0001), finish_reason="stop")


def seen(server: LoopbackDiscord, used: Interaction) -> str:
    """All that an interaction showed: messages as they were at any time, buttons, forms, files."""
    found = [json.dumps(used.modal or {}, ensure_ascii=False), json.dumps(used.choices or [], ensure_ascii=False)]
    for message in used.messages:
        found += [message.text, json.dumps(message.components, ensure_ascii=False, default=str), *message.labels]
        for attached in message.attachments:
            (upload,) = [each for path, each in server.world.files.items() if path in attached["url"]]
            found += texts_in(upload)
    return "\n".join(found)


def texts_in(upload: Upload) -> list[str]:
    """What a file holds."""
    if upload.data[:2] != b"PK":
        return [upload.data.decode()]
    with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


def leaks(text: str, *more: str) -> list[str]:
    """Which canaries stand in a text."""
    return [name for name, word in CANARIES.items() if word in text] + [each for each in more if each in text]


async def evening(server: LoopbackDiscord, bot: GmBot) -> tuple[Group, User, User, str]:
    """A game with secrets; gives it, its game master, somebody who manages the server, and the open sitting's seed."""
    guild = server.world.guild()
    channel, gia, hana = guild.channel("inn"), guild.user("Gia"), guild.user("Hana")
    guild.give(hana, guild.role("staff", Permission.MANAGE_GUILD))
    players = {name: guild.user(name) for name in ("Ada", "Bo")}
    form = await (await hana.slash(channel, "host setup")).message("How this server is set")
    key = await hana.click(form, "3. Own key")
    await hana.submit(key, {"provider": "openrouter", "key": PLANTED})
    await server.until(lambda: "encrypted" in form.content)
    await (await gia.slash(channel, "play start", {"campaign": "tiny"})).message("set:")
    thread = channel.threads[-1]
    (card,) = thread.messages
    await (await players["Ada"].click(card, "Play Ilse Brand")).message("You play")
    made = await players["Bo"].click(card, "Make your own")
    mine = {"name": "Tamsin Quill", "pronouns": "she/her", "about": "A ferrywoman", "wish": "To find zqxjwishq"}
    await (await players["Bo"].submit(made, {**mine, "good_at": ["stealth"]})).message("You play")
    await begin(gia, card)
    await bot.tables.rest()
    group = Group(server, bot, channel, thread, players)
    await (await gia.slash(thread, "gm suggestions", {"on": True})).message("Three things")
    await (await gia.slash(thread, "gm note", {"words": "Let the zqxjnoteq grow.", "beats": 50})).message(
        "Only game masters"
    )
    await (await players["Bo"].slash(thread, "safety", {"never": "zqxjlineq"})).message("Kept")
    refused = await players["Ada"].slash(thread, "do", {"words": "I call the zqxjlineq"})
    await refused.message("does not play that")
    told = await players["Bo"].slash(thread, "whisper", {"words": "I hide the zqxjwhisperq in my boot"})
    await told.message("The rain goes on", within=30)
    await (await players["Bo"].slash(thread, "letter", {"words": "I am the zqxjtogmq"})).message("game master alone")
    table = await bot.tables.at(thread.id)
    assert table is not None
    own = next(each.character for each in table.seats.values() if each.character != "ilse")
    await (await gia.slash(thread, "gm sealed tell", {"who": own, "words": "You smell zqxjsealq."})).message(
        "waits for"
    )
    await (await gia.slash(thread, "gm sealed roll", {"dice": "2d6 [zqxjrollq]"})).message("In secret")
    kept = {"words": "Orla keeps a zqxjkeptq under the floor of the hut", "whose": "gm"}
    await (await gia.slash(thread, "memory add", kept)).message("fact 1")
    await (await gia.slash(thread, "memory add", {"words": "Orla will walk us to the ford"})).message("fact 2")
    await group.does("Ada", "I look under the stove for something that burns on the moor")
    with sqlite3.connect(bot.app.settings.home / "gm.db") as db:
        (seed,) = db.execute("SELECT seed FROM sessions WHERE closed_at IS NULL").fetchone()
    return group, gia, hana, seed


async def test_nothing_secret_reaches_the_wrong_reader(
    server: LoopbackDiscord, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "gm")
    provider = Listening()
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group, gia, hana, seed = await evening(server, bot)
        ada, thread = group.players["Ada"], group.thread
        for name, (options, marker) in MASTER.items():  # the control: the same look finds what may be seen there
            used = await gia.slash(thread, name, options)
            await used.message(within=30)
            assert marker in seen(server, used) and leaks(seen(server, used)), name
            refused = await ada.slash(thread, name, options)
            await refused.message("game master")
            assert leaks(seen(server, refused), seed) == [], name
        for named in ("gm learn fact", "gm notes remove"):  # the control: whoever may see them is offered them
            assert leaks(await _offered(group, gia, named)), named
        await (await gia.slash(thread, "gm narrate", {"words": "A heron calls."})).message(within=30)
        await group.rest()
        silent = []
        for who, surfaces in ((ada, PLAYER), (hana, MANAGER)):
            for name, (options, marker) in surfaces.items():
                used = await who.slash(thread if who is ada else group.channel, name, options)
                if used.modal is None:
                    with contextlib.suppress(TimeoutError):
                        await used.message(marker, within=30)
                await group.rest()
                if marker not in seen(server, used):
                    silent.append((name, marker, seen(server, used)[:200]))
                assert leaks(seen(server, used), seed) == [], name
            if who is ada:
                await _menus(server, group, ada, seed)
                await _in_ones_language(server, group, provider, ada, seed)
                await _suggested(server, group, ada, seed)
        assert silent == []
        public = [each for each in thread.all_messages.values() if not each.ephemeral]
        everybody = "\n".join(text for each in public for text in _versions(each))
        assert "I speak to Orla" in everybody, "what stands on buttons is looked through as well"
        assert "The rain goes on" in everybody and leaks(everybody, seed) == []
        await _behind(bot, provider, caplog, hana, seed)
        learnt = await gia.slash(thread, "gm learn", {"who": "ilse", "fact": "oil"})  # now she may know: the control
        await learnt.message("Done")
        asked = await ada.slash(thread, "ask", {"question": "What of Orla?"})
        await asked.message(within=30)
        assert leaks(seen(server, asked)) == ["a secret of somebody present"]


def _versions(message: Any) -> list[str]:
    """A message as it is, and as it was."""
    return [message.text, *message.labels, *(str(version) for version in message.history)]


async def _menus(server: LoopbackDiscord, group: Group, who: User, seed: str) -> None:
    beat = next(m for m in reversed(group.thread.messages) if "Why?" in m.labels)
    for name in sorted(MENUS - {"Show character"}):
        used = await who.menu(beat, name)
        if used.modal is None:
            await used.message(within=30)
        assert leaks(seen(server, used), seed) == [], name
    shown = await who.menu(group.players["Bo"], "Show character", group.thread)
    assert "Tamsin" in (await shown.message(within=30)).text and leaks(seen(server, shown), seed) == []
    why = await who.click(beat, "Why?")
    await why.message("Turn")
    assert leaks(seen(server, why), seed) == []
    offers = {"ask question": "", "gm learn fact": "", "gm notes remove": "", "say to": "Orla"}
    offers |= {"memory pin what": "walk us to the ford", "memory tell who": "Orla"}
    for named, marker in offers.items():
        offered = await _offered(group, who, named)
        assert marker in offered and leaks(offered, seed) == [], (named, offered)


async def _offered(group: Group, who: User, named: str) -> str:
    """What a command's option offers before a letter is typed."""
    command, _, option = named.rpartition(" ")
    return json.dumps(await who.autocomplete(group.thread, command, option, {option: ""}), ensure_ascii=False)


async def _in_ones_language(server: LoopbackDiscord, group: Group, provider: Listening, who: User, seed: str) -> None:
    """*Read in my language*: what the reader reads, and what the model is sent for it."""
    who.locale = "de"
    card = await (await who.slash(group.thread, "why")).message("Zug")
    read = await who.click(card, "In meiner Sprache lesen")
    assert "The rain goes on" in (await read.message("The rain goes on")).text  # that is how this model translates
    who.locale = "en-US"
    asked = "\n".join(provider.sent["scribe"])
    assert "The rain goes on" in asked and leaks(asked, seed) == [] and leaks(seen(server, read), seed) == []


async def _suggested(server: LoopbackDiscord, group: Group, who: User, seed: str) -> None:
    """The three things to do under a beat, and what pressing each of them shows."""
    resumed = await group.players["Ada"].slash(group.thread, "play resume", {})  # the table rests after an X-card
    await resumed.message("", 30)
    await group.rest()
    await group.does("Ada", "I look around")
    below = group.with_button("I speak to Orla")[0]
    offered = json.dumps([below.labels, below.components], ensure_ascii=False, default=str)
    assert leaks(offered, seed) == []
    pressed = await who.click(below, "I speak to Orla")
    await pressed.message("✅")
    await group.rest()
    assert leaks(seen(server, pressed), seed) == []


async def _monitored(bot: GmBot, seed: str) -> None:
    """What a host's monitoring is told over HTTP, of a bot that serves and of one that does not."""
    service = Service(bot.app, BotOptions())
    service._bot = bot
    service.metrics = bot.running.metrics
    for there, said in ((bot, "ready"), (None, "")):
        service._bot = there
        async with serving_health(("127.0.0.1", 0), service) as port, aiohttp.ClientSession() as client:
            for path, marker in (("healthz", "ok"), ("readyz", said), ("metrics", "gm_turns_total"), ("", "")):
                async with client.get(f"http://127.0.0.1:{port}/{path}") as reply:
                    text = f"{await reply.text()}\n{reply.headers}"
                assert marker in text and leaks(text, seed, "Ilse", "Tam", "Lit Window") == [], path


async def _behind(bot: GmBot, provider: Listening, caplog: pytest.LogCaptureFixture, hana: User, seed: str) -> None:
    """Prompts, metrics, logs and the audit log."""
    for role in ("narrator", "adjudicator"):  # a whisper is in the prompts that it is answered from, and in no other
        own = [prompt for prompt in provider.sent[role] if "zqxjwhisperq" in prompt]
        assert own and all("beat is private" in prompt for prompt in own)
        provider.sent[role] = [prompt for prompt in provider.sent[role] if prompt not in own]
    narrated, ruled = "\n".join(provider.sent["narrator"]), "\n".join(provider.sent["adjudicator"])
    told = ["a game master's note", "what another player does not want to meet"]
    assert leaks(narrated, seed) == told, "wishes of the game master's and of players are for the narrator"
    assert {"a secret of somebody present"} <= set(leaks(ruled, seed)) and seed not in ruled and PLANTED not in ruled
    metrics = bot.running.metrics.text()
    assert "gm_turns_total" in metrics and leaks(metrics, seed) == []
    await _monitored(bot, seed)
    logged = "\n".join(f"{record.getMessage()} {getattr(record, 'gm_fields', '')}" for record in caplog.records)
    assert "'role': 'narrator'" in logged
    assert leaks(logged, seed) == []
    async with bot.app.database.read() as db:
        audit = repr(await load_audit(db, bot.guilds[0].id, limit=200))
    assert str(hana.id) in audit and leaks(audit, seed) == []
    with sqlite3.connect(bot.app.settings.home / "gm.db") as db:
        assert PLANTED not in "\n".join(db.iterdump())


LOOKS: Final = (
    *(
        "relations",
        "catchup",
        "turns",
        "scenes",
        "sheet",
        "inventory",
        "party",
        "recap",
        "usage",
        "why",
        "wrong",
        "ask",
    ),
    *("help", "branch", "suggest", "bookmark", "compare", "privacy what", "privacy export", "lore", "memory list"),
    *("memory search", "oracle", "note", "voice", "calendar", "quests", "map", "purse", "mode", "whisper", "mine"),
    *("letter", "character show", "character rules", "character level", "play zero", "reword", "redo"),
)
"""What players can look at, or try, while a draft waits for the game master."""


@dataclass
class Drafting(Listening):
    """Drafts a word that nobody may read before it is approved."""

    drafts: bool = False

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        async for chunk in super().stream(request):
            if self.drafts and request.role == Role.NARRATOR and chunk.text:
                chunk = Chunk(text="A zqxjdraftq rolls from under the stove. Orla waits.")
            yield chunk


async def test_a_draft_that_waits_is_shown_to_the_game_master_alone(server: LoopbackDiscord, home: Path) -> None:
    provider = Drafting()
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group, gia, _, seed = await evening(server, bot)
        ada, thread = group.players["Ada"], group.thread
        await (await gia.slash(thread, "mode", {"how": "copilot"})).message("the AI drafts")
        await group.rest()
        provider.drafts = True
        await group.does("Ada", "I search the stove for something that burns")
        (waits,) = group.told("Waiting for the game master")
        ruled = await (await gia.click(waits, "For the game master")).message("Before the dice fall")
        await (await gia.click(ruled, "Approve")).message("It goes on")
        await group.rest()
        desk = await gia.click(waits, "For the game master")
        draft = await desk.message("Before it is told", within=30)
        assert "zqxjdraftq" in seen(server, desk), "the control"
        for name in LOOKS:
            used = await ada.slash(thread, name, PLAYER[name][0])
            if used.modal is None:
                await used.message(within=30)
            shown = seen(server, used)
            assert "zqxjdraftq" not in shown and leaks(shown, seed) == [], name
        public = "\n".join(
            text for each in thread.all_messages.values() if not each.ephemeral for text in _versions(each)
        )
        assert "zqxjdraftq" not in public and leaks(public, seed) == []
        await (await gia.click(draft, "Approve")).message("It goes on")
        await group.rest()
        assert "zqxjdraftq" in "\n".join(each.text for each in thread.messages), "and then it is told"


async def test_a_whisper_that_waits_is_shown_to_the_game_master_alone(server: LoopbackDiscord, home: Path) -> None:
    provider = Drafting()
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group, gia, _, seed = await evening(server, bot)
        ada, thread = group.players["Ada"], group.thread
        (whisperer,) = [user for name, user in group.players.items() if name != "Ada"][:1]
        await (await gia.slash(thread, "mode", {"how": "copilot", "ask": "drafts"})).message("the AI drafts")
        await group.rest()
        provider.drafts = True
        words = {"words": "I search the stove for a zqxjwaitsq that burns"}
        await (await whisperer.slash(thread, "whisper", words)).message("looks at it first", within=30)
        await group.rest()
        desk = await gia.slash(thread, "gm sealed waiting")
        draft = await desk.message("Before it is told", within=30)
        assert "zqxjdraftq" in seen(server, desk) and "zqxjwaitsq" in seen(server, desk), "the control"
        secret = re.compile("zqxjdraftq|zqxjwaitsq|waits for the game master|Waiting for the game master", re.I)
        for name in (*LOOKS, "gm sealed waiting", "gm sealed list"):
            used = await ada.slash(thread, name, PLAYER[name][0] if name in PLAYER else {})
            if used.modal is None:
                await used.message(within=30)
            shown = seen(server, used)
            assert secret.findall(shown) == [] and leaks(shown, seed) == [], name
        await group.rest()
        public = "\n".join(
            text for each in thread.all_messages.values() if not each.ephemeral for text in _versions(each)
        )
        assert not re.search("zqxjdraftq|zqxjwaitsq", public) and leaks(public, seed) == []
        await (await gia.click(draft, "Approve")).message("It goes on")
        await group.rest()
        mine = await whisperer.slash(thread, "mine")
        await mine.message("", within=30)
        assert "zqxjdraftq" in seen(server, mine), "and then one alone reads it"
        later = "\n".join(
            text for each in thread.all_messages.values() if not each.ephemeral for text in _versions(each)
        )
        assert not re.search("zqxjdraftq|zqxjwaitsq", later)


async def test_every_command_has_its_entry(server: LoopbackDiscord, home: Path) -> None:
    async with hosted(home, Listening()) as app, serving(server, app) as bot:
        there = {each.qualified_name for each in bot.tree.walk_commands() if isinstance(each, app_commands.Command)}
        menus = {
            each.name
            for kind in (discord.AppCommandType.message, discord.AppCommandType.user)
            for each in bot.tree.get_commands(type=kind)
        }
    named = {*PLAYER, *MANAGER, *MASTER, *ACTS, *SEATS}
    assert there - named == set(), "name the new command in tests/discord/bot_surfaces.py, with what it shows to whom"
    assert menus == MENUS
    assert re.search("zqxj", FACT)

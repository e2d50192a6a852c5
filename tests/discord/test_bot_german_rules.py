"""A German table on a German server: a check, a fight, sheets and reasons without an English word of the rules."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bot_journey import Group, NoPause, make_home, opened, serving
from bot_standing import write_transcripts
from loopback import LoopbackDiscord, Message, User
from loopback.message import walk

from gm.authoring import load_ruleset
from gm.bot.client import GmBot
from gm.domain.tongues import in_language, texts_of

PIT = """
slug: tiny
title: Die Grube
language: de
ruleset: fantasy-d20
opening: {place: grube, text: Sand und Lärm.}
places: {grube: {name: Die Grube, description: Sand und Lärm., details: [Der Sand ist warm., Jemand ruft.]}}
items:
  axt: {name: Handaxt, damage: 1d6, type: slashing}
  trank: {name: roter Trank, use: [{kind: heal, character: actor, amount: 2d4}], consumed: true}
characters:
  lena: {name: Lena Brand, concept: eine Kämpferin,
         sheet: {attributes: {strength: 16, constitution: 14}, skills: {melee: 1, athletics: 1}, max_hp: 24,
                 items: [axt, trank], resources: {inspiration: 1}}}
  max: {name: Max Ohm, concept: ein Zauberer,
        sheet: {attributes: {intelligence: 16, dexterity: 14}, skills: {arcana: 1}, max_hp: 18,
                spells: [fire-bolt, burning-hands, magic-missile]}}
challenges:
  tor: {place: grube, title: Das Tor aufstemmen, keys: [tor], skill: athletics,
        difficulty: nearly-impossible, once: false, stakes: Der Lärm trägt weit.,
        outcomes: {success: {text: Es gibt nach.},
                   failure: {text: 'Es hält, und die Schulter schmerzt.',
                             effects: [add_condition: {character: actor, condition: poisoned}]}}}
encounters:
  rudel: {title: Das Rudel, place: grube, creatures: {wolf: 2, giant-spider: 1}, zones: [vorn, hinten], foes_zone: 1}
"""
KITS = Path(__file__).parents[2] / "campaigns" / "_rulesets"
BESIDE = {"dropped", "rerolled", "against", "HP", "Hit", "Long", "Slot", "Slots", "Skill"}
ALIKE = {"Wolf", "Arm", "Ring", "Kobold", "Inspiration", "Charisma", "Religion", "Finesse", "Initiative"}


def english_words() -> re.Pattern[str]:
    """The kit's own English words, without those that German has as well."""
    files = {path.name: path.read_bytes() for path in KITS.glob("*.yaml")}
    kit = load_ruleset(files["fantasy-d20.yaml"], "fantasy-d20.yaml", rulesets=files)
    german = {word for each in texts_of(in_language(kit, "de")) for word in re.findall(r"\w+", each.text.casefold())}
    said = {word for each in texts_of(kit) if each.is_read for word in re.findall(r"\w{3,}", each.text)}
    wanted = sorted({word.casefold() for word in said | BESIDE} - german - {word.casefold() for word in ALIKE} - SAME)
    return re.compile(rf"(?<![\w`/])({'|'.join(wanted)})(?!\w)", re.IGNORECASE)


SAME = frozenset(
    {"war", "die", "den", "man", "not", "tag", "was", "hat", "land", "arm", "rat", "all", "hand", "with", "act", "warm"}
    | {"rest", "fair", "gold", "first", "hold", "mass", "charm", "club", "spray", "class", "ray"}
)
"""Words that are German, too."""


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with a pit in German in place of the tiny campaign."""
    made = make_home(tmp_path, sqlite_template)
    (made / "campaigns" / "tiny" / "campaign.yaml").write_text(PIT, encoding="utf-8")
    return made


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it."""
    async with LoopbackDiscord() as made:
        yield made
        if folder := os.environ.get("GM_TRANSCRIPTS"):  # to be read by a person
            write_transcripts(made, Path(folder))
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert made.unknown_routes == [] and made.invalid_requests == 0


async def sit_down(server: LoopbackDiscord, bot: GmBot, **options: object) -> Group:
    """Two Germans at their table."""
    guild = server.world.guild(locale="de")
    channel = guild.channel("grube")
    settings = (await bot.tables.settings(guild.id)).model_copy(update={"language": "de", **options})
    await bot.tables.set_settings(settings)
    users: dict[str, User] = {name: server.world.user(name, locale="de") for name in ("Lena", "Max")}
    for user in users.values():
        guild.join(user)
    await (await users["Lena"].slash(channel, "play start", {"campaign": "tiny"})).message("<#")
    thread = channel.threads[-1]
    (card,) = thread.messages
    for name, user in users.items():
        await (await user.click(card, next(label for label in card.labels if name in label))).message(name)
    begun = await (await users["Lena"].click(card, card.labels[-1])).message()
    if begun.labels:  # not everybody has said that they are ready
        await (await users["Lena"].click(begun, begun.labels[0])).message("Es beginnt")
    await bot.tables.rest()
    return Group(server, bot, channel, thread, users)


def lines_in(group: Group) -> list[str]:
    """Every line that the bot has shown here, to all or to one, with what stands on buttons and in cards."""
    bot = group.server.world.bot
    posts = [post for post in group.thread.all_messages.values() if post.author is bot]
    shown = [version.text for post in posts for version in post.history]
    parts = [part for post in posts for version in post.history for part in walk(version.components)]
    shown += [part[key] for part in parts for key in ("label", "placeholder") if part.get(key)]
    shown += [
        each.get(key) or "" for part in parts for each in part.get("options", ()) for key in ("label", "description")
    ]
    return [row for text in shown for row in text.split("\n")]


async def answered(group: Group) -> None:
    """Lena answers whatever is asked, with what costs something where there is such a choice."""
    await group.rest()
    for _ in range(4):
        asked = [post for post in group.thread.messages if post.content.startswith("❓") and post.labels]
        if not asked:
            return
        await (await group.players["Lena"].click(asked[-1], asked[-1].labels[-1])).message()
        await group.rest()


async def fight_on(group: Group) -> None:
    """Whoever's turn it is strikes, casts, or lets it pass, until it is over."""
    names = {"Lena Brand": "Lena", "Max Ohm": "Max"}
    for _ in range(40):
        cards = [post for post in group.thread.messages if "ist am Zug" in post.text and post.components]
        if not cards:
            return
        card: Message = cards[-1]
        turn = next(line for line in card.text.splitlines() if "am Zug" in line)
        user = group.players[next((player for name, player in names.items() if name in turn), "Lena")]
        menu = next((part for part in walk(card.components) if part.get("options")), None)
        if menu is not None:
            await (await user.select(card, menu["custom_id"], menu["options"][0]["value"])).message("✅")
        else:
            await (await user.click(card, card.labels[0])).message("✅")
        await answered(group)


async def test_a_german_check_and_a_german_fight_show_no_english_word_of_the_rules(
    server: LoopbackDiscord, home: Path
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await sit_down(server, bot)
        lena, max_ = group.players["Lena"], group.players["Max"]
        await (await lena.slash(group.thread, "check", {"skill": "Athletik"})).message("✅")
        await answered(group)
        await group.does("Lena", "Ich stemme das Tor auf")
        await answered(group)
        for user in (lena, max_):
            for command in ("sheet", "inventory", "party", "why"):
                await (await user.slash(group.thread, command)).message()
        offered = await lena.autocomplete(group.thread, "check", "skill", {"skill": "Heim"})
        assert [each["name"] for each in offered] == ["Heimlichkeit"]
        await (await max_.slash(group.thread, "attack", {"target": "Wolf"})).message("✅")
        await group.rest()
        await fight_on(group)
        for asked, says in (
            ("Vorteil", "die besten zählen"),
            ("Verängstigt", "Greift mit Nachteil an"),
            ("", "Trefferpunkte"),
        ):
            looked = await lena.slash(group.thread, "rule", {"name": asked} if asked else {})
            assert says in (await looked.message()).text
        for command in ("sheet", "party", "why", "recap"):
            await (await lena.slash(group.thread, command)).message()
        await (await max_.slash(group.thread, "rest", {"rest": "Lange Rast"})).message()
        await group.rest()
        lines = lines_in(group)
    assert any("Athletik" in line for line in lines)
    assert any("Feuerpfeil" in line or "Handaxt" in line for line in lines)
    found = english_words()
    assert sorted({f"{row!r}: {hit.group()}" for row in lines if (hit := found.search(row))}) == []


async def test_that_the_own_key_cannot_be_used_is_said_in_german_and_once_an_hour(
    server: LoopbackDiscord, home: Path
) -> None:
    said = "Der eigene Schlüssel dieses Servers lässt sich nicht nutzen"
    pace = NoPause()
    async with opened(home) as app, serving(server, app, pace=pace) as bot:
        group = await sit_down(server, bot, models="own")
        for _ in range(3):
            await group.does("Lena", "Ich warte")
        assert len(group.told(said)) == 1
        await pace.sleep(3600.0)
        await group.does("Lena", "Ich warte noch")
        assert len(group.told(said)) == 2
        assert group.told("has chosen its own key") == []

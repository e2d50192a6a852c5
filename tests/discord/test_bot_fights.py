"""A fight on the loopback Discord: its card, its buttons, the commands that no model reads."""

import re
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bot_journey import Group, make_home, opened, serving
from loopback import LoopbackDiscord, Message
from loopback.message import walk
from test_bot_handling import last_turn
from test_bot_turns import Tomorrow

from gm.bench.combats import KIT, PIT
from gm.bot.turn_desk import mind_turns

THINGS = "items:\n  potion: {name: red potion, use: [{kind: heal, character: actor, amount: 2d4}], consumed: true}\n"


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the pit in place of the tiny campaign."""
    made = make_home(tmp_path, sqlite_template)
    kit = textwrap.indent(KIT.decode(), "  ")
    text = PIT.decode().replace("ruleset: bench", f"ruleset:\n{kit}").replace("slug: bench", "slug: tiny")
    text = text.replace("items:\n", THINGS, 1).replace("items: [bow]", "items: [bow, potion]")
    (made / "campaigns" / "tiny" / "campaign.yaml").write_text(text)
    return made


def attacks(post: Message) -> dict[str, Any] | None:
    """The menu of whom to attack, if there is one."""
    menus = [part for part in walk(post.components) if part["type"] == 3]
    return next((each for each in menus if each["options"][0]["value"].startswith("attack ")), None)


PEOPLE = {"ada": "Ann", "bo": "Ben", "cy": "Cat", "di": "Dee"}


async def seats(server: LoopbackDiscord, bot: object) -> Group:
    from bot_journey import seated

    channel = server.world.guild().channel("pit")
    names = {"Ann": "Ada", "Ben": "Bo", "Cat": "Cy", "Dee": "Di"}
    return await seated(server, bot, channel, **names)  # type: ignore[arg-type]


def card(group: Group) -> Message:
    """The one card."""
    (found,) = group.told("Fight: Goblins, round")
    return found


def timeless(post: Message) -> str:
    """What it says but for until when: whoever gets their turn back has all the time for it again."""
    return re.sub("<t:[0-9]+:R>", "<t>", post.text)


def whose(group: Group) -> str:
    """The player whose turn it is."""
    line = next(line for line in card(group).text.splitlines() if line.startswith("It is "))
    return PEOPLE[line.removeprefix("It is ").partition("'")[0].lower()]


async def test_one_card_follows_the_fight_and_only_whose_turn_it_is_presses(
    server: LoopbackDiscord, home: Path
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await seats(server, bot)
        none = await group.players["Ann"].slash(group.thread, "move", {})
        await none.message("There is no fight here.")
        assert group.told("Fight: Goblins") == []
        begun = await group.players["Ann"].slash(group.thread, "attack", {"target": "Goblin"})
        await begun.message("✅")
        await group.rest()
        shown = card(group)
        assert group.thread.messages[-1] is shown
        for zone in ("**near**", "**middle**", "**far**"):
            assert zone in shown.text
        foes = next(line for line in shown.text.splitlines() if "Goblin 1" in line)
        assert "/" not in foes.replace("**", ""), "nobody counts a goblin's blood"
        assert "**Ada**: 13/13" in shown.text or "**Ada**: " in shown.text
        assert {"Be on guard", "Flee", "Let the turn go by"} <= set(shown.labels)
        turn = whose(group)
        other = next(name for name in group.players if name != turn)
        refused = await group.players[other].click(shown, "Be on guard")
        await refused.message("turn. Yours comes.")
        pressed = await group.players[turn].click(shown, "Be on guard")
        await pressed.message("✅")
        await group.rest()
        made = await last_turn(app, bot, group)
        assert made.inputs[0].input.kind == "command" and made.ruling_source == "code"
        after = card(group)
        assert after is not shown and group.thread.messages[-1] is after


async def test_the_card_outlives_a_restart_and_goes_when_it_is_over(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await seats(server, bot)
        await (await group.players["Ann"].slash(group.thread, "attack", {})).message("✅")
        await group.rest()
        standing = card(group)
    async with opened(home) as app, serving(server, app) as bot:
        group.bot = bot
        await bot.tables.rest()
        for _ in range(60):
            if not group.told("Fight: Goblins, round"):
                break
            shown = card(group)
            user, menu = group.players[whose(group)], attacks(shown)
            if menu is not None:
                bow = next((each for each in menu["options"] if each["label"].startswith("bow")), menu["options"][0])
                pressed = await user.select(shown, menu["custom_id"], bow["value"])
            else:
                strike = next((each for each in shown.labels if "Goblin" in each), "Let the turn go by")
                pressed = await user.click(shown, strike)
            await pressed.message("✅")
            await group.rest()
        assert group.told("Fight: Goblins, round") == []
        assert standing not in group.thread.messages
        assert any("The fight is " in post.text or "got away" in post.text for post in group.thread.messages)


async def test_taking_a_turn_back_brings_the_card_back(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await seats(server, bot)
        await (await group.players["Ann"].slash(group.thread, "attack", {})).message("✅")
        await group.rest()
        before, turn = timeless(card(group)), whose(group)
        await (await group.players[turn].slash(group.thread, "move", {})).message("✅")
        await group.rest()
        await (await group.players[turn].slash(group.thread, "undo", {})).message("taken back")
        await group.rest()
        assert timeless(card(group)) == before
        await (await group.players[turn].click(card(group), "Let the turn go by")).message("✅")
        await group.rest()


async def test_what_can_be_named_is_offered(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await seats(server, bot)
        ben = group.players["Ben"]
        offered = await ben.autocomplete(group.thread, "use", "item", {"item": "re"})
        assert [each["name"] for each in offered] == ["red potion"]
        spells = await group.players["Cat"].autocomplete(group.thread, "cast", "spell", {"spell": ""})
        assert {each["name"] for each in spells} == {"Bless", "Flames", "Mend"}
        used = await ben.slash(group.thread, "use", {"item": "lamp"})
        await used.message("no such thing")
        given = await ben.slash(group.thread, "give", {"item": "red potion", "person": "Ada"})
        await given.message("✅")
        await group.rest()
        assert (await last_turn(app, bot, group)).ruling_source == "code"


@pytest.mark.parametrize("how", ["round", "free"])
async def test_the_fight_goes_on_without_who_lets_the_deadline_pass(
    server: LoopbackDiscord, home: Path, how: str
) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await seats(server, bot)
        ann = group.players["Ann"]
        for player in PEOPLE.values():  # everybody has been heard: whoever is up, others wait
            await group.does(player, "((here))")
        await (await ann.slash(group.thread, "attack", {"target": "Goblin"})).message("✅")
        await group.rest()
        rule = "Each turn of the fight waits 15m at most. A game master sets that: /turns deadline, absent."
        assert rule in card(group).text, "told as it begins, without being asked"
        await (await ann.slash(group.thread, "turns", {"how": how, "deadline": "10s"})).message("'s turn")
        await group.rest()
        table = await bot.tables.at(group.thread.id)
        assert table is not None and table.turns.due is not None
        assert "who is silent lets their turn go by" in card(group).text
        late, before = whose(group), (await last_turn(app, bot, group)).id
        assert await mind_turns((table,), table.turns.due - timedelta(seconds=1)) == 0
        app.engine.control.parts = replace(app.engine.control.parts, clock=Tomorrow())
        assert await mind_turns((table,), table.turns.due) == 1
        await group.rest()
        assert whose(group) != late and (await last_turn(app, bot, group)).id > before
        assert table.turns.due is not None, "the next one is waited for"
        assert "Each turn of the fight" not in card(group).text, "once is enough"

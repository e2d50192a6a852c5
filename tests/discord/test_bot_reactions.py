"""Somebody's blow, somebody else's question: on Discord it is asked of the right player, shows what has happened, and
the fight goes on from there. And `/act`, which offers whatever the rules allow."""

from pathlib import Path

import pytest
from bot_journey import Group, make_home, opened, seated, serving
from loopback import LoopbackDiscord, Message

from gm.app import App
from gm.bot.client import GmBot
from gm.domain.play import Turn
from gm.store.turns import load_turns

FORD = Path(__file__).parents[1] / "rules" / "ford.yaml"
NAMES = {"Ann": "Ada", "Ben": "Bo", "Cat": "Cy", "Dee": "Di"}
PLAYERS = {character: player for player, character in NAMES.items()}


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the ford in place of the tiny campaign."""
    made = make_home(tmp_path, sqlite_template)
    text = FORD.read_text("utf-8").replace("slug: ford", "slug: tiny")
    (made / "campaigns" / "tiny" / "campaign.yaml").write_text(text)
    return made


async def at_the_ford(server: LoopbackDiscord, bot: object) -> Group:
    return await seated(server, bot, server.world.guild().channel("ford"), **NAMES)  # type: ignore[arg-type]


def question(group: Group) -> Message | None:
    """The question that is open, if one is."""
    return next((post for post in group.thread.messages if "Let it be" in post.labels), None)


async def last_turn(app: App, bot: GmBot, group: Group) -> Turn:
    """The turn that was begun last, whether it waits or is over."""
    table = await bot.tables.at(group.thread.id)
    assert table is not None
    async with app.database.read() as db:
        return (await load_turns(db, table.game.branch_id))[-1]


def turn_of(group: Group) -> str:
    """The player whose turn it is."""
    (card,) = group.told("Raiders at the ford, round")
    line = next(line for line in card.text.splitlines() if line.startswith("It is "))
    return PLAYERS[line.removeprefix("It is ").partition("'")[0]]


async def test_the_right_player_is_asked_about_somebody_elses_blow(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_the_ford(server, bot)
        await (await group.players["Ann"].slash(group.thread, "attack", {"target": "raiders"})).message("✅")
        await group.rest()
        for _ in range(30):
            if question(group) is not None:
                break
            await (await group.players[turn_of(group)].slash(group.thread, "move", {})).message("✅")
            await group.rest()
        asked = question(group)
        assert asked is not None, "nobody was ever asked"
        turn = await last_turn(app, bot, group)
        assert turn.parked is not None and turn.parked.reason == "react"
        (who,) = turn.parked.who
        owner = next(player for player, name in NAMES.items() if name.lower() == who)
        other = next(player for player in NAMES if player != owner)
        assert NAMES[owner] in asked.text and asked.labels[-1] == "Let it be"
        refused = await group.players[other].click(asked, asked.labels[0])
        await refused.message(NAMES[owner])
        assert (await last_turn(app, bot, group)).parked == turn.parked
        chosen = await group.players[owner].click(asked, asked.labels[0])
        await chosen.message("You chose")
        await group.rest()
        while (more := question(group)) is not None:
            waiting = await last_turn(app, bot, group)
            assert waiting.parked is not None and waiting.parked.key != turn.parked.key, "another question by now"
            player = next(p for p, name in NAMES.items() if name.lower() == waiting.parked.who[0])
            await (await group.players[player].click(more, "Let it be")).message("You chose")
            await group.rest()
        done = await last_turn(app, bot, group)
        assert done.outcome is not None and any(step.kind == "react" for step in done.outcome.steps)


async def test_act_offers_what_is_allowed_and_does_it(server: LoopbackDiscord, home: Path) -> None:
    async with opened(home) as app, serving(server, app) as bot:
        group = await at_the_ford(server, bot)
        none = await group.players["Ann"].slash(group.thread, "act", {"what": "dodge"})
        await none.message("There is no fight here.")
        await (await group.players["Ann"].slash(group.thread, "attack", {"target": "raiders"})).message("✅")
        await group.rest()
        while (more := question(group)) is not None:
            waiting = await last_turn(app, bot, group)
            player = next(p for p, name in NAMES.items() if waiting.parked and name.lower() == waiting.parked.who[0])
            await (await group.players[player].click(more, "Let it be")).message("You chose")
            await group.rest()
        player = turn_of(group)
        user = group.players[player]
        offered = [each["name"] for each in await user.autocomplete(group.thread, "act", "what", {"what": ""})]
        friend = next(name for name in NAMES.values() if name != NAMES[player])
        assert {"dash", "dodge", "hide", f"help: {friend}"} <= set(offered)
        await (await user.slash(group.thread, "act", {"what": "fly away"})).message("fly away")
        await (await user.slash(group.thread, "act", {"what": f"help: {friend}"})).message("✅")
        await group.rest()
        done = await last_turn(app, bot, group)
        steps = done.outcome.steps if done.outcome else ()
        assert done.parked is not None or any(
            (step.kind, step.actor, step.target) == ("help", NAMES[player].lower(), friend.lower()) for step in steps
        )

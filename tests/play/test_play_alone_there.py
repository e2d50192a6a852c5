"""Whoever has walked on alone is ruled on where they stand: its challenges, its people and things, with and without a
model; what belongs to the others' place is refused them, and theirs the others."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from engine_table import EngineTable, ruling
from test_play_arrivals import YAML_TALL, last

from gm import resources
from gm.authoring.load import load_campaign
from gm.cli.screen import Screen
from gm.cli.sitting import Sitting
from gm.cli.slash_views import look
from gm.cli.terminal import TerminalFace
from gm.domain.calls import Role
from gm.domain.campaign import Campaign
from gm.domain.effects import Move
from gm.domain.play import Game, Hand
from gm.play.suggesting import offered, suggestions
from gm.store.database import Database

CHALLENGES = """
challenges:
  hay: {place: loft, title: Feel through the hay, keys: [hay], stakes: Nell will hear.,
        outcomes: {done: {text: The key., effects: [{kind: give_item, character: actor, item: key}]}}}
  swing: {place: loft, npc: nell, title: Swing with Nell, keys: [swing], skill: search, difficulty: 12,
          outcomes: {success: {text: She laughs.}, failure: {text: She does not.}}}
  wheel: {place: mill, title: Search the wheel, keys: [wheel, stones], skill: search, difficulty: 14,
          outcomes: {success: {text: It turns.}, failure: {text: It does not.}}}
"""


def tall() -> Campaign:
    text = YAML_TALL + CHALLENGES
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())


async def parted(database: Database) -> tuple[EngineTable, Game]:
    """Ilse has gone up to the loft alone; Odo is in the mill."""
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"), campaign=tall())
    await table.engine.adjust(game, Hand("test", "go", "gm", (Move(character="ilse", place="loft"),)), table.face)
    return table, game


def tries(challenge: str, who: str = "ilse", number: int = 1) -> dict[str, object]:
    return {"input": number, "character": who, "intent": "try it", "challenge": challenge}


async def held(table: EngineTable, game: Game, entity: str) -> int:
    return (await table.engine.state(game)).world.number(entity, "item/key")


async def test_each_is_offered_the_challenges_of_where_they_stand(database: Database) -> None:
    table, game = await parted(database)
    table.adjudicator = lambda _: ruling()
    await table.say(game, "I sit down by the girl, and think of what to do, and of my father.")
    asked = last(table.asked(Role.ADJUDICATOR)[-1])
    assert (
        "CHALLENGES AT loft, only for ilse\n- hay: Feel through the hay. Nell will hear.\n- swing: Swing with" in asked
    )
    assert "CHALLENGES HERE, only for odo\n- wheel: Search the wheel (search 14)" in asked
    await table.say(game, "I oil the axle, and think of what to do, and of the road.", character="odo")
    asked = last(table.asked(Role.ADJUDICATOR)[-1])
    assert "CHALLENGES HERE\n- wheel" in asked and "hay" not in asked, "what nobody can try now is not paid for"


@pytest.mark.parametrize(("who", "wrong", "right"), [("ilse", "wheel", "hay"), ("odo", "hay", "wheel")])
async def test_a_challenge_of_where_one_does_not_stand_is_refused(
    database: Database, who: str, wrong: str, right: str
) -> None:
    table, game = await parted(database)
    answers = iter([ruling(tries(wrong, who)), ruling(tries(right, who))])
    table.adjudicator = lambda _: next(answers)
    turn = await table.say(game, "I think it over, and then I try it, as well as I can.", character=who)
    first, again = (last(each) for each in table.asked(Role.ADJUDICATOR)[-2:])
    complaint = f"the challenge '{wrong}' does not apply here and now"
    assert complaint in again and complaint not in first
    assert turn.ruling is not None and [each.challenge for each in turn.ruling.verdicts] == [right]
    assert turn.ruling_source == "model"


async def test_what_comes_of_a_challenge_comes_where_it_was_tried(database: Database) -> None:
    """The key is found in the loft, where it lay, and not made."""
    table, game = await parted(database)
    table.adjudicator = lambda _: ruling(tries("hay"))
    await table.say(game, "I put my arms into the dry stuff, up to the shoulders, and feel about.")
    assert (await held(table, game, "character:ilse"), await held(table, game, "place:loft")) == (1, 0)


async def test_who_is_with_them_is_with_them_for_the_rules(database: Database) -> None:
    """A model's ruling may move Nell's heart in the loft, and not Gregor's below."""
    table, game = await parted(database)
    shift = {"input": 1, "character": "ilse", "intent": "smile"}
    below, here = (shift | {"effects": [{"kind": "shift_attitude", "npc": npc, "by": 1}]} for npc in ("gregor", "nell"))
    answers = iter([ruling(below), ruling(here)])
    table.adjudicator = lambda _: next(answers)
    turn = await table.say(game, "I smile, and wait, and hold out my hand for as long as it takes.")
    assert "Gregor is not here" in last(table.asked(Role.ADJUDICATOR)[-1])
    assert turn.outcome is not None and any(each.entity == "character:nell" for each in turn.outcome.changes)


@pytest.mark.parametrize(
    ("who", "text", "challenge"),
    [
        ("ilse", "I feel through the hay", "hay"),
        ("ilse", "I search the wheel", None),
        ("odo", "I search the wheel", "wheel"),
    ],
)
async def test_without_a_model_too(database: Database, who: str, text: str, challenge: str | None) -> None:
    table, game = await parted(database)
    table.adjudicator = lambda _: "I am no ruling"
    turn = await table.say(game, text, character=who)
    assert turn.ruling is not None and [each.challenge for each in turn.ruling.verdicts] == [challenge]


async def test_without_a_model_one_takes_talks_and_walks_where_one_is(database: Database) -> None:
    table, game = await parted(database)
    table.adjudicator = lambda _: "I am no ruling"
    await table.say(game, "I take the iron key")
    assert (await held(table, game, "character:ilse"), await held(table, game, "place:loft")) == (1, 0)
    turn = await table.say(game, "I ask Nell about the boy")
    assert turn.ruling is not None and all(each.possible for each in turn.ruling.verdicts), "she is there"
    turn = await table.say(game, "I take the iron key", character="odo")
    assert await held(table, game, "character:odo") == 0
    await table.say(game, "I climb down the ladder to the mill")
    world = (await table.engine.state(game)).world
    assert [world.text(f"character:{who}", "place") for who in ("ilse", "odo")] == ["mill", "mill"]


async def test_a_walk_of_one_alone_leads_nobody_else(database: Database) -> None:
    """ "The party" of whoever stands alone is they."""
    table, game = await parted(database)
    move = {"kind": "move", "character": "party", "place": "yard"}
    table.adjudicator = lambda _: ruling({"input": 1, "character": "ilse", "intent": "go", "effects": [move]})
    await table.say(game, "I climb down, and slip past them, and go out into the yard.")
    state = await table.engine.state(game)
    assert [state.world.text(f"character:{who}", "place") for who in ("ilse", "odo")] == ["yard", "mill"]
    assert state.place_id == "mill"


async def test_things_to_do_and_their_odds_are_those_of_where_one_stands(database: Database) -> None:
    table, game = await parted(database)
    state = await table.engine.state(game)
    async with database.read() as db:
        named = {who: {each.name: each for each in (await offered(db, state, who))[1]} for who in ("ilse", "odo")}
    assert {"Feel through the hay", "Nell"} <= named["ilse"].keys() and "Gregor" not in named["ilse"]
    assert named["odo"].keys() & {"Feel through the hay", "Nell", "Swing with Nell"} == set()
    assert "Search the wheel" in named["odo"] and "Search the wheel" not in named["ilse"]
    swing = next(
        each for each in suggestions(state, "a swing", 1, who="ilse", most=9) if each.name == "Swing with Nell"
    )
    assert swing.chance is not None
    await table.engine.close_session(game)
    tried = {
        each.title: {name for name, _ in each.odds} for each in (await table.engine.sittings.prepare(game)).attempts
    }
    assert tried == {"Feel through the hay": set(), "Swing with Nell": {"Ilse"}, "Search the wheel": {"Odo"}}


async def test_who_looks_and_is_briefed_alone_sees_where_they_are(database: Database) -> None:
    table, game = await parted(database)
    app: Any = SimpleNamespace(engine=table.engine, clock=table.clock)
    seen = {}
    for pc in tall().characters:
        out = io.StringIO()
        await look(Sitting(app, game, tall(), pc, TerminalFace(Screen(out, columns=200)), "terminal", str), "")
        seen[pc.id] = out.getvalue()
    assert seen["ilse"].startswith("The Loft · ") and "Here: Nell" in seen["ilse"] and "iron key" in seen["ilse"]
    assert seen["odo"].startswith("The Mill · ") and "Here: Gregor" in seen["odo"] and "Nell" not in seen["odo"]
    assert (await table.engine.sittings.brief(game, await table.engine.state(game), "ilse")).place == "The Loft"

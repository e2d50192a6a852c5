"""Words that the rules do not understand: read once by a model as choices from their lists, or answered with a
suggestion."""

import json

import pytest
from engine_table import EngineTable, mill
from hypothesis import given
from hypothesis import strategies as st

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import Role, Route
from gm.domain.campaign import Campaign, PlayerCharacter, Sheet
from gm.domain.choosing import ChoiceList, legal
from gm.domain.effects import Advance
from gm.domain.errors import ModelUnavailable
from gm.domain.own import CharacterPicks, Shape
from gm.domain.play import Game, Hand
from gm.models.routes import OFFLINE, RouteTable
from gm.models.scripted import Reply
from gm.play.scenes import Asked
from gm.rules.own import own_character
from gm.rules.shaping import lists_of, sheet_of_shape
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.own import record_character, record_guest
from gm.store.usage_days import usage_differs

PICKS = CharacterPicks(name="Mira Quill", concept="a ferrywoman", good_at=("stealth",))
MOVES = """
slug: t
title: T
tagline: x
ruleset: moves-2d6
characters: {a: {name: A, concept: c, sheet: {attributes: {bold: 1}}}}
places: {m: {name: M, description: d}}
opening: {place: m, text: x}
"""
ODD = "she hums to drowned bells and they hum back"


def answers(table: EngineTable, *replies: Reply) -> None:
    left = list(replies)
    table.adjudicator = lambda _: left.pop(0)


async def mira_at(table: EngineTable, campaign: Campaign | None = None) -> Game:
    game = await table.start(campaign=campaign)
    mira = own_character(campaign or mill(), PICKS, slug="own-77", owner="ada")
    now = table.clock.now()
    async with table.database.begin() as db:
        await record_character(db, slug=mira.id, owner="ada", ruleset="lantern-d20", picks=PICKS, now=now)
        await record_guest(db, game.id, mira, now)
        await db.commit()
    await table.engine.join(game, mira.id)
    return game


async def test_a_model_chooses_from_the_lists_once_and_is_metered(database: Database) -> None:
    table = EngineTable(database)
    answers(table, json.dumps({"skill": ["notice", "flying", "stealth"], "attribute": ["wits"], "max_hp": [99]}))
    game = await mira_at(table)
    asked = Asked("test", "s:1", "ada")
    found = await table.engine.shapes.propose(game, "own-77", ODD, asked=asked)
    assert found.read_by == "model" and not found.same
    campaign = (await table.engine.state(game)).campaign
    skills = {choice for each in lists_of(campaign) if each.key == "skill" for choice, _ in each.choices}
    assert set(found.shape.good_at) <= skills and found.shape.good_at[0] in ("notice", "stealth")
    assert found.shape.strong_in == ("wits",)
    made, usual = sheet_of_shape(campaign, found.shape), sheet_of_shape(campaign, Shape())
    assert made.max_hp == usual.max_hp, "numbers are the rules' own"
    (request,) = table.asked(Role.ADJUDICATOR)
    assert ODD in str(request.messages) and "Gregor" not in str(request.messages), "nothing of the story goes there"
    assert request.data_policy == "no_training"
    async with database.read() as db:
        (call,) = [each for each in await load_calls(db, game_id=game.id) if each.role == "adjudicator"]
        assert await usage_differs(db) == ()
    assert (call.category, call.status, call.player, call.turn_id) == ("adjudication", "ok", "ada", None)
    turn = await table.engine.shapes.take(game, "own-77", found.shape, asked, table.face)
    assert turn.kind == "gm" and (await table.engine.shapes.propose(game, "own-77", "", found.shape)).same


async def test_what_the_rules_understand_is_never_asked(database: Database) -> None:
    table = EngineTable(database)
    answers(table)
    game = await mira_at(table)
    found = await table.engine.shapes.propose(game, "own-77", "a quiet hunter", asked=Asked("test", "s:1", "ada"))
    assert found.read_by == "rules" and table.asked(Role.ADJUDICATOR) == []


@pytest.mark.parametrize(
    "reply",
    ["no json here", "{}", '{"skill": "notice"}', '{"skill": ["flying"]}', "[1]", ModelUnavailable("down")],
    ids=["words", "empty", "no list", "unknown", "array", "down"],
)
async def test_nonsense_changes_nothing_and_says_what_is_known(sqlite_database: Database, reply: Reply) -> None:
    table = EngineTable(sqlite_database)
    answers(table, *[reply] * 5)
    game = await mira_at(table)
    found = await table.engine.shapes.propose(game, "own-77", ODD, asked=Asked("test", "s:1", "ada"))
    assert found.read_by == "nobody" and found.same and found.known
    if isinstance(reply, str):
        assert len(table.asked(Role.ADJUDICATOR)) == 1, "asked once, whatever comes back"


async def test_without_a_model_nobody_is_asked(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    table.parts.door.routes = RouteTable({Role.ADJUDICATOR: Route(Role.ADJUDICATOR, (OFFLINE,))})
    game = await mira_at(table)
    found = await table.engine.shapes.propose(game, "own-77", ODD, asked=Asked("test", "s:1", "ada"))
    assert found.read_by == "nobody" and found.same
    async with sqlite_database.read() as db:
        assert await load_calls(db, game_id=game.id) == ()


async def test_a_level_read_by_a_model_waits_for_a_yes(database: Database) -> None:
    person = PlayerCharacter(id="ilse", name="Ilse", concept="c", sheet=Sheet(attributes={"bold": 1}))
    kits = resources.ruleset_sources()
    made = load_campaign({"campaign.yaml": MOVES.encode()}, rulesets=kits).model_copy(update={"characters": (person,)})
    table = EngineTable(database)
    answers(table, json.dumps({"better": ["keen", "keen", "warm", "hp"]}))
    game, asked = await table.start(campaign=made), Asked("test", "l:1", "ada")
    spending = await table.engine.shapes.spend(game, "ilse", ODD, asked)
    assert not spending.plan.take and table.asked(Role.ADJUDICATOR) == [], "nothing to spend, nobody to ask"
    await table.engine.adjust(game, Hand("test", "grow", "gm", (Advance(character="ilse", by=20),)), table.face)
    picks = (await table.engine.state(game)).world.number("character:ilse", "picks")
    spending = await table.engine.shapes.spend(game, "ilse", ODD, asked)
    assert spending.by_model and spending.plan.take == ("keen", "warm")[: max(1, picks)]
    assert (await table.engine.state(game)).world.number("character:ilse", "picks") == picks, "nothing was spent"
    plain = await table.engine.shapes.spend(game, "ilse", "bold", asked)
    assert plain.plan.take == ("bold",) and not plain.by_model and len(table.asked(Role.ADJUDICATOR)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "b", "c", "x", ""]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["one", "two", "z"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(answer=JSON, most=st.integers(0, 3))
def test_whatever_is_answered_it_is_legal(answer: object, most: int) -> None:
    lists = (ChoiceList("one", "One", (("a", "A"), ("b", "B")), most), ChoiceList("two", "Two", (("c", "C"),), 1))
    found = legal(lists, answer)
    for each in lists:
        taken = found.get(each.key, ())
        assert len(taken) <= each.most and len(set(taken)) == len(taken)
        assert set(taken) <= {choice for choice, _ in each.choices}
    assert set(found) <= {"one", "two"}

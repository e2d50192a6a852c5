"""What an author marks as decisive is ruled on and told by the model that the host has named for marks."""

from dataclasses import replace

import pytest
from engine_table import SCRIPTED, YAML, EngineTable, check, ruling
from fight_table import PARTY, FightTable, pit

from gm import resources
from gm.authoring import lint_campaign
from gm.authoring.load import load_campaign
from gm.domain.calls import Moment, Role
from gm.domain.campaign import Campaign
from gm.domain.play import Turn
from gm.models.escalate import Escalation
from gm.play.engine import TurnEngine
from gm.store.calls import load_calls
from gm.store.database import Database

BEST = replace(SCRIPTED, model="best", name="best", on_request=True)
FLOOR = """challenges:
  floor: {title: Take up the floor, keys: [floor], skill: search, difficulty: 12, stakes: Noise carries.,
          outcomes: {success: A board is loose., failure: Dust.}, decisive: true}
"""
CITED: dict[str, object] = {"character": "ilse", "intent": "take up the floor", "challenge": "floor"}
FOUND: dict[str, object] = {"character": "ilse", "text": "There.", "effects": [{"kind": "set_flag", "flag": "found"}]}
MARKED_ENDING = YAML.replace("text: They dig at first light.", "text: They dig at first light., decisive: true")
BOTH = (Role.ADJUDICATOR, Role.NARRATOR)


def campaign(text: str) -> Campaign:
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())


def with_best(table: EngineTable, when: tuple[Moment, ...]) -> None:
    door = table.parts.door
    door.routes = replace(door.routes, named=dict.fromkeys(BOTH, (BEST,)))
    chosen = dict.fromkeys(BOTH, Escalation("best", frozenset(when))) if when else {}
    table.engine = TurnEngine(replace(table.parts, escalations=chosen))


async def played(
    database: Database, text: str, verdict: dict[str, object], *, when: tuple[Moment, ...] = ("mark",)
) -> tuple[EngineTable, Turn, dict[str, str]]:
    """A turn at that campaign, and who ruled and told: role → model."""
    table = EngineTable(database)
    with_best(table, when)
    table.adjudicator = lambda _: ruling(verdict)
    game = await table.start(campaign=campaign(text))
    turn = await table.say(game, "I search the floor under the stones")
    async with database.read() as db:
        calls = await load_calls(db, turn_id=turn.id)
    return table, turn, {call.role: call.model for call in calls}


def escalated(table: EngineTable) -> list[tuple[str, str, str]]:
    events = table.parts.door.remedies.events.events  # type: ignore[attr-defined]
    return [(each.role, each.fault, each.to) for each in events if each.done == "escalated"]


async def test_a_marked_challenge_is_ruled_and_told_by_the_one_that_is_named(sqlite_database: Database) -> None:
    table, _, who = await played(sqlite_database, YAML + FLOOR, CITED)
    assert who == {"adjudicator": "best", "narrator": "best"}
    assert escalated(table) == [("adjudicator", "moment", "best"), ("narrator", "moment", "best")]


@pytest.mark.parametrize(
    ("text", "verdict", "when"),
    [
        (YAML + FLOOR, CITED, ()),
        (YAML + FLOOR, CITED, ("death", "schema")),
        (YAML + FLOOR.replace(", decisive: true", ""), CITED, ("mark",)),
        (YAML + FLOOR.replace("keys: [floor]", "keys: [roof]"), check(), ("mark",)),
    ],
    ids=["no escalate", "mark not named", "no mark", "something else attempted"],
)
async def test_else_nothing_changes(
    sqlite_database: Database, text: str, verdict: dict[str, object], when: tuple[Moment, ...]
) -> None:
    table, _, who = await played(sqlite_database, text, verdict, when=when)
    assert who == {"adjudicator": "scripted", "narrator": "scripted"} and escalated(table) == []


async def test_a_marked_ending_is_told_by_the_one_that_is_named(sqlite_database: Database) -> None:
    _, turn, who = await played(sqlite_database, MARKED_ENDING, FOUND)
    assert turn.outcome is not None and turn.outcome.ending == "told"
    assert who == {"adjudicator": "scripted", "narrator": "best"}  # nobody knows beforehand that it ends


async def test_a_marked_fight_is_so_from_its_first_blow_to_its_last(sqlite_database: Database) -> None:
    table = FightTable(sqlite_database)
    with_best(table, ("mark",))
    table.adjudicator = lambda _: ruling({"character": "ada", "intent": "shout", "text": "It echoes."})
    marked = tuple(each.model_copy(update={"decisive": True}) for each in pit().encounters)
    game = await table.start(party=PARTY, campaign=pit().model_copy(update={"encounters": marked}))
    before = await table.say(game, "I look around the pit", character="ada")
    first = await table.command(game, "attack goblin")
    await table.say(game, "I shout at the goblins until the wall shakes", character="ada")
    assert [each.candidate.model for each in table.asked(Role.ADJUDICATOR)][-1] == "best"
    await table.fight_on(game)
    told = [each.candidate.model for each in table.asked(Role.NARRATOR)]
    assert before.narration_source == "scripted" and first.narration_source == "best"
    assert set(told[1:]) == {"best"} and (await table.view(game)) is None
    after = await table.say(game, "I look around the pit", character="ada")
    assert after.narration_source == "scripted"


def test_a_mark_that_is_no_yes_or_no_is_an_error() -> None:
    wrong = (YAML + FLOOR).replace("decisive: true", "decisive: perhaps")
    problems = lint_campaign({"campaign.yaml": wrong.encode()}, rulesets=resources.ruleset_sources())
    assert [(each.path, each.severity) for each in problems if "decisive" in each.path] == [
        ("challenges.floor.decisive", "error")
    ]


HERE, THERE = "mill", "yard"
SCENE = """scenes:
  vigil: {title: The vigil, place: PLACE, stakes: Who sleeps., decisive: true, when: {not_flags: [found]}}
"""


def marked(*, places: tuple[str, ...] = (), scene: str = "") -> Campaign:
    """The table's campaign with these places marked, and a scene at another until something is found."""
    made = campaign(YAML + (SCENE.replace("PLACE", scene) if scene else ""))
    there = tuple(each.model_copy(update={"decisive": each.id in places}) for each in made.places)
    return made.model_copy(update={"places": there, "endings": ()})


async def models_of(
    database: Database, made: Campaign, verdict: dict[str, object], times: int = 1
) -> list[dict[str, str]]:
    """Who ruled and told, turn by turn: role → model."""
    table = EngineTable(database)
    with_best(table, ("mark",))
    table.adjudicator = lambda _: ruling(verdict)
    game = await table.start(campaign=made)
    found = []
    for _ in range(times):
        turn = await table.say(game, "I search the floor under the stones")
        async with database.read() as db:
            found.append({call.role: call.model for call in await load_calls(db, turn_id=turn.id)})
    return found


BEST_OF_BOTH, AS_EVER = {"adjudicator": "best", "narrator": "best"}, {"adjudicator": "scripted", "narrator": "scripted"}


async def test_in_a_marked_place_all_is_decisive(sqlite_database: Database) -> None:
    assert await models_of(sqlite_database, marked(places=(HERE,)), check()) == [BEST_OF_BOTH]


@pytest.mark.parametrize("elsewhere", [marked(places=(THERE,)), marked(scene=THERE)], ids=["place", "scene"])
async def test_elsewhere_nothing_is(sqlite_database: Database, elsewhere: Campaign) -> None:
    assert await models_of(sqlite_database, elsewhere, check()) == [AS_EVER]


async def test_a_turn_that_leads_into_a_marked_place_is_told_as_such(sqlite_database: Database) -> None:
    away = [{"kind": "move", "character": "party", "place": THERE}]
    gone: dict[str, object] = {"character": "ilse", "text": "They go out.", "effects": away}
    found = await models_of(sqlite_database, marked(places=(THERE,)), gone, times=2)
    assert found == [{"adjudicator": "scripted", "narrator": "best"}, BEST_OF_BOTH]


async def test_a_marked_scene_counts_up_to_the_turn_that_ends_it(sqlite_database: Database) -> None:
    found = await models_of(sqlite_database, marked(scene=HERE), FOUND, times=2)
    assert found == [BEST_OF_BOTH, AS_EVER]


@pytest.mark.parametrize("marks", [2, 3])
def test_where_everything_is_marked_lint_says_that_nothing_is(marks: int) -> None:
    scenes = "".join(
        f"  s{at}: {{title: S{at}, place: {HERE}, decisive: {str(at < marks).lower()}}}\n" for at in range(3)
    )
    files = {"campaign.yaml": f"{YAML}scenes:\n{scenes}".encode()}
    problems = lint_campaign(files, rulesets=resources.ruleset_sources())
    said = [each for each in problems if "decisive" in each.message]
    assert [each.severity for each in said] == (["warning"] if marks == 3 else [])

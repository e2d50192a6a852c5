"""A death and a decisive roll, played through the engine: who tells them, and who tells what only looks like one."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from engine_table import SCRIPTED, YAML, EngineTable, check, ruling
from fight_table import PARTY, FightTable, pit

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import Moment, Role
from gm.domain.campaign import Campaign
from gm.domain.errors import ModelUnavailable
from gm.domain.play import Game, Turn
from gm.models.escalate import Escalation
from gm.play.engine import TurnEngine
from gm.store.calls import load_calls
from gm.store.database import Database

BEST = replace(SCRIPTED, model="best", name="best", on_request=True)
OPEN = load_campaign(
    {"campaign.yaml": YAML.split("endings:")[0].encode()},
    rulesets=resources.ruleset_sources(),
)
FLOOR = """challenges:
  floor: {title: Take up the floor, keys: [floor], skill: search, difficulty: 12, stakes: Noise carries.,
          outcomes: {success: A board is loose., failure: Dust.}, once: false}
"""
SEARCH = "I search the floor under the stones"
EXTREMES = {"triumph", "disaster"}


def with_best(table: EngineTable, *when: Moment) -> None:
    door = table.parts.door
    door.routes = replace(door.routes, named={Role.NARRATOR: (BEST,)})
    chosen = {Role.NARRATOR: Escalation("best", frozenset(when))}
    table.engine = TurnEngine(replace(table.parts, escalations=chosen))


def deaths(turn: Turn) -> set[str]:
    changes = turn.outcome.changes if turn.outcome is not None else ()
    return {each.entity.removeprefix("character:") for each in changes if (each.path, each.after) == ("status", "dead")}


async def tellers(database: Database, turn: Turn) -> list[str]:
    async with database.read() as db:
        return [call.model for call in await load_calls(db, turn_id=turn.id) if call.role == Role.NARRATOR]


def escalated(table: EngineTable) -> int:
    events = table.parts.door.remedies.events.events  # type: ignore[attr-defined]
    return sum((each.fault, each.done, each.to) == ("moment", "escalated", "best") for each in events)


def deadly(campaign: Campaign) -> Campaign:
    """The pit, where whoever falls is dead."""
    dying = campaign.ruleset.dying.model_copy(update={"mode": "dead"})
    return campaign.model_copy(update={"ruleset": campaign.ruleset.model_copy(update={"dying": dying})})


def wearing() -> Campaign:
    """The pit, where whoever is worn out twice is dead: deaths outside of a fight come by such conditions."""
    rules = pit().ruleset
    worn = rules.conditions[0].model_copy(update={"id": "worn", "levels": 2, "worst": "dead"})
    rules = rules.model_copy(update={"conditions": (*rules.conditions, worn)})
    return pit().model_copy(update={"ruleset": rules})


@pytest.mark.parametrize(
    ("when", "teller"),
    [(("death",), "best"), (("finale", "decisive_roll", "mark"), "scripted")],
    ids=["death", "others"],
)
async def test_a_death_is_told_by_the_one_that_is_named(
    sqlite_database: Database, when: tuple[Moment, ...], teller: str
) -> None:
    table = FightTable(sqlite_database)
    with_best(table, *when)
    effects = [{"kind": "add_condition", "character": "ada", "condition": "worn"}]
    verdict = {"character": "ada", "intent": "dig", "text": "The sand slides back.", "effects": effects}
    table.adjudicator = lambda _: ruling(verdict)
    game = await table.start(party=PARTY, campaign=wearing())
    worn, gone = [await table.say(game, "I dig on without rest or water", character="ada") for _ in range(2)]
    assert (deaths(worn), deaths(gone)) == (set(), {"ada"})
    assert [await tellers(sqlite_database, turn) for turn in (worn, gone)] == [["scripted"], [teller]]
    assert gone.narration_source == teller and escalated(table) == (teller == "best")


async def test_who_only_falls_is_not_dead(sqlite_database: Database) -> None:
    table = FightTable(sqlite_database)
    with_best(table, "death")
    effects = [{"kind": "damage", "character": "ada", "amount": "20"}]
    table.adjudicator = lambda _: ruling({"character": "ada", "text": "The fall is deep.", "effects": effects})
    game = await table.start(campaign=pit(), party=PARTY)
    turn = await table.say(game, "I leap from the wall of the pit into the dark", character="ada")
    assert (await table.state(game)).world.text("character:ada", "status") == "down"
    assert await tellers(sqlite_database, turn) == ["scripted"] and escalated(table) == 0


async def test_if_the_one_that_is_named_is_down_a_death_is_told_all_the_same(sqlite_database: Database) -> None:
    table = FightTable(sqlite_database)
    with_best(table, "death")
    table.narrator = lambda r: ModelUnavailable("down") if r.candidate.model == "best" else "Silence over the sand."
    game = await table.start(party=PARTY, campaign=deadly(pit()))
    turns = [await table.command(game, "attack goblin"), *await table.fight_on(game)]
    died = [turn for turn in turns if deaths(turn) & set(PARTY)]
    assert died and {turn.narration_source for turn in turns} == {"scripted"} and escalated(table) == len(died)


async def test_in_a_fight_it_is_the_turn_in_which_somebody_of_name_dies(sqlite_database: Database) -> None:
    """Goblins without a name fall by the dozen: that is a fight as others, and no rare moment."""
    table = FightTable(sqlite_database)
    with_best(table, "death")
    game = await table.start(party=PARTY, campaign=deadly(pit()))
    turns = [await table.command(game, "attack goblin"), *await table.fight_on(game)]
    told = {turn.number: await tellers(sqlite_database, turn) for turn in turns}
    died = {turn.number: deaths(turn) for turn in turns}
    heroes, goblins = (
        {number for number, who in died.items() if bool(who & set(PARTY)) is of_party and who}
        for of_party in (True, False)
    )
    assert heroes and goblins, "the dice gave both"
    assert {number for number, models in told.items() if models == ["best"]} == heroes
    assert all(set(models) <= {"scripted"} for number, models in told.items() if number not in heroes)
    assert escalated(table) == len(heroes)


async def until_seen(
    table: EngineTable, game: Game, wanted: Sequence[str], *, most: int = 60
) -> list[tuple[list[str], str]]:
    """(degrees, who told it) of each turn, until all of these degrees have come up."""
    found: list[tuple[list[str], str]] = []
    while len(found) < most and not set(wanted) <= {each for degrees, _ in found for each in degrees}:
        turn = await table.say(game, SEARCH)
        assert turn.outcome is not None
        (teller,) = await tellers(table.database, turn)
        found.append(([each.degree for each in turn.outcome.checks], teller))
    assert set(wanted) <= {each for degrees, _ in found for each in degrees}, "the dice gave all of them"
    return found


async def test_a_roll_at_its_best_or_worst_with_something_at_stake_is_decisive(sqlite_database: Database) -> None:
    table = EngineTable(sqlite_database)
    with_best(table, "decisive_roll")
    game = await table.start(campaign=OPEN)
    found = await until_seen(table, game, ("triumph", "disaster", "success", "failure"))
    assert [teller for _, teller in found] == ["best" if set(each) & EXTREMES else "scripted" for each, _ in found]
    assert escalated(table) == sum(teller == "best" for _, teller in found)


@pytest.mark.parametrize("when", [("decisive_roll",), ("finale", "death", "mark")], ids=["no stakes", "not named"])
async def test_without_stakes_or_where_it_is_not_named_it_is_a_roll_as_others(
    sqlite_database: Database, when: tuple[Moment, ...]
) -> None:
    table = EngineTable(sqlite_database)
    with_best(table, *when)
    stakes = "" if when == ("decisive_roll",) else "Noise carries."
    table.adjudicator = lambda _: ruling(check(stakes=stakes))
    game = await table.start(campaign=OPEN)
    found = await until_seen(table, game, ("triumph", "disaster"))
    assert {teller for _, teller in found} == {"scripted"} and escalated(table) == 0


async def test_what_the_author_says_is_at_stake_counts_where_the_ruling_only_cites_it(
    sqlite_database: Database,
) -> None:
    table = EngineTable(sqlite_database)
    with_best(table, "decisive_roll")
    table.adjudicator = lambda _: ruling({"character": "ilse", "intent": "take up the floor", "challenge": "floor"})
    sources = {"campaign.yaml": (YAML.split("endings:")[0] + FLOOR).encode()}
    game = await table.start(campaign=load_campaign(sources, rulesets=resources.ruleset_sources()))
    found = await until_seen(table, game, ("triumph", "disaster", "success"))
    assert [teller for _, teller in found] == ["best" if set(each) & EXTREMES else "scripted" for each, _ in found]


async def test_it_is_the_roll_that_has_something_at_stake_not_another_of_the_turn(sqlite_database: Database) -> None:
    """Two people act: one risks something, the other nothing."""
    table = EngineTable(sqlite_database)
    with_best(table, "decisive_roll")
    table.adjudicator = lambda _: ruling(check("ilse", input=1), check("odo", input=2, stakes=""))
    game = await table.start(party=("ilse", "odo"), campaign=OPEN)
    idle = risky = 0
    for _ in range(40):
        lines = [table.line(SEARCH), table.line("I search the cart in the corner", character="odo")]
        turn = await table.engine.take_turn(game, lines, table.face)
        assert turn.outcome is not None
        ilse, odo = (each.degree in EXTREMES for each in turn.outcome.checks)
        assert await tellers(sqlite_database, turn) == ["best" if ilse else "scripted"]
        risky, idle = risky + ilse, idle + (odo and not ilse)
    assert risky and idle, "the dice gave both"

"""What code draws on the road is known to the next ruling, and a clock that is seen is known by what it means."""

import json

from engine_table import EngineTable, ruling
from living_stage import YAML

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import BackendRequest, Role
from gm.domain.campaign import Campaign
from gm.store.database import Database
from gm.store.turns import load_beats

SHEEP = "A lost sheep stands in the ford and will not be told."
COUNTS = "The river rises by the hour; over the sill, it is in the inn."


def road() -> Campaign:
    """The fen, where the same is met on each journey, and whose water everybody sees."""
    met = f'road: {{entries: ["{SHEEP}"]}}'
    text = YAML.replace(YAML[YAML.index("road: {dice") : YAML.index("climates:")], met + "\n")
    text = text.replace("chance: 50, every: 2", "chance: 100, every: 10")
    text = text.replace("segments: 3,", f'segments: 3, audience: party, about: "{COUNTS}",')
    return load_campaign({"campaign.yaml": text.encode()}, rulesets=resources.ruleset_sources())


def words(request: BackendRequest) -> str:
    return "\n".join(message.content for message in request.messages)


async def test_the_next_ruling_knows_what_was_met_on_the_road(database: Database) -> None:
    table = EngineTable(database)
    away = {"input": 1, "character": "ada", "intent": "go", "effects": [{"kind": "move", "character": "party",
                                                                        "place": "ford"}]}  # fmt: skip
    table.adjudicator = lambda _: ruling(away)
    table.narrator = lambda _: "The road is long, and something is in the way of it."
    game = await table.start(party=("ada", "bo"), campaign=road())
    turn = await table.say(game, "I take the road to the ford.", character="ada")
    assert turn.outcome is not None and SHEEP in turn.outcome.notes
    assert SHEEP in words(table.asked(Role.NARRATOR)[-1])
    table.adjudicator = lambda _: json.dumps({"verdicts": [], "minutes": 1})
    await table.say(game, "I wade out and turn it around by the wool.", character="ada")
    last = words(table.asked(Role.ADJUDICATOR)[-1])
    assert last.count(SHEEP) == 1 and f"[Also: {SHEEP}]" in last
    assert SHEEP not in words(table.asked(Role.NARRATOR)[-1]), "the narrator has told it in words of its own"


async def test_a_cut_spares_the_way_but_not_what_was_met_on_it(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ada", "bo"), campaign=road())
    turn = await table.say(game, "cut to the ford", character="ada")
    assert turn.outcome is not None and SHEEP in turn.outcome.notes
    told = words(table.asked(Role.NARRATOR)[-1])
    assert SHEEP in told and "Of the way tell only what stands below" in told and "without the way" not in told
    await table.engine.undo(game)
    await table.say(game, "cut to the yard", character="ada")
    assert "Begin there, without the way." in words(table.asked(Role.NARRATOR)[-1]), "nothing is met behind a door"


async def test_what_was_told_word_for_word_is_not_said_twice(database: Database) -> None:
    table = EngineTable(database)
    away = {"input": 1, "character": "ada", "intent": "go", "effects": [{"kind": "move", "character": "party",
                                                                        "place": "ford"}]}  # fmt: skip
    table.adjudicator = lambda _: ruling(away)
    table.narrator = lambda _: f"The road is long. {SHEEP}"
    game = await table.start(party=("ada", "bo"), campaign=road())
    await table.say(game, "I take the road to the ford.", character="ada")
    table.adjudicator = lambda _: json.dumps({"verdicts": [], "minutes": 1})
    await table.say(game, "I wade out and turn it around by the wool.", character="ada")
    assert words(table.asked(Role.ADJUDICATOR)[-1]).count(SHEEP) == 1


async def test_the_narrator_is_told_what_a_clock_that_is_seen_is_about(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ada", "bo"), campaign=road())
    table.adjudicator = lambda _: json.dumps({"verdicts": [], "minutes": 1})
    await table.say(game, "I cut a notch into the sill.", character="ada")
    assert COUNTS not in words(table.asked(Role.NARRATOR)[-1]), "it stands still, and nobody speaks of it"
    await table.say(game, "I cut a notch where the water stands.", character="ada")
    told = words(table.asked(Role.NARRATOR)[-1])
    assert COUNTS in told and "The water stands at the sill." not in told, (
        "what its filling brings is told when it fills"
    )
    assert "Market days" not in told and "Bad luck" not in told, "the game master's clocks are the game master's"
    assert COUNTS in words(table.asked(Role.ADJUDICATOR)[-1])


async def test_what_was_met_stands_in_the_beats_one_line(database: Database) -> None:
    table = EngineTable(database)
    away = {"input": 1, "character": "ada", "intent": "go", "effects": [{"kind": "move", "character": "party",
                                                                        "place": "ford"}]}  # fmt: skip
    table.adjudicator = lambda _: ruling(away)
    table.narrator = lambda _: "The road is long, and something is in the way of it."
    game = await table.start(party=("ada", "bo"), campaign=road())
    turn = await table.say(game, "I take the road to the ford.", character="ada")
    async with database.read() as db:
        (beat,) = [each for each in await load_beats(db, game.branch_id) if each.turn_id == turn.id]
    assert SHEEP in beat.gist and beat.gist.startswith("Ada: I take the road") and len(beat.gist) <= 300

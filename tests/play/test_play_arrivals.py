"""Whoever tells an arrival has the place before them in that very beat: what it is, its ways, who is there; and nothing
that is hidden of it. Also of somebody who walks on alone, with what they do there afterwards."""

import pytest
from engine_table import YAML, EngineTable, check, ruling
from npc_table import NpcTable, sent

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.brief import NarrationBrief
from gm.domain.calls import BackendRequest, Role
from gm.domain.campaign import Campaign
from gm.domain.effects import Move
from gm.domain.play import Game, Hand
from gm.models.offline.narrator import narrate
from gm.store.database import Database
from gm.store.witnesses import load_witnesses_of

LOFT = """
  loft:
    {name: The Loft, description: "Hay to the rafters, and a swing.", details: [A swallow nests on the beam.],
     gm_notes: The boy's coat lies below the hay., items: {key: 1},
     exits: {mill: the ladder, crypt: {label: a plank that gives, hidden: true}}}
  crypt: {name: The Crypt, description: Bones in rows., exits: {loft: the plank}}
"""
NELL = """
  nell:
    {name: Nell, place: loft, appearance: A girl in a red shawl., persona: quick, wants: to be left alone,
     secrets: {oath: Nell swore to the miller that she would never speak of the boy.}}
"""
SEEN = ("Hay to the rafters, and a swing.", "A swallow nests on the beam.", "the ladder", "iron key", "Nell")
HIDDEN = ("coat lies below", "a plank that gives", "Crypt", "Bones in rows", "swore to the miller")


YAML_TALL = (
    YAML.replace("exits: {yard: the door to the yard}", "exits: {yard: the door to the yard, loft: the hatch above}")
    .replace("places:\n", f"places:{LOFT.rstrip()}\n")
    .replace("npcs:\n", f"npcs:{NELL.rstrip()}\n")
)
"""The mill, with a loft in which somebody sits and something is hidden."""


def tall_mill() -> Campaign:
    return load_campaign({"campaign.yaml": YAML_TALL.encode()}, rulesets=resources.ruleset_sources())


def go(who: str, place: str, *, number: int = 1, character: str = "ilse") -> dict[str, object]:
    effects = [{"kind": "move", "character": who, "place": place}]
    return {"input": number, "character": character, "intent": "go up", "effects": effects}


def last(request: BackendRequest) -> str:
    return request.messages[-1].content


async def started(
    database: Database, *verdicts: dict[str, object], party: tuple[str, ...] = ("ilse", "odo")
) -> tuple[EngineTable, Game]:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling(*verdicts)
    return table, await table.start(party=party, campaign=tall_mill())


ALL = "We all climb up there together, and we look around, slowly."
ALONE = "I leave Odo to it, and I climb up there myself, and look around."


@pytest.mark.parametrize("party", [("ilse", "odo"), ("ilse",)])
async def test_a_place_that_the_model_brings_the_party_to_stands_in_the_same_beat(
    database: Database, party: tuple[str, ...]
) -> None:
    table, game = await started(database, go("party", "loft"), party=party)
    if len(party) == 1:
        await table.engine.set_table(game, mode="solo")
    await table.say(game, ALL)
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOW: The Loft (the party sees it for the first time)" in told
    assert all(each in told for each in SEEN), "description, a detail, the ways, what lies there, who is there"
    assert not [each for each in HIDDEN if each in told]
    assert "NOT HERE BUT AT" not in told and "A room of stones" not in told


async def test_whoever_walks_on_alone_is_told_where_they_come_to(database: Database) -> None:
    table, game = await started(database, go("ilse", "loft"))
    await table.say(game, ALONE)
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOW: The Loft (the party sees it for the first time)" in told
    assert all(each in told for each in SEEN)
    assert not [each for each in HIDDEN if each in told]
    assert "A room of stones" not in told and "Gregor" not in told, "nothing of where she was stands under NOW"
    assert "NOT HERE BUT AT The Mill: Odo." in told
    before = table.asked(Role.NARRATOR)[-1].messages[0].content

    table.adjudicator = lambda _: ruling({"input": 1, "character": "ilse", "intent": "look under the hay"})
    await table.say(game, "I sit down with the girl, and after a while I look under the hay.")
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOW: The Loft, " in told and all(each in told for each in SEEN[:4]), "what she does there is told there"
    assert table.asked(Role.NARRATOR)[-1].messages[0].content == before, "the beginning of the prompt stays"

    table.adjudicator = lambda _: ruling({"input": 1, "character": "odo", "intent": "oil the axle"})
    await table.say(game, "I oil the axle, as Gregor asked me, and listen.", character="odo")
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOW: The Mill, " in told and "NOT HERE BUT AT The Loft: Ilse." in told
    assert "Hay to the rafters" not in told, "where nobody acts is not paid for"


async def test_who_stays_and_who_goes_in_one_beat_are_told_up_to_the_door(database: Database) -> None:
    """Both read that beat: what is behind the door is told in the next one of whoever went."""
    stays = {"input": 2, "character": "odo", "intent": "oil the axle"}
    table, game = await started(database, go("ilse", "loft"), stays)
    lines = [table.line(ALONE), table.line("I oil the axle.", character="odo")]
    await table.engine.take_turn(game, lines, table.face)
    told = last(table.asked(Role.NARRATOR)[-1])
    here, _, there = told.partition("NOT HERE BUT AT")
    assert "NOW: The Mill, " in here and "A room of stones and dust." in here and "Gregor" in here
    assert there.startswith(" The Loft: Ilse. They are told of on their way and up to its door, not a step further")
    assert not [each for each in (*SEEN, *HIDDEN) if each in told]
    table.adjudicator = lambda _: ruling({"input": 1, "character": "ilse", "intent": "look around"})
    await table.say(game, "I look around up here, slowly, and say nothing.")
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOW: The Loft, " in told and all(each in told for each in SEEN)


async def test_what_was_ruled_behind_the_door_is_not_told_before_it(database: Database) -> None:
    goes = go("ilse", "loft") | {"text": "She finds a girl in a red shawl."}
    table, game = await started(database, goes, {"input": 2, "character": "odo", "intent": "oil the axle"})
    lines = [table.line(ALONE), table.line("I oil the axle.", character="odo")]
    turn = await table.engine.take_turn(game, lines, table.face)
    assert turn.outcome is not None and "She finds a girl in a red shawl." in turn.outcome.texts
    assert "red shawl" not in last(table.asked(Role.NARRATOR)[-1])


async def test_two_who_go_two_ways_are_told_where_they_part(database: Database) -> None:
    table, game = await started(database, go("ilse", "loft"), go("odo", "yard", number=2, character="odo"))
    lines = [table.line(ALONE), table.line("I go out to the cart, alone, and look at its axle.", character="odo")]
    await table.engine.take_turn(game, lines, table.face)
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOT HERE BUT AT The Loft: Ilse. They are told of on their way" in told and SEEN[0] not in told
    assert "NOT HERE BUT AT The Yard: Odo. They are told of on their way" in told and "Mud and a cart." not in told
    assert "NOW: The Mill, " in told and "A room of stones" in told, "there both of them have been"


async def test_who_parts_in_a_beat_is_told_with_the_place_that_they_part_to(database: Database) -> None:
    table, game = await started(database, go("party", "loft"))
    await table.engine.set_table(game, together="ask")
    parked = await table.say(game, ALONE)
    assert parked.parked is not None and parked.parked.reason == "together" and not table.asked(Role.NARRATOR)
    await table.engine.answer(game, parked.id, "alone", table.face)
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOW: The Loft (the party sees it for the first time)" in told and all(each in told for each in SEEN)
    assert "NOT HERE BUT AT The Mill: Odo." in told


async def test_a_draft_for_a_game_master_is_written_with_it(database: Database) -> None:
    table, game = await started(database, go("ilse", "loft"))
    await table.engine.set_table(game, mode="copilot", approve="drafts")
    parked = await table.say(game, ALONE)
    assert parked.status == "parked"
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "NOW: The Loft (the party sees it for the first time)" in told and all(each in told for each in SEEN)
    assert (await table.engine.state(game)).world.text("character:ilse", "place") == "mill", "nothing has happened yet"


async def test_a_hidden_way_is_told_only_where_all_who_read_it_know_of_it(database: Database) -> None:
    """One of them knows the plank in the loft: the beat is read by both."""
    table, game = await started(database, go("ilse", "loft"))
    reveal = {"kind": "reveal", "fact": "exit:loft:crypt", "to": ["ilse"]}
    table.adjudicator = lambda _: ruling({"input": 1, "character": "ilse", "intent": "ask", "effects": [reveal]})
    await table.say(game, "I ask Gregor what he knows of the loft, and he tells me alone.")
    state = await table.engine.state(game)
    assert state.world.is_set("character:ilse", "knows/exit:loft:crypt")
    table.adjudicator = lambda _: ruling(go("ilse", "loft"))
    await table.say(game, ALONE)
    told = last(table.asked(Role.NARRATOR)[-1])
    assert SEEN[0] in told and "a plank that gives" not in told


async def test_a_ruling_has_where_the_words_lead_and_who_is_there_already(database: Database) -> None:
    table, game = await started(database, go("ilse", "loft"))
    await table.say(game, ALONE)
    asked = last(table.asked(Role.ADJUDICATOR)[-1])
    assert "Where their words lead" not in asked, "no way is named"
    table.adjudicator = lambda _: ruling(check())
    await table.say(game, "I climb down the ladder, go on into the yard and search the cart.")
    asked = last(table.asked(Role.ADJUDICATOR)[-1])
    assert "ilse is not here but at loft (The Loft), and what they attempt is attempted there: Hay to the" in asked
    assert asked.count("- ilse: hp 8/8") == 1 and "ilse at loft" not in asked
    assert "Where their words lead, yard (The Yard), is this, if they come there: Mud and a cart." in asked
    before = table.asked(Role.ADJUDICATOR)[0].messages[0].content
    assert table.asked(Role.ADJUDICATOR)[-1].messages[0].content == before, "her sheet stays in the beginning"


async def test_what_somebody_does_alone_is_witnessed_by_who_is_where_they_are(database: Database) -> None:
    table, game = await started(database, go("ilse", "loft"))
    leaves = await table.say(game, ALONE)
    table.adjudicator = lambda _: ruling({"input": 1, "character": "ilse", "intent": "sit down"})
    sits = await table.say(game, "I sit down with the girl, and we say nothing for a while.")
    async with database.read() as db:
        there = await load_witnesses_of(db, game.id, leaves.id, sits.id)
    assert there[leaves.id] == {"ilse", "nell"}, "it is told up there"
    assert there[sits.id] == {"ilse", "nell"}


async def test_among_characters_alone_whoever_is_where_one_stands_answers(database: Database) -> None:
    table = NpcTable(database)
    game = await table.open()
    await table.engine.adjust(game, Hand("test", "go", "gm", (Move(character="ada", place="shed"),)), table.face)
    turn = await table.say(game, "Mara, what are you mending?", character="ada")
    assert turn.narration is not None and turn.narration.startswith("Mara:")
    asked = sent(table.asked(Role.NPC)[-1])
    assert "NOW: The Shed. Nets." in asked and "a hole" not in asked and "Low beams" not in asked
    assert "With you: Ada" in asked and "With you: Bo" not in asked
    turn = await table.say(game, "Hanne, where did Ada go?", character="bo")
    assert turn.narration is not None and turn.narration.startswith("Hanne Voss:")
    assert "NOW: The Heron." in sent(table.asked(Role.NPC)[-1])


async def test_who_writes_along_knows_where_the_story_can_go(database: Database) -> None:
    """Their own next passage may name a place that nobody has named yet; a hidden one they are not given."""
    table = EngineTable(database)
    game = await table.start(campaign=tall_mill())
    await table.engine.set_table(game, mode="coauthor")
    await table.say(game, "Ilse put the lamp down and listened.")
    first, told = table.asked(Role.NARRATOR)[-1].messages[0].content, last(table.asked(Role.NARRATOR)[-1])
    assert "- The Loft: Hay to the rafters, and a swing." in first and "- The Yard: Mud and a cart." in first
    assert "Crypt" not in first and "coat lies below" not in first and "PLACES NAMED" not in told
    await table.say(game, "Then she took the ladder into The Loft.")
    told = last(table.asked(Role.NARRATOR)[-1])
    assert "The Loft: A swallow nests on the beam." in told and "Hay to the rafters" not in told, "once is enough"


async def test_the_offline_narrator_tells_who_walks_on_where_they_are(database: Database) -> None:
    table, game = await started(database, go("ilse", "loft"))
    await table.say(game, ALONE)
    brief = table.asked(Role.NARRATOR)[-1].brief
    assert isinstance(brief, NarrationBrief)
    told = narrate(brief)
    assert "Nell" in told or SEEN[0] in told or SEEN[1] in told
    assert "Gregor" not in told and "stones and dust" not in told

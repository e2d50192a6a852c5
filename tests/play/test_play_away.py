"""Somebody walks away from the others in an ordinary turn, and it is told where they come to: nobody who stayed knows
anything of that but that they went, on any surface and in any prompt; whoever went has all of it."""

import pytest
from engine_table import EngineTable, ruling
from test_play_arrivals import ALONE, YAML_TALL, go, tall_mill

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import Role
from gm.domain.memory import RecallQuery
from gm.domain.play import Game, Turn
from gm.play import witnessing
from gm.store.database import Database
from gm.store.summaries import load_standing, load_summaries
from gm.store.turns import load_turn
from gm.store.witnesses import load_witnesses

INSIDE = "On the beam a blindfolded heron is carved, and the girl whispers of saltpetre."
PLANTED = ("blindfolded heron", "saltpetre")
WENT = "Ilse sets off for The Loft; the others stay."


async def parted(database: Database) -> tuple[EngineTable, Game, Turn]:
    """Ilse has climbed up alone, and what was told is inside; Odo is with Gregor."""
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling(go("ilse", "loft"))
    game = await table.start(party=("ilse", "odo"), campaign=tall_mill())
    table.narrator = lambda _: INSIDE
    left = await table.say(game, ALONE)
    assert left.narration == INSIDE
    table.narrator = lambda _: "The stones turn, and the dust settles on the sill."
    return table, game, left


async def quietly(table: EngineTable, game: Game, character: str, *, text: str = "") -> None:
    table.adjudicator = lambda _: ruling({"input": 1, "character": character, "intent": "listen"})
    await table.say(game, text or "I sit down and listen for a while, and then I stretch my legs.", character=character)


def prompts(table: EngineTable, role: Role) -> str:
    return "\n".join(message.content for message in table.asked(role)[-1].messages)


def holds(text: str) -> list[str]:
    return [each for each in PLANTED if each in text]


@pytest.mark.parametrize("role", [Role.NARRATOR, Role.ADJUDICATOR])
async def test_prompts_of_those_who_stay_have_that_somebody_went(database: Database, role: Role) -> None:
    table, game, _ = await parted(database)
    await quietly(table, game, "odo")
    read = prompts(table, role)
    assert not holds(read) and WENT in read
    assert ALONE not in read and "Gregor" in read
    await quietly(table, game, "ilse")
    assert len(holds(prompts(table, role))) == 2, "she was there"
    assert ALONE in prompts(table, role)


async def test_together_again_the_prompt_says_who_has_not_seen_it(database: Database) -> None:
    table, game, _ = await parted(database)
    table.adjudicator = lambda _: ruling(go("ilse", "mill"))
    await table.say(game, "I climb down again, to the others, and sit.")
    await quietly(table, game, "odo")
    read = prompts(table, Role.NARRATOR)
    assert len(holds(read)) == 2 and "Odo did not see this]" in read


async def test_the_chronicle_of_those_who_stay_has_it_in_the_same_words(database: Database) -> None:
    """Many beats later, when the transcript has been folded."""
    table, game, _ = await parted(database)
    table.narrator = lambda _: "The stones turn, and the dust settles on the sill. " * 40
    for _ in range(14):
        await quietly(table, game, "odo")
        assert not holds(prompts(table, Role.NARRATOR)) and not holds(prompts(table, Role.ADJUDICATOR))
    read = prompts(table, Role.NARRATOR)
    assert ALONE not in read and read.count("dust settles on the sill") < 14 * 40, "it was folded"
    asks = "I ask myself what the heron on the beam was, and what she whispered of saltpetre."
    await quietly(table, game, "odo", text=asks)
    assert "blindfolded" not in prompts(table, Role.NARRATOR)
    await quietly(table, game, "ilse", text=asks)
    assert "blindfolded" in prompts(table, Role.NARRATOR), "she remembers"


async def test_who_stays_is_told_nothing_of_it_by_any_command(database: Database) -> None:
    table, game, left = await parted(database)
    await quietly(table, game, "odo")
    engine, state = table.engine, await table.engine.state(game)

    async def asked(who: str, question: str) -> str:
        answer = await engine.back.ask(game, state, who, question)
        return " ".join((*answer.known, *(each.text for each in answer.passages)))

    assert len(holds(await asked("ilse", "What about the heron and saltpetre?"))) == 2
    assert not holds(await asked("odo", "What about the heron and saltpetre?"))
    assert "Hay to the rafters" in await asked("ilse", "The Loft?")
    assert "Hay to the rafters" not in await asked("odo", "The Loft?"), "he has not been there"
    assert "red shawl" in await asked("ilse", "Nell?") and "red shawl" not in await asked("odo", "Nell?")

    met = {who: {each.name for each in await engine.voices.relations(game, state, who)} for who in ("ilse", "odo")}
    assert met == {"ilse": {"Gregor", "Nell"}, "odo": {"Gregor"}}

    for who, knows in (("ilse", True), ("odo", False)):
        told = " ".join(row.text for row in (await engine.back.catch_up(game, state, "somebody", who)).rows)
        assert bool(holds(told)) is knows and (WENT in told) is not knows
        query = RecallQuery("the blindfolded heron and saltpetre", knowers=frozenset({who}), now=state.minutes)
        found = (await table.parts.recall.search(game, game.branch_id, query)).memories
        assert bool([each for each in found if holds(each.text)]) is knows
        assert all(each.known_by == ("ilse",) for each in found if holds(each.text))
    recap = " ".join(row.text for row in (await engine.back.previously(game, state)).rows)
    assert not holds(recap) and WENT in recap
    assert not holds(" ".join(row.text for row in (await engine.back.previously(game)).rows))
    async with database.read() as db:
        assert await load_witnesses(db, left.id) == ("ilse", "nell")


async def test_a_summary_that_both_read_has_only_that_somebody_went(database: Database) -> None:
    table, game, _ = await parted(database)
    for _ in range(3):
        await quietly(table, game, "odo")
    await table.engine.close_session(game)
    await table.engine.settling.drain()
    async with database.read() as db:
        standing = await load_standing(db, game.branch_id)
        texts = [each.text for each in await load_summaries(db, [each.id for each in standing])]
    assert texts and not holds(" ".join(texts))


async def test_where_all_of_them_go_everybody_is_a_witness(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"), campaign=tall_mill())
    table.adjudicator = lambda _: ruling(go("party", "loft"))
    turn = await table.say(game, "We all climb up there together, and we look around, slowly.")
    async with database.read() as db:
        assert await load_witnesses(db, turn.id) == ("gregor", "ilse", "nell", "odo")


async def test_the_same_looks_find_it_where_everybody_counts_as_a_witness(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: as it was before, whoever stayed had all of it."""
    monkeypatch.setattr(witnessing, "_staying", lambda *_: ())
    table, game, _ = await parted(database)
    await quietly(table, game, "odo")
    assert len(holds(prompts(table, Role.NARRATOR))) == len(holds(prompts(table, Role.ADJUDICATOR))) == 2
    engine, state = table.engine, await table.engine.state(game)
    answer = await engine.back.ask(game, state, "odo", "What about the heron and saltpetre?")
    assert holds(" ".join(each.text for each in answer.passages))
    assert holds(" ".join(row.text for row in (await engine.back.catch_up(game, state, "somebody", "odo")).rows))
    assert holds(" ".join(row.text for row in (await engine.back.previously(game, state)).rows))


async def test_what_is_sent_together_from_two_places_is_two_beats(database: Database) -> None:
    """Each is told where it is done, before who is there, and answered once, in order."""
    table, game, _ = await parted(database)
    up = "A swallow sits by the blindfolded heron, and the chest below it holds a keg of saltpetre."
    table.adjudicator = lambda request: ruling(
        {"input": 1, "character": "odo" if "Odo (odo)" in request.messages[-1].content else "ilse", "intent": "listen"}
    )
    table.narrator = lambda request: up if "NOW: The Loft" in request.messages[-1].content else "Gregor hums."
    lines = [
        table.line("I sit down by the window and watch the swallow."),
        table.line("I oil the axle, slowly.", character="odo"),
        table.line("I hold my breath, too."),
    ]
    last = await table.engine.take_turn(game, lines, table.face)
    async with database.read() as db:
        upstairs, below = await load_turn(db, last.id - 1), await load_turn(db, last.id)
        assert await load_witnesses(db, upstairs.id) == ("ilse", "nell")
        assert await load_witnesses(db, below.id) == ("gregor", "odo")
    said = [[entry.input.text for entry in turn.inputs] for turn in (upstairs, below)]
    assert said == [[lines[0].text, lines[2].text], [lines[1].text]]
    assert upstairs.narration == up and below.narration == "Gregor hums."
    assert not holds(prompts(table, Role.NARRATOR)) and "swallow" not in prompts(table, Role.NARRATOR)
    assert [turn.status for turn in (upstairs, below)] == ["done", "done"]


async def test_within_the_window_who_is_elsewhere_begins_a_beat_of_their_own(database: Database) -> None:
    table, game, _ = await parted(database)
    control = table.engine.control
    control.window = 60
    first = (await control.hear(game, [table.line("I listen at the hatch.")], gather=True))[0]
    other = (await control.hear(game, [table.line("I oil it.", character="odo")], gather=True))[0]
    beside = (await control.hear(game, [table.line("I wipe it.", character="odo")], gather=True))[0]
    assert not other.joined and other.turn.id != first.turn.id
    assert beside.joined and beside.turn.id == other.turn.id


async def test_whom_the_scene_leaves_behind_has_seen_nothing(database: Database) -> None:
    """Two go up; then the third goes out, and the scene with them: neither knows what the others came to."""
    third = "  bo: {name: Bo, concept: a smith, sheet: {max_hp: 8}}\nnpcs:\n"
    campaign = load_campaign(
        {"campaign.yaml": YAML_TALL.replace("npcs:\n", third, 1).encode()}, rulesets=resources.ruleset_sources()
    )
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo", "bo"), campaign=campaign)
    table.adjudicator = lambda _: ruling(go("ilse", "loft"), go("odo", "loft", number=2, character="odo"))
    table.narrator = lambda _: INSIDE
    lines = [table.line(ALONE), table.line("I climb up behind her, and leave Bo to it.", character="odo")]
    turn = await table.engine.take_turn(game, lines, table.face)
    async with database.read() as db:
        assert await load_witnesses(db, turn.id) == ("ilse", "nell", "odo")
    table.narrator = lambda _: "The stones turn."
    await quietly(table, game, "bo")
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        read = prompts(table, role)
        assert not holds(read) and "Ilse and Odo set off for The Loft; the others stay." in read
    await quietly(table, game, "odo")
    assert len(holds(prompts(table, Role.NARRATOR))) == 2
    table.adjudicator = lambda _: ruling(go("bo", "yard", character="bo"))
    table.narrator = lambda _: "Under the cart lies a drowned man's boot."
    out = await table.say(game, "I leave the mill to the mice, and look under the cart.", character="bo")
    assert (await table.engine.state(game)).place_id == "yard", "the scene has followed"
    async with database.read() as db:
        assert await load_witnesses(db, out.id) == ("bo",)
    await quietly(table, game, "odo")
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        read = prompts(table, role)
        assert "drowned man" not in read and "Bo sets off" not in read and len(holds(read)) == 2
    await quietly(table, game, "bo")
    assert "drowned man" in prompts(table, Role.NARRATOR) and not holds(prompts(table, Role.NARRATOR))

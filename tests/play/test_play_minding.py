"""What of the facts stands in prompts: pinned ones in a ledger that stands still, others when words call them up."""

from dataclasses import replace

import pytest
from engine_table import EngineTable, check, ruling

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.calls import Role
from gm.domain.chronicle import Span
from gm.domain.facts import MOST_PINS, Fact
from gm.domain.play import Game, Hand
from gm.domain.prompt import Prompt
from gm.domain.state import WorldState
from gm.memory.minding import view_of
from gm.play.memories import Reader
from gm.rules.world import initial_changes
from gm.store.database import Database
from gm.store.turns import load_beats, load_gists

GM = Reader("gm", is_gm=True)
ILSE = Reader("ilse", ("ilse",))

KIN = """
slug: kin
title: The Kin
tagline: A cord at every gate.
ruleset: lantern-d20
characters: {quill: {name: Quill, concept: a mender}, ash: {name: Brother Ash, concept: a friar}}
npcs:
  ketty: {name: Ketty Sloe, place: quay, appearance: Broad., persona: Head of them., knows: knots}
  jory: {name: Jory Sloe, aliases: [Jory], place: quay, appearance: Thin., persona: Angry., knows: knots}
places: {quay: {name: The Quay, description: Steps., exits: {}}}
lore: {knots: {title: Knots, audience: gm, content: The Kin tie a cord where somebody tells a kindly lie.}}
opening: {place: quay, text: Fog.}
"""


@pytest.fixture
def table(database: Database) -> EngineTable:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling()
    return table


async def prompt(table: EngineTable, game: Game, line: str, role: Role = Role.NARRATOR) -> Prompt:
    return await table.engine.preview(game, role=role, line=line, character="ilse")


def section(made: Prompt, key: str) -> str:
    return next((each.text for each in made.sections if each.key == key), "")


async def test_words_call_a_fact_up_within_few_tokens_and_say_who_does_not_know(table: EngineTable) -> None:
    game = await table.start(party=("ilse", "odo"))
    memory = table.engine.memory
    await memory.add(game, GM, "Gregor | promised | the river field to the miller's sister", knowers=("ilse",))
    for number in range(30):
        await memory.add(game, GM, f"Gregor | once bought | sack number {number} of barley from the abbey at Ness")
    made = await prompt(table, game, "I ask Gregor what he promised about the river field")
    shown = section(made, "tail/facts")
    assert "Gregor promised the river field" in shown.splitlines()[1], "what fits best comes first"
    assert "(known to Ilse; Odo does not know)" in shown
    tokens = next(each.tokens for each in made.sections if each.key == "tail/facts")
    assert tokens <= 70, tokens
    assert section(await prompt(table, game, "I sweep the floor"), "tail/facts") == ""


async def test_a_pinned_fact_stands_in_every_prompt_and_the_stable_part_stands_still(table: EngineTable) -> None:
    game = await table.start()
    memory = table.engine.memory
    await memory.add(game, ILSE, "the bell must never ring twice")
    await memory.pin(game, ILSE, "1")
    before = await prompt(table, game, "I sweep the floor")
    assert "the bell must never ring twice (hearsay; known to " in section(before, "tail/facts")
    assert section(before, "ledger") == "", "until a compaction it stands in the tail"
    for number in range(40):
        words = f"I turn stone number {number}, and I say at length what I think of stones: " + "they are heavy. " * 40
        await table.engine.take_turn(game, [table.line(words)], table.face)
    after = await prompt(table, game, "I sweep the floor")
    assert "the bell must never ring twice" in section(after, "ledger"), "folded in at a compaction"
    assert "never ring twice" not in section(after, "tail/facts")
    later = await prompt(table, game, "I sweep the yard")
    keys = [each.key for each in after.sections]
    at = keys.index("ledger")
    assert [each.text for each in after.sections[: at + 1]] == [each.text for each in later.sections[: at + 1]]


async def test_only_so_much_can_be_pinned(table: EngineTable) -> None:
    game = await table.start()
    for number in range(MOST_PINS):
        await table.engine.memory.add(game, ILSE, f"stone {number} is loose")
        await table.engine.memory.pin(game, ILSE, str(number + 1))
    await table.engine.memory.add(game, ILSE, "one too many")
    with pytest.raises(Exception, match="pinned already"):
        await table.engine.memory.pin(game, ILSE, str(MOST_PINS + 1))
    shown = section(await prompt(table, game, "I wait"), "tail/facts")
    assert 0 < shown.count("is loose") < MOST_PINS, "what was pinned just now has its share, and no more"


async def test_who_is_told_knows_and_undo_takes_that_back(table: EngineTable) -> None:
    game = await table.start(party=("ilse", "odo"))
    memory = table.engine.memory
    await memory.add(game, GM, "Gregor | hid | the ledger behind the third stone", audience="named", knowers=("ilse",))
    line = "I ask Gregor where he hid the ledger"
    assert "third stone" not in section(await prompt(table, game, line), "tail/facts"), "Odo is here, and does not know"
    adjudicator = section(await prompt(table, game, line, Role.ADJUDICATOR), "tail/facts")
    assert "third stone" in adjudicator and "; Odo does not know" in adjudicator
    state = await table.engine.state(game)
    effects = await memory.shared(game, state, ILSE, "1", "odo")
    await table.engine.adjust(game, Hand("test", "share", "ilse", effects), table.face)
    told = section(await prompt(table, game, line), "tail/facts")
    assert told.rstrip().endswith("third stone"), "all of them know, and Gregor did it himself"
    assert [fact.number for fact in (await memory.listed(game, Reader("odo", ("odo",)))).facts] == [1]
    await table.engine.undo(game)
    assert "third stone" not in section(await prompt(table, game, line), "tail/facts")
    assert (await memory.listed(game, Reader("odo", ("odo",)))).facts == ()


async def test_what_only_the_game_master_knows_is_kept_from_reasons_and_tellings(table: EngineTable) -> None:
    game = await table.start()
    secret = "drowned his own brother in the mill race one winter night"
    await table.engine.memory.add(game, GM, f"Gregor | | {secret}", audience="gm")
    table.adjudicator = lambda _: ruling(check(stakes=f"He {secret}."))
    table.narrator = lambda _: f"Dust falls. Gregor {secret}. He waits."
    turn = await table.engine.take_turn(game, [table.line("I search the floor about Gregor")], table.face)
    assert turn.ruling is not None and turn.ruling.verdicts[0].stakes_audience == "gm"
    assert "Dust falls." in (turn.narration or "") and secret not in (turn.narration or "")
    assert secret in section(await prompt(table, game, "I ask Gregor of it", Role.ADJUDICATOR), "tail/facts"), "control"
    assert all(secret not in each.text for each in (await prompt(table, game, "I ask Gregor of it")).sections)


async def test_what_a_scribe_notes_is_hearsay_of_its_turn(table: EngineTable) -> None:
    game = await table.start()
    turn = await table.engine.take_turn(game, [table.line("I ask Gregor about his sister Marta")], table.face)
    span = Span("scene", turn.number, turn.number, 1, 9, 1, turn.id, turn.session_id)
    notes = [
        {"subject": "Marta", "relation": "fled", "object": "to the hills", "turns": [turn.number], "importance": 3},
        {"subject": "Marta", "relation": "has", "object": "9 hit points", "turns": [turn.number], "importance": 1},
        {"subject": "Ilse", "relation": "wants", "object": "rest", "turns": [99], "importance": 1},
    ]
    for _ in range(2):
        keep = await table.engine.settling.keep_facts(game.branch_id, span, notes)
        async with table.database.begin() as db:
            await keep(db)
            await db.commit()
    (fact,) = (await table.engine.memory.listed(game, ILSE)).facts
    assert (fact.text, fact.standing, fact.writer, fact.turn_number) == (
        "Marta fled to the hills",
        "told",
        "scribe",
        turn.number,
    )
    assert set(fact.knowers) == {"ilse", "gregor"}, "those who were there"
    shown = section(await prompt(table, game, "I ask where Marta is"), "tail/facts")
    assert shown.endswith("- Marta fled to the hills (hearsay)")
    await table.engine.undo(game)
    assert "Marta" not in {each.subject for each in (await table.engine.memory.listed(game, GM)).facts}


async def test_a_turn_that_is_forgotten_stands_in_no_prompt_and_in_the_log(table: EngineTable) -> None:
    game = await table.start()
    turn = await table.engine.take_turn(game, [table.line("I hum the zqxjtune")], table.face)
    for number in range(3):
        await table.engine.take_turn(game, [table.line(f"I turn stone {number}")], table.face)

    async def words() -> str:
        made = [await prompt(table, game, "I hum again", role) for role in (Role.NARRATOR, Role.ADJUDICATOR)]
        return "\n".join(each.text for one in made for each in one.sections)

    assert "zqxjtune" in await words()
    assert await table.engine.memory.forget(game, GM, f"t{turn.number}")
    assert "zqxjtune" not in await words()
    assert (await table.engine.memory.search(game, GM, "zqxjtune")).memories == ()
    async with table.database.read() as db:
        assert "zqxjtune" in repr(await load_beats(db, game.branch_id)), "the log keeps it"
        assert turn.number not in dict(await load_gists(db, game.branch_id, before=99))
    assert await table.engine.memory.recollect(game, GM, f"t{turn.number}")
    assert "zqxjtune" in await words()


async def test_an_answer_draws_on_what_the_character_keeps_in_mind(table: EngineTable) -> None:
    game = await table.start(party=("ilse", "odo"))
    await table.engine.memory.add(game, ILSE, "Gregor owes me a sack of barley", audience="named", knowers=("ilse",))
    state = await table.engine.state(game)
    for who, knows in (("ilse", True), ("odo", False)):
        answer = await table.engine.back.ask(game, state, who, "What does Gregor owe me in barley?")
        assert any("sack of barley" in each for each in answer.known) == knows, who


@pytest.mark.parametrize(
    ("subject", "unknown"),
    [
        ("the Kin", ("Brother Ash",)),
        ("Jory", ("Ketty Sloe", "Brother Ash")),
        ("Quill", ("Ketty Sloe", "Jory Sloe", "Brother Ash")),
    ],
)
def test_of_their_own_people_and_of_themselves_nobody_is_said_not_to_know(
    subject: str, unknown: tuple[str, ...]
) -> None:
    """What was noted in play and is about what a fact of theirs is about: that they were not there says nothing."""
    campaign = load_campaign(
        {"campaign.yaml": KIN.encode()},
        rulesets=resources.ruleset_sources(),
    )
    world = WorldState({}).apply(initial_changes(campaign, ("quill", "ash")))
    fact = Fact(
        number=1, subject=subject, relation="knot", object="a cord at the gates", standing="told", audience="party",
        importance=2, writer="scribe", knowers=("quill",),
    )  # fmt: skip
    assert view_of(campaign, world, fact, ("quill", "ketty", "jory", "ash")).unknown == unknown
    told = replace(fact, audience="gm")
    assert "Jory Sloe" in view_of(campaign, world, told, ("quill", "ketty", "jory", "ash")).unknown

"""Who comes back is told what happened, as long as they want it, of what their character knows; and what is open."""

from dataclasses import replace

from engine_table import YAML, EngineTable, check, ruling

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign
from gm.domain.chronicle import Level, Span, Summary
from gm.domain.effects import Change
from gm.domain.play import Beat, Game
from gm.memory.chronicle import Past
from gm.memory.story import asked_last, length, retold
from gm.play.coming_back import Back
from gm.play.suggesting import known_challenges
from gm.store.database import Database
from gm.store.witnesses import record_witnesses

QUESTS = """\
quests:
  ring: {title: The ring, text: It was lost here., objectives: {find: {text: find it}}}
  debt: {title: A debt, text: Nobody else need know., objectives: {pay: {text: pay it}}}
"""
PLANK = """\
challenges:
  plank: {place: mill, title: Lift the bones from under the plank, keys: [plank], outcomes: {done: {text: It lifts.}}}
"""


async def told(table: EngineTable, game: Game, *lines: str, who: str = "ilse") -> None:
    for line in lines:
        table.adjudicator = lambda _, who=who: ruling(check(who))
        table.narrator = lambda _, line=line: f"The mill hears it: {line} Dust falls from the beam."
        await table.say(game, line, character=who)


def text(back: Back) -> str:
    return "\n".join(row.text for row in back.rows)


async def test_a_recap_has_the_length_that_is_asked_for(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await told(table, game, *(f"I search under board number {number} for the ring." for number in range(14)))
    long = await table.engine.back.previously(game, words=400)
    short = await table.engine.back.previously(game, words=40)
    assert length(text(short)) <= 60 < length(text(long)) <= 480
    assert "number 13" in text(short).splitlines()[-1], "the end is always told"
    numbers = [row.first for row in long.rows]
    assert numbers == sorted(numbers)
    early = await table.engine.back.previously(game, words=400, last=8)
    assert "number 13" not in text(early) and "number 6" in text(early)


async def test_talk_across_the_table_is_no_part_of_the_story(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await told(table, game, "I nod to the miller.")
    table.narrator = lambda _: "(Out of character: ask away.)"
    await table.say(game, "((may I ask something?))")
    back = await table.engine.back.previously(game)
    assert "Dust falls" in text(back) and "Out of character" not in text(back)


async def test_what_is_over_is_told_by_its_summary(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await told(table, game, *(f"I search shelf {number}." for number in range(8)))
    await table.engine.close_session(game)
    await told(table, game, *(f"I walk on, {number}." for number in range(7)))
    back = await table.engine.back.previously(game, words=200)
    assert any(row.first == 1 and row.last == 9 for row in back.rows)


def written(number: int, level: Level, first: int, last: int, text: str) -> Summary:
    span = Span(level, first, last, first, last, last, 1, last - first + 1)
    return Summary(number, 1, span, "model", 1, text)


def test_of_a_long_story_the_summaries_are_told_before_the_last_beats() -> None:
    beats = [Beat(n, n, "action", (), "", f"Beat {n} begins here. It goes on.", f"Ilse: {n}") for n in range(1, 34)]
    scenes = (
        written(1, "scene", 1, 19, "Ilse found the clapper. " + "She carried it a long way. " * 8),
        written(2, "scene", 20, 29, "Odo struck the boy. " + "The boy gave up the pin after that. " * 6),
    )
    past = Past(scenes, {beat.number: beat.gist for beat in beats})
    long = [row.text for row in retold(beats, past, 240)]
    assert long[0].startswith("Ilse found the clapper.") and long[1].startswith("Odo struck the boy.")
    assert long[-1] == "Beat 33 begins here. It goes on.", "the end is always told"
    short = [row.text for row in retold(beats, past, 60)]
    assert any("Ilse found the clapper." in row or "Odo struck the boy." in row for row in short), "nor is it all beats"
    whole = replace(past, summaries=(*scenes, written(3, "session", 1, 33, "It was a long evening at the gate.")))
    closed = [row.text for row in retold(beats, whole, 40)]
    assert "It was a long evening at the gate." in closed, "what sums up the last beat, too"


def test_of_a_short_story_without_summaries_the_last_beats_take_the_room() -> None:
    telling = (
        "The sea stood in the street, and the lamps of the houses burned under it like coins in a well. It was {}."
    )
    beats = [
        Beat(n, n, "action", (), "", telling.format(n), f"Ilse: I go on — {5 * telling.format(n)}") for n in range(1, 9)
    ]
    rows = retold(beats, Past((), {beat.number: beat.gist for beat in beats}), 60)
    assert len(rows) > 1 and rows[-1].text.endswith("It was 8.")
    assert sum(len(row.text.split()) for row in rows) <= 66


async def test_the_card_of_the_first_sitting_has_its_opening(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await told(table, game, *(f"I search shelf {number}." for number in range(12)))
    await table.engine.close_session(game)
    story = await table.engine.sittings.told(game, 1)
    assert story is not None and story.rows[0].first == 1


async def test_catching_up_begins_after_ones_own_last_post(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await told(table, game, "I count the sacks.")
    await told(table, game, "I oil the cart.", "I whistle.", who="odo")
    state = await table.engine.state(game)
    back = await table.engine.back.catch_up(game, state, "ilse", "ilse")
    assert back.since == 2
    assert "sacks" not in text(back) and "cart" in text(back) and "whistle" in text(back)
    never = await table.engine.back.catch_up(game, state, "nobody", "odo")
    assert never.since == 0 and "sacks" in text(never)
    mine = await table.engine.back.catch_up(game, state, "odo", "odo")
    assert mine.rows == ()


async def test_who_plays_two_catches_up_for_each(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    for who, line in (("ilse", "I count the sacks."), ("odo", "I oil the cart."), ("odo", "I whistle.")):
        table.adjudicator = lambda _, who=who: ruling(check(who))
        table.narrator = lambda _, line=line: f"The mill hears it: {line} Dust falls from the beam."
        entry = replace(table.line(line, character=who), player="host")
        await table.engine.take_turn(game, [entry], table.face)
    state = await table.engine.state(game)
    ilse = await table.engine.back.catch_up(game, state, "host", "ilse")
    assert ilse.since == 2 and "cart" in text(ilse) and "whistle" in text(ilse)
    assert (await table.engine.back.catch_up(game, state, "host", "odo")).rows == ()


async def test_catching_up_tells_nothing_that_the_character_did_not_witness(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await told(table, game, "I count the sacks.")
    await told(table, game, "I hide the zanzibar letter.", "I whistle.", who="odo")
    await table.engine.close_session(game)  # its summary holds what Ilse must not read
    found = await table.engine.state(game)
    async with database.read() as db:
        from gm.store.turns import load_beats

        beats = await load_beats(db, game.branch_id)
    secret = next(beat for beat in beats if "zanzibar" in beat.narration)
    async with database.begin() as db:
        await _only(db, secret.turn_id, "odo")
        await db.commit()
    for words in (60, 400):
        back = await table.engine.back.catch_up(game, found, "nobody", "ilse", words=words)
        assert "zanzibar" not in text(back) and "whistle" in text(back)
    control = await table.engine.back.catch_up(game, found, "nobody", "odo", words=400)
    assert "zanzibar" in text(control)
    mine = await table.engine.sittings.brief(game, found, "ilse")
    theirs = await table.engine.sittings.brief(game, found, "odo")
    assert "zanzibar" not in repr(mine) and mine.company == ("Odo", "Gregor")
    assert "zanzibar" in repr(theirs), "the control: whoever was there is told"


async def _only(db: object, turn_id: int, character: str) -> None:
    from sqlalchemy import delete

    from gm.store.rows_memory import WITNESSES

    await db.run(lambda tx: tx.write(delete(WITNESSES).where(WITNESSES.c.turn_id == turn_id)))  # type: ignore[attr-defined]
    await record_witnesses(db, turn_id, [character])  # type: ignore[arg-type]


async def test_asking_answers_from_the_log_or_says_that_one_does_not_know(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await told(table, game, "I find a zanzibar letter in the third sack.", "I wait.", "I listen.")
    state = await table.engine.state(game)
    answer = await table.engine.back.ask(game, state, "ilse", "Where was the zanzibar letter?")
    assert answer.passages and answer.passages[0].number == 2 and "third sack" in answer.passages[0].text
    nothing = await table.engine.back.ask(game, state, "ilse", "Who rules Qxyzzistan?")
    assert (nothing.known, nothing.passages) == ((), ())
    async with database.begin() as db:
        await _only(db, answer.passages[0].ref.id, "odo")
        await db.commit()
    other = EngineTable(database)
    hidden = await other.engine.back.ask(game, state, "ilse", "Where was the zanzibar letter?")
    assert not any("third sack" in each.text for each in hidden.passages)
    control = await other.engine.back.ask(game, state, "odo", "Where was the zanzibar letter?")
    assert any("third sack" in each.text for each in control.passages)


async def test_what_is_open_is_named_and_nothing_hidden(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=_with_clock())
    await told(table, game, "I wait.")
    table.narrator = lambda _: 'Gregor looks up. "Have you come about the boy?"'
    await table.say(game, "I wait for him to speak.")
    state = await table.engine.state(game)
    world = state.world
    filled = (
        Change(entity="clock:dawn", path="filled", before=0, after=2),
        Change(entity="clock:doom", path="filled", before=0, after=2),
    )
    state = replace(state, world=world.apply(filled))
    back = await table.engine.back.previously(game, state)
    kinds = {thread.kind: thread for thread in back.threads}
    assert (kinds["clock"].text, kinds["clock"].filled, kinds["clock"].segments) == ("Dawn", 2, 4)
    assert kinds["question"].text == "Have you come about the boy?"
    assert not any("Doom" in thread.text for thread in back.threads), "that clock is the game master's"


async def test_what_the_party_has_taken_on_is_open_and_what_one_of_them_keeps_is_not(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=_with_quests(), party=("ilse", "odo"))
    await told(table, game, "I wait.")
    state = await table.engine.state(game)
    known = [("ring", "ilse"), ("ring", "odo"), ("debt", "ilse")]
    taken = [Change(entity=f"quest:{quest}", path="state", before=None, after="taken") for quest in ("ring", "debt")]
    knows = [Change(entity=f"quest:{quest}", path=f"known/{who}", before=None, after=True) for quest, who in known]
    state = replace(state, world=state.world.apply((*taken, *knows)))
    back = await table.engine.back.previously(game, state)
    open_now = [thread.text for thread in back.threads if thread.kind == "open"]
    assert open_now == ["The ring: find it"]
    assert [thread.kind for thread in back.threads if "debt" in thread.text] == []
    own = await table.engine.back.catch_up(game, state, "nobody", "ilse")
    assert any("debt" in thread.text.casefold() for thread in own.threads), "who reads it alone knows of it"
    spoken = Change(entity="quest:ring", path="state", before="taken", after="offered")
    back = await table.engine.back.previously(game, replace(state, world=state.world.apply((spoken,))))
    assert [thread.text for thread in back.threads if thread.kind == "offer"] == ["The ring"]
    over = Change(entity="quest:ring", path="state", before="taken", after="finished")
    back = await table.engine.back.previously(game, replace(state, world=state.world.apply((over,))))
    assert not any("ring" in thread.text for thread in back.threads)


async def test_what_the_author_prepared_is_no_open_thread(database: Database) -> None:
    """Its title is a thing to do, and may say what will be found."""
    table = EngineTable(database)
    game = await table.start(campaign=_with_plank())
    await told(table, game, "I look at the plank.")
    state = await table.engine.state(game)
    assert known_challenges(state, "a plank"), "the control: it is open, and one of its words has been told"
    back = await table.engine.back.previously(game, state)
    assert not any("bones" in thread.text for thread in back.threads)


def _with_quests() -> Campaign:
    return load_campaign({"campaign.yaml": (YAML + QUESTS).encode()}, rulesets=resources.ruleset_sources())


def _with_plank() -> Campaign:
    yaml = YAML + PLANK
    return load_campaign({"campaign.yaml": yaml.encode()}, rulesets=resources.ruleset_sources())


def _with_clock() -> Campaign:
    from engine_table import mill

    found = mill()
    secret = found.clocks[0].model_copy(update={"id": "doom", "name": "Doom", "audience": "gm"})
    return found.model_copy(update={"clocks": (*found.clocks, secret)})


def test_questions_are_found_in_any_quotation_marks() -> None:
    assert asked_last('He nods. "Who are you?" Then: "What do you want here?" He waits.') == "What do you want here?"
    assert asked_last("Sie fragt: „Wer seid ihr?“") == "Wer seid ihr?"
    assert asked_last("Он спросил: «Кто там?»") == "Кто там?"
    assert asked_last("她问：「你是谁？」") == "你是谁？"
    assert asked_last("Is it raining? Nobody says.") == ""

"""What one turn promises, live and after the process that played it has gone."""

import asyncio
from typing import Any

import pytest
from engine_table import EngineTable, check, ruling, settled

from gm.domain.calls import Role
from gm.domain.errors import ModelUnavailable, Refused
from gm.domain.events import InputReceived, NarrationFinished, RulingStarted, TurnParked
from gm.domain.play import Stage, Turn
from gm.play import story_opening
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.rolls import load_rolls
from gm.store.turns import load_beats, load_turns, load_unfinished


async def test_a_turn_shows_dice_before_words_and_ends_settled(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I search the floor for a loose board")
    kinds = [type(event).__name__ for event in table.face.events]
    assert turn.stage is Stage.SETTLED
    assert turn.ruling_source == "model"
    assert turn.narration == "The dust settles. Gregor waits."
    order = ["InputReceived", "RulingStarted", "OutcomeResolved", "NarrationStarted", "SentenceReleased"]
    assert [kinds.index(kind) for kind in order[:3]] == sorted(kinds.index(kind) for kind in order[:3])
    assert kinds.index("OutcomeResolved") < kinds.index("NarrationStarted", kinds.index("OutcomeResolved"))
    assert "1d20" in table.face.outcomes()[0].dice[0]


async def test_two_who_open_the_story_at_once_open_it_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A game that has just begun is opened by whoever began it, and by a process that only now looks what it plays."""
    both = asyncio.Barrier(2)
    looked = 0

    async def look(*args: Any) -> tuple[Turn, ...]:
        nonlocal looked
        looked += 1
        found = await load_unfinished(*args)
        if looked <= 2:
            await both.wait()
        return found

    monkeypatch.setattr(story_opening, "load_unfinished", look)
    table = EngineTable(database)
    game = await table.start(opened=False)
    async with asyncio.timeout(10):
        one, other = await asyncio.gather(*(table.engine.open_story(game, table.face) for _ in range(2)))
    assert one.id == other.id
    async with database.read() as db:
        assert [(turn.kind, turn.status) for turn in await load_turns(db, game.branch_id)] == [("opening", "done")]
    assert sum(isinstance(event, NarrationFinished) for event in table.face.events) == 1


async def test_the_same_source_id_is_one_input_and_one_turn(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    first = await table.say(game, "I search the floor", source="once")
    asked = len(table.model.requests)
    again = await table.say(game, "I search the floor", source="once")
    assert (again.id, again.narration) == (first.id, first.narration)
    assert len(table.model.requests) == asked


async def test_talk_needs_no_ruling_from_a_model(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I nod to Gregor")
    assert turn.ruling_source == "code"
    assert table.asked(Role.ADJUDICATOR) == []
    assert not any(isinstance(event, RulingStarted) for event in table.face.events)


async def test_a_line_that_says_more_than_one_thing_is_read_by_the_model(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I nod to Gregor, and pocket the key while he looks away")
    assert turn.ruling_source == "model"


async def test_a_model_that_gives_nonsense_is_replaced_by_the_offline_rules(database: Database) -> None:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling(check(check={"character": "ilse", "skill": "flying", "difficulty": 99}))
    game = await table.start()
    turn = await table.say(game, "I search the floor")
    assert turn.ruling_source == "offline"
    assert len(table.asked(Role.ADJUDICATOR)) == 2, "asked once more, with what was wrong"
    assert "flying" in table.asked(Role.ADJUDICATOR)[1].messages[-1].content


async def test_a_model_cannot_write_state(database: Database) -> None:
    table = EngineTable(database)
    greedy = check(
        outcomes={
            "success": {"text": "Rich!", "effects": [{"kind": "give_item", "character": "ilse", "item": "crown"}]}
        }
    )
    table.adjudicator = lambda _: ruling(greedy)
    game = await table.start()
    before = (await table.engine.state(game)).world
    await table.say(game, "I find the king's crown under the floor")
    after = (await table.engine.state(game)).world
    moved = {
        key for key in before.values.keys() | after.values.keys() if before.values.get(key) != after.values.get(key)
    }
    assert moved <= {("world", "minutes"), ("clock:dawn", "filled"), ("place:mill", "visited")}


async def test_what_the_adjudicator_lets_somebody_answer_reaches_the_narrator(database: Database) -> None:
    table = EngineTable(database)
    answer = "Gregor says the stones turned by themselves, and will not look at the floor."
    table.adjudicator = lambda _: ruling({"character": "ilse", "intent": "press Gregor", "text": answer})
    game = await table.start()
    await table.say(game, "I search Gregor's face for a lie")
    assert answer in table.asked(Role.NARRATOR)[-1].messages[-1].content


async def test_no_transaction_is_open_while_a_model_is_asked(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    wrote = []

    async def write() -> None:
        async with database.begin() as db:
            await db.commit()
        wrote.append(True)

    gate = asyncio.Event()
    table.narrator = lambda _: ["The dust ", gate, "settles."]
    playing = asyncio.create_task(table.say(game, "I nod"))
    await table.until_asked(Role.NARRATOR)
    await write()
    gate.set()
    assert (await playing).stage is Stage.SETTLED
    assert wrote == [True]


async def test_cancelled_in_mid_sentence_the_turn_keeps_its_dice_and_is_told_later(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    table.narrator = lambda _: ["The dust settles. ", "Gregor ", asyncio.Event()]
    playing = asyncio.create_task(table.say(game, "I search the floor"))
    await table.until_asked(Role.NARRATOR)
    await settled(playing)
    async with database.read() as db:
        cut = (await load_turns(db, game.branch_id))[-1]
        dice = await load_rolls(db, game.id)
    assert cut.stage is Stage.RESOLVED

    later = EngineTable(database, owner="host:2:later")
    (turn,) = await later.engine.resume(game, later.face)
    async with database.read() as db:
        assert await load_rolls(db, game.id) == dice
        calls = await load_calls(db, turn_id=turn.id)
    assert turn.stage is Stage.SETTLED
    assert turn.outcome == cut.outcome
    assert len(later.face.outcomes()) == 1, "dice and outcome are shown again before the words, once"
    assert all(call.status != "reserved" for call in calls)


async def test_a_telling_that_broke_off_goes_on_from_the_words_that_were_shown(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    table.narrator = lambda _: ["The dust settles. ", "Gregor coughs. " * 20, "He", asyncio.Event()]
    playing = asyncio.create_task(table.say(game, "I search the floor"))
    await table.face.until_said("The dust settles.")
    await settled(playing)

    later = EngineTable(database, owner="host:2:later")
    later.narrator = lambda _: "Then he points at the floor."
    (turn,) = await later.engine.resume(game, later.face)
    assert turn.narration is not None
    assert turn.narration.startswith("The dust settles.")
    assert turn.narration.endswith("Then he points at the floor.")
    assert later.face.told() == turn.narration
    sent = later.asked(Role.NARRATOR)[0].messages
    assert any(message.role == "assistant" and "The dust settles." in message.content for message in sent[-2:])


async def test_a_batch_with_a_known_input_plays_the_new_one(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    old = table.line("I nod to Gregor")
    await table.engine.take_turn(game, [old], table.face)
    new = table.line("I wave to Gregor", character="odo")
    turn = await table.engine.take_turn(game, [old, new], table.face)
    assert [entry.input.text for entry in turn.inputs] == ["I wave to Gregor"]
    assert turn.stage is Stage.SETTLED


async def test_a_reply_that_was_bought_keeps_its_name_over_a_crash(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()

    async def dies(*_: object, **__: object) -> None:
        raise ConnectionError("the process ends here")

    table.face.on_finish = dies
    table.parts.told.clear()
    playing = asyncio.create_task(table.say(game, "I search the floor"))
    with pytest.raises(ConnectionError):
        await playing
    later = EngineTable(database, owner="host:2:later")
    (turn,) = await later.engine.resume(game, later.face)
    assert (turn.ruling_source, turn.narration_source) == ("model", "scripted")
    assert later.asked(Role.NARRATOR) == later.asked(Role.ADJUDICATOR) == [], "nothing is bought twice"


async def test_cancelled_while_the_odds_are_weighed_the_outcome_is_shown_once(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    table.adjudicator = lambda _: ["{", asyncio.Event()]
    playing = asyncio.create_task(table.say(game, "I search the floor"))
    await table.until_asked(Role.ADJUDICATOR)
    await settled(playing)
    later = EngineTable(database, owner="host:2:later")
    (turn,) = await later.engine.resume(game, later.face)
    assert turn.stage is Stage.SETTLED
    assert len(later.face.outcomes()) == 1


async def test_a_scene_left_by_a_dead_process_is_taken_over_at_once(database: Database) -> None:
    table = EngineTable(database, owner="host:1:dead")
    game = await table.start()
    holding = asyncio.Event()
    table.narrator = lambda _: ["The ", holding]
    playing = asyncio.create_task(table.say(game, "I nod"))
    async with asyncio.timeout(5):
        await table.until_asked(Role.NARRATOR)
        later = EngineTable(database, owner="host:2:later", gone=lambda owner: owner.endswith("dead"))
        (turn,) = await later.engine.resume(game, later.face)
        assert turn.stage is Stage.SETTLED
        # The first process was only believed dead. Whatever it still writes is refused.
        holding.set()
        with pytest.raises(Exception, match="taken over"):
            await playing
    async with database.read() as db:
        (beat,) = [beat for beat in await load_beats(db, game.branch_id) if beat.kind == "action"]
    assert beat.narration == turn.narration


async def test_turns_of_a_scene_wait_for_one_another(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    turns = await asyncio.gather(
        *(table.say(game, f"I nod {number} times", character=who) for number, who in enumerate(["ilse", "odo"] * 5))
    )
    assert sorted(turn.number for turn in turns) == list(range(2, 12))
    assert all(turn.stage is Stage.SETTLED for turn in turns)
    finished = [event.turn_id for event in table.face.events if isinstance(event, NarrationFinished)]
    assert len(finished) == len(set(finished)) == 11


async def test_several_inputs_are_one_beat(database: Database) -> None:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling(check(), check("odo", input=2))
    game = await table.start(party=("ilse", "odo"))
    said = [table.line("I search the floor"), table.line("I search the cart", character="odo")]
    turn = await table.engine.take_turn(game, said, table.face)
    assert [entry.input.character for entry in turn.inputs] == ["ilse", "odo"]
    assert turn.outcome is not None
    assert {result.character for result in turn.outcome.checks} == {"ilse", "odo"}
    assert sum(isinstance(event, InputReceived) for event in table.face.events) == 2


async def test_when_no_model_answers_the_offline_narrator_finishes_and_says_so(database: Database) -> None:
    table = EngineTable(database)
    table.narrator = lambda _: ModelUnavailable("the wire is cut")
    game = await table.start()
    turn = await table.say(game, "I nod")
    assert turn.narration_source == "offline"
    assert turn.narration
    finished = [event for event in table.face.events if isinstance(event, NarrationFinished)][-1]
    assert "the wire is cut" in finished.note
    async with database.read() as db:
        calls = await load_calls(db, turn_id=turn.id)
    assert [call.status for call in calls if call.role == "narrator"].count("ok") == 1
    assert any(call.status == "failed" for call in calls)


async def test_a_secret_in_a_models_words_never_reaches_the_table(database: Database) -> None:
    table = EngineTable(database)
    leak = "The miller buried the missing boy beneath the old threshing floor himself."
    table.narrator = lambda _: f"Gregor coughs. {leak} The stones turn."
    game = await table.start()
    turn = await table.say(game, "I nod")
    assert table.face.told().endswith("Gregor coughs. The stones turn.")
    assert leak not in (turn.narration or "")


async def test_an_ending_is_read_out_after_its_beat(database: Database) -> None:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling({"character": "ilse", "effects": [{"kind": "set_flag", "flag": "found"}]})
    game = await table.start()
    turn = await table.say(game, "I search the floor and dig")
    assert turn.outcome is not None
    assert turn.outcome.ending == "told"
    assert turn.narration == "The dust settles. Gregor waits.\n\nThey dig at first light."
    assert [event.title for event in table.face.events if type(event).__name__ == "StoryEnded"] == ["It is told"]


@pytest.mark.parametrize(("option", "rolled"), [("accept", 1), ("back_off", 0)])
async def test_stakes_are_asked_and_survive_the_process(database: Database, option: str, rolled: int) -> None:
    table = EngineTable(database)
    game = await table.start(stakes="ask")
    parked = await table.say(game, "I search the floor")
    assert parked.status == "parked"
    assert parked.parked is not None
    assert parked.parked.question == "Noise carries."
    with pytest.raises(Refused, match="Noise carries"):
        await table.say(game, "I nod")

    later = EngineTable(database, owner="host:2:later")
    (still,) = await later.engine.resume(game, later.face)
    assert still.status == "parked"
    assert any(isinstance(event, TurnParked) for event in later.face.events)
    with pytest.raises(Refused):
        await later.engine.answer(game, still.id, "flee", later.face)
    turn = await later.engine.answer(game, still.id, option, later.face)
    assert turn.stage is Stage.SETTLED
    async with database.read() as db:
        assert len(await load_rolls(db, game.id)) == rolled
    assert later.asked(Role.ADJUDICATOR) == [], "the ruling is kept"


async def test_an_empty_or_endless_line_is_refused_before_anything_is_kept(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    for text in ("   ", "x" * 5000):
        with pytest.raises(Refused):
            await table.say(game, text)
    async with database.read() as db:
        assert [turn.kind for turn in await load_turns(db, game.branch_id)] == ["opening"]

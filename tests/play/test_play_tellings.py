"""The tellings of a beat: chosen, mended, never paid again, and what later prompts hold of them."""

import pytest
from engine_table import EngineTable
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.errors import Refused
from gm.domain.play import PlayerInput
from gm.domain.speakers import Speaker, segments
from gm.play.tellings import with_part
from gm.store.calls import load_calls
from gm.store.database import Database
from gm.store.tellings import load_rated_turns, load_ratings, load_tellings
from gm.store.turns import load_beats

GREGOR = Speaker("gregor", ("Gregor",))
SAID = "“The stones have turned every night since the boy went, and I never laid a hand to them.”"


async def test_words_to_somebody_reach_them_and_every_prompt_says_so(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    entry = PlayerInput("test", "a", "anna", "Where is the boy, Odo?", character="ilse", kind="say", to="Gregor")
    turn = await table.engine.take_turn(game, [entry], table.face)
    assert turn.ruling is not None and turn.inputs[0].input == entry
    async with database.read() as db:
        beats = await load_beats(db, game.branch_id)
    assert beats[-1].inputs == (("Ilse to Gregor", "Where is the boy, Odo?"),)
    await table.say(game, "I wait")
    asked = [request for request in table.model.requests if "Ilse to Gregor: «Where is the boy, Odo?»" in str(request)]
    assert len(asked) >= 2, "now, and as what was said before"


async def test_another_telling_is_chosen_for_nothing_and_the_next_prompt_holds_it(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I search the floor for a loose board")
    await table.engine.reword(game, "shorter", table.face)
    async with database.read() as db:
        paid = len(await load_calls(db, game_id=game.id))
    chosen = await table.engine.choose_telling(game, turn.id, 0)
    assert (chosen.alternative, chosen.alternatives, chosen.narration) == (0, 2, turn.narration)
    async with database.read() as db:
        assert len(await load_calls(db, game_id=game.id)) == paid
    await table.say(game, "I wait")
    with pytest.raises(Refused):
        await table.engine.choose_telling(game, turn.id, 1)


async def test_an_edit_is_another_telling_and_memory_follows_it(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I search the floor for a loose board")
    await table.say(game, "I wait")
    mended = await table.engine.mend_telling(game, turn.id, "A board gives. Below it lies a shoe.", "gm-anna")
    assert (mended.alternative, mended.narration_source, mended.narration_author) == (1, "gm", "gm-anna")
    async with database.read() as db:
        beats = {beat.turn_id: beat for beat in await load_beats(db, game.branch_id)}
        told = await load_tellings(db, turn.id)
    assert beats[turn.id].narration.startswith("A board gives") and "A board gives" in beats[turn.id].gist
    assert [each.teller for each in told] == [turn.narration_source, "gm"]
    await table.say(game, "I look at the shoe")
    assert "Below it lies a shoe" in str(table.model.requests[-1])
    for nothing in ("", " \x00 ", "[erased]"):
        with pytest.raises(Refused):
            await table.engine.mend_telling(game, turn.id, nothing, "gm-anna")


async def test_a_beat_that_was_set_aside_is_neither_chosen_nor_mended(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I search the floor for a loose board")
    await table.engine.reword(game, "shorter", table.face)
    await table.say(game, "I wait")
    await table.engine.set_aside(game, turn_id=turn.id)
    with pytest.raises(Refused):
        await table.engine.mend_telling(game, turn.id, "A board gives.", "gm-anna")


async def test_one_verdict_a_reader_and_turn_by_the_model_that_told_it(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I search the floor for a loose board")
    await table.engine.rate(turn, "anna", 1)
    await table.engine.rate(turn, "anna", -1)
    await table.engine.rate(turn, "bo", 1)
    await table.engine.rate(turn, "bo", -1, taken_back=True)
    async with database.read() as db:
        (rated,) = await load_ratings(db, game.id)
        (of_turn,) = await load_rated_turns(db, game.id)
    assert (rated.model, rated.good, rated.weak) == (turn.narration_source, 1, 1)
    assert of_turn.number == turn.number


@given(
    st.lists(
        st.sampled_from(["Rain.", "The stones turn.\n\nNobody is near.", f"Gregor: {SAID}"]), min_size=1, max_size=5
    ),
    st.integers(0, 4),
    st.sampled_from(["", "Fog, then.", SAID[::-1]]),
)
def test_an_edit_of_one_part_leaves_the_others_alone(parts: list[str], at: int, words: str) -> None:
    told = segments("\n\n".join(parts), (GREGOR,))
    if at >= len(told):
        with pytest.raises(Refused):
            with_part(told, at, words)
        return
    again = segments(with_part(told, at, words), (GREGOR,))
    others = [part.words for number, part in enumerate(told) if number != at]
    text = "\n\n".join(part.words for part in again)
    assert all(each in text for each in others)
    assert (words in text) if words else len(again) < len(told) or len(told) == 1 or told[at].words not in text

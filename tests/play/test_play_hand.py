"""A game master's hand: effects and words as one beat, in history like any other."""

import pytest
from engine_table import EngineTable, check, ruling

from gm.domain.calls import Role
from gm.domain.effects import Damage, Effect, GiveItem, Reveal, SetFlag, TickClock
from gm.domain.errors import EffectError, NotFound, Refused
from gm.domain.events import InputReceived, NarrationFinished, StoryEnded
from gm.domain.play import Game, Hand, Turn
from gm.play.reach import effect_of, find, hidden_rows, reach
from gm.review.verify import verify
from gm.review.why import load_why, why_rows
from gm.store.database import Database
from gm.store.erasure import erase_player
from gm.store.turns import load_beats


async def hand(table: EngineTable, game: Game, *effects: Effect, source: str = "h1", **more: str) -> Turn:
    given = Hand("test", source, "gm:1", effects, **more)  # type: ignore[arg-type]
    return await table.engine.adjust(game, given, table.face)


async def test_effects_are_one_beat_that_undo_takes_back(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    before = (await table.engine.state(game)).world.hash()
    turn = await hand(table, game, GiveItem(character="ilse", item="key"), Damage(character="odo", amount="1d4+1"))
    state = await table.engine.state(game)
    assert state.world.number("character:ilse", "item/key") == 1
    assert state.world.number("character:odo", "hp") < 8
    assert (turn.kind, turn.status, turn.ruling_source) == ("gm", "done", "gm")
    texts = [change.text for change in table.face.outcomes()[-1].changes]
    assert any("iron key" in text for text in texts) and table.face.outcomes()[-1].dice
    assert (await verify(database, game)).ok
    undone = await table.engine.undo(game)
    assert undone.id == turn.id and (await table.engine.state(game)).world.hash() == before
    assert (await verify(database, game)).ok


async def test_what_does_not_fit_changes_nothing_at_all(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    before = (await table.engine.state(game)).tip_seq
    with pytest.raises(EffectError, match="nothing by the name"):
        await hand(table, game, GiveItem(character="ilse", item="key"), SetFlag(flag="nowhere"))
    with pytest.raises(Refused, match="change nothing"):
        await hand(table, game, SetFlag(flag="found", on=False))
    with pytest.raises(Refused, match="Nothing was said"):
        await hand(table, game)
    with pytest.raises(NotFound):
        await hand(table, game, words="Who?", speaker="nobody")
    assert (await table.engine.state(game)).tip_seq == before


async def test_the_same_hand_twice_is_one(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    first = await hand(table, game, Damage(character="ilse", amount="2"))
    again = await hand(table, game, Damage(character="ilse", amount="2"))
    assert again.id == first.id and (await table.engine.state(game)).world.number("character:ilse", "hp") == 6


async def test_words_of_an_npc_and_a_narration_are_remembered_by_the_narrator(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await hand(table, game, words="Leave the wheel alone.", speaker="gregor")
    shown = [event for event in table.face.events if isinstance(event, InputReceived)]
    assert shown[-1].input.input.character == "gregor"
    await hand(table, game, words="The lamp gutters out.", source="h2")
    finished = [event for event in table.face.events if isinstance(event, NarrationFinished)]
    assert [event.text for event in finished[-2:]] == ["", "The lamp gutters out."]
    await table.say(game, "I nod")
    sent = table.asked(Role.NARRATOR)[-1].messages
    assert any(message.content == "Gregor: Leave the wheel alone." for message in sent)
    assert any(message.content == "The lamp gutters out." for message in sent)
    assert [message.role for message in sent[1:]] == [("user", "assistant")[at % 2] for at in range(len(sent) - 1)]
    assert not any("gm:1" in message.content for message in sent)


async def test_a_hand_is_neither_rolled_again_nor_told_otherwise(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await hand(table, game, words="Rain.")
    for again in (table.engine.redo(game, table.face), table.engine.reword(game, "", table.face)):
        with pytest.raises(Refused, match="game master's own"):
            await again
    await table.engine.undo(game)
    with pytest.raises(Refused, match="game master's own"):
        await table.engine.redo(game, table.face)


async def test_a_hand_can_end_the_story_and_fill_a_clock(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await hand(table, game, TickClock(clock="dawn", by=4))
    assert (await table.engine.state(game)).world.is_set("clock:dawn", "fired")
    await hand(table, game, SetFlag(flag="found"), source="h2")
    assert [event.title for event in table.face.events if isinstance(event, StoryEnded)] == ["It is told"]


async def test_why_tells_who_did_it_and_erasing_takes_the_words(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await hand(table, game, GiveItem(character="ilse", item="key"), words="A key lies in the flour.")
    async with database.read() as db:
        rows = list(why_rows(await load_why(db, game, number=None, spoilers=True)))
    assert "Told by: the game master (gm:1)" in rows and any("item/key" in row for row in rows)
    async with database.begin() as db:
        await erase_player(db, game.id, "gm:1")
        await db.commit()
    async with database.read() as db:
        assert (await load_beats(db, game.branch_id))[-1].narration == "[erased]"
    assert (await verify(database, game)).ok


async def test_a_hand_between_two_turns_does_not_disturb_a_question(database: Database) -> None:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling(check())
    game = await table.start(stakes="ask")
    parked = await table.say(game, "I search the floor")
    assert parked.status == "parked"
    await hand(table, game, Damage(character="ilse", amount="1"))
    done = await table.engine.answer(game, parked.id, "accept", table.face)
    assert done.status == "done" and (await verify(database, game)).ok


async def test_a_secret_reaches_only_the_one_who_learns_it(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    state = await table.engine.state(game)
    assert [(fact, knowing) for fact, _, knowing in hidden_rows(state)] == [("buried", ())]
    await hand(table, game, Reveal(fact="buried", to=("ilse",)))
    state = await table.engine.state(game)
    assert [(fact, knowing) for fact, _, knowing in hidden_rows(state)] == [("buried", ("Ilse",))]


async def test_what_is_typed_finds_what_is_meant(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    state = await table.engine.state(game)
    assert effect_of(state, "give", "Ilse", "iron key", 2) == GiveItem(character="ilse", item="key", quantity=2)
    assert effect_of(state, "hp", "odo", "", -3) == Damage(character="odo", amount="3")
    assert effect_of(state, "flag", "", "found", 0) == SetFlag(flag="found", on=False)
    assert effect_of(state, "learn", "party", "buried", None) == Reveal(fact="buried")
    assert find(state, "place", "The Y") == "yard"
    with pytest.raises(NotFound, match="moon") as error:
        find(state, "place", "moon")
    assert "The Mill" in error.value.remedy
    with pytest.raises(Refused):
        effect_of(state, "hp", "odo", "", 0)
    for kind in ("who", "npc", "item", "place", "condition", "flag", "clock", "fact"):
        assert all(find(state, kind, each) == each for each, _ in reach(state, kind))

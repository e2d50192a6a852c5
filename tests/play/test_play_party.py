"""What becomes of players' characters: handed over, parked, retired, killed; each a beat that can be taken back."""

import pytest
from engine_table import EngineTable, mill

from gm.domain.calls import Role
from gm.domain.errors import HistoryConflict, Refused
from gm.domain.play import Game, SceneState, TurnOutcome
from gm.domain.ruling import CheckRequest, Ruling, Verdict
from gm.play.party_desk import may_know
from gm.play.scenes import Asked
from gm.review.verify import verify
from gm.rules import fates
from gm.rules.resolve import resolve_turn
from gm.rules.sheets import sheet_of
from gm.rules.turn_order import actors
from gm.store.database import Database

COUNT = iter(range(1, 1000))


def asked(player: str = "ilse") -> Asked:
    return Asked("test", f"fate:{next(COUNT)}", player)


def again(table: EngineTable) -> EngineTable:
    """The same game in another process."""
    return EngineTable(table.database, owner=f"host:{next(COUNT)}:test")


async def state_of(table: EngineTable, game: Game) -> SceneState:
    return await again(table).engine.state(game)


async def test_looking_opens_no_sitting_and_acting_does(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.engine.close_session(game)
    await table.engine.state(game)
    await table.engine.control.standing(game)
    await table.engine.scenes.all(game)
    await table.engine.preview(game, role=Role.NARRATOR, line=None, character=None)
    await table.engine.leave(game, "odo")
    await table.engine.join(game, "odo")
    story = await table.engine.sittings.told(game)
    assert story.session.number == 1 and story.session.closed_at is not None
    await table.say(game, "I count the sacks.")
    assert (await table.engine.sittings.told(game)).session.number == 2


async def test_who_is_parked_is_not_waited_for_and_comes_back_as_they_were(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.engine.set_table(game, control="round", absent="party")
    declared = await table.say(game, "I count the sacks.")
    assert declared.status == "parked"
    await table.engine.control.mark(game, ["ilse"])
    turn = await again(table).engine.party.park(game, "odo", asked("odo"), table.face)
    assert turn.narration == "Odo steps out of the story for now." and turn.status == "done"
    state = await state_of(table, game)
    assert actors(state) == ("ilse",) and fates.is_parked(state.world, "odo")
    assert await table.engine.party.are_parked(game, ("ilse", "odo")) == ("odo",)
    async with database.read() as db:
        from gm.store.turns import load_turn

        played = await load_turn(db, declared.id, branch_id=game.branch_id)
    assert played.status == "done", "the round waited for nobody but him"
    assert [each.input.character for each in played.inputs] == ["ilse"], "and nothing was done in his name"
    with pytest.raises(Refused):
        await table.engine.party.park(game, "odo", asked(), table.face)
    await table.engine.party.unpark(game, "odo", asked("odo"), table.face)
    state = await state_of(table, game)
    assert actors(state) == ("ilse", "odo") and not state.world.is_set("character:odo", "arrived")
    await table.engine.undo(game)
    assert fates.is_parked((await state_of(table, game)).world, "odo")
    assert await table.engine.join(game, "odo"), "acting brings them in as well"
    assert not fates.is_parked((await state_of(table, game)).world, "odo")
    assert (await verify(database, game)).ok


async def test_another_runs_a_character_and_knows_of_it_what_the_table_lets_them(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.say(game, "I count the sacks.")
    await table.engine.party.hand(game, "ilse", "odo", asked(), table.face)
    state = await state_of(table, game)
    assert fates.run_by(state, "odo") == ("ilse",) and not may_know(state, "odo", "ilse")
    await table.engine.set_table(game, handed="knows")
    assert may_know(await state_of(table, game), "odo", "ilse")
    for wrong in ("ilse", "nobody"):
        with pytest.raises(Refused):
            await table.engine.party.hand(game, "ilse", wrong, asked(), table.face)
    earlier, _ = await table.engine.branch(game, "before", at=1)
    assert not fates.run_by(await state_of(table, earlier), "odo")
    await table.engine.switch(earlier, "main")
    await table.engine.party.take_back(game, "ilse", asked(), table.face)
    assert not fates.run_by(await state_of(table, game), "odo")
    await table.engine.undo(game)
    assert fates.run_by(await state_of(table, game), "odo") == ("ilse",)
    assert (await verify(database, game)).ok and (await verify(database, earlier)).ok


async def test_who_retires_leaves_with_a_line_and_their_sheet_can_be_read(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    turn = await table.engine.party.retire(
        game, "odo", "Odo takes the cart north and is not seen again.", asked("odo"), table.face
    )
    assert turn.narration is not None and "north" in turn.narration
    state = await state_of(table, game)
    assert state.present() == ("ilse", "gregor") and sheet_of(state, "odo").max_hp == 8
    with pytest.raises(Refused):
        await table.engine.join(game, "odo")
    await table.engine.undo(game)
    assert "odo" in (await state_of(table, game)).present()
    with pytest.raises(Refused):
        await table.engine.party.retire(game, "odo", "x" * 601, asked(), table.face)
    assert (await verify(database, game)).ok


async def test_death_ends_in_a_choice_and_a_ghost_touches_nothing(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    await table.engine.party.kill(game, "odo", "", asked("gm"), table.face)
    state = await state_of(table, game)
    assert fates.after_death(state, "odo") == ("new",) and fates.after_death(state, "ilse") == ()
    with pytest.raises(Refused):
        await table.engine.party.haunt(game, "odo", asked("odo"), table.face)
    await table.engine.set_table(game, ghosts=True)
    assert fates.after_death(await state_of(table, game), "odo") == ("new", "ghost")
    await table.engine.party.haunt(game, "odo", asked("odo"), table.face)
    state = await state_of(table, game)
    assert "odo" in state.present() and fates.is_ghost(state.world, "odo")
    check = CheckRequest(character="odo", skill="search", difficulty=5)
    assert "ghost" in _text(state, Verdict(character="odo", intent="search", check=check))
    assert "ghost" not in _text(state, Verdict(character="odo", intent="talk", text="He speaks."))
    await table.say(game, "I speak to him.")
    assert "a ghost" in str(table.asked(Role.NARRATOR)[-1].messages)
    await table.engine.undo(game)
    await table.engine.undo(game)
    assert fates.is_dead((await state_of(table, game)).world, "odo")
    await table.engine.leave(game, "odo")
    await table.say(game, "I mourn.")
    assert "leaves the party" not in str(table.asked(Role.NARRATOR)[-1].messages), "the dead do not walk off"
    assert (await verify(database, game)).ok


def _text(state: SceneState, verdict: Verdict) -> str:
    from gm.rules.draws import KeyedDice

    dice = KeyedDice("0" * 64, turn_uid="t", attempt=1, source_ids=("s",))
    found = resolve_turn(state, Ruling(verdicts=(verdict,)), dice, {})
    assert isinstance(found, TurnOutcome)
    return " ".join(found.texts)


async def test_coming_and_going_stays_and_undo_says_so_where_it_is_in_the_way(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(party=("ilse", "odo"))
    table.adjudicator = lambda _: (
        '{"verdicts": [{"character": "ilse", "intent": "go", "effects": '
        '[{"kind": "move", "character": "ilse", "place": "yard"}, '
        '{"kind": "move", "character": "odo", "place": "yard"}]}]}'
    )
    await table.say(game, "I go out with Odo")
    state = await table.engine.state(game)
    assert state.world.text("character:odo", "place") == "yard"
    await table.engine.leave(game, "odo")
    table.adjudicator = lambda _: (
        '{"verdicts": [{"character": "ilse", "intent": "go", "effects": '
        '[{"kind": "move", "character": "ilse", "place": "mill"}]}]}'
    )
    await table.say(game, "I go back in")
    await table.engine.join(game, "odo")
    await table.engine.undo(game)
    with pytest.raises(HistoryConflict, match="left or come back since"):
        await table.engine.undo(game)
    assert (await verify(database, game)).ok


async def test_an_arrival_that_nobody_has_read_of_is_no_news_once_they_have_left(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I search the stones")
    await table.engine.join(game, "odo")
    await table.say(game, "I search the floor")
    await table.engine.leave(game, "odo")
    await table.engine.undo(game)
    await table.say(game, "I search the wheel")
    assert "Odo" not in table.asked(Role.NARRATOR)[-1].messages[-1].content
    world = (await table.engine.state(game)).world
    assert not world.is_set("character:odo", "arrived") and not world.is_set("character:odo", "departed")
    assert mill().character("odo") is not None and (await verify(database, game)).ok

"""A roll of one, a question to another: the turn waits for them, holds nothing, and is the same whenever it goes on."""

import pytest
from ford import FordTable, ford

from gm.domain.errors import Refused
from gm.domain.play import Game, PlayerInput, Stage, Turn
from gm.play.commanding import legal_now
from gm.review.verify import verify
from gm.store.database import Database


async def until_asked(table: FordTable, game: Game) -> Turn:
    """Fight on, doing nothing much, until somebody is asked about a blow."""
    turn = await table.command(game, "attack raiders", "ada")
    for _ in range(40):
        if turn.status == "parked":
            return turn
        view = await table.view(game)
        assert view is not None and view.turn is not None, "the fight was over before anybody was asked"
        near = next(
            (each for each in legal_now(await table.engine.state(game), view.turn) if each.action.kind == "attack"),
            None,
        )
        text = f"attack {near.action.targets[0]}" if near is not None and view.turn == "ada" else "pass"
        turn = await table.command(game, text, view.turn)
    raise AssertionError("nobody was ever asked")


async def test_the_one_whose_reaction_it_is_is_asked_and_the_fight_goes_on_from_there(database: Database) -> None:
    table = FordTable(database)
    game = await table.sit_down()
    turn = await until_asked(table, game)
    parked = turn.parked
    assert parked is not None and parked.reason == "react" and len(parked.who) == 1
    assert parked.key.startswith("react:0:") and parked.rolls
    asked, actor = parked.who[0], turn.inputs[0].input.character
    world = (await table.engine.state(game)).world.hash()
    for speaking in {asked, actor}:
        with pytest.raises(Refused, match="A question is open"):
            await table.command(game, "pass", str(speaking))
    option = next(each.id for each in parked.options if each.id != "keep")
    while turn.status == "parked":
        assert (await table.engine.state(game)).world.hash() == world, "nothing has happened yet"
        assert turn.parked is not None
        option = next(each.id for each in turn.parked.options if each.id != "keep")
        turn = await table.engine.answer(game, turn.id, option, table.face)
    assert turn.stage is Stage.SETTLED and turn.outcome is not None
    reacted = [step for step in turn.outcome.steps if step.kind == "react"]
    assert reacted and reacted[0].actor == asked
    assert set(turn.outcome.choices) >= {parked.key}
    assert (await verify(database, game)).ok
    await table.engine.undo(game)
    assert (await table.engine.state(game)).world.hash() == world


async def test_it_waits_through_a_new_process_and_undo_lets_it_go(database: Database) -> None:
    table = FordTable(database)
    game = await table.sit_down()
    turn = await until_asked(table, game)
    other = FordTable(database, owner="host:2:test", gone=lambda _: True)
    await other.engine.resume(game, other.face)
    assert turn.parked is not None
    answered = await other.engine.answer(game, turn.id, "keep", other.face)
    while answered.status == "parked":
        answered = await other.engine.answer(game, answered.id, "keep", other.face)
    assert answered.stage is Stage.SETTLED
    assert (await verify(database, game)).ok


async def test_a_friends_failed_check_is_somebody_elses_question(database: Database) -> None:
    table = FordTable(database)
    game = await table.sit_down()
    asked = 0
    for number in range(12):
        entry = PlayerInput("test", f"c{number}", "p", "arcana", character="bo", kind="check", skill="arcana")
        turn = await table.engine.take_turn(game, [entry], table.face)
        if turn.status != "parked":
            continue
        asked += 1
        assert turn.parked is not None and turn.parked.who == ("di",) and turn.parked.reason == "react"
        assert "Bo" in turn.parked.question and "Di" in turn.parked.question
        done = await table.engine.answer(game, turn.id, "lend-inspiration", table.face)
        assert done.outcome is not None
        check = done.outcome.checks[0]
        assert check.after is not None and check.after.option == "lend-inspiration"
        world = (await table.engine.state(game)).world
        assert world.number("character:di", "resource/inspiration") == 0
        assert any("Di" in note for note in done.outcome.notes)
    assert asked == 1, "once it is spent, nobody is asked"
    assert (await verify(database, game)).ok


def test_the_ford_has_what_these_tests_need() -> None:
    assert ford().ruleset.reaction("lend-inspiration") is not None

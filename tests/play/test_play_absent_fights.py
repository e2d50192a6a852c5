"""A fight and those whose players say nothing: it has the deadline that everything has, and the table's rule."""

import io
import itertools
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from engine_table import check, ruling
from fight_table import PARTY, FightTable, pit

from gm.cli.screen import Screen
from gm.cli.sitting import Sitting
from gm.cli.slash_turns import turns
from gm.cli.terminal import TerminalFace
from gm.domain.encounter import EncounterView
from gm.domain.play import Game, Turn
from gm.play.absent import BY_TABLE
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.turns import load_turns


async def fighting(database: Database, **fields: object) -> tuple[FightTable, Game, EncounterView]:
    """A table whose fight is on, at the first player's turn."""
    table = FightTable(database)
    game = await table.sit_down()
    await table.command(game, "attack")
    await table.engine.control.set(game, **({"control": "initiative", "deadline": 600} | fields))  # type: ignore[arg-type]
    view = await table.view(game)
    assert view is not None and view.turn in PARTY
    return table, game, view


async def by_table(table: FightTable, game: Game) -> list[Turn]:
    async with table.database.read() as db:
        turns = await load_turns(db, game.branch_id, include_undone=False)
    assert (await verify(table.database, game)).ok
    return [turn for turn in turns if turn.inputs and turn.inputs[0].input.face == BY_TABLE]


@pytest.mark.parametrize("control", ["round", "initiative"])
async def test_the_turn_of_the_absent_goes_by_at_the_deadline(database: Database, control: str) -> None:
    table, game, view = await fighting(database, control=control, absent="skip")
    standing = await table.engine.control.standing(game)
    assert standing.fighting and standing.up == (view.turn,) and standing.due is not None
    assert await table.engine.control.due(game, table.face) is None
    table.clock.pass_by(600)
    played = await table.engine.control.due(game, table.face)
    assert played is not None and [said.input.text for said in played.inputs] == ["pass"]
    after = await table.view(game)
    assert after is None or (after.turn, after.round) != (view.turn, view.round)
    assert await table.engine.control.due(game, table.face) is None, "the next one has a time of their own"
    assert [turn.id for turn in await by_table(table, game)] == [played.id]


async def up_next(table: FightTable, game: Game, who: str) -> EncounterView:
    """Others' turns go by until it is this one's."""
    for _ in range(40):
        view = await table.view(game)
        assert view is not None and view.turn is not None
        if view.turn == who:
            return view
        await table.command(game, "dodge", view.turn)
    raise AssertionError(f"{who} never came up")


async def test_in_free_play_too_the_absent_hold_nobody_up_past_the_deadline(database: Database) -> None:
    table, game, _ = await fighting(database, control="free")
    view = await up_next(table, game, "bo")
    standing = await table.engine.control.standing(game)
    assert standing.up == ("bo",) and standing.due is not None
    assert await table.engine.control.due(game, table.face) is None, "not before"
    table.clock.pass_by(600)
    played = await table.engine.control.due(game, table.face)
    assert played is not None and [said.input.text for said in played.inputs] == ["pass"]
    after = await table.view(game)
    assert after is None or (after.turn, after.round) != (view.turn, view.round)


async def test_in_free_play_a_table_that_all_have_left_stands_still(database: Database) -> None:
    table, game, _ = await fighting(database, control="free")
    await up_next(table, game, "bo")
    passed = 0
    for _ in range(12):
        table.clock.pass_by(600)
        if await table.engine.control.due(game, table.face) is None:
            break
        passed += 1
    assert 1 <= passed <= len(PARTY)


async def test_in_free_play_nobody_hurries_who_plays_alone(database: Database) -> None:
    table, game, _ = await fighting(database, control="free")
    for who in PARTY:  # one person has spoken for all of them
        entry = replace(table.order("((mine))", who), player="ada", kind="ooc", text="mine")
        await table.engine.take_turn(game, [entry], table.face)
    for mode in ("game", "solo"):
        await table.engine.set_table(game, mode=mode)
        table.clock.pass_by(600_000)
        assert (await table.engine.control.standing(game)).due is None
        assert await table.engine.control.due(game, table.face) is None
    await table.engine.set_table(game, mode="game")
    view = await table.view(game)
    assert view is not None and view.turn is not None
    await table.command(game, "dodge", view.turn)  # as themselves again: the others' player is another now
    assert (await table.engine.control.standing(game)).due is not None


async def test_in_free_play_a_question_in_a_fight_takes_its_default_at_the_deadline(database: Database) -> None:
    table = FightTable(database)
    game = await table.start(party=PARTY, campaign=pit(), stakes="ask")
    await table.command(game, "attack")
    await table.engine.control.set(game, deadline=600)
    await up_next(table, game, "bo")
    risky = check("bo", check={"character": "bo", "skill": "shoot", "difficulty": 12})
    table.adjudicator = lambda _: ruling(risky)
    asked = await table.say(game, "I juggle three torches", character="bo")
    assert asked.parked is not None and asked.parked.who == ("bo",) and asked.parked.deadline is not None
    assert (await table.engine.control.standing(game)).due == asked.parked.deadline
    assert await table.engine.control.due(game, table.face) is None
    table.clock.pass_by(600)
    played = await table.engine.control.due(game, table.face)
    assert played is not None and played.id == asked.id and played.status == "done"


async def test_the_table_fights_on_for_the_absent_and_nobody_runs(database: Database) -> None:
    table, game, view = await fighting(database, absent="party")
    assert view.turn is not None
    table.clock.pass_by(600)
    played = await table.engine.control.due(game, table.face)
    assert played is not None and played.ruling is not None
    action = played.ruling.verdicts[0].action
    assert action is not None and action.kind in ("attack", "cast", "dash", "dodge"), action


async def test_a_standing_action_is_played_and_the_turn_goes_by_whatever_it_does(database: Database) -> None:
    table, game, view = await fighting(database, absent="default")
    assert view.turn is not None
    await table.engine.control.away(game, view.turn, "I hum a song.")
    table.adjudicator = lambda _: ruling()
    table.clock.pass_by(600)
    await table.engine.control.due(game, table.face)
    said = [turn.inputs[0].input.text for turn in await by_table(table, game)]
    assert said[0] == "I hum a song." and said[1:] in ([], ["pass"])
    after = await table.view(game)
    assert after is None or (after.turn, after.round) != (view.turn, view.round)


async def test_without_a_standing_action_they_guard_themselves(database: Database) -> None:
    table, game, _ = await fighting(database, absent="default")
    table.clock.pass_by(600)
    await table.engine.control.due(game, table.face)
    assert [turn.inputs[0].input.text for turn in await by_table(table, game)] == ["dodge"]


async def test_a_table_that_all_have_left_stands_still(database: Database) -> None:
    table, game, _ = await fighting(database, absent="skip")
    passed = 0
    for _ in range(12):
        table.clock.pass_by(600)
        if await table.engine.control.due(game, table.face) is None:
            break
        passed += 1
    state = await table.state(game)
    able = [who for who in PARTY if state.world.text(f"character:{who}", "status") == "active"]
    assert 1 <= passed <= len(PARTY)
    view = await table.view(game)
    if view is not None:
        assert len(able) <= passed and (await table.engine.control.standing(game)).due is None
        assert view.turn is not None
        await table.command(game, "dodge", view.turn)
        if await table.view(game) is not None:
            assert (await table.engine.control.standing(game)).due is not None, "somebody is back: it goes on"


async def test_nobody_is_passed_who_waits_for_the_game_master(database: Database) -> None:
    table, game, view = await fighting(database, absent="skip")
    assert view.turn is not None
    await table.engine.set_table(game, mode="copilot")
    await table.command(game, "dodge", view.turn)
    table.clock.pass_by(6000)
    assert (await table.engine.control.standing(game)).due is None
    assert await table.engine.control.due(game, table.face) is None


async def test_an_order_that_waited_for_a_fight_passes_nobody_at_once(database: Database) -> None:
    table, game, _ = await fighting(database, absent="skip")
    await table.engine.control.put_in_order(game, "host", "order:1", table.face)
    assert (await table.engine.control.standing(game)).order is None, "the fight's own order stands"
    table.clock.pass_by(6000)
    await table.fight_on(game)
    assert await table.view(game) is None
    standing = await table.engine.control.standing(game)
    assert standing.order is not None and standing.due is not None
    assert await table.engine.control.due(game, table.face) is None


async def test_the_terminal_says_until_when_and_goes_on(database: Database) -> None:
    table, game, view = await fighting(database, absent="skip")
    out = io.StringIO()
    app: Any = SimpleNamespace(engine=table.engine, clock=table.clock)
    ada = pit().characters[0]
    ids = itertools.count()
    sitting = Sitting(app, game, pit(), ada, TerminalFace(Screen(out, columns=100)), "terminal", lambda: f"{next(ids)}")
    await turns(sitting, "")
    name = next(each.name for each in view.combatants if each.id == view.turn)
    assert f"Up now: {name}." in out.getvalue() and "lets their turn go by" in out.getvalue()
    assert "Nobody waits longer than 10 min from now." in out.getvalue()
    await sitting.late()
    same = await table.view(game)
    assert same is not None and same.turn == view.turn
    table.clock.pass_by(600)
    await sitting.late()
    after = await table.view(game)
    assert after is None or (after.turn, after.round) != (view.turn, view.round)
    await turns(sitting, "initiative 20m")  # no order of its own before the fight is over, and no error
    assert "A fight is on" in out.getvalue() and (await table.engine.control.standing(game)).order is None


@pytest.mark.parametrize("others", [True, False])
async def test_the_terminal_says_as_a_fight_begins_how_long_it_waits(database: Database, others: bool) -> None:
    """In free play nobody has set a deadline: they are told once that there is one. Who plays alone is not hurried."""
    table = FightTable(database)
    party = PARTY if others else PARTY[:1]
    game = await table.sit_down(party)
    if others:
        await table.command(game, "pass", "bo")
    out = io.StringIO()
    app: Any = SimpleNamespace(engine=table.engine, clock=table.clock)
    ids = itertools.count()
    face = TerminalFace(Screen(out, columns=200))
    sitting = Sitting(app, game, pit(), pit().characters[0], face, "terminal", lambda: f"{next(ids)}")
    await sitting.say("attack", kind="command")
    assert await table.view(game) is not None
    rule = "Each turn of the fight waits 15 min at most: who says nothing"
    assert out.getvalue().count(rule) == others
    for who in party:
        await table.command(game, "dodge", who)
    await sitting.say("dodge", kind="command")
    assert out.getvalue().count(rule) == others, "once is enough"


async def test_who_strikes_first_and_is_up_again_is_waited_for_while_that_is_told(database: Database) -> None:
    """A face looks for whom the fight waits when the beat is told, and that is before it is over."""
    table = FightTable(database)
    game = await table.sit_down()
    await table.command(game, "pass", "bo")
    seen: list[tuple[tuple[str, ...], bool]] = []

    async def looks() -> None:
        standing = await table.engine.control.standing(game)
        seen.append((standing.up, standing.due is not None))

    table.face.on_finish = looks
    for who in (each for each in PARTY * 20 if each != "bo"):
        await table.command(game, "attack", who)
        assert seen[-1][1], f"{seen[-1][0]} is waited for, and {who} has struck"
        if seen[-1][0] == (who,):
            return
        await table.engine.undo(game)
    raise AssertionError("nobody was up first who had struck")

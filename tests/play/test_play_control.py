"""Whose turn it is: gathered beats, rounds, an order, talk across the table."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from engine_table import EngineTable, check, ruling

from gm.domain.errors import Refused
from gm.domain.events import TurnParked
from gm.domain.play import Game, PlayerInput, Turn
from gm.domain.table import turn_rules
from gm.play.scenes import Asked
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.turns import load_turns

BOTH = ("ilse", "odo")


@pytest.fixture
async def table(database: Database) -> AsyncIterator[EngineTable]:
    """A table at which nothing is at stake."""
    made = EngineTable(database)
    made.adjudicator = lambda _: ruling()
    yield made


async def turns_of(table: EngineTable, game: Game) -> list[Turn]:
    async with table.database.read() as db:
        found = await load_turns(db, game.branch_id, include_undone=False)
    assert (await verify(table.database, game)).ok
    return [turn for turn in found if turn.kind == "action"]


def said(turn: Turn) -> list[str]:
    return [entry.input.text for entry in turn.inputs]


class Held:
    """A window that stays open until it is told to close."""

    def __init__(self) -> None:
        self._closed = asyncio.Event()
        self.opened = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.opened.set()
        await self._closed.wait()
        self._closed.clear()

    def close(self) -> None:
        self._closed.set()


# -- free


async def test_what_comes_within_the_window_is_one_beat(table: EngineTable) -> None:
    game = await table.start(party=BOTH)
    control, held = table.engine.control, Held()
    control.window, control.sleep = 1.5, held.sleep
    (first,) = await control.hear(game, [table.line("I wave")], gather=True)
    playing = asyncio.create_task(control.play(game, first, table.face))
    await held.opened.wait()
    (second,) = await control.hear(game, [table.line("I nod", character="odo")], gather=True)
    also = asyncio.create_task(control.play(game, second, table.face))
    assert second.turn.id == first.turn.id and second.joined
    held.close()
    one, other = await asyncio.gather(playing, also)
    assert one.id == other.id and one.narration
    assert [said(turn) for turn in await turns_of(table, game)] == [["I wave", "I nod"]]
    (third,) = await control.hear(game, [table.line("I leave")], gather=True)
    assert third.turn.id != first.turn.id
    held.close()
    await control.play(game, third, table.face)
    assert [said(turn) for turn in await turns_of(table, game)] == [["I wave", "I nod"], ["I leave"]]


async def test_a_process_that_dies_within_the_window_loses_nothing(table: EngineTable) -> None:
    game = await table.start(party=BOTH)
    control = table.engine.control
    control.window = 60
    (first,) = await control.hear(game, [table.line("I wave")], gather=True)
    playing = asyncio.create_task(control.play(game, first, table.face))
    await control.hear(game, [table.line("I nod", character="odo")], gather=True)
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    again = EngineTable(table.database, owner="host:2:test", gone=lambda _: True)
    again.adjudicator = table.adjudicator
    (turn,) = await again.engine.resume(game, again.face)
    assert said(turn) == ["I wave", "I nod"] and turn.narration
    assert await again.engine.resume(game, again.face) == ()


# -- rounds


async def in_rounds(table: EngineTable, **fields: object) -> Game:
    game = await table.start(party=BOTH)
    await table.engine.control.set(game, control="round", **fields)
    return game


async def test_a_round_is_one_beat_once_all_are_ready(table: EngineTable) -> None:
    game = await in_rounds(table)
    control = table.engine.control
    turn = await table.say(game, "I wave")
    assert turn.status == "parked" and isinstance(table.face.events[-1], TurnParked)
    assert (await table.say(game, "I nod", character="odo")).id == turn.id
    turn = await control.ready(game, ["ilse"], table.face)
    view = (await control.standing(game)).round
    assert view is not None and (view.declared, view.ready, view.waiting) == (BOTH, ("ilse",), ())
    await control.ready(game, ["odo"], table.face, hold=True)
    assert (await control.standing(game)).round
    turn = await control.ready(game, ["odo"], table.face)
    assert turn.narration and said(turn) == ["I wave", "I nod"]
    assert (await control.standing(game)).round is None
    with pytest.raises(Refused):
        await control.ready(game, ["odo"], table.face)


async def test_declaring_again_replaces_and_takes_ready_back(table: EngineTable) -> None:
    game = await in_rounds(table)
    control = table.engine.control
    await table.say(game, "I wave")
    await table.say(game, "I nod", character="odo")
    await control.ready(game, ["ilse"], table.face)
    await table.say(game, "I bow")
    await control.ready(game, ["odo"], table.face)
    view = (await control.standing(game)).round
    assert view is not None and view.ready == ("odo",)
    turn = await control.ready(game, ["ilse"], table.face)
    assert said(turn) == ["I nod", "I bow"]


@pytest.mark.parametrize(
    ("absent", "words"),
    [("skip", []), ("default", ["I stay close to the others and wait."]), ("party", ["I go along with the others."])],
)
async def test_nobody_waits_for_the_absent_past_the_deadline(table: EngineTable, absent: str, words: list[str]) -> None:
    game = await in_rounds(table, absent=absent, deadline=600)
    await table.say(game, "I wave")
    assert await table.engine.control.due(game, table.face) is None
    table.clock.pass_by(600)
    turn = await table.engine.control.due(game, table.face)
    assert turn is not None and turn.narration and said(turn) == ["I wave", *words]
    assert await table.engine.control.due(game, table.face) is None
    late = await table.say(game, "I nod", character="odo")
    assert late.status == "parked" and late.id != turn.id


async def test_who_is_ready_and_said_nothing_lets_the_round_go_by(table: EngineTable) -> None:
    game = await in_rounds(table, absent="default")
    await table.say(game, "I wave")
    await table.engine.control.ready(game, ["odo"], table.face)
    turn = await table.engine.control.ready(game, ["ilse"], table.face)
    assert said(turn) == ["I wave"] and turn.narration


async def test_the_game_master_closes_a_round_early(table: EngineTable) -> None:
    game = await in_rounds(table)
    await table.say(game, "I wave")
    turn = await table.engine.control.close(game, table.face)
    assert turn.narration and said(turn) == ["I wave"]


async def test_undo_calls_a_round_off_and_a_withdrawn_one_is_not_played(table: EngineTable) -> None:
    game = await in_rounds(table)
    turn = await table.say(game, "I wave")
    assert (await table.engine.undo(game)).id == turn.id
    assert (await table.engine.control.standing(game)).round is None and await turns_of(table, game) == []
    await table.engine.take_turn(game, [table.line("I wave", source="x")], table.face)
    await table.engine.withdraw(game, "test", "x")
    closed = await table.engine.control.close(game, table.face)
    assert closed.status == "undone" and await turns_of(table, game) == []


async def test_words_of_an_open_round_can_be_changed(table: EngineTable) -> None:
    game = await in_rounds(table)
    line = table.line("I wave", source="x")
    await table.engine.take_turn(game, [line], table.face)
    assert (await table.engine.amend(game, table.line("I bow", source="x"))).state == "changed"
    turn = await table.engine.control.close(game, table.face)
    assert said(turn) == ["I bow"]
    assert (await table.engine.amend(game, table.line("I run", source="x"))).state == "late"


async def test_a_round_is_told_after_what_came_meanwhile(table: EngineTable) -> None:
    game = await in_rounds(table)
    waiting = await table.say(game, "I wave")
    meanwhile = await table.say(game, "((are we late?))", character="odo")
    assert meanwhile.narration and meanwhile.number > 0 > waiting.number
    closed = await table.engine.control.close(game, table.face)
    assert closed.id == waiting.id and closed.number > meanwhile.number


async def test_an_open_round_outlives_its_process(table: EngineTable) -> None:
    game = await in_rounds(table)
    turn = await table.say(game, "I wave")
    again = EngineTable(table.database, owner="host:2:test", gone=lambda _: True)
    again.adjudicator = table.adjudicator
    (shown,) = await again.engine.resume(game, again.face)
    assert shown.id == turn.id and shown.status == "parked"
    done = await again.engine.control.ready(game, BOTH, again.face)
    assert done.id == turn.id and done.narration


# -- an order


async def in_order(table: EngineTable, **fields: object) -> Game:
    game = await table.start(party=BOTH)
    await table.engine.control.set(game, control="initiative", **fields)
    await table.engine.control.put_in_order(game, "host", "order:1", table.face)
    return game


async def test_an_order_is_rolled_shown_and_kept(table: EngineTable) -> None:
    game = await in_order(table)
    control = table.engine.control
    order = (await control.standing(game)).order
    assert order is not None and set(order.who) == set(BOTH) and order.up == order.who[0] and order.round == 1
    assert order.rolled[order.who[0]] >= order.rolled[order.who[1]]
    first, second = order.who
    waits = await table.say(game, "I come second", character=second)
    assert waits.status == "parked"
    assert (await control.standing(game)).waiting == (second,)
    done = await table.say(game, "I come first", character=first)
    assert done.narration and [said(turn) for turn in await turns_of(table, game)] == [
        ["I come first"],
        ["I come second"],
    ]
    order = (await control.standing(game)).order
    assert order is not None and (order.up, order.round) == (first, 2)
    await table.engine.undo(game)
    order = (await control.standing(game)).order
    assert order is not None and (order.up, order.round) == (second, 1)


async def test_speaking_again_before_ones_turn_says_it_otherwise(table: EngineTable) -> None:
    game = await in_order(table)
    order = (await table.engine.control.standing(game)).order
    assert order is not None
    first, second = order.who
    one = await table.say(game, "I run", character=second)
    assert (await table.say(game, "I stay", character=second)).id == one.id
    await table.say(game, "I look", character=first)
    assert [said(turn) for turn in await turns_of(table, game)] == [["I look"], ["I stay"]]


@pytest.mark.parametrize(("absent", "words"), [("skip", []), ("party", [["I go along with the others."]])])
async def test_the_turn_of_the_absent_goes_by(table: EngineTable, absent: str, words: list[list[str]]) -> None:
    game = await in_order(table, absent=absent, deadline=600)
    control = table.engine.control
    order = (await control.standing(game)).order
    assert order is not None
    first, second = order.who
    await table.say(game, "I wait for you", character=second)
    assert await control.due(game, table.face) is None
    table.clock.pass_by(600)
    assert await control.due(game, table.face) is not None
    assert [said(turn) for turn in await turns_of(table, game)] == [*words, ["I wait for you"]]
    order = (await control.standing(game)).order
    assert order is not None and (order.up, order.round) == (first, 2)
    assert await control.due(game, table.face) is None


async def test_who_has_set_it_does_so_while_they_are_away(table: EngineTable) -> None:
    game = await in_order(table, absent="default", deadline=600)
    control = table.engine.control
    order = (await control.standing(game)).order
    assert order is not None
    first, second = order.who
    await control.away(game, first, "  I keep   watch by the door. ")
    assert (await control.away(game, second, "I hum.")).standing[first] == "I keep watch by the door."
    assert second not in (await control.away(game, second, "-")).standing
    with pytest.raises(Refused):
        await control.away(game, first, "x" * 201)
    await table.say(game, "I wait for you", character=second)
    table.clock.pass_by(600)
    await control.due(game, table.face)
    assert [said(turn) for turn in await turns_of(table, game)] == [["I keep watch by the door."], ["I wait for you"]]


async def test_an_order_goes_on_once_the_game_master_has_spoken_and_passes_nobody_before(table: EngineTable) -> None:
    game = await in_order(table, deadline=600)
    control, desk = table.engine.control, table.engine.copilot
    await table.engine.set_table(game, mode="copilot")
    order = (await control.standing(game)).order
    assert order is not None
    first, second = order.who
    await table.say(game, "I go", character=first)
    await table.say(game, "I follow", character=second)
    again = await table.say(game, "I go again", character=first)
    assert again.status == "parked", "second words wait for their place, and do not overtake"
    table.clock.pass_by(6000)
    assert (await control.standing(game)).due is None, "it is the game master who is waited for"
    assert await control.due(game, table.face) is None
    for _ in range(3):
        proposal = await desk.waiting(game)
        assert proposal is not None
        await desk.approve(game, proposal.turn.id, proposal.mark, table.face)
    assert [said(turn) for turn in await turns_of(table, game)] == [["I go"], ["I follow"], ["I go again"]]
    order = (await control.standing(game)).order
    assert order is not None and (order.up, order.round) == (second, 2)


async def test_an_order_goes_on_after_a_restart(table: EngineTable) -> None:
    game = await in_order(table)
    control = table.engine.control
    order = (await control.standing(game)).order
    assert order is not None
    first, second = order.who
    await table.say(game, "I follow", character=second)
    heard = await control.hear(game, [PlayerInput("test", "first", "somebody", "I go", character=first)])
    assert len(heard) == 1  # the process ends here
    await table.engine.resume(game, table.face)
    assert [said(turn) for turn in await turns_of(table, game)] == [["I go"], ["I follow"]]


async def test_words_that_wait_for_their_place_are_edited_and_withdrawn(table: EngineTable) -> None:
    game = await in_order(table)
    order = (await table.engine.control.standing(game)).order
    assert order is not None
    first, second = order.who
    await table.say(game, "I follow", character=second, source="x")
    await table.engine.amend(game, table.line("I hide", character=second, source="x"))
    await table.say(game, "I go", character=first)
    assert [said(turn) for turn in await turns_of(table, game)] == [["I go"], ["I hide"]]
    await table.say(game, "I run", character=second, source="y")
    assert (await table.engine.withdraw(game, "test", "y")).state != "late"
    assert (await table.engine.control.standing(game)).waiting == ()
    await table.say(game, "I stop", character=first)
    assert [said(turn) for turn in await turns_of(table, game)] == [["I go"], ["I hide"], ["I stop"]]
    order = (await table.engine.control.standing(game)).order
    assert order is not None and order.up == second, "who withdrew is waited for"
    late = await table.engine.amend(game, table.line("I fly", character=second, source="x"))
    assert late.state == "late" and [said(turn) for turn in await turns_of(table, game)][1] == ["I hide"]


async def test_words_after_the_deadline_open_the_next_round(table: EngineTable) -> None:
    game = await table.start(party=BOTH)
    await table.engine.control.set(game, control="round", deadline=60)
    one = await table.say(game, "I wave")
    table.clock.pass_by(60)
    assert await table.engine.control.due(game, table.face) is not None
    late = await table.say(game, "I nod", character="odo")
    assert late.id != one.id and late.status == "parked"
    assert [said(turn) for turn in await turns_of(table, game)][:1] == [["I wave"]]


async def test_an_order_ends(table: EngineTable) -> None:
    game = await in_order(table)
    await table.engine.control.end_order(game, "host", "order:2", table.face)
    assert (await table.engine.control.standing(game)).order is None
    for who in BOTH:
        assert (await table.say(game, "I wave", character=who)).narration


# -- across the table


@pytest.mark.parametrize("control", ["free", "round", "initiative"])
async def test_talk_across_the_table_is_answered_at_once_and_changes_nothing(table: EngineTable, control: str) -> None:
    game = await table.start(party=BOTH)
    await table.engine.control.set(game, control=control)  # type: ignore[arg-type]
    before = (await table.engine.state(game)).world
    for words in ("((how late is it?))", "OOC: how late is it?", "(ooc: how late is it?)", "（（how late is it?））"):
        turn = await table.say(game, words)
        assert turn.narration and turn.inputs[0].input.kind == "ooc" and said(turn) == ["how late is it?"]
    assert (await table.engine.state(game)).world.values == before.values
    assert all(turn.outcome and not turn.outcome.changes for turn in await turns_of(table, game))


# -- one scene of several


async def test_a_scene_may_say_otherwise_than_the_table(table: EngineTable) -> None:
    game = await table.start(party=BOTH)
    control = table.engine.control
    await control.set(game, scene_key="main", control="round", deadline=60)
    standing = await control.standing(game)
    assert (standing.rules.control, standing.rules.deadline) == ("round", 60)
    assert (await table.engine.table(game)).control == "free"
    await control.set(game, control="free")
    assert (await control.standing(game)).rules.control == "free"
    with pytest.raises(ValueError, match="deadline"):
        await control.set(game, scene_key="main", deadline=1)


# -- the spotlight


async def test_shares_are_counted_and_the_quiet_are_given_an_opening(table: EngineTable) -> None:
    game = await table.start(party=BOTH)
    await table.say(game, "I hum", character="odo")
    for number in range(6):
        await table.say(game, f"I walk {number}")
    shares = {each.character: each for each in await table.engine.control.spotlight(game)}
    assert (shares["ilse"].acts, shares["odo"].acts) == (6, 1)
    assert all(0.5 <= each.ratio <= 2 for each in shares.values())
    prompts = ["".join(message.content for message in request.messages) for request in table.model.requests]
    assert "It is a while since Odo" in prompts[-1] and "It is a while" not in prompts[-3]
    await table.say(game, "I hum again", character="odo")
    assert "It is a while" not in "".join(message.content for message in table.model.requests[-1].messages)


async def test_whoever_parts_goes_on_taking_turns_as_they_did(table: EngineTable) -> None:
    game = await table.start(party=BOTH)
    await table.engine.control.set(game, scene_key="main", control="round", deadline=60)
    _, key = await table.engine.scenes.part(game, ["odo"], "", Asked("t", "p", "p"), table.face)
    assert turn_rules(await table.engine.table(game), key) == turn_rules(await table.engine.table(game), "main")
    assert (await table.say(game, "I wave")).status == "parked"
    there = await table.engine.take_turn(game, [table.line("I nod", character="odo")], table.face, scene_key=key)
    assert there.status == "parked"


async def test_an_order_is_kept_when_they_part_and_is_one_again_when_they_meet(table: EngineTable) -> None:
    game = await in_order(table)
    control = table.engine.control
    rolled = (await control.standing(game)).order
    assert rolled is not None
    first, second = rolled.who
    _, key = await table.engine.scenes.part(game, [first], "", Asked("t", "p", "p"), table.face)
    stays, goes = (await control.standing(game)).order, (await control.standing(game, scene_key=key)).order
    assert stays is not None and stays.who == (second,) and stays.up == second, "whoever comes next is up"
    assert goes is not None and goes.who == (first,) and goes.up == first
    assert stays.rolled | goes.rolled == rolled.rolled
    assert (await table.say(game, "I wave", character=second)).narration
    await table.engine.scenes.meet(game, "main", key, Asked("t", "m", "p"), table.face)
    met = (await control.standing(game)).order
    assert met is not None and met.who == rolled.who and met.rolled == rolled.rolled and met.up == second
    for _ in range(3):
        await table.engine.undo(game)
    assert (await control.standing(game)).order == rolled
    assert (await verify(table.database, game)).ok


async def test_who_meets_those_that_take_no_turns_takes_none(table: EngineTable) -> None:
    game = await table.start(party=BOTH)
    _, key = await table.engine.scenes.part(game, ["odo"], "", Asked("t", "p", "p"), table.face)
    await table.engine.control.set(game, scene_key=key, control="initiative")
    await table.engine.control.put_in_order(game, "host", "order:1", table.face, scene_key=key)
    await table.engine.scenes.meet(game, "main", key, Asked("t", "m", "p"), table.face)
    world = (await table.engine.state(game)).world
    assert (await table.engine.control.standing(game)).order is None
    assert not [path for entity, path in world.values if entity.startswith("scene:") and path in ("order", "up")]


# -- questions that nobody answers


def at_stake(_: object) -> str:
    return ruling(check())


@pytest.mark.parametrize("control", ["round", "initiative"])
@pytest.mark.parametrize("absent", ["skip", "default", "party"])
async def test_a_question_is_answered_by_its_default_at_the_deadline(
    table: EngineTable, control: str, absent: str
) -> None:
    """Also by another process, and nobody waits for it any longer."""
    game = await table.start(party=BOTH, stakes="ask")
    await table.engine.control.set(game, control=control, deadline=60, absent=absent)
    table.adjudicator = at_stake
    asked = await table.say(game, "I search the mill")
    if control == "round":
        asked = await table.engine.control.ready(game, BOTH, table.face)
    assert asked.parked is not None and asked.parked.reason == "stakes"
    assert asked.parked.deadline is not None
    assert timedelta(seconds=40) < asked.parked.deadline - table.clock.now() <= timedelta(seconds=60)
    assert await table.engine.control.due(game, table.face) is None, "not before its time"
    again = EngineTable(table.database, owner="host:2:test", gone=lambda _: True)
    again.clock.pass_by(120)
    again.adjudicator = lambda _: ruling()
    control_again = again.engine.control
    assert (await control_again.standing(game)).due == asked.parked.deadline
    played = await control_again.due(game, again.face)
    assert played is not None and played.id == asked.id and played.status == "done" and played.outcome
    assert played.choices["stakes:0"] == "accept" and len(played.outcome.checks) == 1
    if control == "initiative":
        standing = await control_again.standing(game)
        assert standing.order is None or standing.order.up != "ilse"
    assert said((await turns_of(again, game))[-1]) == ["I search the mill"]
    with pytest.raises(Refused):
        await again.engine.answer(game, asked.id, "back_off", again.face)


async def test_in_free_play_a_question_may_be_answered_next_week(table: EngineTable) -> None:
    game = await table.start(party=BOTH, stakes="ask")
    table.adjudicator = at_stake
    asked = await table.say(game, "I search the mill")
    assert asked.parked is not None and asked.parked.deadline is None
    table.clock.pass_by(7 * 86_400)
    assert await table.engine.control.due(game, table.face) is None
    assert (await table.engine.control.standing(game)).due is None
    assert (await table.engine.answer(game, asked.id, "back_off", table.face)).status == "done"

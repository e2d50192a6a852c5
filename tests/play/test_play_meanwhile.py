"""What goes on between two sessions: once for each that opens, by model or by weight, and never while nobody plays."""

import asyncio
import itertools
import json
from dataclasses import replace

import pytest
from engine_table import SCRIPTED, EngineTable
from living_stage import fen

from gm.domain.calls import Role, Route
from gm.domain.campaign import Campaign
from gm.domain.effects import Later, PassTime, SetFlag
from gm.domain.play import Game, Hand, Stage, Turn
from gm.models.door import Door
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import RouteTable
from gm.models.tokens import EstimatingCounter
from gm.play.engine import TurnEngine
from gm.review.dice_proof import prove_dice
from gm.review.meanwhile import move_rows
from gm.review.verify import verify
from gm.review.why import load_why
from gm.store.beats import load_beats
from gm.store.calls import CallLedger, load_calls
from gm.store.database import Database
from gm.store.sessions import load_sessions

DAY = 13 * 3600
SECRET = "The reeve pawned the abbey bell to pay for her brother's passage."


def offline(table: EngineTable) -> EngineTable:
    """The same table without any model."""
    ledger = CallLedger(table.database, table.clock, owner="host:1:test")
    door = Door(RouteTable({}), {"offline": OfflineBackend()}, ledger, table.clock, EstimatingCounter(), retry_delay=0)
    table.parts = replace(table.parts, door=door)
    table.engine = TurnEngine(table.parts)
    return table


def directed(table: EngineTable) -> EngineTable:
    """The same table with a director of its own."""
    routes = RouteTable({Role.DIRECTOR: Route(Role.DIRECTOR, (replace(SCRIPTED, trains_on_inputs=False),))})
    door = Door(
        routes,
        {"scripted": table.model, "offline": OfflineBackend()},
        CallLedger(table.database, table.clock, owner="host:1:test"),
        table.clock,
        EstimatingCounter(),
        retry_delay=0,
    )
    table.parts = replace(table.parts, door=door)
    table.engine = TurnEngine(table.parts)
    return table


def later(table: EngineTable, seconds: int = DAY) -> None:
    table.clock._ticks = itertools.count(next(table.clock._ticks) + seconds)


async def turns(table: EngineTable, game: Game) -> list[tuple[str, str]]:
    async with table.database.read() as db:
        return [(beat.kind, beat.narration) for beat in await load_beats(db, game.branch_id)]


async def say(table: EngineTable, game: Game, text: str = "I wait.") -> Turn:
    return await table.say(game, text, character="ada")


def moves(*rows: dict[str, object]) -> str:
    return json.dumps({"moves": list(rows)})


CHAIN = {
    "faction": "tollmen",
    "effects": [
        {"kind": "tick_clock", "clock": "rot", "by": 1},
        {"kind": "move", "character": "reeve", "place": "ford"},
    ],
    "rumour": "Somebody has painted the ford stones white.",
    "reason": "They mean to count who passes.",
}


async def start(table: EngineTable, campaign: Campaign | None = None) -> Game:
    return await table.start(party=("ada", "bo"), campaign=campaign or fen())


async def test_the_first_session_has_no_meanwhile_and_each_later_one_has_one(database: Database) -> None:
    table = offline(EngineTable(database))
    game = await start(table)
    await say(table, game)
    for _ in range(2):
        later(table)
        await say(table, game)
        await say(table, game)
    kinds = [kind for kind, _ in await turns(table, game)]
    assert kinds == ["opening", "action", "world", "action", "action", "world", "action", "action"]
    told = [text for kind, text in await turns(table, game) if kind == "world"]
    assert all("Meanwhile" in text for text in told)
    assert "There is a chain across the ford." in told[0] + told[1]


async def test_looking_and_waiting_move_nothing_and_ask_nobody(database: Database) -> None:
    table = directed(EngineTable(database))
    game = await start(table)
    await say(table, game)
    asked = len(table.asked(Role.DIRECTOR))
    for _ in range(5):
        later(table, 3 * DAY)
        await table.engine.close_idle()
        await table.engine.state(game)
        await table.engine.resume(game, table.face)
    assert len(table.asked(Role.DIRECTOR)) == asked == 0
    assert "world" not in [kind for kind, _ in await turns(table, game)]


async def test_a_director_is_asked_once_for_a_session_and_what_it_asks_for_happens(database: Database) -> None:
    table = directed(EngineTable(database))
    table.adjudicator = lambda _: moves(CHAIN)
    game = await start(table)
    await say(table, game)
    later(table)
    await say(table, game)
    await say(table, game)
    assert len(table.asked(Role.DIRECTOR)) == 1
    state = await table.engine.state(game)
    assert state.world.text("character:reeve", "place") == "ford"
    told = next(text for kind, text in await turns(table, game) if kind == "world")
    assert "painted the ford stones white" in told and "count who passes" not in told
    async with table.database.read() as db:
        (beat,) = [each for each in await load_beats(db, game.branch_id) if each.kind == "world"]
        calls = await load_calls(db, turn_id=beat.turn_id)
    assert beat.outcome_line == "", "nobody saw the reeve walk"
    assert [call.role for call in calls] == ["director"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"effects": [{"kind": "damage", "character": "ada", "amount": "40"}]},
        {"effects": [{"kind": "give_item", "character": "ada", "item": "bell"}]},
        {"effects": [{"kind": "move", "character": "ada", "place": "abbey"}]},
        {"effects": [{"kind": "reveal", "fact": "debt"}]},
        {"effects": [{"kind": "tick_clock", "clock": "tide"}]},
        {"effects": [{"kind": "tick_clock", "clock": "rot", "by": 9}]},
        {"effects": [{"kind": "quest", "quest": "toll", "to": "finished"}]},
        {"effects": [{"kind": "later", "days": 1, "effects": [{"kind": "damage", "character": "bo", "amount": "9"}]}]},
        {"effects": [{"kind": "set_flag", "flag": "late"}] * 4},
        {"rumour": "They say that " + SECRET},
        {"faction": "pirates"},
        {"move": "march"},
        "no JSON at all",
        {"faction": 7},
    ],
)
async def test_what_a_director_may_not_ask_for_never_happens(database: Database, wrong: object) -> None:
    """It is told what is wrong, asked once more, and then the author's moves come about."""
    table = directed(EngineTable(database))
    table.adjudicator = lambda _: wrong if isinstance(wrong, str) else moves(CHAIN | wrong)  # type: ignore[operator]
    campaign = fen().model_copy(update={"climates": ()})  # so that it has not rained, and nobody may march
    game = await start(table, campaign)
    await say(table, game)
    later(table)
    await say(table, game)
    assert 1 <= len(table.asked(Role.DIRECTOR)) <= 4
    told = next(text for kind, text in await turns(table, game) if kind == "world")
    assert "There is a chain across the ford." in told and "pawned" not in told and "painted" not in told
    world = (await table.engine.state(game)).world
    assert world.number("character:ada", "hp") == 9 and world.text("character:ada", "place") == "inn"
    assert world.text("character:reeve", "place") == "abbey" and not world.is_set("flag:late", "on")
    assert not world.number("character:ada", "item/bell")


async def test_an_authored_move_is_the_authors_whatever_effects_are_added(database: Database) -> None:
    table = directed(EngineTable(database))
    table.adjudicator = lambda _: moves(
        {"faction": "tollmen", "move": "chain", "rumour": "", "reason": "", "effects": []}
    )
    game = await start(table)
    await say(table, game)
    later(table)
    before = (await table.engine.state(game)).world.number("clock:rot", "filled")
    await say(table, game)
    world = (await table.engine.state(game)).world
    assert world.number("clock:rot", "filled") == before + 1 and world.number("move:tollmen:chain", "done") == 1


async def test_it_is_taken_back_like_any_beat_and_not_made_again(database: Database) -> None:
    table = offline(EngineTable(database))
    game = await start(table)
    await say(table, game)
    before = (await table.engine.state(game)).world.hash()
    later(table)
    await say(table, game)
    await table.engine.undo(game)
    undone = await table.engine.undo(game)
    assert undone.kind == "world"
    assert (await table.engine.state(game)).world.hash() == before
    await say(table, game)
    assert [kind for kind, _ in await turns(table, game)] == ["opening", "action", "action"]


async def test_a_branch_has_consequences_of_its_own(database: Database) -> None:
    """What was put off before the fork comes on both sides; what is put off after it on one."""
    table = offline(EngineTable(database))
    game = await start(table, fen().model_copy(update={"climates": (), "quests": ()}))
    await say(table, game)

    async def put_off(here: Game, source: str, text: str, days: int) -> None:
        hand = Hand("test", source, "gm", (Later(days=days, text=text, effects=(SetFlag(flag="paid"),)),))
        await table.engine.adjust(here, hand, table.face)

    async def days_pass(here: Game, source: str) -> tuple[str, ...]:
        turn = await table.engine.adjust(here, Hand("test", source, "gm", (PassTime(days=4),)), table.face)
        return turn.outcome.notes if turn.outcome is not None else ()

    await put_off(game, "one", "The first letter.", 2)
    aside, _ = await table.engine.branch(game, "aside")
    await put_off(aside, "two", "The second letter.", 3)
    told = await days_pass(aside, "skip aside")
    assert "The first letter." in told and "The second letter." in told
    home = await table.engine.switch(aside, "main")
    told = await days_pass(home, "skip home")
    assert "The first letter." in told and "The second letter." not in told
    assert (await verify(table.database, home)).ok


async def test_the_game_master_reads_why_and_players_do_not(database: Database) -> None:
    table = offline(EngineTable(database))
    game = await start(table)
    await say(table, game)
    later(table)
    await say(table, game)
    async with table.database.read() as db:
        (beat,) = [each for each in await load_beats(db, game.branch_id) if each.kind == "world"]
        master = await load_why(db, game, number=beat.number, spoilers=True)
        player = await load_why(db, game, number=beat.number, spoilers=False)
    assert "They are owed." in str(master.ruling) or "tollmen" in str(master.ruling)
    assert player.ruling == () and not any(change.entity.startswith("move:") for change in player.changes)


async def test_a_crash_after_the_turn_was_made_finishes_it_before_the_players(database: Database) -> None:
    table = offline(EngineTable(database))
    game = await start(table)
    await say(table, game)
    later(table)
    scene = await table.engine._scene(game)
    async with table.engine._holds.hold(scene.id):
        made = await table.engine._world.due(game, scene)
    assert made is not None and made.stage is Stage.RECEIVED
    again = TurnEngine(table.parts)
    await again.take_turn(game, [table.line("I wait.", character="ada")], table.face)
    kinds = [kind for kind, _ in await turns(table, game)]
    assert kinds == ["opening", "action", "world", "action"]


async def test_a_face_that_breaks_while_it_is_told_is_shown_it_again_and_nothing_is_drawn_twice(
    database: Database,
) -> None:
    table = offline(EngineTable(database))
    game = await start(table)
    await say(table, game)
    later(table)

    async def broken() -> None:
        raise RuntimeError("the line went dead")

    table.face.on_finish = broken
    with pytest.raises(RuntimeError):
        await say(table, game)
    drawn = (await table.engine.state(game)).world.number("move:tollmen:chain", "done")
    table.face.on_finish = None
    table.face.events.clear()
    table.engine = TurnEngine(table.parts)
    await table.engine.resume(game, table.face)
    assert table.face.told().count("Meanwhile the world has gone on.") == 1
    assert [kind for kind, _ in await turns(table, game)] == ["opening", "action", "world", "action"]
    assert (await table.engine.state(game)).world.number("move:tollmen:chain", "done") == drawn
    assert (await verify(table.database, game)).ok


async def test_two_who_speak_at_once_as_a_session_opens_find_one_meanwhile(database: Database) -> None:
    table = offline(EngineTable(database))
    game = await start(table)
    await say(table, game)
    later(table)
    lines = [table.line("I wait.", character=who) for who in ("ada", "bo")]
    await asyncio.gather(*(table.engine.take_turn(game, [line], table.face) for line in lines))
    kinds = [kind for kind, _ in await turns(table, game)]
    assert kinds.count("world") == 1 and kinds.count("action") == 3


async def test_thirty_sessions_without_a_model(database: Database) -> None:
    """Months go by; every session opens with what could be noticed, and everything can be proved afterwards."""
    table = offline(EngineTable(database))
    moving = fen().factions[0].moves
    chain = moving[0].model_copy(update={"once": False})
    faction = fen().factions[0].model_copy(update={"moves": (chain, moving[1].model_copy(update={"once": False}))})
    campaign = fen().model_copy(update={"factions": (faction,), "endings": ()})
    game = await start(table, campaign)
    for session in range(30):
        table.engine = TurnEngine(table.parts)  # as another process would
        await say(table, game, "I look around.")
        hand = Hand("test", f"skip:{session}", "gm", (PassTime(days=2 + session % 5, hours=session % 24),))
        await table.engine.adjust(game, hand, table.face)
        await say(table, game, "I wait.")
        if session % 7 == 3:
            await table.engine.undo(game)
        later(table)
    kinds = [kind for kind, _ in await turns(table, game)]
    assert kinds.count("world") == 29
    world = (await table.engine.state(game)).world
    assert world.number("move:tollmen:chain", "done") + world.number("move:tollmen:march", "done") == 29
    async with table.database.read() as db:
        assert len(await load_sessions(db, game.id)) >= 30
    found = await verify(table.database, game)
    assert found.ok, found.differences
    assert (await prove_dice(table.database, game)).ok
    assert table.model.requests == []


@pytest.mark.parametrize("by_model", [True, False])
@pytest.mark.parametrize("mode", ["copilot", "assist"])
async def test_where_a_person_looks_first_the_world_waits_for_them_too(
    database: Database, mode: str, by_model: bool
) -> None:
    table = directed(EngineTable(database)) if by_model else offline(EngineTable(database))
    table.adjudicator = lambda _: moves(CHAIN)
    game = await start(table)
    await say(table, game)
    later(table)
    await table.engine.set_table(game, mode=mode)
    before = (await table.engine.state(game)).world
    table.face.events.clear()
    said = await say(table, game)
    assert said.status == "running", "it waits behind the world"
    proposal = await table.engine.copilot.waiting(game)
    assert proposal is not None and proposal.turn.kind == "world" and proposal.stop == "draft" and proposal.waiting == 1
    assert proposal.draft is not None and proposal.draft.outcome is not None
    assert move_rows(fen(), proposal.drafted), "why, for whoever looks"
    assert (await table.engine.state(game)).world == before and table.face.told() == ""
    assert "world" not in [kind for kind, _ in await turns(table, game)]
    told = await table.engine.copilot.approve(game, proposal.turn.id, proposal.mark, table.face)
    assert told.status == "done" and told.outcome == proposal.draft.outcome
    assert told.narration == proposal.draft.text and (await table.engine.state(game)).world != before
    behind = await table.engine.copilot.waiting(game)
    assert behind is not None and behind.turn.id == said.id
    assert (await verify(table.database, game)).differences == ()


async def test_what_the_world_would_do_can_be_called_off(database: Database) -> None:
    table = directed(EngineTable(database))
    table.adjudicator = lambda _: moves(CHAIN)
    game = await start(table)
    await say(table, game)
    later(table)
    await table.engine.set_table(game, mode="copilot")
    await say(table, game)
    before = (await table.engine.state(game)).world
    await table.engine.undo(game)  # what was said behind it
    await table.engine.undo(game)
    assert await table.engine.copilot.waiting(game) is None
    assert (await table.engine.state(game)).world == before
    assert (await verify(table.database, game)).differences == ()

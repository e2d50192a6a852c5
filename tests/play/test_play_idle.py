"""A sitting that was left is closed and its seed shown; the next one has a seed of its own."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from engine_table import EngineTable

from gm.domain.effects import Damage
from gm.domain.play import Game, Hand, Session
from gm.play.engine import TurnEngine
from gm.review.dice_proof import prove_dice
from gm.store.database import Database
from gm.store.sessions import load_sessions

DAY = timedelta(hours=13)


@pytest.fixture
def table(database: Database) -> EngineTable:
    return EngineTable(database)


async def sittings(table: EngineTable, game: Game) -> tuple[Session, ...]:
    async with table.database.read() as db:
        return await load_sessions(db, game.id)


def later(table: EngineTable, by: timedelta) -> None:
    """Each look at the clock is a second."""
    table.clock._ticks = itertools.count(next(table.clock._ticks) + int(by.total_seconds()))


async def test_the_next_turn_after_a_long_pause_is_a_new_sitting(table: EngineTable) -> None:
    game = await table.start()
    await table.say(game, "I search the mill.")
    later(table, timedelta(hours=11))
    await table.say(game, "I search on.")
    assert len(await sittings(table, game)) == 1
    later(table, DAY)
    turn = await table.say(game, "I search the mill again.")
    first, second = await sittings(table, game)
    assert first.seed is not None and first.closed_at is not None
    assert second.seed is None and turn.session_id == second.id
    assert first.seed_hash != second.seed_hash
    proof = await prove_dice(table.database, game)
    assert proof.ok and [session.turn_rolls for session in proof.sessions] == [2, 1]


async def test_a_roll_at_the_table_keeps_a_sitting_alive_and_also_opens_a_new_one(table: EngineTable) -> None:
    game = await table.start()
    for number in range(3):
        later(table, timedelta(hours=8))
        await table.engine.roll(game, "1d20", source_id=f"r{number}")
    assert len(await sittings(table, game)) == 1
    later(table, DAY)
    await table.engine.roll(game, "1d20", source_id="late")
    proof = await prove_dice(table.database, game)
    assert [session.table_rolls for session in proof.sessions] == [3, 1]
    assert proof.ok


async def test_a_game_masters_hand_never_draws_from_a_seed_that_is_shown(table: EngineTable) -> None:
    game = await table.start()
    later(table, DAY)
    turn = await table.engine.adjust(
        game, Hand("test", "h", "gm:1", (Damage(character="ilse", amount="1d4"),)), table.face
    )
    first, second = await sittings(table, game)
    assert first.seed is not None and turn.session_id == second.id
    assert (await prove_dice(table.database, game)).sessions[1].turn_rolls == 1


async def test_a_sweep_closes_what_was_left_and_nothing_else(table: EngineTable) -> None:
    game = await table.start()
    assert await table.engine.close_idle() == ()
    later(table, DAY)
    (closed,) = await table.engine.close_idle()
    assert closed.seed is not None
    assert await table.engine.close_idle() == ()
    assert await table.engine.close_idle(game) == ()


async def test_a_turn_that_waits_for_its_dice_keeps_its_sitting(table: EngineTable) -> None:
    game = await table.start(stakes="ask")
    asked = await table.say(game, "I search the mill.")
    assert asked.parked is not None
    later(table, 3 * DAY)
    assert await table.engine.close_idle(game) == ()
    done = await table.engine.answer(game, asked.id, asked.parked.options[0].id, table.face)
    assert done.session_id == asked.session_id
    assert (await prove_dice(table.database, game)).ok


async def test_without_a_limit_a_sitting_stays(table: EngineTable) -> None:
    game = await table.start()
    later(table, 400 * DAY)
    engine = TurnEngine(replace(table.parts, session_idle=None))
    assert await engine.close_idle() == ()
    await engine.roll(game, "1d20", source_id="r")
    assert len(await sittings(table, game)) == 1

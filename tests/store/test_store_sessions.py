"""When a sitting was last played in, and which sittings were left, on both databases."""

from datetime import timedelta

import pytest
from store_table import NOW, begin_turn, open_table, roll_of, say

from gm.domain.errors import NotFound
from gm.store.database import Database
from gm.store.rolls import record_rolls
from gm.store.sessions import close_session, load_last_activity, load_open_since, record_session

HOUR = timedelta(hours=1)


async def test_a_sitting_lives_as_long_as_turns_and_rolls_come(database: Database) -> None:
    table = await open_table(database)

    async def last() -> timedelta:
        async with database.read() as db:
            return await load_last_activity(db, table.session.id) - NOW

    assert await last() == timedelta(0)
    turn = await begin_turn(table, await say(table, "I listen."))
    assert await last() == turn.created_at - NOW
    async with database.begin() as db:
        await record_rolls(db, table.game.id, [roll_of(table, None)], NOW + 9 * HOUR)
        await db.commit()
    assert await last() == 9 * HOUR


async def test_sittings_of_other_games_do_not_count(database: Database) -> None:
    left = await open_table(database)
    other = await open_table(database, "saturday")
    await begin_turn(other, await say(other, "I listen."))
    async with database.begin() as db:
        await record_rolls(db, other.game.id, [roll_of(other, None)], NOW + 9 * HOUR)
        await db.commit()
    async with database.read() as db:
        assert await load_last_activity(db, left.session.id) == NOW
        with pytest.raises(NotFound):
            await load_last_activity(db, 999)


async def test_sittings_that_are_open_since_then(database: Database) -> None:
    table = await open_table(database)
    async with database.read() as db:
        assert await load_open_since(db, NOW) == ()
        assert await load_open_since(db, NOW + HOUR) == (table.session,)
    async with database.begin() as db:
        await close_session(db, table.session.id, NOW + HOUR)
        later = await record_session(db, table.game.id, seed="6e" * 32, seed_hash="4b" * 32, now=NOW + 2 * HOUR)
        await db.commit()
    async with database.read() as db:
        assert await load_open_since(db, NOW + HOUR) == ()
        (found,) = await load_open_since(db, NOW + 3 * HOUR)
    assert found == later and found.seed is None

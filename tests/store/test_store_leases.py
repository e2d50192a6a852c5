"""Leases and inputs: what two processes at once may not get wrong."""

import asyncio
from datetime import timedelta

import pytest
from store_table import NOW, TTL, Table, begin_turn, open_table, say

from gm.domain.errors import Conflict, StaleFence
from gm.domain.play import Lease, PlayerInput
from gm.domain.ruling import Ruling
from gm.store.database import Database
from gm.store.inputs import load_waiting_inputs, record_input
from gm.store.leases import acquire_lease, hold, load_holder, release_lease, renew_lease, steal_lease
from gm.store.outbox import load_pending_parts, record_parts, record_sent
from gm.store.turns import record_ruling


async def take(table: Table, owner: str, *, after: timedelta = timedelta(0)) -> Lease | None:
    async with table.database.begin() as db:
        lease = await acquire_lease(db, table.scene.id, owner=owner, now=NOW + after, ttl=TTL)
        await db.commit()
    return lease


async def test_one_holder_at_a_time(database: Database) -> None:
    table = await open_table(database)
    assert await take(table, "other") is None
    async with database.begin() as db:
        assert await load_holder(db, table.scene.id) == "me"
        await release_lease(db, table.lease)
        assert await load_holder(db, table.scene.id) is None
        await db.commit()
    lease = await take(table, "other")
    assert lease is not None and lease.fence == table.lease.fence + 1


async def test_of_many_at_once_one_gets_it(database: Database) -> None:
    table = await open_table(database)
    async with database.begin() as db:
        await release_lease(db, table.lease)
        await db.commit()
    got = await asyncio.gather(*(take(table, f"owner-{number}") for number in range(8)))
    assert len([lease for lease in got if lease is not None]) == 1


async def test_an_expired_lease_goes_to_the_next_and_the_old_fence_is_refused(database: Database) -> None:
    table = await open_table(database)
    assert await take(table, "other", after=TTL - timedelta(seconds=1)) is None
    taken = await take(table, "other", after=TTL)
    assert taken is not None and taken.fence > table.lease.fence
    turn = await begin_turn(table, await say(table, "I wait"))
    async with database.begin() as db:
        with pytest.raises(StaleFence):
            await hold(db, table.lease)
        with pytest.raises(StaleFence):
            await record_ruling(db, table.lease, turn.id, Ruling(), source="code")
        with pytest.raises(StaleFence):
            await renew_lease(db, table.lease, NOW, TTL)
    async with database.begin() as db:
        await record_ruling(db, taken, turn.id, Ruling(), source="code")
        await release_lease(db, table.lease)  # the old holder's goodbye changes nothing
        assert await load_holder(db, table.scene.id) == "other"
        await db.commit()


async def test_a_renewed_lease_lasts_longer(database: Database) -> None:
    table = await open_table(database)
    async with database.begin() as db:
        renewed = await renew_lease(db, table.lease, NOW + TTL / 2, TTL)
        await db.commit()
    assert (renewed.fence, renewed.until) == (table.lease.fence, NOW + TTL * 1.5)
    assert await take(table, "other", after=TTL) is None
    assert await take(table, "other", after=TTL * 1.5) is not None


async def test_a_lease_is_stolen_only_from_the_one_named(database: Database) -> None:
    table = await open_table(database)
    async with database.begin() as db:
        wrong = await steal_lease(db, table.scene.id, from_owner="nobody", owner="other", now=NOW, ttl=TTL)
        right = await steal_lease(db, table.scene.id, from_owner="me", owner="other", now=NOW, ttl=TTL)
        again = await steal_lease(db, table.scene.id, from_owner="me", owner="third", now=NOW, ttl=TTL)
        await db.commit()
    assert wrong is None and again is None
    assert right is not None and right.fence == table.lease.fence + 1


async def test_the_same_source_id_is_one_input_however_often_it_comes(database: Database) -> None:
    table = await open_table(database)

    async def send(text: str, source: str = "line-7"):
        async with database.begin() as db:
            received = await record_input(
                db, table.game.id, table.scene.id, PlayerInput("terminal", source, "anna", text, "ilse"), NOW
            )
            await db.commit()
        return received

    got = await asyncio.gather(*(send(f"try {number}") for number in range(10)))
    assert len({received.id for received in got}) == 1
    assert sorted(received.duplicate for received in got) == [False] + [True] * 9
    assert len({received.input.text for received in got}) == 1
    other = await send("try 0", "line-8")
    assert not other.duplicate and other.id != got[0].id
    async with database.read() as db:
        waiting = await load_waiting_inputs(db, table.scene.id)
    assert [received.id for received in waiting] == sorted({got[0].id, other.id})
    turn = await begin_turn(table, got[0].id)
    assert (await send("late")).turn_id == turn.id


async def test_an_input_keeps_everything_that_it_was_sent_with(database: Database) -> None:
    table = await open_table(database)
    sent = PlayerInput("discord", "9", "bea", "Ölfässer? 油桶", None, "check", "climb")
    async with database.begin() as db:
        await record_input(db, table.game.id, table.scene.id, sent, NOW)
        (waiting,) = await load_waiting_inputs(db, table.scene.id)
    assert waiting.input == sent


async def test_an_input_is_answered_by_one_turn(database: Database) -> None:
    table = await open_table(database)
    first = await say(table, "I wait")
    second = await say(table, "I listen")
    turn = await begin_turn(table, second, first)
    assert [received.id for received in turn.inputs] == [second, first]
    with pytest.raises(Conflict):
        await begin_turn(table, first)
    redo = await begin_turn(table, second, first, redo_of=turn.id, attempt=2)
    assert (redo.attempt, redo.redo_of, redo.number) == (2, turn.id, turn.number + 1)
    assert [received.id for received in redo.inputs] == [second, first]
    assert {received.turn_id for received in redo.inputs} == {redo.id}


async def test_a_part_is_announced_and_sent_once(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I wait"))
    async with database.begin() as db:
        await record_parts(db, table.lease, turn.id, [(0, "outcome"), (1, "narration")])
        await record_sent(db, turn.id, 0, "m1", NOW)
        await record_parts(db, table.lease, turn.id, [(0, "outcome"), (1, "narration")])
        await record_sent(db, turn.id, 0, "m2", NOW)
        assert await load_pending_parts(db, turn.id) == ((1, "narration"),)
        await record_sent(db, turn.id, 1, None, NOW)
        assert await load_pending_parts(db, turn.id) == ()
        await db.commit()

"""Candidates that ail are known to all processes; what went wrong with calls is a row."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from databases import make_template, open_copy

from gm.domain.calls import Candidate
from gm.domain.errors import ModelUnavailable
from gm.domain.health import Ailing, CallEvent
from gm.models.cooldown import Cooling, Ward
from gm.store.database import Database
from gm.store.health import (
    EventLog,
    SharedCooldowns,
    load_ailing,
    load_call_events,
    load_failures,
)

NOW = datetime(2030, 1, 1, tzinfo=UTC)
SICK = Candidate(model="sick", endpoint="http://one", key_env="KEY")


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - NOW).total_seconds()


def counted(before: Ailing | None) -> Ailing:
    return Ailing("k", "m", "busy", before.fails + 1 if before else 1, 0, NOW)


async def test_many_at_once_lose_no_count(database: Database) -> None:
    shared = SharedCooldowns(database)
    await asyncio.gather(*[shared.change("k", counted) for _ in range(20)])
    assert (await shared.load())["k"].fails == 20
    assert await shared.change("k", lambda _: None) is None
    assert await shared.load() == {}


async def test_what_one_process_found_out_the_other_knows_a_second_later(database: Database) -> None:
    clock = Clock()
    one, other = (Ward(SharedCooldowns(database), clock, Cooling(after=2)) for _ in range(2))
    well = replace(SICK, model="well")
    assert (await other.order([SICK, well], None, seconds=30)).awake == (SICK, well)
    for _ in range(2):
        await one.failed(SICK, None, ModelUnavailable("gone").of("silent"), wait=None, jitter=0.5)
    clock.at += timedelta(seconds=1)
    order = await other.order([SICK, well], None, seconds=30)
    assert (order.awake, order.resting) == ((well,), (SICK,))


async def test_one_caller_tries_whether_it_has_recovered(database: Database) -> None:
    clock = Clock()
    wards = [Ward(SharedCooldowns(database), clock, Cooling(after=1)) for _ in range(5)]
    await wards[0].failed(SICK, None, ModelUnavailable("gone").of("silent"), wait=None, jitter=0.5)
    clock.at += timedelta(seconds=21)
    orders = await asyncio.gather(*[ward.order([SICK], None, seconds=30) for ward in wards])
    assert sorted(len(order.awake) for order in orders) == [0, 0, 0, 0, 1]
    prober = wards[[len(order.awake) for order in orders].index(1)]
    await prober.answered(SICK, None)
    clock.at += timedelta(seconds=1)
    assert all([(await ward.order([SICK], None, seconds=30)).awake for ward in wards])
    async with database.read() as db:
        assert await load_ailing(db) == {}


async def test_a_prober_that_is_killed_is_not_waited_for_long(database: Database) -> None:
    clock = Clock()
    ward = Ward(SharedCooldowns(database), clock, Cooling(after=1))
    await ward.failed(SICK, None, ModelUnavailable("gone").of("silent"), wait=None, jitter=0.5)
    clock.at += timedelta(seconds=21)
    assert (await ward.order([SICK], None, seconds=30)).awake
    clock.at += timedelta(seconds=31)
    assert (await Ward(SharedCooldowns(database), clock).order([SICK], None, seconds=30)).awake


async def test_a_turn_whose_models_are_well_pays_one_read_a_second(sqlite_database: Database) -> None:
    class Counting(SharedCooldowns):
        reads = writes = 0

        async def load(self):
            self.reads += 1
            return await super().load()

        async def change(self, key, step):
            self.writes += 1
            return await super().change(key, step)

    clock, shared = Clock(), Counting(sqlite_database)
    ward = Ward(shared, clock)
    for _ in range(50):
        await ward.order([SICK], None, seconds=30)
        await ward.answered(SICK, None)
    assert (shared.reads, shared.writes) == (1, 0)


async def test_the_key_is_nowhere_in_the_database(tmp_path: Path) -> None:
    database = await open_copy(make_template(tmp_path), tmp_path)
    ward = Ward(SharedCooldowns(database), Clock(), Cooling(after=1))
    secret = replace(SICK, endpoint="http://user:zqxjpassq@one", key_env="ZQXJKEY")
    await ward.failed(secret, None, ModelUnavailable("gone").of("key"), wait=None, jitter=0.5)
    async with database.read() as db:
        (row,) = (await load_ailing(db)).values()
    assert "zqxj" not in repr(row).lower()
    await database.close()


async def test_events_are_rows_and_are_counted(database: Database) -> None:
    log = EventLog(database, Clock())
    one = CallEvent("rate", "retried", "narrator", "m", wait_ms=500)
    await log.record([one, one, CallEvent("rate", "next", "narrator", "m", "n")])
    async with database.read() as db:
        assert (await load_call_events(db))[:2] == (one, one)
        lines = await load_failures(db, since=NOW)
        assert [(line.fault, line.done, line.times) for line in lines] == [("rate", "retried", 2), ("rate", "next", 1)]
        assert await load_failures(db, until=NOW) == ()

"""Caps of servers within the host's money, servers that pay themselves, and stops: all hold in any rush."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limit_oracle import totals_agree
from sqlalchemy import text
from test_store_calls import CANDIDATE, PURPOSE, SECTIONS, Watch, good

from gm.domain.errors import BudgetExceeded
from gm.domain.ledger import CallStart, SpendLimit
from gm.store.calls import CallLedger, load_calls
from gm.store.database import Database
from gm.store.money import EVERYTHING, drop_stop, load_spent, load_stops, record_stop

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CENT = 10_000_000
"""Nano-dollars."""


def start(
    guild: int, *, payer: str = "host", cost: float | None = 0.01, limits: tuple[SpendLimit, ...] = ()
) -> CallStart:
    purpose = replace(PURPOSE, payer=payer, account=f"guild:{guild}")
    return CallStart(purpose, CANDIDATE, SECTIONS, 1, 19, 400, cost, limits=limits)


def cap(guild: int, usd: float, period: str = "day") -> tuple[SpendLimit, ...]:
    return (SpendLimit(f"guild:{guild}", period, usd),)  # type: ignore[arg-type]


async def rush(calls: list[tuple[CallLedger, CallStart]]) -> list[int | BaseException]:
    got = await asyncio.gather(*(ledger.reserve(call) for ledger, call in calls), return_exceptions=True)
    assert all(isinstance(each, int | BudgetExceeded) for each in got), got
    return got


async def test_each_server_has_its_cap_and_the_host_has_one_for_all(database: Database) -> None:
    processes = [
        CallLedger(database, Watch(NOW), owner=str(n), limits=[SpendLimit("host", "day", 0.30)]) for n in range(3)
    ]
    calls = [(processes[n % 3], start(guild, limits=cap(guild, 0.12))) for n in range(30) for guild in (1, 2, 3, 4)]
    got = await rush(calls)
    async with database.read() as db:
        made = [call for call in await load_calls(db) if call.status == "reserved"]
        spent = {guild: await load_spent(db, f"guild:{guild}", ["2026-03-01"]) for guild in (1, 2, 3, 4)}
        assert await load_spent(db, "host", ["2026-03-01", "2026-03"]) == (30 * CENT, 30 * CENT)
    assert len(made) == 30 == sum(isinstance(each, int) for each in got)
    assert all(total <= 12 * CENT for (total,) in spent.values()) and sum(t for (t,) in spent.values()) == 30 * CENT
    await totals_agree(database)
    await asyncio.gather(*(processes[0].settle(call.id, good(0.001)) for call in made))
    await totals_agree(database)


async def test_a_server_that_pays_itself_is_no_burden_to_the_host(database: Database) -> None:
    ledger = CallLedger(database, Watch(NOW), owner="a", limits=[SpendLimit("host", "day", 0.02)])
    own = [(ledger, start(7, payer="guild:7", limits=cap(7, 0.10))) for _ in range(25)]
    others = [(ledger, start(8)) for _ in range(10)]
    got = await rush(own + others)
    assert sum(isinstance(each, int) for each in got[:25]) == 10
    assert sum(isinstance(each, int) for each in got[25:]) == 2
    async with database.read() as db:
        assert await load_spent(db, "guild:7", ["2026-03-01"]) == (10 * CENT,)  # once, though payer and account
        assert await load_spent(db, "host", ["2026-03-01"]) == (2 * CENT,)
    refused = [each for each in got[:25] if isinstance(each, BudgetExceeded)]
    assert {each.kind for each in refused} == {"day"} and "/host setup" in refused[0].remedy
    await totals_agree(database)


async def test_months_and_unknown_prices(database: Database) -> None:
    ledger = CallLedger(database, Watch(NOW), owner="a")
    limits = (*cap(1, 0.05), *cap(1, 0.02, "month"))
    with pytest.raises(BudgetExceeded) as unpriced:  # nobody knows what it will cost, and a limit is to hold
        await ledger.reserve(start(1, cost=None, limits=limits))
    assert unpriced.value.kind == "unpriced" and "price_in" in unpriced.value.remedy
    assert await ledger.reserve(start(2, cost=None, limits=(SpendLimit("guild:2", "day", tokens=10**6),)))
    got = await rush([(ledger, start(1, limits=limits)) for _ in range(5)])
    assert [each.kind for each in got if isinstance(each, BudgetExceeded)] == ["month"] * 3
    await totals_agree(database)


@pytest.mark.parametrize("scope", [EVERYTHING, "guild:1", "host"])
async def test_a_stop_holds_from_the_next_call_on_in_every_process(database: Database, scope: str) -> None:
    here, there = (CallLedger(database, Watch(NOW), owner=owner) for owner in "ab")
    under_way = await here.reserve(start(1))
    async with database.begin() as db:
        assert await record_stop(db, scope, "server", NOW)
        assert not await record_stop(db, scope, "terminal", NOW)
        await db.commit()
    for ledger in (here, there):
        for cost in (0.01, None):
            with pytest.raises(BudgetExceeded) as stopped:
                await ledger.reserve(start(1, cost=cost))
            assert stopped.value.kind == "stopped"
        assert await ledger.reserve(start(1, cost=0.0))  # what is free goes on
    own = here.reserve(start(2, payer="guild:2"))
    if scope == EVERYTHING:
        with pytest.raises(BudgetExceeded):
            await own
    else:
        assert await own
    await here.settle(under_way, good(0.004))
    async with database.begin() as db:
        assert [(stop.scope, stop.by) for stop in await load_stops(db)] == [(scope, "server")]
        assert await drop_stop(db, scope) and not await drop_stop(db, scope)
        await db.commit()
    assert await there.reserve(start(1))
    async with database.read() as db:
        refused = [call for call in await load_calls(db) if call.status == "refused"]
    assert {(call.finish_reason, call.cost) for call in refused} == {("stopped", 0.0)}
    await totals_agree(database)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.booleans(), st.sampled_from([0.0, 0.01, 0.03, None])), min_size=1, max_size=40
    ),
    st.lists(st.sampled_from([0.0, 0.02, 0.05, 9.0]), min_size=3, max_size=3),
    st.sampled_from([0.04, 9.0]),
)
async def test_whatever_is_asked_at_once(
    sqlite_database: Database, asks: list[tuple[int, bool, float | None]], caps: list[float], host: float
) -> None:
    """Known prices never add up to more than a cap, for nobody, and the totals are the log's."""
    async with sqlite_database.begin() as db:
        for table in ("call_players", "model_calls", "spend_totals"):
            await db.run(lambda tx, name=table: tx.write(text(f"DELETE FROM {name}")))
        await db.commit()
    ledger = CallLedger(sqlite_database, Watch(NOW), owner="a", limits=[SpendLimit("host", "month", host)])
    await rush(
        [
            (ledger, start(g, payer=f"guild:{g}" if own else "host", cost=cost, limits=cap(g, caps[g - 1])))
            for g, own, cost in asks
        ]
    )
    async with sqlite_database.read() as db:
        for guild, usd in enumerate(caps, 1):
            (spent,) = await load_spent(db, f"guild:{guild}", ["2026-03-01"])
            assert spent <= round(usd * 100) * CENT
        (spent,) = await load_spent(db, "host", ["2026-03"])
        assert spent <= round(host * 100) * CENT
    await totals_agree(sqlite_database)

"""Limits per campaign and player, in tokens, several at once: they hold in any rush, and what is lost stays counted."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from limit_calls import NOW, Watch, good, start
from limit_oracle import logged_totals, totals_agree
from store_table import open_table

from gm.domain.calls import Usage
from gm.domain.errors import BudgetExceeded
from gm.domain.ledger import CallEnd, CallStart, SpendLimit
from gm.store.calls import CallLedger, load_calls
from gm.store.database import Database
from gm.store.erasure import erase_person
from gm.store.expiring import close_expired
from gm.store.money import load_spent

CENT = 10_000_000
HERE = Path(__file__).parent


def kinds(got: list[object]) -> dict[str, int]:
    found = [each.kind if isinstance(each, BudgetExceeded) else "made" for each in got]
    assert all(isinstance(each, int | BudgetExceeded) for each in got), got
    return {kind: found.count(kind) for kind in sorted(set(found))}


async def rush(ledgers: list[CallLedger], calls: list[CallStart]) -> list[object]:
    work = (ledgers[number % len(ledgers)].reserve(call) for number, call in enumerate(calls))
    return list(await asyncio.gather(*work, return_exceptions=True))


def processes(database: Database, *limits: SpendLimit, count: int = 3) -> list[CallLedger]:
    return [CallLedger(database, Watch(NOW), owner=str(number), limits=limits) for number in range(count)]


async def test_a_limit_in_tokens_holds_also_for_what_costs_nothing(database: Database) -> None:
    ledgers = processes(database, SpendLimit("host", "day", tokens=5_000))
    got = await rush(ledgers, [start(cost=0.0 if number % 2 else 0.01) for number in range(100)])
    assert kinds(got) == {"day": 90, "made": 10}
    offline = await ledgers[0].reserve(start(cost=0.0, tokens=0))
    await ledgers[0].settle(offline, CallEnd("ok", Usage(900, 0, 100, cost=0.0)))  # no model was asked: not counted
    refusal = next(each for each in got if isinstance(each, BudgetExceeded))
    assert "5,000 tokens" in str(refusal) and "$" not in str(refusal)
    await totals_agree(database)
    made = [each for each in got if isinstance(each, int)]
    await asyncio.gather(*(ledgers[0].settle(number, CallEnd("ok", Usage(180, None, 20))) for number in made))
    await totals_agree(database)
    assert kinds(await rush(ledgers, [start() for _ in range(20)])) == {"day": 14, "made": 6}  # 10 × 200 are taken


async def test_limits_of_campaigns_and_players_at_once(database: Database) -> None:
    ledgers = processes(
        database,
        SpendLimit("host", "day", 0.50),
        SpendLimit("host/campaign:*", "day", 0.20),
        SpendLimit("host/campaign:mill", "day", 0.05),
        SpendLimit("host/player:*", "day", 0.10, 4_000),
        SpendLimit("host/player:*", "month", tokens=90_000),
    )
    calls = [
        start(f"p{number % 5}", campaign=("mill", "ford", "bell")[number % 3], guild=number % 2 or None)
        for number in range(120)
    ]
    got = await rush(ledgers, calls)
    sums = await logged_totals(database)
    day = "2026-03-01"
    assert sums["host/campaign:mill", day][0] == 5 * CENT
    assert sums["host/campaign:ford", day][0] <= 20 * CENT and sums["host", day][0] <= 50 * CENT
    assert all(sums[f"host/player:p{n}", day][1] <= 4_000 for n in range(5))
    assert sum(sums[f"host/player:p{n}", day][0] for n in range(5)) == sums["host", day][0]
    assert set(kinds(got)) == {"made", "campaign_day", "player_day"}
    assert kinds(got)["made"] == 40  # 5 players × 4,000 tokens; campaigns would allow 5 + 20 + 20
    await totals_agree(database)


async def test_whoever_has_something_left_bears_what_others_cannot(database: Database) -> None:
    limits = (SpendLimit("host/player:*", "day", 0.03), SpendLimit("host/player:ben", "day", 0.0))
    (ledger,) = processes(database, *limits, count=1)
    number = await ledger.reserve(start("anna", "ben"))
    sums = await logged_totals(database)
    assert sums["host/player:anna", "2026-03-01"][0] == CENT and ("host/player:ben", "2026-03-01") not in sums
    await ledger.settle(number, good(0.004))
    three = await ledger.reserve(start("anna", "cleo", "dan", cost=0.00000001))  # ten nano-dollars
    sums = await logged_totals(database)
    assert [sums[f"host/player:{who}", "2026-03"][0] for who in ("cleo", "dan")] == [3, 3]
    await ledger.settle(three, good(0.000000005))
    await totals_agree(database)
    with pytest.raises(BudgetExceeded) as both:
        await ledger.reserve(start("anna", "ben", cost=0.09))
    assert both.value.kind == "player_day" and "player's" in str(both.value) and "anna" not in str(both.value)
    with pytest.raises(BudgetExceeded):
        await ledger.reserve(start("ben"))
    await totals_agree(database)


async def test_what_was_turned_down_counts_for_nothing_and_what_broke_off_counts_whole(database: Database) -> None:
    (ledger,) = processes(database, SpendLimit("host", "day", 0.02), count=1)
    for _ in range(20):
        number = await ledger.reserve(start())
        await ledger.settle(number, CallEnd("failed", Usage(), error="no credit", unbilled=True))
    for _ in range(2):
        number = await ledger.reserve(start())
        await ledger.settle(number, CallEnd("failed", Usage(), error="it broke off", first_token_ms=3))
    with pytest.raises(BudgetExceeded):
        await ledger.reserve(start())
    async with database.read() as db:
        assert {call.cost for call in await load_calls(db) if call.status == "failed"} == {None}  # nobody said
    await totals_agree(database)


async def test_a_call_nobody_waits_for_is_lost_though_its_process_never_comes_back(database: Database) -> None:
    gone = CallLedger(database, Watch(NOW), owner="a process of long ago", limits=[SpendLimit("host", "day", 0.02)])
    dead = await gone.reserve(replace(start(), seconds=300))
    later = Watch(NOW + timedelta(seconds=359))
    here = CallLedger(database, later, owner="another", limits=[SpendLimit("host", "day", 0.02)])
    alive = await here.reserve(start())
    later.moment += timedelta(seconds=62)
    with pytest.raises(BudgetExceeded):
        await here.reserve(start())  # what was held stays counted
    await here.settle(alive, good(0.001))
    await here.reserve(start(cost=0.001))
    async with database.read() as db:
        calls = {call.id: call for call in await load_calls(db)}
    assert (calls[dead].status, calls[dead].cost, calls[dead].prompt_tokens) == ("lost", 0.01, 19)
    assert calls[alive].status == "ok"
    await gone.settle(dead, good(0.5))  # too late: the estimate stands
    await totals_agree(database)


async def test_erasing_takes_a_players_own_totals_and_nobody_elses(database: Database) -> None:
    table = await open_table(database)
    (ledger,) = processes(database, SpendLimit("host/player:*", "day", 0.02), count=1)
    alone = await ledger.reserve(start("anna", game_id=table.game.id))
    shared = await ledger.reserve(start("anna", "ben", game_id=table.game.id))
    async with database.begin() as db:
        await erase_person(db, "anna", NOW)
        await db.commit()
    async with database.read() as db:
        assert await load_spent(db, "host/player:anna", ["2026-03-01"]) == (0,)
        assert await load_spent(db, "host/player:ben", ["2026-03-01"]) == (CENT // 2,)
    await totals_agree(database)
    await ledger.settle(alone, good(0.001))
    await ledger.settle(shared, good(0.002))
    async with database.read() as db:
        assert await load_spent(db, "host/player:ben", ["2026-03-01"]) == (CENT // 10,)
        assert await load_spent(db, "host", ["2026-03-01"]) == (3 * CENT // 10,)
    await totals_agree(database)


async def test_expiring_twice_and_settling_meanwhile_close_a_call_once(database: Database) -> None:
    (ledger,) = processes(database, count=1)
    numbers = [await ledger.reserve(start()) for _ in range(12)]
    when = NOW + timedelta(hours=1)

    async def expire() -> int:
        async with database.begin() as db:
            closed = await close_expired(db, when)
            await db.commit()
        return closed

    closed = await asyncio.gather(expire(), *(ledger.settle(number, good(0.002)) for number in numbers), expire())
    async with database.read() as db:
        calls = await load_calls(db)
    lost = sum(call.status == "lost" for call in calls)
    assert closed[0] + closed[-1] == lost and {call.status for call in calls} <= {"lost", "ok"}
    await totals_agree(database)


def _worker(url: str, number: int) -> "subprocess.Popen[str]":
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (HERE, HERE.parents[1])))}
    command = [sys.executable, str(HERE / "limit_worker.py"), url, str(number)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)


async def test_four_processes_against_a_limit_for_ten(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """100 calls at once from four processes, of two players and two campaigns. Then one process dies with its holds."""
    postgres = database.dialect != "sqlite"
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path / 'game.db'}"
    workers = [_worker(url, number) for number in range(4)]
    for worker in workers:
        assert await asyncio.to_thread(worker.stdout.readline) == "ready\n"  # type: ignore[union-attr]
    _tell(workers, "go")
    lines = [await asyncio.to_thread(worker.stdout.readline) for worker in workers]  # type: ignore[union-attr]
    got = [json.loads(line) for line in lines]
    assert sum(each["made"] for each in got) == 10 and sum(each["refused"] for each in got) == 90
    assert not any(each["other"] for each in got), got
    await totals_agree(database)
    workers[0].send_signal(signal.SIGKILL)
    _tell(workers[1:], "settle")
    for worker in workers:
        await asyncio.to_thread(worker.wait)
    await totals_agree(database)
    async with database.begin() as db:
        lost = await close_expired(db, NOW + timedelta(hours=1))
        await db.commit()
    assert lost == got[0]["made"]
    await totals_agree(database)


def _worker(url: str, number: int) -> "subprocess.Popen[str]":
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (HERE, HERE.parents[1])))}
    command = [sys.executable, str(HERE / "limit_worker.py"), url, str(number)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)


def _tell(workers: "list[subprocess.Popen[str]]", word: str) -> None:
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(f"{word}\n")
        worker.stdin.flush()

"""The money adds up: mixed calls through the real door, on real sockets, against an independent recomputation from the
raw replies, to the nano-dollar. `GM_MONEY_CALLS=1000` makes a thousand of them."""

import asyncio
import math
import os
import random
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from bills import PRICES, Biller, Exchange, Prices, Script, bill, nano, script, serve
from model_fakes import prompt, purpose
from sqlalchemy import text

from gm.domain.budgets import SpendLimit
from gm.domain.calls import Candidate, Category, Role
from gm.domain.errors import BudgetExceeded, ModelError
from gm.domain.ledger import CallStart
from gm.models.accounts import Account
from gm.models.backend import LitellmBackend
from gm.models.door import Door
from gm.models.remedies import Remedies
from gm.models.routes import RouteTable
from gm.models.tokens import CharacterCounter
from gm.review.amounts import money
from gm.store.calls import CallLedger
from gm.store.database import Database
from gm.store.expiring import close_expired
from gm.store.spend import load_spend

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
from limit_oracle import totals_agree

pytestmark = pytest.mark.xdist_group("litellm")
CALLS = int(os.environ.get("GM_MONEY_CALLS", "190"))
AT_ONCE = 8
LOST = 5
NOW = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
LIMITED = "guild:9"
"""An account with a limit in money: what has no price is refused there."""
BY = ("category", "role", "model", "player", "day", "campaign")


class Passing:
    """A clock that moves a little with each look: some calls fall into the next day and month."""

    def __init__(self) -> None:
        self.looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return NOW + timedelta(milliseconds=20 * self.looks)

    def monotonic(self) -> float:
        return self.looks / 50


def candidate(model: str, prices: Prices, endpoint: str) -> Candidate:
    numbers = {
        name: None if price is None else float(price)
        for name, price in (("price_in", prices.fresh), ("price_cached", prices.cached), ("price_out", prices.out))
    }
    return Candidate(model=f"openai/{model}", endpoint=endpoint, key_env="KEY", provider="test", **numbers)  # type: ignore[arg-type]


async def run(database: Database, scripts: dict[str, Script], endpoint: str) -> int:
    """All calls through the door; gives how many were refused by a limit."""
    clock = Passing()
    backend = LitellmBackend({"KEY": "sk-test-0123456789"}.get)
    ledger = CallLedger(database, clock, owner="here")
    remedies, count = Remedies.alone(clock, first=0.0), CharacterCounter()
    door = Door(RouteTable({}), {"litellm": backend}, ledger, clock, count, offline=None, remedies=remedies)
    limited = door.on(Account("host", RouteTable({}), LIMITED, limits=(SpendLimit(LIMITED, "month", 10**6),)))
    accounts = {
        0: door,
        1: limited,
        2: door.on(Account("guild:7", RouteTable({}), "guild:7", keys=lambda _: "sk-own-0123456789")),
    }
    refused, room = 0, asyncio.Semaphore(AT_ONCE)

    async def one(number: int, model: str) -> None:
        nonlocal refused
        players = (("anna",), ("ben",), ("anna", "ben", "cleo"), ())[number % 4]
        why = replace(
            purpose((Role.NARRATOR, Role.ADJUDICATOR, Role.SCRIBE)[number % 3]),
            category=(Category.NARRATION, Category.ADJUDICATION, Category.MEMORY)[number % 3],
            game_id=None,
            scene_id=None,
            turn_id=None,
            campaign=("mill", "ford")[number % 2],
            player=players[0] if len(players) == 1 else None,
            players=players,
        )
        asked = candidate(model, scripts[model].prices, endpoint)
        async with room:
            try:
                await accounts[number % 3].complete(prompt(), purpose=why, candidates=(asked,))
            except BudgetExceeded:
                refused += 1
            except ModelError:
                pass

    await asyncio.gather(*(one(number, model) for number, model in enumerate(scripts)))
    for number in range(LOST):  # their process is killed before they are settled
        lost = candidate(f"lost{number}", PRICES[number % 4], endpoint)
        start = CallStart(purpose_of_lost(), lost, (), 1, 1000, 400, float(bound(PRICES[number % 4], 1000, 400)))
        await ledger.reserve(replace(start, reserved_tokens=1600))
    async with database.begin() as db:
        assert await close_expired(db, NOW + timedelta(days=1)) == LOST
        await db.commit()
    await backend.aclose()
    return refused


def purpose_of_lost() -> object:
    return replace(purpose(), game_id=None, scene_id=None, turn_id=None, players=("anna",), player="anna")


def bound(prices: Prices, tokens: int, out: int) -> Fraction:
    """What is held: a fifth more than our count, all of it fresh."""
    assert prices.fresh is not None and prices.out is not None
    return (tokens * Fraction(6, 5) * Fraction(prices.fresh) + out * Fraction(prices.out)) / 1_000_000


async def test_the_money_adds_up(sqlite_database: Database) -> None:
    rng = random.Random(20260331)
    scripts = {f"m{number}": script(rng, number) for number in range(CALLS)}
    biller = Biller(scripts)
    server, endpoint = await serve(biller)
    try:
        refused = await run(sqlite_database, scripts, endpoint)
    finally:
        server.close()
    query = text(
        "SELECT id, model, status, cost, reserved_cost, counted, category, role, player, campaign, day "
        "FROM model_calls ORDER BY id"
    )
    async with sqlite_database.read() as db:
        rows = await db.run(lambda tx: tx.rows(query))
        lines = {by: await load_spend(db, by=by) for by in BY}
    by_model = defaultdict(list)
    for row in rows:
        by_model[row.model.removeprefix("openai/")].append(row)
    want: dict[int, int | None] = {}
    for model, done in scripts.items():
        sent, kept = biller.sent.get(model, []), by_model[model]
        tries = [row for row in kept if row.status != "refused"]
        assert len(tries) == len(sent), (model, done.kind)  # a row for every try, and none besides
        for row, exchange in zip(tries, sent, strict=True):
            exact = bill(exchange, done.prices)
            want[row.id] = None if exact is None else nano(exact)
            assert (row.status == "ok") == (exchange.status == 200 and exchange.whole), (model, done.kind)
            if exact is None:
                turned_down = exchange.status in (400, 401, 402, 403, 404, 429, 500, 503)
                assert row.counted == (0 if turned_down else row.reserved_cost or 0), (model, done.kind)
        for row in kept:
            if row.status == "refused":
                want[row.id] = 0
    for number in range(LOST):
        (row,) = by_model[f"lost{number}"]
        assert row.status == "lost"
        want[row.id] = nano(bound(PRICES[number % 4], 1000, 400))
    assert [(row.model, scripts.get(row.model[7:]), row.cost) for row in rows if row.cost != want[row.id]] == []
    check_the_mix(rows, refused, biller)
    await totals_agree(sqlite_database)
    check_the_reports(rows, want, lines)


def check_the_mix(rows: list[object], refused: int, biller: Biller) -> None:
    """All of it was there, or the test would say little."""
    statuses = Counter(row.status for row in rows)  # type: ignore[attr-defined]
    assert set(statuses) == {"ok", "failed", "lost", "refused"} and statuses["refused"] == refused
    assert len({row.day for row in rows}) == 2 or CALLS < 500  # type: ignore[attr-defined]
    assert sum(row.cost is None for row in rows) > CALLS / 10 and any(row.cost == 0 for row in rows)  # type: ignore[attr-defined]
    assert sum(map(len, biller.sent.values())) > 0.9 * CALLS - refused


def check_the_reports(rows: list[object], want: dict[int, int | None], lines: dict[str, object]) -> None:
    """What is reported by anything adds up to the rows, and what is not known is counted and said so."""
    total = sum(cost for cost in want.values() if cost is not None)
    unknown = sum(cost is None for cost in want.values())
    for by, found in lines.items():
        assert round(math.fsum(line.cost or 0 for line in found) * 10**9) == total, by  # type: ignore[attr-defined]
        assert sum(line.unknown_cost for line in found) == unknown, by  # type: ignore[attr-defined]
        assert sum(line.calls for line in found) == len(rows), by  # type: ignore[attr-defined]
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.category] += want[row.id] or 0  # type: ignore[attr-defined]
    assert {line.key: round((line.cost or 0) * 10**9) for line in lines["category"]} == dict(sums)  # type: ignore[attr-defined]
    assert "unknown" in money(None)


def test_the_recomputation_can_tell_a_wrong_bill() -> None:
    """It is no copy of the program: by hand, for a few."""
    prices = Prices("3", "0.3", "15")
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}
    assert bill(Exchange(200, [usage], True), prices) == Fraction(
        "0.00342"
    )  # 600 × 3 + 400 × 0.3 + 100 × 15, a million
    assert bill(Exchange(200, [{**usage, "cost": 0.5}], True), prices) == Fraction(1, 2)
    assert bill(Exchange(200, [usage], False), prices) is None
    assert bill(Exchange(200, [], True), prices) is None
    assert bill(Exchange(200, [usage], True), Prices(None, None, None)) is None
    assert nano(Fraction("0.00342")) == 3_420_000

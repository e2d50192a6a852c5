"""Reserve, settle, turn down, lose, pass midnight, change limits, in any order: against a model in plain Python."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from limit_calls import CANDIDATE, NOW, PURPOSE, Watch
from sqlalchemy import text

from gm.domain.calls import Usage
from gm.domain.errors import BudgetExceeded
from gm.domain.ledger import CallEnd, CallStart, SpendLimit
from gm.store import holding
from gm.store.calls import CallLedger
from gm.store.database import Database
from gm.store.expiring import close_expired

CENT = 10_000_000
PLAYERS = ("anna", "ben", "cleo")


@dataclass
class Limits:
    """Whole cents and tokens; None: no limit."""

    host_day: int | None
    host_month_tokens: int | None
    mill_day: int | None
    each_player_day: int | None
    each_player_month_tokens: int | None
    guild_day: int | None

    def all(self) -> tuple[SpendLimit, ...]:
        usd: Callable[[int | None], float | None] = lambda cents: None if cents is None else cents / 100  # noqa: E731
        return (
            SpendLimit("host", "day", usd(self.host_day)),
            SpendLimit("host", "month", tokens=self.host_month_tokens),
            SpendLimit("host/campaign:mill", "day", usd(self.mill_day)),
            SpendLimit("host/player:*", "day", usd(self.each_player_day)),
            SpendLimit("host/player:*", "month", tokens=self.each_player_month_tokens),
            SpendLimit("guild:1", "day", usd(self.guild_day)),
        )


@dataclass
class Call:
    """One call of the model: what counts for it now."""

    day: str
    payer: str
    account: str | None
    campaign: str
    players: tuple[str, ...]
    money: int
    tokens: int
    expires: datetime
    open: bool = True


@dataclass
class Book:
    """The oracle: a list of calls, and sums over it whenever they are needed."""

    calls: dict[int, Call] = field(default_factory=dict)

    def taken(self, scope: str, period: str) -> tuple[int, int]:
        usd = tokens = 0
        for call in self.calls.values():
            if not call.day.startswith(period):
                continue
            for owner in {call.payer, call.account or call.payer}:
                if scope in (owner, f"{owner}/campaign:{call.campaign}"):
                    usd, tokens = usd + call.money, tokens + call.tokens
                for at, player in enumerate(call.players):
                    if player and scope == f"{owner}/player:{player}":
                        count = len(call.players)
                        usd += call.money // count + (at < call.money % count)
                        tokens += call.tokens // count + (at < call.tokens % count)
        return usd, tokens

    def checks(self, limits: Limits) -> list[tuple[str, str, int | None, int | None]]:
        days = {call.day for call in self.calls.values()}
        found: list[tuple[str, str, int | None, int | None]] = []
        for day in days:
            found += [("host", day, limits.host_day, None), ("host", day[:7], None, limits.host_month_tokens)]
            found += [("host/campaign:mill", day, limits.mill_day, None), ("guild:1", day, limits.guild_day, None)]
            for player in PLAYERS:
                found.append((f"host/player:{player}", day, limits.each_player_day, None))
                found.append((f"host/player:{player}", day[:7], None, limits.each_player_month_tokens))
        return found


maybe = st.one_of(st.none(), st.integers(0, 12))
tokens_ = st.one_of(st.none(), st.integers(0, 9_000))


class Budgets(RuleBasedStateMachine):
    """The ledger and the book, side by side."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.folder / "game.db")
        self.database = self.runner.run(Database.open(f"sqlite:///{self.folder / 'game.db'}", migrate=False))
        self.watch, self.book, self.limits = Watch(), Book(), Limits(None, None, None, None, None, None)

    def teardown(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    @initialize(limits=st.builds(Limits, maybe, tokens_, maybe, maybe, tokens_, maybe))
    def begin(self, limits: Limits) -> None:
        self.limits = limits

    @property
    def ledger(self) -> CallLedger:
        return CallLedger(self.database, self.watch, owner="a", limits=self.limits.all())

    @rule(
        cents=st.sampled_from([0, 1, 2, 5]),
        nano=st.integers(0, 7),
        tokens=st.sampled_from([0, 500, 1501]),
        players=st.lists(st.sampled_from(PLAYERS), max_size=3, unique=True),
        guild=st.sampled_from([None, 1, 2]),
        own=st.booleans(),
        campaign=st.sampled_from(["mill", "ford"]),
    )
    def reserve(
        self, cents: int, nano: int, tokens: int, players: list[str], guild: int | None, own: bool, campaign: str
    ) -> None:
        money, account = cents * CENT + (nano if cents else 0), None if guild is None else f"guild:{guild}"
        payer = account if own and account else "host"
        purpose = replace(PURPOSE, payer=payer, account=account, campaign=campaign, players=tuple(players))
        purpose = replace(purpose, player=players[0] if len(players) == 1 else None)
        start = CallStart(purpose, CANDIDATE, (), 1, 19, 400, money / 1e9, reserved_tokens=tokens)
        wanted = self._bearing(payer, account, campaign, tuple(players), money, tokens)
        try:
            number = self.runner.run(self.ledger.reserve(start))
        except BudgetExceeded:
            assert wanted is None
            return
        assert wanted is not None
        wanted.expires = self.watch.moment + timedelta(seconds=360)
        self.book.calls[number] = wanted

    def _bearing(
        self, payer: str, account: str | None, campaign: str, players: tuple[str, ...], money: int, tokens: int
    ) -> Call | None:
        """The call as it should be held; None: it must be refused."""
        bearing = players
        while True:
            call = Call(self.watch.moment.date().isoformat(), payer, account, campaign, bearing, money, tokens, NOW)
            self.book.calls[-1] = call
            over = self._passed_by(call)
            del self.book.calls[-1]
            if not over:
                return call
            rest = tuple(p for p in bearing if f"host/player:{p}" not in over)
            if not rest or any("/player:" not in scope for scope in over):
                return None
            bearing = rest

    def _passed_by(self, call: Call) -> set[str]:
        """Limits that this call, now in the book, makes pass or finds passed, in a unit that it takes any of."""
        found = set()
        for scope, period, usd, tokens in self.book.checks(self.limits):
            owners = {call.payer, call.account or call.payer}
            if not call.day.startswith(period) or scope.partition("/")[0] not in owners:
                continue
            if "/campaign:" in scope and not scope.endswith(f":{call.campaign}"):
                continue
            if "/player:" in scope and scope.rpartition(":")[2] not in call.players:
                continue
            count = len(call.players)
            at = call.players.index(scope.rpartition(":")[2]) if "/player:" in scope else 0
            share = call.tokens // count + (at < call.tokens % count) if "/player:" in scope else call.tokens
            money, counted = self.book.taken(scope, period)
            if call.money and usd is not None and money > usd * CENT:
                found.add(scope)
            if share and tokens is not None and counted > tokens:
                found.add(scope)
        return found

    def _some(self, pick: int) -> tuple[int, Call] | None:
        there = [(number, call) for number, call in self.book.calls.items() if call.open]
        return there[pick % len(there)] if there else None

    @rule(pick=st.integers(0, 99), cents=st.sampled_from([None, 0, 1, 4]), told=st.booleans(), again=st.booleans())
    def settle(self, pick: int, cents: int | None, told: bool, again: bool) -> None:
        if (found := self._some(pick)) is None:
            return
        number, call = found
        usage = Usage(300 if told else None, None, 33 if told else None, None, None if cents is None else cents / 100)
        self.runner.run(self.ledger.settle(number, CallEnd("ok", usage)))
        call.open = False
        call.money = call.money if cents is None else cents * CENT
        call.tokens = 333 if told and call.tokens else call.tokens
        if again:
            self.runner.run(self.ledger.settle(number, CallEnd("failed", Usage(1, 1, 1, 1, 9.0))))

    @rule(pick=st.integers(0, 99))
    def turned_down(self, pick: int) -> None:
        if (found := self._some(pick)) is None:
            return
        number, call = found
        self.runner.run(self.ledger.settle(number, CallEnd("failed", Usage(), error="no", unbilled=True)))
        call.open, call.money, call.tokens = False, 0, 0

    @rule(seconds=st.sampled_from([1, 200, 400, 43_200]))
    def time_passes(self, seconds: int) -> None:
        self.watch.moment += timedelta(seconds=seconds)

    @rule()
    def expire(self) -> None:
        async def work() -> None:
            async with self.database.begin() as db:
                await close_expired(db, self.watch.moment)
                await db.commit()

        self.runner.run(work())
        for call in self.book.calls.values():
            call.open = call.open and call.expires >= self.watch.moment

    @rule(limits=st.builds(Limits, maybe, tokens_, maybe, maybe, tokens_, maybe))
    def change_limits(self, limits: Limits) -> None:
        self.limits = limits

    @invariant()
    def totals_are_the_books(self) -> None:
        rows = self.runner.run(self._totals())
        for scope, period, usd, tokens in rows:
            assert (int(usd), int(tokens)) == self.book.taken(scope, period), (scope, period)

    async def _totals(self) -> Any:
        async with self.database.read() as db:
            return await db.run(lambda tx: tx.rows(text("SELECT scope, period, total, tokens FROM spend_totals")))


STEPS = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False
)


def test_the_ledger_is_the_book(sqlite_template: Path) -> None:
    Budgets.template = sqlite_template
    run_state_machine_as_test(Budgets, settings=STEPS)


@pytest.mark.parametrize("mutant", ["lets the last one through", "forgets the month"])
def test_a_broken_ledger_is_found(sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, mutant: str) -> None:
    """The control: the machine can fail."""
    Budgets.template = sqlite_template
    if mutant == "forgets the month":
        monkeypatch.setattr(holding, "PERIODS", ("day",))
    else:
        real = holding.add_totals
        monkeypatch.setattr(
            holding, "add_totals", lambda tx, amounts: {k: (m // 2, t) for k, (m, t) in real(tx, amounts).items()}
        )
    more = settings(STEPS, max_examples=60, derandomize=True, phases=(Phase.generate,))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Budgets, settings=more)

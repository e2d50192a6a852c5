"""What is counted, as an independent reader of Prometheus' format reads it."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert
from telemetry_table import begin, play, table

from gm.bot.levels import Levels
from gm.domain.calls import Candidate, Usage
from gm.domain.errors import BudgetExceeded
from gm.domain.guards import GuardCount
from gm.domain.health import CallEvent
from gm.domain.ledger import CallEnd, CallStart
from gm.domain.watching import Watcher
from gm.models.watched import WatchedLedger
from gm.settings_limits import Limits
from gm.store.database import Database
from gm.store.guilds import GuildSettings, record_guild
from gm.store.rows_call import SPEND_TOTALS
from gm.store.tx import Tx, stored
from gm.telemetry.counting import OTHERS, Counting
from gm.telemetry.metrics import HELP, Metrics
from gm.telemetry.watchers import Watchers

_WHOSE = tuple(itertools.product(("server", "campaign", "player"), ("day", "month"), ("host", "server")))


def read(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    found = {}
    for family in text_string_to_metric_families(metrics.text()):
        assert family.documentation, f"{family.name} is not explained"
        for sample in family.samples:
            found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return found


async def test_a_game_is_counted_by_role_and_model(tmp_path: Path, sqlite_template: Path) -> None:
    metrics = Metrics()
    async with table(tmp_path / "home", sqlite_template) as app:
        app.watchers.add(Counting(metrics))
        game = await begin(app)
        for number in range(2):
            await play(app, game, number)
        levels = Levels(app.database, app.settings.config.limits, app.clock, metrics)
        await levels.look()
        found = read(metrics)
        spare, tight = Metrics(), Limits(player_day_usd=0.000001, player_month_usd=50, campaign_day_usd=50)
        await Levels(app.database, tight, app.clock, spare).look()
        spent = found["gm_model_cost_usd_total", (("model", "teller/big"), ("role", "narrator"))]
        left = found["gm_limit_left_usd", (("period", "day"), ("scope", "host"))]
        await play(app, game, 2)
        await levels.look()  # at once again: nothing is read
        assert metrics.value("gm_limit_left_usd", scope="host", period="day") == pytest.approx(left)
    who = (("model", "teller/big"), ("role", "narrator"))
    assert found["gm_model_calls_total", (*who, ("status", "ok"))] == 2
    assert found["gm_model_calls_total", (("model", "ruler/wise"), ("role", "adjudicator"), ("status", "ok"))] == 2
    tokens = {kind: found["gm_model_tokens_total", (("kind", kind), *who)] for kind in ("in", "cached", "out")}
    assert tokens["in"] > tokens["out"] > 100 and tokens["cached"] == 0
    assert ("gm_model_tokens_total", (("kind", "reasoning"), *who)) not in found, "not reported is not 0"
    assert spent == pytest.approx((tokens["in"] + 2 * tokens["out"]) / 1e6) and left == pytest.approx(1 - spent)
    assert found["gm_model_first_token_seconds_count", who] == 2 and found["gm_model_call_seconds_count", who] == 2
    for stage in ("rule", "resolve", "narrate", "deliver"):
        assert found["gm_turn_work_seconds_count", (("stage", stage),)] >= 2
    assert found["gm_turns_ended_total", (("how", "done"),)] == 3 and found["gm_models_resting", ()] == 0
    assert {name.partition("{")[0] for name in HELP} >= {"gm_limit_usd"}
    used_up = {at: spare.value("gm_limits_used_up", scope=at[0], period=at[1], set_by=at[2]) for at in _WHOSE}
    assert used_up == dict.fromkeys(_WHOSE, 0) | {("player", "day", "host"): 1}


def call(model: str) -> CallStart:
    from gm.bench.model_ways import _PURPOSE

    return CallStart(_PURPOSE, Candidate(model), (), 1, 10, 10, None)


def test_servers_that_choose_their_models_do_not_swell_it() -> None:
    metrics = Metrics()
    counting = Counting(metrics)
    for number in range(150):
        counting.call_ends(number, call(f"m/{number}"), CallEnd("ok", Usage()), None)
    counting.call_ends(0, call("m/0"), CallEnd("failed", Usage(), fault="rate"), None)
    counting.call_fault(CallEvent("rate", "next", "narrator", "m/0"))
    counting.guarded(GuardCount("repeats", "cut", 3, "m/0"))
    found = read(metrics)
    assert found["gm_model_calls_total", (("model", OTHERS), ("role", "narrator"), ("status", "ok"))] == 50
    assert found["gm_model_calls_total", (("model", "m/0"), ("role", "narrator"), ("status", "failed"))] == 1
    faults = (("done", "next"), ("fault", "rate"), ("model", "m/0"), ("role", "narrator"))
    assert found["gm_model_faults_total", faults] == 1
    assert found["gm_guard_hits_total", (("action", "cut"), ("kind", "repeats"), ("model", "m/0"))] == 3
    assert found["gm_model_calls_unpriced_total", (("model", "m/1"), ("role", "narrator"))] == 1


class Refusing:
    """A ledger over its limit."""

    async def reserve(self, call: CallStart) -> int:
        raise BudgetExceeded("no", kind="day")

    async def settle(self, call_id: int, end: CallEnd) -> None:
        raise AssertionError


async def test_refusals_are_counted_and_a_watcher_that_fails_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Watcher):
        def call_refused(self, *_: object) -> None:
            raise ValueError("zqxjlineq")

    metrics = Metrics()
    ledger = WatchedLedger(Refusing(), Watchers([Broken(), Counting(metrics)]))
    with pytest.raises(BudgetExceeded):
        await ledger.reserve(call("m/0"))
    assert metrics.value("gm_model_calls_total", role="narrator", model="m/0", status="refused") == 1
    assert "call_refused of Broken failed: ValueError" in caplog.text and "zqxj" not in caplog.text


@stored
def add_totals(tx: Tx, spent: Mapping[str, int], spans: Sequence[str]) -> None:
    """As much in nano-dollars as in tokens."""
    amounts = itertools.product(spent.items(), spans)
    rows = [{"scope": who, "period": span, "total": much, "tokens": much} for (who, much), span in amounts]
    tx.write(insert(SPEND_TOTALS), rows)


class Still:
    """A clock that stands."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return 0.0


async def test_limits_that_servers_set_for_themselves_count_apart(sqlite_database: Database) -> None:
    now = datetime(2030, 1, 15, tzinfo=UTC)
    servers = (
        GuildSettings(guild_id=71, day_usd=0.0, player_day_tokens=50),  # nothing at all; players 50 tokens
        GuildSettings(guild_id=72, day_usd=9.0, campaign_budgets={"mill": {"month_tokens": 100}}),
        GuildSettings(guild_id=73, models="own"),  # pays for itself: the host's cap is none of its
        GuildSettings(guild_id=74),
    )
    spent = {"guild:72": 100, "guild:72/campaign:mill": 100, "guild:73": 10**6, "guild:74": 999, "guild:75": 1000}
    spent |= {"guild:71/player:discord:5": 50, "guild:71/player:discord:6": 49, "guild:72/player:discord:5": 10**6}
    async with sqlite_database.begin() as db:
        for each in servers:
            await record_guild(db, each, now)
        await db.commit()
    async with sqlite_database.begin() as db:
        await add_totals(db, spent, ("2030-01-15", "2030-01"))
        await db.commit()
    metrics = Metrics()
    await Levels(sqlite_database, Limits(server_day_usd=None, server_day_tokens=1000), Still(now), metrics).look()
    found = {at: metrics.value("gm_limits_used_up", scope=at[0], period=at[1], set_by=at[2]) for at in _WHOSE}
    assert found == dict.fromkeys(_WHOSE, 0) | {
        ("server", "day", "server"): 1,
        ("player", "day", "server"): 1,
        ("campaign", "month", "server"): 1,
        ("server", "day", "host"): 1,
    }
    assert not any(name in metrics.text() for name in ("guild:", "discord:5", "campaign:mill"))

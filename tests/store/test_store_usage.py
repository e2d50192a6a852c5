"""The bill from days that are added up equals the one counted call by call, whatever happened to the calls."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from store_table import Table, begin_turn, open_table, say
from test_store_calls import CANDIDATE, PURPOSE, SECTIONS, Watch

from gm.domain.calls import Candidate, Category, Usage
from gm.domain.errors import BudgetExceeded
from gm.domain.ledger import CallEnd, CallStart, SpendLimit
from gm.domain.sizes import billions_of, size_of
from gm.domain.tools import ToolCall
from gm.review.spend import load_head
from gm.store.call_rows import ModelCall
from gm.store.calls import CallLedger, close_lost, load_calls
from gm.store.database import Database
from gm.store.erasure import erase_person, erase_player
from gm.store.retention import erase_game
from gm.store.rows_usage import USAGE_DAYS, USAGE_MONTHS
from gm.store.spend import DIMENSIONS, SpendLine, UsageScope, load_span, load_spend, load_usage
from gm.store.tx import Db
from gm.store.usage_days import rebuild_usage, usage_differs
from gm.store.usage_names import load_game_names, load_last_game, load_open_since, load_player_names, load_titles
from gm.store.usage_people import load_played, load_turn_counts
from gm.store.usage_source import usage_spans

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
MODELS = (
    CANDIDATE,
    replace(CANDIDATE, model="openrouter/qwen/qwen3-8b", maker="qwen", price_cached=0.25),
    replace(CANDIDATE, model="openai/gpt-5", maker="openai", open_weight=False, reasoning=True),
    Candidate(model="somebody/thing", price_in=None, price_out=None),
)
FATES = ("ok", "failed", "lost", "refused", "reserved")

calls = st.lists(
    st.tuples(
        st.sampled_from(FATES),
        st.integers(-33 * 24 * 60, -27 * 24 * 60) | st.integers(-2 * 24 * 60, 4 * 24 * 60),  # minutes after midnight
        st.sampled_from(MODELS),
        st.sampled_from((Category.NARRATION, Category.ADJUDICATION, Category.MEMORY)),
        st.sampled_from((None, "anna", "bea")),
        st.sampled_from((None, "guild:7")),
        st.sampled_from(("roleplay/games", "adult")),
        st.tuples(*[st.none() | st.integers(0, 3000)] * 4),
        st.booleans(),  # within a turn
        st.integers(0, 2),  # tools called
    ),
    max_size=25,
)


async def play_calls(database: Database, made: list[tuple[object, ...]]) -> Table:
    """Make these calls."""
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I wait."))
    watch = Watch()
    ledger = CallLedger(database, watch, owner="test", limits=[SpendLimit("poor", "day", 0.0001)])
    for fate, minutes, model, category, player, account, tag, tokens, within, tools in made:
        watch.moment = MIDNIGHT + timedelta(minutes=minutes)  # type: ignore[arg-type]
        inside = {"game_id": table.game.id, "turn_id": turn.id} if within else {}
        purpose = replace(
            PURPOSE, category=category, player=player, account=account, content_tag=tag, **inside,
            payer="poor" if fate == "refused" else "host",
        )  # fmt: skip
        start = CallStart(purpose, model, SECTIONS[:1], 1, 19, 400, 0.01, tools_offered=2)  # type: ignore[arg-type]
        try:
            number = await ledger.reserve(start)
        except BudgetExceeded:
            assert fate == "refused"
            continue
        if fate in ("ok", "failed"):
            prompt, cached, completion, reasoning = tokens  # type: ignore[misc]
            cost = None if model is MODELS[3] or completion is None else completion / 7_000
            end = CallEnd(fate, Usage(prompt, cached, completion, reasoning, cost))  # type: ignore[arg-type]
            await ledger.settle(number, replace(end, calls=(ToolCall("1", "look", "{}"),) * tools))  # type: ignore[operator]
        elif fate == "lost" and within:
            async with database.begin() as db:
                assert await close_lost(db, turn_id=turn.id, owner_gone=lambda _: True, now=DAY) >= 1
                await db.commit()
    return table


DAY = MIDNIGHT + timedelta(days=9)
_KEYS: dict[str, Callable[[ModelCall], str]] = {
    "category": lambda call: call.category,
    "role": lambda call: call.role,
    "model": lambda call: call.model,
    "maker": lambda call: call.maker,
    "provider": lambda call: call.provider,
    "campaign": lambda call: call.campaign or "",
    "player": lambda call: call.player or "",
    "server": lambda call: call.account or "",
    "payer": lambda call: call.payer,
    "day": lambda call: f"{call.started_at:%Y-%m-%d}",
    "week": lambda call: f"{call.started_at:%G-W%V}",
    "month": lambda call: f"{call.started_at:%Y-%m}",
    "session": lambda call: "" if call.turn_id is None else "1",
    "turn": lambda call: "" if call.turn_id is None else "1",
    "tag": lambda call: call.content_tag,
    "open": lambda call: {None: "", True: "open", False: "closed"}[call.open_weight],
    "size": lambda call: size_of(call.model),
}


def by_hand(made: tuple[ModelCall, ...], by: str, scope: UsageScope, game: str = "") -> set[SpendLine]:
    """The bill, counted call by call."""
    groups: dict[str, list[ModelCall]] = defaultdict(list)
    key = _KEYS.get(by) or (lambda call: game if call.game_id else "")
    for call in made:
        late = scope.since is not None and call.started_at < scope.since
        early = scope.until is not None and call.started_at >= scope.until
        other = scope.account is not None and call.account != scope.account
        if not (late or early or other or (scope.game_id is not None and call.game_id != scope.game_id)):
            groups[key(call)].append(call)
    return {_line(key, those) for key, those in groups.items()}


def _line(key: str, those: list[ModelCall]) -> SpendLine:
    known = [round(call.cost * 10**9) for call in those if call.cost is not None]
    rebates = {MODELS[1].model: 750_000_000}
    saved = sum((call.cached_tokens or 0) * rebates.get(call.model, 0) // 10**6 for call in those)
    return SpendLine(
        key,
        len(those),
        sum(call.prompt_tokens or 0 for call in those),
        sum(call.cached_tokens or 0 for call in those),
        sum(call.completion_tokens or 0 for call in those),
        sum(call.reasoning_tokens or 0 for call in those),
        sum(known) / 10**9 if known else None,
        sum(call.cost is None for call in those),
        sum(call.status in ("failed", "lost", "refused") for call in those),
        sum(call.prompt_tokens is not None for call in those),
        sum(call.completion_tokens is not None for call in those),
        sum((call.reasoning_tokens or 0) > 0 for call in those),
        sum(call.tools_offered > 0 for call in those),
        sum(call.tools_called > 0 for call in those),
        saved / 10**9,
    )


days = st.integers(-33, 5).map(lambda day: day * 24 * 60)
minutes = st.none() | st.integers(-34 * 24 * 60, 5 * 24 * 60) | days | st.sampled_from((0, -28 * 24 * 60, 31 * 24 * 60))


def moment(after: int | None) -> datetime | None:
    return None if after is None else MIDNIGHT + timedelta(minutes=after)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls, minutes, minutes, st.booleans(), st.sampled_from((None, "guild:7")))
def test_days_added_up_are_the_calls(
    sqlite_template: object,
    tmp_path_factory: pytest.TempPathFactory,
    made: list[tuple[object, ...]],
    since: int | None,
    until: int | None,
    of_game: bool,
    account: str | None,
) -> None:
    from databases import open_copy

    async def work() -> None:
        database = await open_copy(sqlite_template, tmp_path_factory.mktemp("usage"))  # type: ignore[arg-type]
        try:
            table = await play_calls(database, made)
            scope = UsageScope(moment(since), moment(until), table.game.id if of_game else None, account)
            await compare(database, scope, table.game.name)
        finally:
            await database.close()

    asyncio.run(work())


async def compare(database: Database, scope: UsageScope, game: str) -> None:
    """Every breakdown against the one by hand, and the days against themselves built anew."""
    async with database.begin() as db:
        counted = await load_calls(db)
        for by in DIMENSIONS:
            lines = await load_spend(
                db, by=by, since=scope.since, until=scope.until, game_id=scope.game_id, account=scope.account
            )
            assert set(lines) == by_hand(counted, by, scope, game), by
            assert len({line.key for line in lines}) == len(lines)
        pairs = await load_usage(db, by=("category", "day"), scope=scope)
        assert len(pairs) == len({(_KEYS["category"](call), _KEYS["day"](call)) for call in _meant(counted, scope)})
        assert await usage_differs(db) == ()
        kept = await _kept(db)
        assert await rebuild_usage(db) == len(kept[0])
        assert await _kept(db) == kept


async def _kept(db: Db) -> list[list[tuple[object, ...]]]:
    """Days and months that are added up."""
    return [
        sorted(tuple(row) for row in await db.run(lambda tx, table=table: tx.rows(select(table))))  # type: ignore[misc]
        for table in (USAGE_DAYS, USAGE_MONTHS)
    ]


def _meant(made: tuple[ModelCall, ...], scope: UsageScope) -> list[ModelCall]:
    return [
        call
        for call in made
        if (scope.since is None or call.started_at >= scope.since)
        and (scope.until is None or call.started_at < scope.until)
        and (scope.game_id is None or call.game_id == scope.game_id)
        and (scope.account is None or call.account == scope.account)
    ]


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
edges = (
    st.none()
    | moments
    | moments.map(lambda at: at.replace(hour=0, minute=0, second=0, microsecond=0))
    | moments.map(lambda at: at.replace(day=1, hour=0, minute=0, second=0, microsecond=0))
)


@given(edges, edges, moments | edges.filter(bool), st.booleans())
def test_a_span_is_cut_into_parts_that_are_all_of_it_and_nothing_twice(
    since: datetime | None, until: datetime | None, at: datetime, months: bool
) -> None:
    spans = usage_spans(since, until, months=months)

    def within(span: tuple[datetime | None, datetime | None], moment: datetime) -> bool:
        return (span[0] is None or moment >= span[0]) and (span[1] is None or moment < span[1])

    found = sum(within(each, at) for each in (*spans.months, *spans.days, *spans.calls))
    assert found == within((since, until), at)
    assert months or not spans.months
    midnight = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    for end in [end for span in (*spans.days, *spans.months) for end in span if end is not None]:
        assert end == end.replace(**midnight)  # type: ignore[arg-type]
    for end in [end for span in spans.months for end in span if end is not None]:
        assert end.day == 1


def sample(fate: str, minutes: int, player: str | None = "anna", *, within: bool = True) -> tuple[object, ...]:
    return (
        fate, minutes, MODELS[1], Category.NARRATION, player, "guild:7", "adult", (1000, 900, 70, 10), within, 1,
    )  # fmt: skip


async def test_on_both_databases(database: Database) -> None:
    made = [sample(fate, at * 700, player) for fate in FATES for at, player in enumerate((None, "anna", "bea"))]
    table = await play_calls(database, [*made, sample("lost", 5, within=False), sample("ok", 3000, within=False)])
    midday = MIDNIGHT + timedelta(hours=12)
    for scope in (UsageScope(), UsageScope(since=midday), UsageScope(until=midday, game_id=table.game.id)):
        await compare(database, scope, table.game.name)
    async with database.read() as db:
        assert await load_span(db) == (MIDNIGHT, MIDNIGHT + timedelta(minutes=3000))


async def test_the_four_lines_are_of_the_game_that_is_asked_for(sqlite_database: Database) -> None:
    table = await play_calls(sqlite_database, [sample("ok", 10), sample("ok", 20, within=False)])
    async with sqlite_database.read() as db:
        now = MIDNIGHT + timedelta(hours=1)
        every, one = await load_head(db, None, now=now), await load_head(db, table.game.id, now=now)
    assert (every.month.calls, one.month.calls) == (2, 1)
    assert every.pace == pytest.approx(2 * (one.pace or 0))
    assert [part.calls for _, part in one.went_to] == [1]


async def test_a_day_begins_and_ends_in_utc(database: Database) -> None:
    """A call at midnight is the new day's; `until` is left out, `since` is not, whatever their time zone."""
    await play_calls(database, [sample("ok", at) for at in (0, 24 * 60 - 1, 24 * 60, 48 * 60)])
    tomorrow = MIDNIGHT + timedelta(days=1)
    from datetime import timezone

    east = tomorrow.astimezone(timezone(timedelta(hours=9)))
    async with database.read() as db:
        for end in (tomorrow, east):
            (first,) = await load_spend(db, by="category", until=end)
            (rest,) = await load_spend(db, by="category", since=end)
            assert (first.calls, rest.calls) == (2, 2)
            (day,) = await load_spend(db, by="day", since=end, until=end + timedelta(days=1))
            assert (day.key, day.calls) == ("2026-03-02", 1)
        assert [line.calls for line in await load_spend(db, by="day")] == [2, 1, 1]


async def test_an_erased_players_days_are_nobodys(database: Database) -> None:
    made = [sample("ok", 10, player) for player in ("anna", "anna", "bea", None)]
    table = await play_calls(database, [*made, sample("ok", 20, "anna", within=False)])
    async with database.begin() as db:
        await erase_player(db, table.game.id, "anna", DAY)
        players = {line.key: line.calls for line in await load_spend(db, by="player")}
        assert players == {"erased": 2, "anna": 1, "bea": 1, "": 1}, "in this game alone"
        await erase_person(db, "anna", DAY)
        assert {line.key: line.calls for line in await load_spend(db, by="player")} == {"erased": 3, "bea": 1, "": 1}
        assert await usage_differs(db) == ()
        await erase_game(db, table.game.id, DAY)
        assert {line.key: line.calls for line in await load_spend(db, by="player")} == {"erased": 4, "": 1}
        assert (
            await db.run(lambda tx: tx.rows(select(USAGE_DAYS).where(USAGE_DAYS.c.player.in_(("anna", "bea"))))) == []
        )
        await db.commit()
    await compare(database, UsageScope(), table.game.name)


async def test_a_difference_is_found_and_mended(sqlite_database: Database) -> None:
    await play_calls(sqlite_database, [sample("ok", 10), sample("ok", 3000)])
    async with sqlite_database.begin() as db:
        await db.run(lambda tx: tx.write(USAGE_DAYS.update().where(USAGE_DAYS.c.day == "2026-03-03").values(cost=1)))
        assert await usage_differs(db) == ("2026-03-03",)
        await db.run(lambda tx: tx.write(USAGE_MONTHS.update().values(calls=7)))
        assert await usage_differs(db) == ("2026-03", "2026-03-03")
        await rebuild_usage(db)
        assert await usage_differs(db) == ()


@pytest.mark.parametrize(
    ("model", "billions", "size"),
    [
        ("openrouter/mistralai/mistral-small-3.2-24b-instruct", 24, "medium"),
        ("openrouter/mistralai/mixtral-8x22b-instruct", 176, "large"),
        ("ollama/qwen3:30b-a3b", 30, "medium"),
        ("openrouter/qwen/qwen3-235b-a22b", 235, "large"),
        ("openrouter/moonshotai/kimi-k2", 1000, "large"),
        ("deepseek/deepseek-chat", 671, "large"),
        ("llama-3.2-1.5b", 1.5, "small"),
        ("openai/gpt-5-mini", None, "undisclosed"),
        ("anthropic/claude-haiku-4-5", None, "undisclosed"),
    ],
)
def test_how_large_a_model_is(model: str, billions: float | None, size: str) -> None:
    assert billions_of(model) == billions
    assert size_of(model) == size


async def test_who_played_is_read_alike_from_both(database: Database) -> None:
    table = await open_table(database)
    await begin_turn(table, await say(table, "I wait."))
    async with database.read() as db:
        (day,) = await load_played(db)
        assert (day.day, day.slots, day.game_id) == ("2026-03-01", 1, table.game.id)
        assert await load_turn_counts(db, game_id=table.game.id) == {"2026-03-01": 1}
        assert await load_played(db, since=datetime(2026, 3, 2, tzinfo=UTC)) == ()
        assert await load_game_names(db) == {table.game.id: table.game.name}
        assert await load_last_game(db) == (table.game.id, table.game.name)
        assert await load_open_since(db, table.game.id) == table.session.opened_at
        assert await load_titles(db) == {"mill": "The Mill"} and await load_player_names(db) == {}

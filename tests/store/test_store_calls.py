"""The usage log: rows before bytes, limits under a rush, lost calls, prompts byte for byte, the bill."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limit_oracle import totals_agree
from sqlalchemy import text
from store_table import begin_turn, open_table, say

from gm.domain.calls import CallPurpose, Candidate, Category, Role, Usage
from gm.domain.errors import BudgetExceeded, NotFound
from gm.domain.ledger import CallEnd, CallStart, SpendLimit
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.store.call_rows import pack, unpack
from gm.store.calls import (
    CallLedger,
    close_lost,
    load_calls,
    load_prompt,
    load_reply,
    load_sections,
    load_spend,
)
from gm.store.database import Database

DAY = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = DAY) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


PURPOSE = CallPurpose(
    role=Role.NARRATOR,
    category=Category.NARRATION,
    payer="host",
    game_id=None,
    campaign="mill",
    scene_id=None,
    turn_id=None,
    player=None,
    attempt=1,
    data_policy="any",
    content_tag="roleplay/games",
)
CANDIDATE = Candidate(
    model="openrouter/some/model", maker="some", provider="openrouter", open_weight=True, price_in=1.0, price_out=2.0
)
SECTIONS = (
    PromptSection("fixed", "You narrate.", Layer.FIXED, 4),
    PromptSection("canon/world", "A mill.", Layer.CANON, 3),
    PromptSection("transcript/1", "I wait.", Layer.TRANSCRIPT, 3, "user", players=("anna",)),
    PromptSection("transcript/1/told", "Time passes.\n\n", Layer.TRANSCRIPT, 3, "assistant"),
    PromptSection("tail/inputs", "I climb the wheel — 爬", Layer.TAIL, 6, "user", players=("anna", "bea")),
)


def start(cost: float | None = 0.01, sections: tuple[PromptSection, ...] = SECTIONS, **purpose: object) -> CallStart:
    return CallStart(replace(PURPOSE, **purpose), CANDIDATE, sections, 1, 19, 400, cost)


def good(cost: float | None = 0.004, reply: str = "") -> CallEnd:
    usage = Usage(1000, 900, 120, None, cost)
    return CallEnd("ok", usage, "stop", first_token_ms=250, latency_ms=1800, reply=reply)


async def test_a_row_is_there_before_and_closed_after(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I wait"))
    watch = Watch()
    ledger = CallLedger(database, watch, owner="host:1")
    purpose = {"game_id": table.game.id, "scene_id": table.scene.id, "turn_id": turn.id, "player": "anna"}
    number = await ledger.reserve(start(**purpose))
    async with database.read() as db:
        (open_call,) = await load_calls(db, turn_id=turn.id)
    assert (open_call.id, open_call.status, open_call.owner, open_call.started_at) == (
        number,
        "reserved",
        "host:1",
        DAY,
    )
    assert (open_call.reserved_cost, open_call.cost, open_call.prompt_tokens) == (0.01, None, None)
    assert (open_call.role, open_call.category, open_call.maker, open_call.weights) == (
        "narrator",
        "narration",
        "some",
        "open",
    )
    watch.moment += timedelta(seconds=2)
    await ledger.settle(number, good(reply="It turns."))
    async with database.read() as db:
        (closed,) = await load_calls(db, game_id=table.game.id)
        assert await load_calls(db, game_id=table.game.id, turn_id=turn.id) == (closed,)
        assert await load_calls(db) == (closed,)
        assert await load_calls(db, turn_id=999) == ()
        assert await load_reply(db, turn.id, Role.NARRATOR, 1) == "It turns."
    assert (closed.status, closed.settled_at, closed.finish_reason) == ("ok", watch.moment, "stop")
    assert (closed.prompt_tokens, closed.cached_tokens, closed.completion_tokens) == (1000, 900, 120)
    assert closed.reasoning_tokens is None  # not reported is not 0
    assert (closed.cost, closed.first_token_ms, closed.latency_ms) == (0.004, 250, 1800)
    await ledger.settle(number, CallEnd("failed", Usage(), error="late"))
    async with database.read() as db:
        assert await load_calls(db) == (closed,)


async def test_the_prompt_can_be_shown_again_byte_for_byte(database: Database) -> None:
    ledger = CallLedger(database, Watch(), owner="a")
    other = CallLedger(database, Watch(), owner="b")  # another process knows nothing of the first one's sections
    longer = (*SECTIONS[:4], PromptSection("transcript/2", "It turns.", Layer.TRANSCRIPT, 3, "user"), SECTIONS[0])
    numbers = [
        (await ledger.reserve(start()), SECTIONS),
        (await ledger.reserve(start(sections=longer)), longer),
        (await other.reserve(start(sections=SECTIONS)), SECTIONS),
        (await ledger.reserve(start(sections=())), ()),
    ]
    async with database.read() as db:
        for number, sections in numbers:
            sent = Prompt(Role.NARRATOR, sections, 400, None)
            assert await load_prompt(db, number) == sent.messages()
            shown = await load_sections(db, number)
            assert [(s.key, s.layer, s.tokens, s.chat_role) for s in shown] == [
                (s.key, s.layer, s.tokens, s.chat_role) for s in sections
            ]
        assert await db.run(lambda tx: tx.value(text("SELECT count(*) FROM prompt_sections"))) == 6
        with pytest.raises(NotFound):
            await load_prompt(db, 999)


async def test_two_processes_keep_the_same_new_sections_at_once(database: Database) -> None:
    ledgers = [CallLedger(database, Watch(), owner=str(number)) for number in range(6)]
    numbers = await asyncio.gather(*(ledger.reserve(start()) for ledger in ledgers))
    async with database.read() as db:
        assert len({await load_prompt(db, number) for number in numbers}) == 1
        assert await db.run(lambda tx: tx.value(text("SELECT count(*) FROM prompt_sections"))) == len(SECTIONS)


@given(st.lists(st.integers(1, 60), max_size=40))
def test_section_numbers_survive_packing(ids: list[int]) -> None:
    assert unpack(pack(ids)) == ids


def test_a_long_transcript_packs_small() -> None:
    assert len(pack([*range(1, 12), *range(20, 900, 5)])) < 400


async def test_a_rush_of_calls_never_passes_the_limit(database: Database) -> None:
    ledger = CallLedger(database, Watch(), owner="a", limits=[SpendLimit("host", "day", 0.25)])
    got = await asyncio.gather(*(ledger.reserve(start(0.01)) for _ in range(100)), return_exceptions=True)
    numbers = [each for each in got if isinstance(each, int)]
    refused = [each for each in got if isinstance(each, BudgetExceeded)]
    assert (len(numbers), len(refused)) == (25, 75)
    assert "$0.25" in str(refused[0]) and refused[0].remedy
    async with database.read() as db:
        calls = await load_calls(db)
    assert [call.status for call in calls].count("refused") == 75
    assert sum(call.cost or 0 for call in calls if call.status == "refused") == 0
    await asyncio.gather(*(ledger.settle(number, good(0.004)) for number in numbers))
    more = [await ledger.reserve(start(0.01)) for _ in range(15)]  # 25 × 0.004 are spent: 0.15 is free again
    with pytest.raises(BudgetExceeded):
        await ledger.reserve(start(0.01))
    assert len(more) == 15
    await totals_agree(database)


async def test_a_new_day_a_new_budget_and_the_month_goes_on(database: Database) -> None:
    watch = Watch()
    limits = [SpendLimit("host", "month", 0.05), SpendLimit("host", "day", 0.03), SpendLimit("else", "day", 0)]
    ledger = CallLedger(database, watch, owner="a", limits=limits)
    for _ in range(3):
        await ledger.reserve(start(0.01))
    with pytest.raises(BudgetExceeded, match="day's limit"):
        await ledger.reserve(start(0.01))
    await totals_agree(database)
    watch.moment += timedelta(hours=1)  # past midnight
    for _ in range(2):
        await ledger.reserve(start(0.01))
    with pytest.raises(BudgetExceeded, match="month's limit"):
        await ledger.reserve(start(0.01))
    await totals_agree(database)
    watch.moment = datetime(2026, 4, 1, tzinfo=UTC)
    await ledger.reserve(start(0.01))
    with pytest.raises(BudgetExceeded):
        await ledger.reserve(start(0.01, payer="else"))
    await ledger.reserve(start(9.0, payer="nobody limits me"))
    await totals_agree(database)


async def test_free_and_unknown_prices(database: Database) -> None:
    open_ended = CallLedger(database, Watch(), owner="a")
    unknown = await open_ended.reserve(start(None))
    await open_ended.settle(unknown, good(None))
    priced = await open_ended.reserve(start(None))
    await open_ended.settle(priced, good(0.01))  # known only now: counts
    ledger = CallLedger(database, Watch(), owner="a", limits=[SpendLimit("host", "day", 5.0)])
    with pytest.raises(BudgetExceeded, match="No price is known for openrouter/some/model"):
        await ledger.reserve(start(None))
    await ledger.reserve(start(0.0))  # free ones go on
    async with database.read() as db:
        (line,) = await load_spend(db, by="category")
        assert [call.cost for call in await load_calls(db)] == [None, 0.01, 0, None]
    assert (line.calls, line.cost, line.unknown_cost, line.failed) == (4, 0.01, 2, 1)
    await totals_agree(database)


async def test_calls_of_a_process_that_is_gone_are_lost(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I wait"))
    gone = CallLedger(database, Watch(), owner="gone")
    here = CallLedger(database, Watch(), owner="here")
    dead = await gone.reserve(start(turn_id=turn.id))
    other = await gone.reserve(start())
    alive = await here.reserve(start(turn_id=turn.id))
    later = DAY + timedelta(minutes=5)

    async def close(turn_id: int | None) -> int:
        async with database.begin() as db:
            count = await close_lost(db, turn_id=turn_id, owner_gone=lambda owner: owner == "gone", now=later)
            await db.commit()
        return count

    assert [await close(turn.id), await close(turn.id), await close(None), await close(None)] == [1, 0, 1, 0]
    async with database.read() as db:
        calls = {call.id: call for call in await load_calls(db)}
    assert calls[alive].status == "reserved"
    for number in (dead, other):
        lost = calls[number]
        assert (lost.status, lost.prompt_tokens, lost.cost, lost.settled_at) == ("lost", 19, 0.01, later)
    await gone.settle(dead, good())  # it lived after all: the estimate stands
    async with database.read() as db:
        assert (await load_calls(db, turn_id=turn.id))[0].status == "lost"
    await totals_agree(database)


async def test_the_bill_by_everything(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I wait"))
    watch = Watch()
    ledger = CallLedger(database, watch, owner="a")
    mine = {"game_id": table.game.id, "turn_id": turn.id, "player": "anna"}
    await ledger.settle(await ledger.reserve(start(**mine)), good(0.004))
    await ledger.settle(
        await ledger.reserve(start(**mine, role=Role.ADJUDICATOR, category=Category.ADJUDICATION)), good(0.02)
    )
    watch.moment += timedelta(days=1)
    failed = CallEnd("failed", Usage(), error="refused")
    await ledger.settle(await ledger.reserve(start(None)), failed)
    expected = {
        "category": ["adjudication", "narration"],
        "role": ["adjudicator", "narrator"],
        "model": ["openrouter/some/model"],
        "maker": ["some"],
        "provider": ["openrouter"],
        "campaign": ["mill"],
        "game": ["friday", ""],
        "player": ["anna", ""],
        "session": ["", "1"],
        "turn": ["", "1"],
        "day": ["2026-03-01", "2026-03-02"],
        "week": ["2026-W09", "2026-W10"],
        "month": ["2026-03"],
    }
    async with database.read() as db:
        for by, keys in expected.items():
            lines = await load_spend(db, by=by)
            assert [line.key for line in lines] == keys, by
            assert sum(line.calls for line in lines) == 3
            assert sum(line.cost or 0 for line in lines) == pytest.approx(0.024)
            assert sum(line.unknown_cost for line in lines) == sum(line.failed for line in lines) == 1
            assert sum(line.prompt for line in lines) == 2000
        (first,) = await load_spend(db, by="day", until=DAY + timedelta(hours=1))
        (second,) = await load_spend(db, by="week", since=DAY + timedelta(hours=1))
        assert (first.key, first.calls, second.key, second.cost) == ("2026-03-01", 2, "2026-W10", None)
        assert len(await load_spend(db, by="role", game_id=table.game.id)) == 2
        with pytest.raises(NotFound, match="colour"):
            await load_spend(db, by="colour")

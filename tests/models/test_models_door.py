"""The door: a row for every try, candidates in order, broken streams continued, limits kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fakes import RealClock, prompt, purpose

from gm.domain.calls import BackendRequest, Candidate, Chunk, Role, Route, Usage
from gm.domain.errors import BadReply, BudgetExceeded, ConfigError, ContextOverflow, GmError, ModelUnavailable
from gm.domain.prompt import Prompt
from gm.models.deadlines import TransientFailure
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.reasoning import DEFAULT_HOLD
from gm.models.routes import OFFLINE, RouteTable
from gm.models.scripted import ScriptedBackend, Silent
from gm.models.tokens import CharacterCounter

ONE = Candidate(model="one", backend="scripted", price_in=1.0, price_cached=0.1, price_out=2.0)
TWO = replace(ONE, model="two")
LONG = "The rain drums on the slates and runs in the gutters of the lower town, and nobody is out but you. " * 3
"""Longer than what is held back at the start."""


class Recorder:
    def __init__(self) -> None:
        self.pieces: list[str] = []

    async def __call__(self, text: str) -> None:
        self.pieces.append(text)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Table:
    """A door with a script behind it."""

    def __init__(
        self,
        replies: Any,
        *,
        candidates: Sequence[Candidate] = (ONE, TWO),
        limit: float | None = None,
        offline: Sequence[Any] = ("Told offline.",),
        idle: float = 5.0,
    ) -> None:
        self.ledger = MemoryLedger(limit)
        self.backend = ScriptedBackend(replies)
        self.offline = ScriptedBackend(list(offline))
        self.heard = Recorder()
        self.door = Door(
            RouteTable({Role.NARRATOR: Route(Role.NARRATOR, tuple(candidates))}),
            {"scripted": self.backend, "offline": self.offline},
            self.ledger,
            RealClock(),
            CharacterCounter(),
            idle_timeout=idle,
            retry_delay=0,
        )

    async def ask(self, asked: Prompt | None = None, **more: Any) -> Any:
        return await self.door.complete(
            asked or prompt(), purpose=more.pop("why", purpose()), on_text=self.heard, **more
        )

    def rows(self) -> list[tuple[str, str]]:
        return [(entry.start.candidate.model, entry.status) for entry in self.ledger.entries]


async def test_an_answer_is_reserved_settled_and_streamed() -> None:
    table = Table([["You ", "open the ", "door."]])
    done = await table.ask()
    assert (done.text, table.heard.text) == ("You open the door.", "You open the door.")
    (entry,) = table.ledger.entries
    assert entry.start.prompt_estimate == len("You narrate.I open the door.")
    assert entry.start.reserved_cost == pytest.approx((28 * 1.2 * 1.0 + 400 * 2.0) / 1e6)
    assert entry.end is not None
    assert entry.end.usage == Usage(28, 0, 18, None, pytest.approx((28 * 1.0 + 18 * 2.0) / 1e6))
    assert (entry.status, entry.end.error, done.call_id, done.note, done.continued) == ("ok", "", 1, "", False)


async def test_the_row_is_written_before_bytes_leave() -> None:
    table = Table(lambda request: f"{len(table.ledger.entries)} {table.ledger.entries[-1].status}")
    assert (await table.ask()).text == "1 reserved"


async def test_usage_that_is_not_reported_stays_unknown() -> None:
    table = Table([Silent("Hm.")])
    assert (await table.ask()).usage == Usage()


@pytest.mark.parametrize("error", [ModelUnavailable("gone"), BadReply("no"), ContextOverflow("long")])
async def test_a_failure_goes_on_to_the_next_with_a_row_each(error: GmError) -> None:
    table = Table([error, "It rains."])
    done = await table.ask()
    assert (done.text, done.model, done.continued) == ("It rains.", "two", False)
    assert table.rows() == [("one", "failed"), ("two", "ok")]
    assert [entry.start.attempt for entry in table.ledger.entries] == [1, 2]
    assert str(error) in done.note and "two" in done.note
    assert table.ledger.entries[0].end is not None and table.ledger.entries[0].end.error == str(error)


async def test_a_passing_fault_is_asked_once_more() -> None:
    table = Table([TransientFailure("busy"), "It rains."])
    done = await table.ask()
    assert (done.model, done.note) == ("one", "")
    assert table.rows() == [("one", "failed"), ("one", "ok")]


async def test_all_fail_and_the_offline_backend_answers() -> None:
    table = Table([ModelUnavailable("gone"), ModelUnavailable("gone too")])
    done = await table.ask()
    assert (done.text, done.backend, done.usage.cost) == ("Told offline.", "offline", 0.0)
    assert "gone" in done.note and "offline" in done.note
    assert table.rows()[-1] == ("offline", "ok")


@pytest.mark.parametrize("empty", ["", "  \n", "<think>only thoughts", ["<think>", "x", "</think>", " "]])
async def test_an_empty_reply_is_none(empty: Any) -> None:
    table = Table([empty, "It rains."])
    assert (await table.ask()).text == "It rains."
    assert table.rows() == [("one", "failed"), ("two", "ok")]


@pytest.mark.parametrize("cut", [DEFAULT_HOLD + 3, 230, 250, len(LONG) - 1])
async def test_a_stream_that_dies_is_continued_without_a_seam(cut: int) -> None:
    def second(request: BackendRequest) -> str:
        shown = request.messages[-2]
        assert shown.role == "assistant" and request.messages[-1].role == "user"
        rest = LONG[len(shown.content) :].strip()
        return shown.content.split()[-1] + " " + rest

    replies = [[LONG[:cut], ModelUnavailable("died")]]
    table = Table(lambda request: replies.pop() if replies else second(request))
    done = await table.ask()
    assert done.text == table.heard.text == LONG.strip()
    assert done.continued and done.model == "two" and "went on" in done.note
    assert table.rows() == [("one", "failed"), ("two", "ok")]
    last = table.ledger.entries[-1].start
    assert last.continues == 1
    assert [section.key for section in last.sections][-2:] == ["continuation/shown", "continuation/order"]
    assert last.prompt_estimate == sum(section.tokens for section in last.sections)
    assert table.backend.requests[-1].max_tokens < table.backend.requests[0].max_tokens


async def test_a_break_before_anything_was_shown_starts_anew() -> None:
    table = Table([["It ra", ModelUnavailable("died")], "The sun is out."])
    done = await table.ask()
    assert (done.text, table.heard.text, done.continued) == ("The sun is out.", "The sun is out.", False)


async def test_the_offline_backend_goes_on_in_a_new_paragraph() -> None:
    table = Table([[LONG[:250], ModelUnavailable("died")]], candidates=(ONE,))
    done = await table.ask()
    assert done.text == table.heard.text
    assert done.text.endswith("…\n\nTold offline.") and LONG.startswith(done.text.partition("…")[0])
    assert done.continued


async def test_a_telling_that_a_crash_cut_off_is_gone_on_with() -> None:
    table = Table(["It rains. You wait."])
    done = await table.ask(prefix="You stand at the gate. It rains.")
    assert done.text == "You stand at the gate. It rains. You wait."
    assert table.heard.text == " You wait."
    assert done.continued


async def test_thinking_never_gets_through() -> None:
    thought = [Chunk(reasoning="plans"), "<thi", "nk>the butler did it</th", "ink>\n\nIt ", "rains."]
    table = Table([thought])
    done = await table.ask()
    assert done.text == table.heard.text == "It rains."


async def test_a_model_that_starts_inside_is_held_back_from_then_on() -> None:
    table = Table([LONG + "</think>It rains.", LONG + "</think>It rains."], candidates=(ONE,))
    await table.ask()
    assert (await table.ask()).text == "It rains."


async def test_a_stall_meets_its_deadline() -> None:
    table = Table([[asyncio.Event()], "It rains."], idle=0.02)
    done = await table.ask()
    assert done.text == "It rains." and "did not begin to answer" in done.note
    assert table.backend.closed == 2


async def test_over_the_limit_only_free_candidates_are_asked() -> None:
    free = replace(ONE, model="free", price_in=0.0, price_out=0.0)
    table = Table(["It rains."], candidates=(ONE, TWO, free), limit=0.0001)
    done = await table.ask()
    assert (done.model, done.usage.cost) == ("free", 0.0)
    assert table.rows() == [("one", "refused"), ("free", "ok")]
    assert "limit" in done.note
    assert len(table.backend.requests) == 1


async def test_without_anything_free_the_limit_is_told() -> None:
    table = Table([], limit=0.0001)
    table.door._offline = None
    with pytest.raises(BudgetExceeded, match="limit"):
        await table.ask()


async def test_a_limit_holds_over_many_calls() -> None:
    table = Table(lambda request: "x" * 100, candidates=(ONE,), limit=0.01, offline=["Told offline."] * 100)
    backends = [(await table.ask()).backend for _ in range(60)]
    assert backends.index("offline") > 5
    assert table.ledger.spent() <= 0.01


async def test_overflow_everywhere_is_told_to_the_caller() -> None:
    table = Table([ContextOverflow("long"), ContextOverflow("long")])
    with pytest.raises(ContextOverflow):
        await table.ask()
    assert table.rows() == [("one", "failed"), ("two", "failed")]


async def test_no_training_leaves_out_who_trains_and_tells_a_broker() -> None:
    trains = Candidate(model="x/trains", trains_on_inputs=True)
    unknown = Candidate(model="x/unknown")
    keeps = Candidate(model="x/keeps", trains_on_inputs=False)
    broker = Candidate(model="openrouter/x")
    asked: list[str] = []

    def refuse(request: BackendRequest) -> str:
        assert request.data_policy == "no_training"
        asked.append(request.candidate.model)
        raise ModelUnavailable("no")

    table = Table([], candidates=(trains, unknown, keeps, broker))
    table.door._backends = {"litellm": ScriptedBackend(refuse), "offline": table.offline}
    await table.ask(why=purpose(data_policy="no_training"))
    assert asked == ["x/keeps", "openrouter/x"]


@pytest.mark.parametrize("where", ["before the first byte", "between pieces"])
async def test_a_cancelled_call_is_settled_and_the_cancellation_goes_on(where: str) -> None:
    reached, never = asyncio.Event(), asyncio.Event()

    class Watched(asyncio.Event):
        async def wait(self) -> Any:
            reached.set()
            return await never.wait()

    pieces: list[Any] = [Watched()] if where == "before the first byte" else [LONG, Watched()]
    table = Table([pieces])
    task = asyncio.ensure_future(table.ask())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (entry,) = table.ledger.entries
    assert entry.status == "failed" and entry.end is not None and entry.end.error == "cancelled"
    assert table.backend.closed == 1


class SlowLedger(MemoryLedger):
    """Takes a moment over each write, and says when it is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = asyncio.Event()
        self.go = asyncio.Event()

    async def reserve(self, call: Any) -> int:
        self.inside.set()
        await self.go.wait()
        return await super().reserve(call)


async def test_a_cancellation_during_the_reserve_leaves_no_open_row() -> None:
    table = Table(["It rains."])
    table.door._ledger = ledger = SlowLedger()
    task = asyncio.ensure_future(table.ask())
    await ledger.inside.wait()
    task.cancel()
    ledger.go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [entry.status for entry in ledger.entries] == ["failed"]
    assert table.backend.requests == []


async def test_what_the_listener_raises_ends_the_call_and_comes_out() -> None:
    table = Table([[LONG, "more"]])

    async def refuse(text: str) -> None:
        raise RuntimeError("the lease is lost")

    with pytest.raises(RuntimeError, match="lease"):
        await table.door.complete(prompt(), purpose=purpose(), on_text=refuse)
    assert table.rows() == [("one", "failed")]
    assert table.backend.closed == 1


async def test_a_fixed_form_is_never_streamed_nor_continued() -> None:
    schema = {"type": "object"}
    table = Table([['{"a": ', ModelUnavailable("died")], 'Sure: {"a": 1}'])
    done = await table.ask(prompt(schema=schema))
    assert (done.text, table.heard.pieces, done.continued) == ('Sure: {"a": 1}', [], False)
    assert table.backend.requests[-1].schema == schema


@pytest.mark.parametrize("bad", ["no JSON here", '{"a": 1', [Chunk(text='{"a": 1}', finish_reason="length")]])
async def test_a_reply_that_is_not_of_the_form_goes_on_to_the_next(bad: Any) -> None:
    table = Table([bad, '{"a": 1}'])
    assert (await table.ask(prompt(schema={"type": "object"}))).model == "two"
    assert table.rows() == [("one", "failed"), ("two", "ok")]


async def test_a_backend_that_is_not_there_is_a_wrong_setting() -> None:
    table = Table([], candidates=(Candidate(model="x", backend="carrier-pigeon"),))
    with pytest.raises(ConfigError, match="carrier-pigeon"):
        await table.ask()


async def test_without_any_candidate_the_offline_backend_answers_without_a_note() -> None:
    table = Table([], candidates=())
    done = await table.ask()
    assert (done.backend, done.note) == ("offline", "")


async def test_candidates_can_be_named() -> None:
    table = Table(["not asked"])
    assert (await table.ask(candidates=(OFFLINE,))).backend == "offline"
    assert table.backend.requests == []


@given(
    st.lists(st.sampled_from(["ok", "gone", "empty", "dies", "busy", "long"]), min_size=1, max_size=5),
    st.integers(DEFAULT_HOLD, len(LONG)),
)
async def test_whatever_happens_each_call_has_one_closed_row(kinds: list[str], cut: int) -> None:
    replies = {
        "ok": LONG, "gone": ModelUnavailable("gone"), "empty": "", "dies": [LONG[:cut], ModelUnavailable("died")],
        "busy": TransientFailure("busy"), "long": ContextOverflow("long"),
    }  # fmt: skip
    candidates = tuple(replace(ONE, model=f"m{n}") for n in range(len(kinds)))
    table = Table(lambda request: replies[kinds[int(request.candidate.model[1:])]], candidates=candidates)
    try:
        done = await table.ask()
    except ContextOverflow:
        assert set(kinds) == {"long"}
    else:
        assert done.text == table.heard.text and done.text.strip()
        assert table.rows()[-1] == (done.model, "ok")
    assert len(table.ledger.entries) == len(table.backend.requests) + len(table.offline.requests)
    assert all(entry.end is not None and entry.end.latency_ms is not None for entry in table.ledger.entries)
    assert table.backend.closed == len(table.backend.requests)

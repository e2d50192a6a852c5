"""litellm against a server of our own on a real socket: what stands on the wire, and what becomes of each failure."""

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from model_fakes import (
    USAGE,
    Connection,
    FakeServer,
    RealClock,
    dies,
    fails,
    hangs_up,
    prompt,
    purpose,
    says,
    serving,
    stalls,
)

from gm.domain.calls import BackendRequest, Candidate, Chunk, Message, Role, Usage
from gm.domain.errors import ContextOverflow, ModelError, ModelUnavailable
from gm.domain.ruling import Ruling
from gm.models.accounts import Account
from gm.models.backend import LitellmBackend
from gm.models.deadlines import RefusedRequest, TransientFailure
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.profiles import detect_profile, profile_of
from gm.models.routes import RouteTable
from gm.models.structured import complete_json
from gm.models.tokens import CharacterCounter
from gm.models.vendor import scrub

pytestmark = pytest.mark.xdist_group("litellm")

KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"
NARRATION = "The door gives way, and the cold comes out to meet you. " * 6


@pytest.fixture(scope="module")
def backend() -> LitellmBackend:
    made = LitellmBackend({"OPENROUTER_API_KEY": KEY, "TEST_KEY": KEY}.get)
    asyncio.run(made.warm_up())
    return made


def candidate(server: FakeServer, **more: Any) -> Candidate:
    return replace(Candidate(model="openai/m", endpoint=server.base, key_env="TEST_KEY", provider="test"), **more)


def request(one: Candidate, **more: Any) -> BackendRequest:
    messages = (Message("system", "You narrate."), Message("user", "I open the door."))
    return replace(BackendRequest(one, Role.NARRATOR, messages, 50, None, idle_timeout=5, total_timeout=10), **more)


async def collect(backend: LitellmBackend, asked: BackendRequest) -> tuple[str, str, Chunk]:
    chunks = [chunk async for chunk in backend.stream(asked)]
    return "".join(c.text for c in chunks), "".join(c.reasoning for c in chunks), chunks[-1]


async def refused(backend: LitellmBackend, asked: BackendRequest) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await collect(backend, asked)
    shown = "".join(traceback.format_exception(caught.value))
    assert KEY not in shown and caught.value.__cause__ is None
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 260
    return caught.value


async def test_an_account_is_asked_for_with_its_own_key_and_never_with_the_hosts(backend: LitellmBackend) -> None:
    async with serving(says(NARRATION), says(NARRATION)) as server:
        routes = RouteTable(
            {
                role: replace(route, candidates=tuple(replace(c, endpoint=server.base) for c in route.candidates))
                for role, route in profile_of("openrouter").routes.routes.items()
            }
        )
        ledger = MemoryLedger()
        door = Door(routes, {"litellm": backend}, ledger, RealClock(), CharacterCounter(), offline=None, retry_delay=0)
        own = door.on(Account("guild:1", routes, "guild:1", keys={"OPENROUTER_API_KEY": "sk-of-the-server"}.get))
        await own.complete(prompt(), purpose=purpose())
        await door.complete(prompt(), purpose=purpose())
        with pytest.raises(ModelError, match="no key"):
            await door.on(Account("guild:2", routes, "guild:2", keys=lambda _: None)).complete(
                prompt(), purpose=purpose()
            )
    assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer sk-of-the-server", f"Bearer {KEY}"]
    paid = [(entry.start.purpose.payer, entry.start.purpose.account) for entry in ledger.entries]
    assert paid == [("guild:1", "guild:1"), ("host", None), *[("guild:2", "guild:2")] * 2]


async def test_one_openrouter_key_sends_narration_and_rulings_to_different_models(backend: LitellmBackend) -> None:
    ruling = '{"verdicts": [], "minutes": 5}'
    async with serving(says(NARRATION[:99], NARRATION[99:]), says(ruling)) as server:
        found = detect_profile({"OPENROUTER_API_KEY"}).routes
        routes = RouteTable(
            {
                role: replace(route, candidates=tuple(replace(c, endpoint=server.base) for c in route.candidates))
                for role, route in found.routes.items()
            }
        )
        ledger = MemoryLedger()
        door = Door(routes, {"litellm": backend}, ledger, RealClock(), CharacterCounter())
        heard: list[str] = []

        async def hear(text: str) -> None:
            heard.append(text)

        told = await door.complete(prompt(), purpose=purpose(data_policy="no_training"), on_text=hear)
        why = purpose(Role.ADJUDICATOR)
        ruled = await complete_json(door, prompt("You rule.", "I open it."), Ruling, purpose=why)

    assert (told.text, "".join(heard)) == (NARRATION, NARRATION)
    assert ruled.value == Ruling(minutes=5)
    narration, adjudication = server.seen
    assert [seen.path for seen in server.seen] == ["/v1/chat/completions"] * 2
    assert [seen.headers["authorization"] for seen in server.seen] == [f"Bearer {KEY}"] * 2
    assert narration.body["model"] == "deepseek/deepseek-v3.2"
    assert adjudication.body["model"] == "openai/gpt-5-mini"
    assert routes.route(Role.NARRATOR).candidates[0].open_weight
    assert routes.route(Role.ADJUDICATOR).candidates[0].reasoning
    assert narration.body["messages"] == [
        {"role": "system", "content": "You narrate."},
        {"role": "user", "content": "I open the door."},
    ]
    assert narration.body["stream"] is True and narration.body["stream_options"] == {"include_usage": True}
    assert narration.body["provider"] == {"data_collection": "deny"}
    assert narration.body["reasoning"] == {"enabled": False} and narration.body["temperature"] == 0.9
    assert "response_format" not in narration.body
    form = adjudication.body["response_format"]
    assert form["type"] == "json_schema" and form["json_schema"]["schema"] == Ruling.model_json_schema()
    assert adjudication.body["provider"] == {"require_parameters": True}
    assert adjudication.body["reasoning"] == {"effort": "low"}
    first = ledger.entries[0]
    assert first.end is not None
    assert first.end.usage == Usage(100, 60, 20, 5, pytest.approx((40 * 0.28 + 60 * 0.14 + 20 * 0.42) / 1e6))
    assert KEY not in repr(ledger.entries)


async def test_the_cost_that_a_provider_names_wins(backend: LitellmBackend) -> None:
    async with serving(says("Hm.", usage={**USAGE, "cost": 0.0123})) as server:
        last = (await collect(backend, request(candidate(server, price_in=1.0, price_out=1.0))))[2]
    assert last.usage == Usage(100, 60, 20, 5, 0.0123)


async def test_an_unknown_price_is_unknown(backend: LitellmBackend) -> None:
    async with serving(says("Hm.")) as server:
        last = (await collect(backend, request(candidate(server))))[2]
    assert last.usage == Usage(100, 60, 20, 5, None)


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None}, {"prompt_tokens": 0, "completion_tokens": 0}])
async def test_usage_that_is_missing_or_void_is_unknown_not_zero(backend: LitellmBackend, usage: Any) -> None:
    async with serving(says("Hm.", usage=usage)) as server:
        text, _, last = await collect(backend, request(candidate(server, price_in=1.0, price_out=1.0)))
    assert (text, last.usage, last.finish_reason) == ("Hm.", Usage(), "stop")


@pytest.mark.parametrize("usage", ["many", {"prompt_tokens": "x"}, {"prompt_tokens": -4, "completion_tokens": -1}, [1]])
async def test_invalid_usage_costs_no_reply(backend: LitellmBackend, usage: Any) -> None:
    async with serving(says("Hm.", usage=usage)) as server:
        text, _, last = await collect(backend, request(candidate(server)))
    assert text == "Hm." and last.usage is not None and last.usage.prompt_tokens is None


async def test_the_same_connection_serves_the_next_call(backend: LitellmBackend) -> None:
    async with serving(says("One."), says("Two.")) as server:
        connections: set[int] = set()
        server.behaviours = [_noting(behaviour, connections) for behaviour in server.behaviours]
        for _ in range(2):
            await collect(backend, request(candidate(server)))
    assert len(connections) == 1


def _noting(behaviour: Any, connections: set[int]) -> Any:
    async def run(connection: Connection) -> None:
        connections.add(id(connection.writer))
        await behaviour(connection)

    return run


@pytest.mark.parametrize(
    ("code", "message", "kind", "said", "remedy"),
    [
        (401, f"bad key {KEY}", ModelUnavailable, "refused the key", "check TEST_KEY"),
        (402, "pay", ModelUnavailable, "no credit", "top it up"),
        (403, "no", ModelUnavailable, "refused the key", "check TEST_KEY"),
        (404, "no such model", ModelUnavailable, "does not know the model openai/m", "gm doctor"),
        (429, "slow down", TransientFailure, "limiting the rate", "wait"),
        (500, f"oops {KEY}", TransientFailure, "fault of its own", ""),
        (503, "down", TransientFailure, "fault of its own", ""),
        (400, f"bad parameter {KEY}", RefusedRequest, "refused the request", ""),
        (400, "This model's maximum context length is 4096 tokens", ContextOverflow, "longer than the window", ""),
    ],
)
async def test_refusals(
    backend: LitellmBackend, code: int, message: str, kind: type[ModelError], said: str, remedy: str
) -> None:
    async with serving(*[fails(code, message)] * 4) as server:
        error = await refused(backend, request(candidate(server)))
    assert type(error) is kind and said in str(error) and remedy in error.remedy
    assert len(server.seen) == 1, "the library must not retry by itself: each try has a row"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("wrong: tulip-garden", "tulip-garden"),
        (f"wrong: {KEY}", None),
        ("Bearer abc.def wrong", None),
        ("AIza" + "x" * 30, ""),
    ],
)
def test_keys_are_scrubbed_whether_known_or_not(text: str, key: str | None) -> None:
    assert "[key]" in scrub(text, key)
    assert not any(part in scrub(text, key) for part in ("tulip", KEY[8:], "abc.def", "xxx"))


async def test_no_key_and_nobody_there(backend: LitellmBackend) -> None:
    absent = Candidate(model="openai/m", key_env="NOT_SET")
    error = await refused(backend, request(absent))
    assert "NOT_SET" in error.remedy
    error = await refused(backend, request(Candidate(model="openai/m", endpoint="http://127.0.0.1:9/v1")))
    assert "cannot be reached" in str(error) and "127.0.0.1:9" in str(error)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [(stalls(), "did not begin to answer"), (stalls("It ra"), "fell silent")],
    ids=["before the first byte", "in the middle"],
)
async def test_stalls_meet_the_idle_deadline(backend: LitellmBackend, behaviour: Any, said: str) -> None:
    async with serving(behaviour) as server:
        error = await refused(backend, request(candidate(server), idle_timeout=0.1))
    assert said in str(error)


async def test_a_trickle_meets_the_total_deadline(backend: LitellmBackend) -> None:
    async def trickle(connection: Connection) -> None:
        await connection.begin()
        while not connection.stop.is_set():
            await connection.delta(content="x")

    async with serving(trickle) as server:
        error = await refused(backend, request(candidate(server), idle_timeout=5, total_timeout=0.2))
    assert "was not done after 0.2 s" in str(error)


@pytest.mark.parametrize("behaviour", [dies("It ra"), hangs_up("It ra")], ids=["torn off", "ended without an end"])
async def test_a_reply_without_an_end_is_no_reply(backend: LitellmBackend, behaviour: Any) -> None:
    async with serving(behaviour) as server:
        error = await refused(backend, request(candidate(server)))
    assert type(error) is TransientFailure and "in the middle" in str(error)


async def test_an_error_inside_the_stream_is_an_error(backend: LitellmBackend) -> None:
    async def confesses(connection: Connection) -> None:
        await connection.begin()
        await connection.delta(content="It ra")
        choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
        error = {"code": 502, "message": f"upstream died {KEY}"}
        await connection.event({"id": "x", "object": "chat.completion.chunk", "error": error, "choices": [choice]})
        await connection.end()

    async with serving(confesses) as server:
        error = await refused(backend, request(candidate(server)))
    assert "in the middle" in str(error)


async def test_an_answer_that_is_no_stream_at_all_is_told(backend: LitellmBackend) -> None:
    async def portal(connection: Connection) -> None:
        page = b"<html>Please log in to this network</html>"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
        connection.writer.write(head.encode() + page)
        await connection.writer.drain()

    async def babble(connection: Connection) -> None:
        await connection.begin()
        await connection.event("{not json")
        await connection.end()

    async with serving(portal, babble) as server:
        for _ in range(2):
            assert isinstance(await refused(backend, request(candidate(server))), ModelUnavailable)


async def test_reasoning_travels_apart(backend: LitellmBackend) -> None:
    async def thinks(connection: Connection) -> None:
        await connection.begin()
        await connection.delta(reasoning_content="plan")
        await connection.delta(content="It rains.")
        await connection.delta(finish="stop")
        await connection.end()

    async with serving(thinks, says("<think>plan", "</think>It rains.")) as server:
        assert (await collect(backend, request(candidate(server))))[:2] == ("It rains.", "plan")
        door = _door(backend, candidate(server))
        assert (await door.complete(prompt(), purpose=purpose())).text == "It rains."


def _door(backend: LitellmBackend, *candidates: Candidate) -> Door:
    routes = RouteTable.from_config({})
    door = Door(routes, {"litellm": backend}, MemoryLedger(), RealClock(), CharacterCounter(), retry_delay=0)
    door.routes = RouteTable({Role.NARRATOR: replace(routes.route(Role.NARRATOR), candidates=candidates)})
    return door


async def test_death_in_the_middle_is_continued_on_the_next_server(backend: LitellmBackend) -> None:
    async with serving(dies(NARRATION[:230])) as first, serving(says("you. " + NARRATION[-56:])) as second:
        heard: list[str] = []

        async def hear(text: str) -> None:
            heard.append(text)

        door = _door(backend, candidate(first), candidate(second, model="openai/n"))
        done = await door.complete(prompt(), purpose=purpose(), on_text=hear)
    shown = second.seen[0].body["messages"][-2]
    assert shown["role"] == "assistant" and NARRATION.startswith(shown["content"])
    assert done.text == "".join(heard) and done.text.startswith(shown["content"]) and done.continued


async def test_a_schema_is_sent_only_where_it_is_understood_and_never_dropped(backend: LitellmBackend) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    async with serving(*[says('{"a": 1}')] * 3) as server:
        await collect(backend, request(candidate(server), schema=schema))
        await collect(backend, request(candidate(server, json_schema=True), schema=schema))
        old = candidate(server, json_schema=True, model="openai/gpt-4", extra={"temperature": 0.5, "min_p": 0.1})
        await collect(backend, request(old, schema=schema))
    assert "response_format" not in server.seen[0].body
    for seen in server.seen[1:]:
        assert seen.body["response_format"]["json_schema"]["schema"] == schema
    assert (server.seen[2].body["temperature"], server.seen[2].body["min_p"]) == (0.5, 0.1)


async def test_leaving_a_stream_closes_the_connection(backend: LitellmBackend) -> None:
    gone = asyncio.Event()

    async def endless(connection: Connection) -> None:
        await connection.begin()
        try:
            while True:
                await connection.delta(content="x")
        except ConnectionError:
            gone.set()

    async with serving(endless) as server:
        stream: AsyncIterator[Chunk] = backend.stream(request(candidate(server)))
        assert set((await anext(stream)).text) == {"x"}
        await stream.aclose()  # type: ignore[attr-defined]
        async with asyncio.timeout(5):
            await gone.wait()


async def test_nothing_is_said_on_the_side(backend: LitellmBackend, caplog: Any, capfd: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        async with serving(fails(500, KEY), says("Hm.")) as server:
            await refused(backend, request(candidate(server)))
            await collect(backend, request(candidate(server)))
    out = capfd.readouterr()
    assert KEY not in caplog.text and KEY not in json.dumps([out.out, out.err])
    assert "litellm" not in (out.out + out.err).lower()

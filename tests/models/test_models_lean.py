"""A reply read below the library against its own reading: the same bytes out, the same reply, the same errors."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from model_fakes import USAGE, Behaviour, Connection, FakeServer, dies, fails, hangs_up, says, serving

from gm.domain.calls import BackendRequest, Candidate, Chunk, Message, Role
from gm.domain.errors import ModelError
from gm.domain.tools import Tool
from gm.models import backend as backends
from gm.models.backend import LitellmBackend

pytestmark = pytest.mark.xdist_group("litellm")

KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
TOOLS = (Tool("rule", "The text of a rule.", SCHEMA), Tool("sheet", "A sheet.", SCHEMA))
MODELS = (
    "openai/m",
    "openrouter/deepseek/deepseek-v3.2",
    "deepseek/deepseek-chat",
    "groq/llama-3.3-70b",
    "hosted_vllm/m",
)
MODELS += ("mistral/mistral-small", "together_ai/m", "fireworks_ai/m")
Pair = tuple[LitellmBackend, LitellmBackend]


@pytest.fixture(scope="module")
def both() -> Pair:
    keys = {"TEST_KEY": KEY}.get
    made = LitellmBackend(keys), LitellmBackend(keys, own_stream=True)
    asyncio.run(made[0].warm_up())
    return made


@pytest.fixture
def below(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each reply was read below the library: else these tests compare it with itself."""
    noted: list[bool] = []
    real = backends.connection_of

    def note(stream: Any) -> Any:
        found = real(stream)
        noted.append(found is not None)
        return found

    monkeypatch.setattr(backends, "connection_of", note)
    return noted


def request(server: FakeServer, model: str, **more: Any) -> BackendRequest:
    fields = {name: more.pop(name) for name in tuple(more) if name in Candidate.__dataclass_fields__}
    one = replace(Candidate(model, endpoint=server.base, key_env="TEST_KEY", provider="test"), **fields)
    messages = more.pop("messages", (Message("system", "You narrate."), Message("user", "I open the door.")))
    return BackendRequest(one, Role.NARRATOR, messages, 50, None, idle_timeout=5, total_timeout=10, **more)


async def heard(backend: LitellmBackend, asked: BackendRequest) -> tuple[Any, ...]:
    """Text, reasoning, and the last chunk; or what went wrong, with the words before it."""
    text = thoughts = ""
    last = Chunk()
    try:
        async for last in backend.stream(asked):
            text, thoughts = text + last.text, thoughts + last.reasoning
    except ModelError as error:
        return text, thoughts, type(error).__name__, str(error), error.remedy
    return text, thoughts, last.usage, last.finish_reason, last.calls


async def compare(both: Pair, behaviour: Behaviour, model: str = "openai/m", **more: Any) -> tuple[Any, ...]:
    async with serving(behaviour, behaviour) as server:
        found = [await heard(backend, request(server, model, **more)) for backend in both]
        ours, theirs = server.seen
    assert (ours.path, ours.body) == (theirs.path, theirs.body) and list(ours.body) == list(theirs.body)
    assert json.dumps(ours.body) == json.dumps(theirs.body)
    varying = ("host", "content-length", "x-stainless-retry-count")
    assert {k: v for k, v in ours.headers.items() if k not in varying} == {
        k: v for k, v in theirs.headers.items() if k not in varying
    }
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("model", MODELS)
async def test_every_provider_that_is_read_below(both: Pair, below: list[bool], model: str) -> None:
    told = await compare(both, says("It ra", "ins, ü", "ber 橋."), model)
    assert told[0] == "It rains, über 橋." and told[3] == "stop" and told[2].prompt_tokens == 100
    assert below == [True]


REQUESTS: dict[str, dict[str, Any]] = {
    "schema": {"schema": SCHEMA, "json_schema": True},
    "json": {"schema": SCHEMA, "json_mode": True},
    "tools": {"tools": TOOLS},
    "tools, none to be called": {"tools": TOOLS, "may_call": False},
    "samplers": {
        "extra": {"temperature": 0.7, "top_p": 0.9, "min_p": 0.05, "repetition_penalty": 1.1, "stop": ["\n\n"]}
    },
    "body": {"extra": {"extra_body": {"dry_multiplier": 0.8, "nested": {"a": [1, 2]}}, "top_k": 40}},
    "reasoning": {"extra": {"reasoning": {"effort": "low"}, "reasoning_tokens": 512}, "reasoning": True},
    "marks": {
        "extra": {"cache_marks": True},
        "messages": (Message("system", "You narrate. Long.", cuts=((12, 0), (18, 1))), Message("user", "I open it.")),
    },
    "no training": {"data_policy": "no_training"},
}


@pytest.mark.parametrize("model", ["openai/m", "openrouter/anthropic/claude-sonnet-4.5"])
@pytest.mark.parametrize("kind", REQUESTS)
async def test_the_same_bytes_leave(both: Pair, below: list[bool], kind: str, model: str) -> None:
    await compare(both, says('{"a": 1}'), model, **REQUESTS[kind])
    assert below == [True]


def sends(raw: bytes | str, kind: str = "text/event-stream") -> Behaviour:
    """These bytes, in the smallest possible pieces of a few."""

    async def run(connection: Connection) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.writer.write(head.encode())
        data = raw.encode() if isinstance(raw, str) else raw
        for at in range(0, len(data), 7):
            piece = data[at : at + 7]
            connection.writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await connection.writer.drain()
        connection.writer.write(b"0\r\n\r\n")
        await connection.writer.drain()

    return run


def event(finish: str | None = None, usage: Any = None, **said: Any) -> str:
    choice = {"index": 0, "delta": said, "finish_reason": finish}
    whole = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(whole | ({'usage': usage} if usage else {}))}\n\n"


CALL = {"index": 0, "id": "c", "type": "function", "function": {"name": "rule", "arguments": '{"a": 1}'}}
END = event("stop") + "data: [DONE]\n\n"
REPLIES: dict[str, str] = {
    "plain": event(content="It rains.") + END,
    "comments": ": OPENROUTER PROCESSING\n\n" * 3 + event(content="It") + ": x\n\n" + event(content=" rains.") + END,
    "crlf": (event(content="It rains.") + END).replace("\n", "\r\n"),
    "usage with the end": event(content="Hm.") + event("stop", USAGE) + "data: [DONE]\n\n",
    "no done": event(content="It rains.") + event("stop"),
    "cut off at the limit": event(content="It ra") + event("length") + "data: [DONE]\n\n",
    "filtered": event(content="It ra") + event("content_filter") + "data: [DONE]\n\n",
    "calls": event(role="assistant", tool_calls=[CALL]) + event("tool_calls") + "data: [DONE]\n\n",
    "thinking": event(reasoning="plan") + event(content="It rains.") + END,
    "empty": END,
    "not finished": event(content="It ra"),
}


@pytest.mark.parametrize("model", ["openai/m", "openrouter/deepseek/deepseek-v3.2"])
@pytest.mark.parametrize("kind", REPLIES)
async def test_replies_are_the_same(both: Pair, below: list[bool], kind: str, model: str) -> None:
    await compare(both, sends(REPLIES[kind]), model)
    assert below == [True]


FAILURES: dict[str, Callable[[], Behaviour]] = {
    "401": lambda: fails(401, f"bad key {KEY}"),
    "402": lambda: fails(402),
    "404": lambda: fails(404),
    "429": lambda: fails(429, "slow down"),
    "500": lambda: fails(500),
    "503": lambda: fails(503),
    "overflow": lambda: fails(400, "This model's maximum context length is 4096 tokens"),
    "torn off": lambda: dies("It ra"),
    "hung up": lambda: hangs_up("It ra"),
    "an error after words": lambda: sends(
        event(content="It ra") + 'data: {"error": {"code": 502, "message": "x"}}\n\n'
    ),
    "a page": lambda: sends("<html>Please log in</html>", "text/html"),
    "an error as JSON": lambda: sends('{"error": {"message": "no", "code": 500}}', "application/json"),
}


@pytest.mark.parametrize("model", ["openai/m", "openrouter/deepseek/deepseek-v3.2"])
@pytest.mark.parametrize("kind", FAILURES)
async def test_failures_are_the_same(both: Pair, kind: str, model: str) -> None:
    told = await compare(both, FAILURES[kind](), model)
    assert KEY not in repr(told)


@pytest.mark.parametrize("model", ["openai/m", "openrouter/deepseek/deepseek-v3.2"])
async def test_where_it_is_read_more_exactly(both: Pair, model: str) -> None:
    """The library forgets the status of an error that comes first, takes an event that nobody can read for nothing
    and OpenRouter's `error` for an end, so that words are lost unseen; and knows one name of reasoning there."""
    busy = sends('data: {"error": {"code": 429, "message": "slow down"}}\n\n')
    failed = sends(event(content="It ra") + event("error") + "data: [DONE]\n\n")
    garbled = sends(event(content="It ra") + "data: {not json\n\n" + event(content="ins.") + END)
    thinks = sends(event(reasoning_content="plan") + event(content="It rains.") + END)
    async with serving(busy, failed, garbled, thinks) as server:
        told = [await heard(both[0], request(server, model)) for _ in range(4)]
    assert "limiting the rate" in told[0][3]
    assert [each[0] for each in told[1:3]] == ["It ra"] * 2
    assert [each[2] for each in told[:3]] == ["TransientFailure"] * 3
    assert all("in the middle" in each[3] for each in told[1:3])
    assert told[3][:2] == ("It rains.", "plan") and told[3][3] == "stop"


async def test_which_model_answered_is_known(both: Pair) -> None:
    async with serving(says("Hm.")) as server:
        chunks = [chunk async for chunk in both[0].stream(request(server, "openrouter/deepseek/deepseek-v3.2"))]
    assert [chunk.model for chunk in chunks] == ["", "m"]


async def test_what_speaks_otherwise_is_left_to_the_library(both: Pair, below: list[bool]) -> None:
    told = await compare(both, sends(REPLIES["plain"]), "xai/grok-3")
    assert told[0] == "It rains." and below == [False]


async def test_connections_are_kept_and_closed_at_the_end(both: Pair) -> None:
    seen: set[int] = set()
    gone = asyncio.Event()

    def noting(behaviour: Behaviour) -> Callable[[Connection], Awaitable[None]]:
        async def run(connection: Connection) -> None:
            seen.add(id(connection.writer))
            connection.writer.transport.get_extra_info("socket")
            asyncio.ensure_future(connection.writer.wait_closed()).add_done_callback(lambda _: gone.set())
            await behaviour(connection)

        return run

    async with serving(*[noting(says("Hm."))] * 3) as server:
        mine = LitellmBackend({"TEST_KEY": KEY}.get)
        for _ in range(3):
            await heard(mine, request(server, "openai/m"))
        assert len(seen) == 1 and not gone.is_set()
        await mine.aclose()
        async with asyncio.timeout(5):
            await gone.wait()
        again = await _after(server, mine)
    assert again == "Hm."


async def _after(server: FakeServer, backend: LitellmBackend) -> str:
    """Closing forgets the connections, not how to make them."""
    server.behaviours.append(says("Hm."))
    return str((await heard(backend, request(server, "openai/m")))[0])

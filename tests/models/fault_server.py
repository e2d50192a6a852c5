"""Every way in which a provider fails, on a real socket; each answers any number of requests in the same way."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import trustme
from model_fakes import USAGE, Behaviour, Connection, FakeServer, dies, hangs_up, says, serving, stalls

from gm.domain.calls import Candidate

FAULTY_WORDS = "zqxjsick"
"""Stands in what a sick server says and nobody should see."""
REFUSAL = "I'm sorry, but I can't help with that request. As an AI language model, I have to follow my guidelines."
LOOPING = "and the wheel turned again and again, "
VECTOR = {"object": "embedding", "index": 0, "embedding": [0.1, 0.2, 0.3]}


@dataclass(frozen=True)
class Answers:
    """What a server that is well says in a role."""

    text: str

    @property
    def behaviour(self) -> Behaviour:
        return _by_path(says(*(self.text[at : at + 40] for at in range(0, len(self.text), 40))), _vectors)


async def _vectors(connection: Connection) -> None:
    usage = {"prompt_tokens": 100, "total_tokens": 100}
    await connection.status(200, {"object": "list", "model": "m", "data": [VECTOR], "usage": usage})


def _by_path(chat: Behaviour, embedding: Behaviour) -> Behaviour:
    async def run(connection: Connection) -> None:
        await (embedding if connection.seen.path.endswith("embeddings") else chat)(connection)

    return run


async def _raw(connection: Connection, data: bytes) -> None:
    connection.writer.write(data)
    await connection.writer.drain()


def _status(code: int, headers: str = "", message: str = "no") -> Behaviour:
    async def run(connection: Connection) -> None:
        body = json.dumps({"error": {"message": message, "code": code}}).encode()
        head = (
            f"HTTP/1.1 {code} Status\r\nContent-Type: application/json\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        )
        await _raw(connection, head.encode() + body)

    return run


async def _slow_headers(connection: Connection) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n":
        await _raw(connection, bytes([byte]))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(connection.stop.wait(), 0.05)
            return
    await connection.stop.wait()


async def _stall_after_headers(connection: Connection) -> None:
    await connection.begin()
    await connection.stop.wait()


async def _chatter(connection: Connection) -> None:
    """Comments and nothing else, for ever."""
    await connection.begin()
    while not connection.stop.is_set():
        await _raw(connection, b"e\r\n: keep-alive\n\n\r\n")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(connection.stop.wait(), 0.05)


def _with_comments(text: str) -> Behaviour:
    async def run(connection: Connection) -> None:
        await connection.begin()
        for piece in (text[: len(text) // 2], text[len(text) // 2 :]):
            await _raw(connection, b"1b\r\n: OPENROUTER PROCESSING\n\n\n\r\n".replace(b"1b", b"1b"))
            await connection.delta(content=piece)
        await connection.delta(finish="stop")
        await connection.usage(USAGE)
        await connection.end()

    return run


async def _invalid_utf8(connection: Connection) -> None:
    await connection.begin()
    choice = {"index": 0, "delta": {"content": "%s"}}
    frame = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    words = b"".join(bytes([0x74, 0xC3, 0x28, 0xFF, 0x6D]) + b" " for _ in range(80))
    data = b"data: " + json.dumps(frame).encode().replace(b"%s", words) + b"\n\n"
    await _raw(connection, f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await connection.delta(finish="stop")
    await connection.end()


async def _empty(connection: Connection) -> None:
    await connection.begin()
    await connection.end()


async def _portal(connection: Connection) -> None:
    page = b"<html>Please log in to this network</html>"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    await _raw(connection, head.encode() + page)


async def _error_inside(connection: Connection) -> None:
    await connection.begin()
    await connection.delta(content=FAULTY_WORDS)
    choice = {"index": 0, "delta": {"content": ""}, "finish_reason": "error"}
    await connection.event({"id": "x", "object": "chat.completion.chunk", "error": {"code": 502}, "choices": [choice]})
    await connection.end()


async def _loop(connection: Connection) -> None:
    await connection.begin()
    with contextlib.suppress(ConnectionError):
        for _ in range(4000):
            if connection.stop.is_set():
                return
            await connection.delta(content=LOOPING)
        await connection.end()


async def _half_body(connection: Connection) -> None:
    await _raw(
        connection, b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"data": ['
    )
    connection.writer.transport.abort()


async def _late_body(connection: Connection) -> None:
    await _raw(connection, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n")
    await connection.stop.wait()


def _body(data: Any) -> Behaviour:
    async def run(connection: Connection) -> None:
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        await _raw(connection, head.encode() + raw)

    return run


def _later() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)


HALF = f"{FAULTY_WORDS} The lantern goes ou"
OVERFLOW = "This model's maximum context length is 2048 tokens. However, your messages resulted in 9000 tokens."
_VECTORS: dict[str, Any] = {"object": "list", "model": "m", "data": [VECTOR]}


@dataclass(frozen=True)
class Fault:
    """One way to fail. `chat` takes what a healthy server would say. `kinds`: what it may be counted as; empty: the
    reply is as good as any. `prose`: whether words alone (a narration) are no worse for it."""

    name: str
    chat: Any
    kinds: frozenset[str] = frozenset()
    embed: Behaviour | None = None
    prose_is_well: bool = False
    form_is_well: bool = False
    embed_is_well: bool = False
    stalls: bool = False
    endpoint: str = ""
    retried: bool = False
    tags: dict[str, str] = field(default_factory=dict)


def _fixed(behaviour: Behaviour) -> Any:
    return lambda text: behaviour


def _kinds(*names: str) -> frozenset[str]:
    return frozenset(names)


FAULTS = (
    Fault("connection refused", _fixed(_empty), _kinds("unreachable"), endpoint="http://127.0.0.1:9/v1"),
    Fault("dns", _fixed(_empty), _kinds("unreachable"), endpoint="http://nowhere.invalid/v1"),
    Fault("tls", _fixed(_empty), _kinds("unreachable"), endpoint="https://{tls}/v1"),
    Fault("400", _fixed(_status(400)), _kinds("request")),
    Fault("401", _fixed(_status(401)), _kinds("key")),
    Fault("402", _fixed(_status(402)), _kinds("credit")),
    Fault("403", _fixed(_status(403)), _kinds("key")),
    Fault("404", _fixed(_status(404)), _kinds("unknown_model")),
    Fault("408", _fixed(_status(408)), _kinds("silent"), retried=True),
    Fault("429", _fixed(_status(429)), _kinds("rate"), retried=True),
    Fault("429 come back soon", _fixed(_status(429, "Retry-After: 1\r\n")), _kinds("rate"), retried=True),
    Fault("429 come back later", _fixed(_status(429, "Retry-After: 60\r\n")), _kinds("rate", "resting")),
    Fault("429 with a date", lambda text: _status(429, f"Retry-After: {_later()}\r\n"), _kinds("rate", "resting")),
    Fault("500", _fixed(_status(500)), _kinds("busy"), retried=True),
    Fault("503", _fixed(_status(503)), _kinds("busy"), retried=True),
    Fault("slow headers", _fixed(_slow_headers), _kinds("silent", "slow"), stalls=True),
    Fault("nothing at all", _fixed(stalls()), _kinds("silent", "slow"), stalls=True),
    Fault(
        "stall before the first byte", _fixed(_stall_after_headers), _kinds("silent", "slow"), _late_body, stalls=True
    ),
    Fault("keep-alives for ever", _fixed(_chatter), _kinds("silent", "slow"), _late_body, stalls=True),
    Fault("stall in mid-stream", lambda text: stalls(text[:30]), _kinds("silent", "slow"), _late_body, stalls=True),
    Fault("death in mid-stream", lambda text: dies(text[:30]), _kinds("broken"), _half_body, retried=True),
    Fault("an end in mid-stream", lambda text: hangs_up(text[:30]), _kinds("broken"), _half_body, retried=True),
    Fault("an error inside the stream", _fixed(_error_inside), _kinds("broken"), _body({"error": {}}), retried=True),
    Fault("invalid utf-8", _fixed(_invalid_utf8), _kinds("garbled", "busy"), _body(b'{"data": "\xff\xfe"}')),
    Fault(
        "comments", lambda text: _with_comments(text), embed=_vectors, prose_is_well=True, form_is_well=True,
        embed_is_well=True,
    ),
    Fault("an empty stream", _fixed(_empty), _kinds("empty", "broken", "busy"), _body(b"")),
    Fault("a page to log in", _fixed(_portal), _kinds("empty", "broken", "busy", "other"), _portal),
    Fault("an empty reply", _fixed(says("")), _kinds("empty"), _body({**_VECTORS, "data": []})),
    Fault(
        "json in prose", lambda text: says(f"Sure! Here you are:\n{text}\nAnything else?"), prose_is_well=True,
        form_is_well=True, embed=_vectors, embed_is_well=True,
    ),
    Fault(
        "json cut off", lambda text: says(text[: len(text) // 2], finish="length"), _kinds("cut", "form"), _half_body,
        prose_is_well=True,
    ),
    Fault(
        "another form", _fixed(says(json.dumps({"answer": [1, 2], "why": FAULTY_WORDS}))), _kinds("form"),
        _body({"answer": []}), prose_is_well=True,
    ),
    Fault("a refusal", _fixed(says(REFUSAL)), _kinds("refusal"), _body({"error": {"message": REFUSAL}})),
    Fault("a loop", _fixed(_loop), _kinds("loop"), _body({**_VECTORS, "data": [VECTOR] * 40})),
    Fault("overflow", _fixed(_status(400, message=OVERFLOW)), _kinds("overflow")),
    Fault(
        "wrong usage", lambda text: says(text, usage={"prompt_tokens": -4, "completion_tokens": "many"}),
        embed=_body({**_VECTORS, "usage": {"prompt_tokens": -4}}), prose_is_well=True, form_is_well=True,
        embed_is_well=True,
    ),
    Fault(
        "no usage", lambda text: says(text, usage=None), embed=_body(_VECTORS), prose_is_well=True, form_is_well=True,
        embed_is_well=True,
    ),
)  # fmt: skip


class _Endless(list[Behaviour]):
    """The same answer, however often it is asked for."""

    def pop(self, index: Any = 0) -> Behaviour:
        return self[0]


@contextlib.asynccontextmanager
async def _untrusted(fault: Fault) -> AsyncIterator[int]:
    """The port of a server whose certificate nobody trusts, where the fault is that; else 0."""
    if "{tls}" not in fault.endpoint:
        yield 0
        return
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@contextlib.asynccontextmanager
async def sick_and_well(fault: Fault, text: str) -> AsyncIterator[tuple[FakeServer, FakeServer]]:
    """A server with this fault, and one that gives `text` in the role."""
    chat = fault.chat(text)
    async with (
        _untrusted(fault) as port,
        serving(_by_path(chat, fault.embed or chat)) as sick,
        serving(Answers(text).behaviour) as well,
    ):
        for server in (sick, well):
            server.behaviours = _Endless(server.behaviours)
        sick.tls = port
        yield sick, well


def candidates(fault: Fault, sick: FakeServer, well: FakeServer, **more: Any) -> tuple[Candidate, Candidate]:
    """Both as candidates of a route, the sick one first."""
    where = fault.endpoint.format(tls=f"127.0.0.1:{sick.tls}") or sick.base
    common: dict[str, Any] = {"key_env": "TEST_KEY", "provider": "test", "price_in": 1.0, "price_out": 2.0}
    common |= {"trains_on_inputs": False, **more}
    return (
        Candidate(model="openai/sick", endpoint=where, **common),
        Candidate(model="openai/well", endpoint=well.base, **common),
    )

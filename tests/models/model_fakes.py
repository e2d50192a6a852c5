"""Small real things that the tests of the models package share: a clock, a purpose, prompts, an HTTP server."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gm.domain.calls import CallPurpose, Category, DataPolicy, Role
from gm.domain.prompt import Layer, Prompt, PromptSection


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def purpose(role: Role = Role.NARRATOR, data_policy: DataPolicy = "any") -> CallPurpose:
    category = Category.ADJUDICATION if role is Role.ADJUDICATOR else Category.NARRATION
    return CallPurpose(
        role=role,
        category=category,
        payer="host",
        game_id=1,
        campaign="test",
        scene_id=1,
        turn_id=1,
        player=None,
        attempt=1,
        data_policy=data_policy,
        content_tag="roleplay/games",
    )


def prompt(
    *texts: str, role: Role = Role.NARRATOR, max_tokens: int = 400, schema: dict[str, Any] | None = None
) -> Prompt:
    parts = texts or ("You narrate.", "I open the door.")
    sections = tuple(
        PromptSection(
            f"part/{n}", text, Layer.FIXED if n == 0 else Layer.TAIL, len(text), "system" if n == 0 else "user"
        )
        for n, text in enumerate(parts)
    )
    return Prompt(role, sections, max_tokens, brief=None, schema=schema, tokens=sum(s.tokens for s in sections))


Behaviour = Callable[["Connection"], Awaitable[None]]


@dataclass
class Seen:
    """One request as it stood on the wire."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Connection:
    """The server's side of one exchange."""

    def __init__(self, writer: asyncio.StreamWriter, stop: asyncio.Event, seen: Seen) -> None:
        self.writer = writer
        self.stop = stop
        self.seen = seen

    async def status(self, code: int, body: Any, reason: str = "Status") -> None:
        data = json.dumps(body).encode()
        head = f"HTTP/1.1 {code} {reason}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        self.writer.write(head.encode() + data)
        await self.writer.drain()

    async def begin(self) -> None:
        self.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        await self.writer.drain()

    async def event(self, payload: Any) -> None:
        text = payload if isinstance(payload, str) else json.dumps(payload)
        data = f"data: {text}\n\n".encode()
        self.writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await self.writer.drain()

    async def delta(self, finish: str | None = None, **delta: Any) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        await self.event(
            {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        )

    async def usage(self, usage: Any) -> None:
        await self.event(
            {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": usage}
        )

    async def end(self) -> None:
        await self.event("[DONE]")
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()


USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 20,
    "total_tokens": 120,
    "prompt_tokens_details": {"cached_tokens": 60},
    "completion_tokens_details": {"reasoning_tokens": 5},
}


def says(*pieces: str, usage: Any = USAGE, finish: str = "stop") -> Behaviour:
    async def run(connection: Connection) -> None:
        await connection.begin()
        await connection.delta(role="assistant", content="")
        for piece in pieces:
            await connection.delta(content=piece)
        await connection.delta(finish=finish)
        if usage is not None:
            await connection.usage(usage)
        await connection.end()

    return run


def fails(code: int, message: str = "no") -> Behaviour:
    async def run(connection: Connection) -> None:
        await connection.status(code, {"error": {"message": message, "code": code}})

    return run


def stalls(*pieces: str) -> Behaviour:
    """Nothing at all without pieces; else those and then silence, until the server is stopped."""

    async def run(connection: Connection) -> None:
        if pieces:
            await connection.begin()
            for piece in pieces:
                await connection.delta(content=piece)
        await connection.stop.wait()

    return run


def dies(*pieces: str) -> Behaviour:
    async def run(connection: Connection) -> None:
        await connection.begin()
        for piece in pieces:
            await connection.delta(content=piece)
        connection.writer.transport.abort()

    return run


def hangs_up(*pieces: str) -> Behaviour:
    """Ends the transfer in good order, and the reply in the middle."""

    async def run(connection: Connection) -> None:
        await connection.begin()
        for piece in pieces:
            await connection.delta(content=piece)
        connection.writer.write(b"0\r\n\r\n")
        await connection.writer.drain()

    return run


@dataclass
class FakeServer:
    """Answers each request with the next behaviour."""

    behaviours: list[Behaviour]
    seen: list[Seen] = field(default_factory=list)
    port: int = 0
    tls: int = 0
    """Port of its twin whose certificate nobody trusts, where a test has one."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = head.split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
                raw = await reader.readexactly(int(headers.get("content-length", "0")))
                seen = Seen(lines[0].split(" ")[1], headers, json.loads(raw) if raw else {})
                self.seen.append(seen)
                await self.behaviours.pop(0)(Connection(writer, self.stop, seen))
        writer.close()


@contextlib.asynccontextmanager
async def serving(*behaviours: Behaviour) -> AsyncIterator[FakeServer]:
    fake = FakeServer(list(behaviours))
    server = await asyncio.start_server(fake.answer, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        fake.stop.set()
        server.close()

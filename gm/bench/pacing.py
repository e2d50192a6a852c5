"""A model server on loopback that streams at a pace, each chunk with the moment it left, in a process of its own.

`Candidate.extra` says what is wanted: `{"extra_body": {"bench": {"chunks": 500, "rate": 50}}}`; rate 0 is all at once.
The first chunk is long, so that what a reader holds back of a reply's beginning holds none of the later ones.
"""

import asyncio
import contextlib
import json
import time
from contextlib import AbstractContextManager
from typing import Any, Final

from gm.bench.loopback import loopback_server

OPENING: Final = "The bell under the water begins to swing. " * 6
"""Longer than what is held back while a reply might turn out to be thinking."""
MARK: Final = "@"
_TICK: Final = 0.001


def pacing_server() -> AbstractContextManager[str]:
    """Start the server, give its base address, end it."""
    return loopback_server("gm.bench.pacing")


def wanted(chunks: int, rate: float) -> dict[str, Any]:
    """What to put into a candidate's `extra` for such a reply."""
    return {"extra_body": {"bench": {"chunks": chunks, "rate": rate}}}


def event(content: str) -> bytes:
    """One event of a stream as OpenRouter sends it."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": None, "logprobs": None}
    return _event({"choices": [{**choice, "native_finish_reason": None}]})


def ending() -> bytes:
    """The last events: why it ended, what was used, and that nothing follows."""
    usage = {"prompt_tokens": 2000, "completion_tokens": 150, "total_tokens": 2150}
    stop = _event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "stop"}]})
    return stop + _event({"choices": [], "usage": usage}) + b"data: [DONE]\n\n"


def _event(more: dict[str, Any]) -> bytes:
    head = {"id": "gen-1730000000-0123456789", "provider": "Bench", "model": "loopback"}
    whole = {**head, "object": "chat.completion.chunk", "created": 1, **more, "system_fingerprint": "fp_0123456789"}
    return f"data: {json.dumps(whole)}\n\n".encode()


class Stream:
    """One reply that is under way."""

    def __init__(self, writer: asyncio.StreamWriter, chunks: int, rate: float) -> None:
        self.writer, self.left, self.rate = writer, chunks, rate
        self.due = time.monotonic()
        self.over = asyncio.Event()

    def send(self, now: float) -> None:
        """All chunks that are due."""
        while self.left > 0 and self.due <= now:
            self.left -= 1
            self.due += 1 / self.rate
            self.write(event(f" {time.monotonic():.4f}{MARK}"))

    def write(self, data: bytes) -> None:
        """A piece of the transfer."""
        if not self.writer.transport.is_closing():
            self.writer.write(b"%x\r\n%b\r\n" % (len(data), data))
        else:
            self.left = 0


class Pacer:
    """All replies that are under way, looked at every millisecond: cheaper than a timer for each."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()

    async def run(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            for stream in tuple(self.streams):
                stream.send(now)
                if stream.left <= 0:
                    self.streams.discard(stream)
                    stream.over.set()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.lower().split(b"\r\n")
                length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
                asked = json.loads(await reader.readexactly(length))["bench"]
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                stream = Stream(writer, asked["chunks"], asked["rate"] or 1e9)
                stream.write(event(OPENING))
                if asked["rate"]:
                    self.streams.add(stream)
                    await stream.over.wait()
                else:
                    stream.send(float("inf"))
                stream.write(ending())
                writer.write(b"0\r\n\r\n")
                await writer.drain()
        writer.close()


async def _main() -> None:
    pacer = Pacer()
    server = await asyncio.start_server(pacer.answer, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - how the parent learns the port
    async with server:
        await pacer.run()


if __name__ == "__main__":
    asyncio.run(_main())

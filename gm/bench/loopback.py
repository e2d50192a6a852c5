"""An OpenAI-compatible server on loopback that answers at once, in a process of its own, and a bare client for it."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gm.bench.table import NARRATION

PIECES = 12
"""Chunks that a streamed reply comes in."""


@contextlib.contextmanager
def loopback_server(module: str = "gm.bench.loopback") -> Iterator[str]:
    """Start a server that says its port, give its base address, end it."""
    process = subprocess.Popen([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


async def bare_client(base: str, rounds: int) -> list[float]:
    """Milliseconds for two streamed calls and one appended, fsynced line: the least that any turn could do."""
    import httpx

    times = []
    body = {"model": "loopback", "stream": True, "messages": [{"role": "user", "content": NARRATION}]}
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("ab") as file:
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(rounds):
                start = time.perf_counter()
                for _ in range(2):
                    async with client.stream("POST", f"{base}/chat/completions", json=body) as reply:
                        async for line in reply.aiter_lines():
                            file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
                times.append((time.perf_counter() - start) * 1000)
    return times


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
            )
            body = json.loads(await reader.readexactly(length)) if length else {}
            writer.write(_answer(body))
            await writer.drain()
    writer.close()


def _answer(body: dict[str, Any]) -> bytes:
    text = _ruling(body) if body.get("response_format") else NARRATION
    usage = {"prompt_tokens": 2000, "completion_tokens": 150, "total_tokens": 2150}
    size = max(1, len(text) // PIECES)
    events = [
        _event({"delta": {"role": "assistant", "content": text[at : at + size]}}) for at in range(0, len(text), size)
    ]
    events.append(_event({"delta": {}, "finish_reason": "stop"}))
    events.append(_event(None, usage))
    payload = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    data = payload.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def _event(choice: dict[str, Any] | None, usage: dict[str, int] | None = None) -> dict[str, Any]:
    return {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "loopback",
        "choices": [] if choice is None else [{"index": 0, "finish_reason": None, **choice}],
        **({"usage": usage} if usage else {}),
    }


def _ruling(body: dict[str, Any]) -> str:
    from gm.bench.table import starter

    campaign = starter()
    who = campaign.characters[0].id
    check = {"character": who, "skill": campaign.ruleset.default_skill, "difficulty": 12}
    return json.dumps({"verdicts": [{"input": 1, "character": who, "check": check}], "minutes": 5})


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - how the parent learns the port
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())

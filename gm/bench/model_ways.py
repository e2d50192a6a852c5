"""The ways to one reply that `gm bench models` compares: a bare client, the library, and the door over each."""

import contextlib
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from gm.app import SystemClock
from gm.bench.pacing import MARK
from gm.domain.calls import Backend, BackendRequest, Candidate, Category, Chunk, Role, Route, Usage, hosts_purpose
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.liveness import process_name
from gm.models.door import Door
from gm.models.routes import RouteTable
from gm.models.tokens import EstimatingCounter
from gm.settings import load_settings
from gm.store.calls import CallLedger
from gm.store.database import Database

Asked = Callable[[Candidate], Awaitable[None]]
LATENESS: Final[list[float]] = []
"""Seconds, one for each chunk that was heard since it was cleared."""


class Ear:
    """Notes how late each chunk of one reply is; a stamp may come in two halves."""

    def __init__(self) -> None:
        self._rest = ""

    def hear(self, text: str) -> None:
        """What has come just now."""
        now = time.monotonic()
        *pieces, self._rest = (self._rest + text).split(MARK)
        for piece in pieces:
            with contextlib.suppress(ValueError):
                LATENESS.append(now - float(piece.rpartition(" ")[2]))


_PURPOSE: Final = hosts_purpose(Role.NARRATOR, Category.NARRATION, tag="roleplay/games")


def _prompt() -> Prompt:
    """Some 2,000 tokens in a dozen sections, as a turn's are; the last one is always new."""
    stable = [
        PromptSection(f"part/{n}", f"Section {n}. " + "The rain goes on over the harbour. " * 20, Layer.CANON, 170)
        for n in range(11)
    ]
    tail = PromptSection("tail", f"I open the door, at {time.monotonic()}.", Layer.TAIL, 12, "user")
    return Prompt(Role.NARRATOR, (*stable, tail), 400, brief=None, tokens=1882)


@contextlib.asynccontextmanager
async def open_door(backend: Backend) -> AsyncIterator[Door]:
    """A door with a real ledger in a database of its own."""
    with tempfile.TemporaryDirectory(prefix="gm-bench-") as folder:
        settings = load_settings(environ={"GM_HOME": folder}, cwd=Path(folder))
        database = await Database.open(settings.database_url)
        try:
            ledger = CallLedger(database, SystemClock(), owner=process_name(), limits=())
            table = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, ())})
            yield Door(table, {"litellm": backend}, ledger, SystemClock(), EstimatingCounter(), offline=None)
        finally:
            await database.close()


class Recorded:
    """A backend that has all its chunks already: what is left is the door."""

    async def stream(self, request: BackendRequest) -> AsyncIterator[Chunk]:
        """As many chunks as the candidate's `extra` says."""
        for number in range(request.candidate.extra["extra_body"]["bench"]["chunks"]):
            yield Chunk(text=f" word{number},")
        yield Chunk(usage=Usage(2000, 0, 150, None, 0.0), finish_reason="stop")


async def listen(candidate: Candidate) -> None:
    """Take what `Recorded` says without a door."""
    prompt = _prompt()
    ear = Ear()
    request = BackendRequest(candidate, Role.NARRATOR, prompt.messages(), prompt.max_tokens, None)
    async for chunk in Recorded().stream(request):
        ear.hear(chunk.text)


async def by_door(door: Door, candidate: Candidate) -> None:
    """One completion, listened to."""

    ear = Ear()

    async def on_text(text: str) -> None:
        ear.hear(text)

    await door.complete(_prompt(), purpose=_PURPOSE, on_text=on_text, candidates=(candidate,))


async def by_library(library: Any, candidate: Candidate) -> None:
    """The library by itself, as its documentation shows it."""
    messages = [{"role": m.role, "content": m.content} for m in _prompt().messages()]
    stream = await library.acompletion(
        model=candidate.model,
        api_base=candidate.endpoint,
        api_key="none",
        messages=messages,
        max_tokens=400,
        stream=True,
        stream_options={"include_usage": True},
        max_retries=0,
        **candidate.extra,
    )
    ear = Ear()
    async for chunk in stream:
        ear.hear(chunk.choices[0].delta.content or "" if chunk.choices else "")


@contextlib.asynccontextmanager
async def bare_client(base: str) -> AsyncIterator[Asked]:
    """A client without a library of models: each line read as JSON, and nothing else."""
    import aiohttp

    async with aiohttp.ClientSession(trust_env=False) as client:

        async def ask(candidate: Candidate) -> None:
            messages = [{"role": m.role, "content": m.content} for m in _prompt().messages()]
            body = {"model": "loopback", "stream": True, "messages": messages, **candidate.extra["extra_body"]}
            ear = Ear()
            async with client.post(f"{base}/chat/completions", json=body) as reply:
                async for line in reply.content:
                    if line.startswith(b"data: {"):
                        choices = json.loads(line[6:])["choices"]
                        ear.hear(choices[0]["delta"]["content"] if choices else "")

        yield ask

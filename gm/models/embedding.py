"""Vectors through the one door (promise 3): reserve, call, settle, as for an answer in words.

Only one model is asked, the first of the route that may be: vectors of two models cannot be compared, so nobody can
stand in. Where it fails there are no vectors, and whoever wanted them goes on without. The words that are sent stand in
the database already, as turns and lines: no sections of a prompt are kept of them.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gm.domain.calls import CallPurpose, Candidate, Usage
from gm.domain.embeddings import Embedder, Embedding, EmbedRequest, Vectors
from gm.domain.errors import BadReply, BudgetExceeded, ConfigError, ModelError, ModelUnavailable
from gm.domain.ledger import CallEnd, CallStart, Ledger
from gm.domain.policy import NO_TERMS, Terms
from gm.domain.protocols import Clock, TokenCounter
from gm.models.accounts import Account
from gm.models.attempt import whole
from gm.models.events import Notes
from gm.models.policy import permitted
from gm.models.pricing import cautious_cost, cautious_tokens, settled_cost
from gm.models.remedies import Remedies

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

SECONDS: Final = 60.0
"""How long one call may take, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the door lends: where calls are written, by which clock, for whom."""

    embedders: Mapping[str, Embedder]
    ledger: Ledger
    clock: Clock
    counter: TokenCounter
    account: Account | None
    remedies: Remedies


def embedding_candidate(
    candidates: Sequence[Candidate], purpose: CallPurpose, terms: Terms = NO_TERMS
) -> Candidate | None:
    """The one who is asked: the first that may see the words. A broker is not told what becomes of them, so it is not
    trusted with what must not be kept."""
    for candidate in candidates:
        if permitted(candidate, purpose, terms, told=False):
            return _priced(candidate)
    return None


def name_of(candidate: Candidate) -> str:
    """The model with its place, as it stands beside stored vectors: the same name elsewhere may be another model."""
    where = candidate.endpoint or candidate.extra.get("folder")
    return f"{candidate.model}@{where}"[:200] if where else candidate.model[:200]


async def embed(
    asking: Asking,
    candidates: Sequence[Candidate],
    texts: Sequence[str],
    purpose: CallPurpose,
    seconds: float = SECONDS,
    terms: Terms = NO_TERMS,
) -> Embedding:
    """A vector of length 1 for each text.

    Raises:
        BudgetExceeded: a limit forbids the call.
        ModelError: nobody may be asked, or the one who was asked failed.
    """
    candidate = embedding_candidate(candidates, purpose, terms)
    if candidate is None:
        raise ModelUnavailable("no embedding model is set that may be asked", remedy="set routes: embed: in gm.yaml")
    embedder = asking.embedders.get(candidate.backend)
    if embedder is None:
        raise ConfigError(f"{candidate.model}: the backend {candidate.backend!r} makes no vectors")
    request = EmbedRequest(
        candidate,
        tuple(texts),
        total_timeout=seconds,
        data_policy=purpose.data_policy,
        keys=asking.account.keys if asking.account is not None else None,
    )
    remedies, notes = asking.remedies, Notes(asking.remedies.events, purpose)
    order = await remedies.ward.order([candidate], asking.account, seconds=seconds)
    if not order.awake:
        resting = ModelUnavailable(f"{candidate.model} is left alone for a while: it failed before").of("resting")
        await notes.note(candidate, "resting", "gave_up")
        raise resting
    tried, ends = 0, asyncio.get_running_loop().time() + seconds
    while True:
        tried += 1
        try:
            made = await _once(asking, embedder, request, purpose, tried)
            await remedies.ward.answered(candidate, asking.account)
            return made
        except ModelError as error:
            if isinstance(error, BudgetExceeded):
                raise
            await remedies.failed(candidate, asking.account, error, notes)
            notes.fell(candidate, error, None, shown=False)
            left = ends - asyncio.get_running_loop().time()
            wait = remedies.pause_after(error, tried, alone=False, left=left)
            if wait is None:
                await notes.gives_up()
                raise
            await notes.asks(candidate, retried="retried", wait=wait)
            await remedies.pause(wait)


async def _once(
    asking: Asking, embedder: Embedder, request: EmbedRequest, purpose: CallPurpose, attempt: int
) -> Embedding:
    call_id, started, usage, error = 0, asking.clock.monotonic(), Usage(), ""
    unbilled = False

    async def write() -> None:
        nonlocal call_id
        call_id = await _reserve(asking, request, purpose, attempt)

    try:
        await whole(write())
        async with asyncio.timeout(request.total_timeout):
            vectors = await embedder.embed(request)
        usage = vectors.usage
        return Embedding(name_of(request.candidate), _checked(request, vectors), usage, call_id)
    except TimeoutError:
        error = f"{request.candidate.model} was not done after {request.total_timeout:g} s"
        raise ModelUnavailable(error).of("slow") from None
    except ModelError as failure:
        error, unbilled = str(failure), failure.unbilled
        raise
    except BaseException as failure:
        error = "cancelled" if isinstance(failure, asyncio.CancelledError) else f"interrupted: {type(failure).__name__}"
        raise
    finally:
        if usage.cost is None:
            usage = replace(usage, cost=settled_cost(request.candidate, usage))
        took = max(0, round((asking.clock.monotonic() - started) * 1000))
        end = CallEnd(
            "failed" if error else "ok",
            usage,
            finish_reason="" if error else "stop",
            latency_ms=took,
            error=error,
            unbilled=unbilled,
        )
        if call_id:  # 0: a limit forbade it, and the ledger has written so
            await whole(asking.ledger.settle(call_id, end))


async def _reserve(asking: Asking, request: EmbedRequest, purpose: CallPurpose, attempt: int) -> int:
    estimate = sum(map(asking.counter.count, request.texts))
    start = CallStart(
        purpose=purpose,
        candidate=request.candidate,
        sections=(),
        attempt=attempt,
        prompt_estimate=estimate,
        max_tokens=0,
        reserved_cost=cautious_cost(request.candidate, estimate, 0),
        reserved_tokens=cautious_tokens(request.candidate, estimate, 0),
        seconds=request.total_timeout,
        limits=asking.account.limits if asking.account is not None else (),
    )
    return await asking.ledger.reserve(start)


def _checked(request: EmbedRequest, vectors: Vectors) -> "Numbers":
    """The vectors at length 1.

    Raises:
        BadReply: there are not as many as texts, or they are no vectors.
    """
    import numpy as np

    who = request.candidate.model
    try:
        rows = np.asarray(vectors.rows, np.float32)
    except (TypeError, ValueError):
        raise BadReply(f"{who} gave vectors of different lengths") from None
    if rows.ndim != 2 or len(rows) != len(request.texts) or not rows.shape[1]:
        raise BadReply(f"{who} gave vectors of the form {rows.shape} for {len(request.texts)} texts")
    lengths = np.sqrt((rows * rows).sum(1, keepdims=True))
    if not math.isfinite(float(lengths.sum())) or not (lengths > 0).all():
        raise BadReply(f"{who} gave vectors that point nowhere")
    return np.asarray(rows / lengths)


def _priced(candidate: Candidate) -> Candidate:
    """Nothing is written, so nothing of that is paid, whether a price is named or not."""
    return candidate if candidate.price_in is None else replace(candidate, price_out=0.0)

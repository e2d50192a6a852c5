"""A model call as the usage log shows it, and what stands in a row for its prompt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from gm.domain.calls import Candidate
from gm.domain.ledger import CallStart, CallStatus
from gm.store.nano import from_nano, to_nano
from gm.store.tx import Found

MARGIN: Final = timedelta(seconds=60)
"""How much longer than a call may take it is waited for before it is closed at its estimate."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One row of the usage log. Tokens are None where they were not reported; money is US dollars, None if unknown.

    `attempt` counts the tries of one completion; `asking` the completions of this role in this turn. A `lost` call has
    our estimate as `prompt_tokens` and what was held for it as `cost`.
    """

    id: int
    started_at: datetime
    settled_at: datetime | None
    status: CallStatus
    owner: str
    game_id: int | None
    campaign: str | None
    scene_id: int | None
    turn_id: int | None
    player: str | None
    payer: str
    account: str | None
    role: str
    category: str
    content_tag: str
    data_policy: str
    backend: str
    model: str
    provider: str
    maker: str
    open_weight: bool | None
    attempt: int
    asking: int
    continues: int | None
    prompt_estimate: int
    max_tokens: int
    rung: str
    tools_offered: int
    tools_called: int
    prompt_tokens: int | None
    cached_tokens: int | None
    completion_tokens: int | None
    reasoning_tokens: int | None
    reserved_cost: float | None
    cost: float | None
    first_token_ms: int | None
    latency_ms: int | None
    finish_reason: str
    error: str

    @property
    def weights(self) -> str:
        """`open`, `proprietary` or `unknown`."""
        return {True: "open", False: "proprietary", None: "unknown"}[self.open_weight]


FIELDS = tuple(ModelCall.__dataclass_fields__)
"""The columns of `model_calls` that a `ModelCall` shows, in order."""


def call_from(row: Found) -> ModelCall:
    """A call from a row of `FIELDS`."""
    values = dict(row._mapping)
    values["reserved_cost"] = from_nano(values["reserved_cost"])
    values["rung"] = values["rung"] or ""
    values["cost"] = from_nano(values["cost"])
    return ModelCall(**values)


def row_of(call: CallStart, *, prompt: str, owner: str, now: datetime) -> dict[str, Any]:
    """What is known before bytes leave, as a row of status `reserved`."""
    purpose, candidate = call.purpose, call.candidate
    return {
        "started_at": now,
        "day": day_of(now),
        "settled_at": None,
        "status": "reserved",
        "owner": owner,
        "game_id": purpose.game_id,
        "campaign": purpose.campaign,
        "scene_id": purpose.scene_id,
        "turn_id": purpose.turn_id,
        "player": purpose.player,
        "payer": purpose.payer,
        "account": purpose.account,
        "role": str(purpose.role),
        "category": str(purpose.category),
        "content_tag": purpose.content_tag,
        "data_policy": purpose.data_policy,
        "backend": candidate.backend,
        "model": candidate.model,
        "provider": candidate.provider,
        "maker": candidate.maker,
        "open_weight": candidate.open_weight,
        "attempt": call.attempt,
        "asking": purpose.attempt,
        "continues": call.continues,
        "prompt": prompt,
        "prompt_estimate": call.prompt_estimate,
        "max_tokens": call.max_tokens,
        "rung": call.rung or None,
        "tools_offered": call.tools_offered,
        "tools_called": 0,
        "reserved_cost": to_nano(call.reserved_cost),
        "cost": None,
        "cache_rebate": cache_rebate(candidate),
        "counted": to_nano(call.reserved_cost) or 0,
        "counted_tokens": call.reserved_tokens or None,
        "expires_at": now + timedelta(seconds=call.seconds) + MARGIN,
        "finish_reason": "",
        "error": "",
    }


def cache_rebate(candidate: Candidate) -> int | None:
    """Nano-dollars that a million tokens from a cache cost less than fresh ones; None: a price is not known."""
    if candidate.price_in is None or candidate.price_cached is None:
        return None
    return to_nano(candidate.price_in - candidate.price_cached)


def day_of(now: datetime) -> str:
    """The UTC day that a call is counted under."""
    from datetime import UTC

    if now.tzinfo is None:
        raise ValueError(f"{now.isoformat()} has no time zone; pass an aware moment")
    return now.astimezone(UTC).date().isoformat()


def pack(ids: list[int]) -> str:
    """Section numbers in order, as the distances between them; a run of neighbours is one entry (`5+3`: 5, 6, 7, 8)."""
    parts: list[str] = []
    previous = index = 0
    while index < len(ids):
        start = ids[index]
        run = 0
        while index + run + 1 < len(ids) and ids[index + run + 1] == start + run + 1:
            run += 1
        parts.append(f"{start - previous}+{run}" if run else f"{start - previous}")
        previous = start + run
        index += run + 1
    return " ".join(parts)


def unpack(packed: str) -> list[int]:
    """The section numbers that `pack` was given."""
    ids: list[int] = []
    previous = 0
    for part in packed.split():
        distance, _, run = part.partition("+")
        start = previous + int(distance)
        previous = start + int(run or 0)
        ids.extend(range(start, previous + 1))
    return ids

"""What a call costs, in US dollars. An unknown price is None, never 0 (promise 3)."""

import math
from decimal import Decimal
from typing import Final

from gm.domain.calls import Candidate, Usage
from gm.models.cache_marks import wants_marks

UNCOUNTED: Final = frozenset({"offline", "local"})
"""Backends within this process: their tokens cost nobody anything, and count under no limit."""
_CAUTION: Final = 1.2
"""How much longer than our own count a prompt may turn out to be."""
_WRITING: Final = Decimal("1.25")
"""What it costs to have a provider keep a marked beginning, as a multiple of the price of input (Anthropic)."""


def reasoning_allowance(candidate: Candidate) -> int:
    """Tokens that a reasoning model may think with, on top of the reply."""
    if not candidate.reasoning:
        return 0
    allowance = candidate.extra.get("reasoning_tokens", 2048)
    return int(allowance)


def reply_budget(candidate: Candidate, max_tokens: int) -> int:
    """What is asked for on the wire: the reply, no longer than the candidate can write, and room to think."""
    return max(1, min(max_tokens, candidate.max_output)) + reasoning_allowance(candidate)


def is_free(candidate: Candidate) -> bool:
    """Whether it is known to cost nothing."""
    return candidate.price_in == 0 and candidate.price_out == 0


def cautious_cost(candidate: Candidate, prompt_estimate: int, max_tokens: int) -> float | None:
    """An upper estimate to hold before the call: nothing cached, the reply as long as allowed. None: price unknown."""
    if candidate.price_in is None or candidate.price_out is None:
        return None
    dearest = max(candidate.price_in, candidate.price_cached or 0.0) * (
        float(_WRITING) if wants_marks(candidate) else 1.0
    )
    out = reply_budget(candidate, max_tokens)
    return (prompt_estimate * _CAUTION * dearest + out * candidate.price_out) / 1_000_000


def cautious_tokens(candidate: Candidate, prompt_estimate: int, max_tokens: int) -> int:
    """An upper estimate of the tokens, to hold before the call. 0 where no model is asked: those are not counted."""
    if candidate.backend in UNCOUNTED:
        return 0
    return math.ceil(prompt_estimate * _CAUTION) + reply_budget(candidate, max_tokens)


def settled_cost(candidate: Candidate, usage: Usage) -> float | None:
    """What the reported tokens cost at the candidate's own prices. None: a price or a count is unknown.

    A free candidate costs 0 whatever it reports. Without a price for cached input, it is charged in full; what was
    written to a cache, a quarter more. Exact, rounded to whole nano-dollars once.
    """
    if is_free(candidate):
        return 0.0
    if candidate.price_in is None or candidate.price_out is None:
        return None
    if usage.prompt_tokens is None or usage.completion_tokens is None:
        return None
    cached = min(usage.cached_tokens or 0, usage.prompt_tokens)
    written = min(usage.written_tokens or 0, usage.prompt_tokens - cached)
    price_in = Decimal(str(candidate.price_in))
    price_cached = price_in if candidate.price_cached is None else Decimal(str(candidate.price_cached))
    total = (usage.prompt_tokens - cached - written) * price_in + cached * price_cached
    total += written * price_in * _WRITING + usage.completion_tokens * Decimal(str(candidate.price_out))
    return int((total * 1000).to_integral_value()) / 1_000_000_000

"""Who is asked while a limit is mostly used up: the cheapest first, and nobody dearer than whoever stands first."""

from collections.abc import Sequence
from typing import Final

from gm.domain.calls import Candidate
from gm.models.pricing import cautious_cost

_PROMPT: Final = 4000
_REPLY: Final = 600
"""Tokens of the call that candidates are compared by: about a turn's."""


def thrifty(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Candidates in order of what the same call would cost at most; those that are dearer than the first of the route
    are left out, as are those whose price nobody knows, unless that is the first one's case."""
    if not candidates:
        return ()
    bounds = [cautious_cost(candidate, _PROMPT, _REPLY) for candidate in candidates]
    first = bounds[0]
    kept = [
        (bound, at)
        for at, bound in enumerate(bounds)
        if at == 0 or (bound is not None and (first is None or bound <= first))
    ]
    kept.sort(key=lambda each: (each[0] is None, each[0] or 0.0, each[1]))
    return tuple(candidates[at] for _, at in kept)

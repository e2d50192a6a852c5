"""When a query's own words lead nowhere: it is widened by other names of what it speaks of. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gm.memory.aliases import widen
from gm.memory.documents import Part
from gm.memory.ranking import Hit, Sought, rank
from gm.memory.terms import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

ANSWERED: Final = 0.5
"""Share of what a query's words are worth; where a document holds it, other names are not looked for."""
COPY: Final = 0.85
"""From this share on a document says the same again: an earlier question, seldom its answer."""
_LOOKED_AT: Final = 12


def widened(parts: Sequence[Part], sought: Sought, allowed: "Numbers | None" = None) -> Sought:
    """The query, with other names where no document holds half of what its words are worth."""
    wanted = terms(" ".join((sought.text, *sought.names)), sought.language)
    worth = rarity(parts, wanted)
    hits = rank(parts, None, sought, allowed=allowed, limit=_LOOKED_AT).turns
    if any(ANSWERED <= share(hit, parts, worth) < COPY for hit in hits):
        return sought
    return replace(sought, also=tuple(widen(parts, wanted, allowed).items()))


def rarity(parts: Sequence[Part], wanted: Sequence[str]) -> dict[str, float]:
    """What each term is worth: the rarer, the more; most where it stands nowhere."""
    size = sum(part.size for part in parts)
    worth: dict[str, float] = {}
    for term in wanted:
        common = sum(len(found[0]) for part in parts if (found := part.postings(term)) is not None)
        worth[term] = math.log(1 + (size - common + 0.5) / (common + 0.5))
    return worth


def share(hit: Hit, parts: Sequence[Part], worth: Mapping[str, float]) -> float:
    """How much of what the terms are worth a document holds, 0 to 1."""
    at = hit.position
    for part in parts:
        if at < part.size:
            held = worth.keys() & set(part.words(at))
            return math.fsum(worth[term] for term in sorted(held)) / (math.fsum(worth.values()) or 1.0)
        at -= part.size
    return 0.0

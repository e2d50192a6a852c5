"""What is found by words and what is found by meaning, as one list. Pure.

Both scores are brought to mean 0 and deviation 1 and added (`rank`). What words find best keeps a place.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gm.domain.memory import RecallQuery
from gm.memory.dense import Dense, GameVectors, dense
from gm.memory.ranking import Hit, rank
from gm.memory.segments import Part
from gm.memory.shelves import joined_columns
from gm.memory.widening import Sighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_KEPT: Final = 2
"""Hits by words that keep a place."""


def by_meaning(
    parts: Sequence[Part],
    found: Sighting,
    query: RecallQuery,
    vectors: GameVectors | None,
    mask: "Numbers",
) -> tuple[tuple[Hit, ...], Dense | None]:
    """The hits, best first, and how like the query each document is; without vectors the hits as they are."""
    if vectors is None or query.like is None:
        return found.hits, None
    near = dense(vectors, query.like, joined_columns(parts, "ref")[0], mask)
    if near is None:
        return found.hits, None
    limit = 4 * query.limit + 8
    ranked = rank(parts, None, found.sought, allowed=mask, limit=limit, dense=near.scores).turns
    fused = [hit for hit in ranked if hit.position not in found.copies]
    if not fused:
        return found.hits, near
    kept = {hit.position: hit for hit in fused[:1]}
    for hit in [hit for hit in found.hits if hit.position not in found.copies][:_KEPT]:
        kept.setdefault(hit.position, replace(hit, score=fused[0].score))
    for hit in fused[1:]:
        kept.setdefault(hit.position, hit)
    least = fused[-1].score
    again = [replace(hit, score=min(hit.score, least)) for hit in found.hits if hit.position in found.copies]
    return (*kept.values(), *again), near

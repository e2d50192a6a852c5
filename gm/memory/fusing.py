"""What is found by words and what is found by meaning, as one list. Pure.

Both scores are brought to mean 0 and deviation 1 and added. One rare word can stand out by ten deviations and drown the
other: what words say counts to three. Where questions are of another kind than those the weights were set by, the sum
alone finds less than words alone do; so the best by words keeps its place, and the others come by their places in three
orders. For a question the best are given, though none may stand out; for anything else, only what stands out by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gm.domain.memory import RecallQuery
from gm.memory.choosing import Candidate
from gm.memory.dense import Dense, GameVectors, dense
from gm.memory.field import Field
from gm.memory.question_words import is_question
from gm.memory.ranking import Hit, rank
from gm.memory.segments import Part
from gm.memory.shelves import joined_columns
from gm.memory.widening import Sighting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

WEIGHT: Final = 1.5
"""What a deviation of the likeness counts, in deviations of the score by words."""
CAP: Final = 3.0
"""Deviations that a score by words counts at most."""
NEXT_TO: Final = 5
"""How little the first places of an order outweigh the next ones."""
_BY_WORDS: Final = 200
"""Hits by words that are looked at; all others have none."""


def asks(query: RecallQuery) -> bool:
    """Whether the words hold a question."""
    return is_question(query.text)


def by_meaning(
    parts: Sequence[Part],
    found: Sighting,
    query: RecallQuery,
    vectors: GameVectors | None,
    mask: "Numbers",
    field: Field,
) -> tuple[tuple[Hit, ...], Dense | None]:
    """The hits, best first, and how like the query each document is; without vectors the hits as they are."""
    if vectors is None or query.like is None:
        return found.hits, None
    refs = joined_columns(parts, "ref")[0]
    near = dense(vectors, query.like, refs, mask)
    if near is None:
        return found.hits, None
    import numpy as np

    hits = {hit.position: hit for hit in _by_words(parts, found, mask, field)}
    hits |= {hit.position: hit for hit in found.hits if hit.position not in hits}
    words = np.zeros(len(refs), np.float32)
    for position, hit in hits.items():
        words[position] = hit.score
    total = np.where(mask, fused(standing_out(words, mask), near.scores), -np.inf)
    total[list(found.copies)] = -np.inf
    limit = 4 * query.limit + 8
    best = np.lexsort((-np.arange(len(total)), -total))[:limit]
    together = [
        replace(hits.get(at) or Hit(at, int(refs[at]), 0.0), score=float(total[at]))
        for at in map(int, best)
        if total[at] > 0
    ]
    least = together[-1].score if together else 0.0
    again = [replace(hit, score=min(hit.score, least)) for hit in found.hits if hit.position in found.copies]
    return (*together, *again), near


def by_ranks(
    by_words: Sequence[Candidate], by_both: Sequence[Candidate], limit: int, *, next_to: int = NEXT_TO
) -> tuple[Candidate, ...]:
    """The best by words; after it what stands far ahead in three orders: by words, by the sum, by likeness.

    In each order a place is worth 1 / (`next_to` + its number), so that what two of them know comes before what one
    does. Whatever the others make of a question, what its words find best stays first.
    """
    by_likeness = sorted(by_both, key=lambda each: -each.likeness)
    found: dict[int, Candidate] = {}
    worth: dict[int, float] = {}
    for order in (by_words, by_both, by_likeness):
        for place, each in enumerate(order, start=1):
            found.setdefault(each.ref, each)
            worth[each.ref] = worth.get(each.ref, 0.0) + 1 / (next_to + place)
    first = [each.ref for each in by_words[:1]]
    rest = sorted(found.keys() - set(first), key=lambda ref: (-worth[ref], ref))
    return tuple(found[ref] for ref in (*first, *rest))[:limit]


def standing_out(words: "Numbers", mask: "Numbers") -> "Numbers":
    """Scores by words in deviations from the mean of those that may be seen."""
    seen = words[mask]
    found: Numbers = (words - float(seen.mean())) / (float(seen.std()) or 1.0)
    return found


def fused(words: "Numbers", likeness: "Numbers", *, weight: float = WEIGHT, cap: float = CAP) -> "Numbers":
    """Both scores as one, each in deviations."""
    import numpy as np

    found: Numbers = np.minimum(cap, words) + weight * likeness
    return found


def _by_words(parts: Sequence[Part], found: Sighting, mask: "Numbers", field: Field) -> tuple[Hit, ...]:
    return rank(parts, None, found.sought, allowed=mask, limit=_BY_WORDS, field=field, windows=False).turns

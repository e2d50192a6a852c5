"""Which past turns, and which windows of twenty, speak of what is looked for. Pure: arrays in, hits out.

A turn is scored by its own words (Okapi BM25) and by those around it: of the windows that hold it, of the fifty turns
around, of its sitting. What is looked for is seldom all said in one breath. A window is scored by its words and by its
best turn; windows that are given do not overlap. Whoever is named counts more where they speak. Only documents that are
allowed are counted: others lend nothing to what is around them. The same input gives the same hits in the same order on
every machine: equals stand newest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gm.memory.aliases import undivided
from gm.memory.documents import SPEAKER, Part
from gm.memory.field import Field, Posting
from gm.memory.reranking import CANDIDATES, candidates, reranked
from gm.memory.scoring import Turns, score
from gm.memory.terms import spelled, terms
from gm.memory.timing import timely
from gm.memory.weights import WEIGHTS, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


_FEW: Final = 2000
"""Documents that are looked through at once for any term, common or not."""
_ENOUGH: Final = 3
"""Rarer terms that make common ones dispensable."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for."""

    text: str
    names: tuple[str, ...] = ()
    """People, places, things that it is about. They leave nothing out."""
    language: str = "en"
    """The campaign's: the one that the index was built with."""
    now: int | None = None
    """In-world minutes, for "yesterday". None: such words are only words."""
    when: str = ""
    """The words that may name a time, where they are more than `text`."""
    also: tuple[tuple[str, float], ...] = ()
    """Further terms (not words) with what each counts: other names of the same people and things."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn, or a line of an old chat."""

    position: int
    """Number of the document over all parts."""
    ref: int
    score: float
    why: tuple[str, ...] = ()
    """The words of the query that weigh most in it."""


@dataclass(frozen=True, slots=True)
class WindowHit:
    """A window of up to twenty documents of one sitting."""

    first: int
    last: int
    """Positions of its first and last document."""
    best: int
    """Position of the document in it that fits best."""
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found, best first."""

    turns: tuple[Hit, ...] = ()
    windows: tuple[WindowHit, ...] = ()
    looked_at: int = 0
    """Documents that were allowed."""


def rank(
    segments: Sequence[Part],
    tail: Part | None,
    sought: Sought,
    *,
    allowed: "Numbers | None" = None,
    limit: int = 10,
    dense: "Numbers | None" = None,
    prior: "Numbers | None" = None,
    weights: Weights = WEIGHTS,
    field: Field | None = None,
    windows: bool = True,
) -> Ranking:
    """The best turns and windows.

    `allowed`: a bool for each document (segments in order, then the tail); None: all. `dense`: a likeness for each
    document from elsewhere (embeddings), fused by z-scores. `prior`: a share by which a document's score grows
    (0: as it is). None: by the time that the query names (`gm.memory.times`). `field`: of these very
    documents and `allowed`, where one is kept. `windows`: whether those are wanted.
    """
    parts = [part for part in (*segments, *((tail,) if tail is not None else ())) if part.size]
    wanted = wanted_of(sought, weights)
    if not parts or not (wanted or dense is not None):
        return Ranking()
    field = field or Field(parts, allowed)
    found = found_in(field, wanted, weights)
    scores, field.tally = score(field, found, wanted, weights, dense, field.tally)
    if prior is None:
        prior = timely(field, sought.when or sought.text, sought.language, sought.now, weights)
    turns = Turns(field, scores, _spoken(field, sought), weights.speaks, prior)
    said = _rarest_first(field, sought)
    hits = [Hit(at, field.value("ref", at), worth, _why(field, at, said)) for at, worth in turns.top(limit)]
    wide: list[WindowHit] = []
    if windows:
        blocks = candidates(field, scores, turns, weights, max(CANDIDATES, 3 * limit))
        wide = _windows(field, turns, reranked(field, found, wanted, scores, blocks, weights), limit)
    looked_at = field.size if field.allowed is None else int(field.allowed.sum())
    return Ranking(tuple(hits), tuple(wide), looked_at)


def wanted_of(sought: Sought, weights: Weights) -> dict[str, float]:
    """Each term that is looked for, with how much it counts."""
    counts = dict.fromkeys(terms(sought.text, sought.language), 1.0)
    for name in sought.names:
        counts.update(dict.fromkeys(terms(name, sought.language), weights.named))
    counts = {term: worth * (weights.pair if undivided(term) else 1.0) for term, worth in counts.items()}
    for term, weight in sought.also:
        counts[term] = max(counts.get(term, 0.0), weight)
    return counts


def found_in(field: Field, wanted: Mapping[str, float], weights: Weights) -> dict[str, Posting]:
    """Where the terms stand; without the most common ones where there are rarer ones."""
    known = {term: common for term in wanted if (common := field.common(term))}
    most = max(_FEW, weights.common * field.size)
    rare = [term for term, common in known.items() if common <= most]
    found = ((term, field.posting(term)) for term in (rare if len(rare) >= _ENOUGH else known))
    return {term: posting for term, posting in found if posting is not None}


def _spoken(field: Field, sought: Sought) -> "Numbers | None":
    """Where somebody speaks who is named; None: nobody is."""
    import numpy as np

    if not sought.names:
        return None
    speaks = np.zeros(field.size, bool)
    for term in {term for name in sought.names for term in terms(name, sought.language)}:
        posting = field.posting(SPEAKER + term)
        if posting is not None:
            speaks[posting.at] = True
    return speaks


def _windows(field: Field, turns: Turns, order: list[tuple[int, float]], limit: int) -> list[WindowHit]:
    """The best windows, none over another."""
    import numpy as np

    found: list[WindowHit] = []
    taken: set[int] = set()
    for block, worth in order:
        first, last = field.span(block)
        if len(found) < limit and not taken & {block, block + 1}:
            taken |= {block, block + 1} if field.frame.joined[block] else {block}
            best = first + int(np.argmax(turns.of(np.arange(first, last + 1))))
            found.append(WindowHit(first, last, best, worth))
    return found


def _rarest_first(field: Field, sought: Sought) -> list[tuple[str, str]]:
    """Terms of the query with the words that they stand for."""
    said = spelled(" ".join((sought.text, *sought.names)), sought.language)
    return sorted(said.items(), key=lambda each: (field.common(each[0]), each[1]))


def _why(field: Field, at: int, said: Sequence[tuple[str, str]], most: int = 4) -> tuple[str, ...]:
    """The words of the query that a document holds, rarest first."""
    held = field.held(at)
    return tuple(dict.fromkeys(word for term, word in said if term in held))[:most]

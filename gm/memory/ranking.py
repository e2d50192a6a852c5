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

from gm.memory.documents import SPEAKER, Part
from gm.memory.field import Field, Posting
from gm.memory.okapi import Scale
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
) -> Ranking:
    """The best turns and windows.

    `allowed`: a bool for each document (segments in order, then the tail); None: all. `dense`: a likeness for each
    document from elsewhere (embeddings), fused by z-scores. `prior`: a share by which a document's score grows
    (0: as it is). None: by the time that the query names (`gm.memory.times`) and by importance.
    """
    parts = [part for part in (*segments, *((tail,) if tail is not None else ())) if part.size]
    wanted = _wanted(sought, weights)
    if not parts or not (wanted or dense is not None):
        return Ranking()
    field = Field(parts, allowed)
    found = _found(field, wanted, weights)
    turns, windows = score(field, found, wanted, weights, dense)
    if sought.names:
        turns *= 1 + weights.speaks * _spoken(field, sought)
    if prior is None:
        prior = timely(field, sought.when or sought.text, sought.language, sought.now, weights)
    if prior is not None:
        turns *= 1 + prior
    if allowed is not None:
        turns *= allowed
    return _ranking(field, turns, windows, limit, sought)


def score(
    field: Field,
    found: Mapping[str, Posting],
    wanted: Mapping[str, float],
    weights: Weights,
    dense: "Numbers | None" = None,
) -> "tuple[Numbers, Numbers]":
    """Each document's score, and each window's by the block at which it begins; 0 where nothing fits."""
    lengths = field.block_lengths
    turn, window = Scale(field.lengths, weights.turn), Scale(field.pairs(lengths), weights.window)
    sitting = Scale(field.in_sittings(lengths), weights.sitting)
    for term, posting in found.items():
        turn.add_at(posting.at, posting.counts, posting.common, wanted[term])
        row = field.in_blocks(posting)
        window.add(field.pairs(row), wanted[term])
        sitting.add(field.in_sittings(row), wanted[term])
    own = turn.scores if dense is None else _fused(turn.scores, dense, field.allowed, weights.dense)
    near = field.near(window.scores)
    around = weights.near * near + weights.wide * field.around(near) + weights.whole * sitting.scores[field.sitting]
    total = own + around[field.block]
    total *= own > 0
    return total, window.scores + weights.best * field.best(own)


def _wanted(sought: Sought, weights: Weights) -> dict[str, float]:
    """Each term that is looked for, with how much it counts."""
    counts = dict.fromkeys(terms(sought.text, sought.language), 1.0)
    for name in sought.names:
        counts.update(dict.fromkeys(terms(name, sought.language), weights.named))
    for term, weight in sought.also:
        counts[term] = max(counts.get(term, 0.0), weight)
    return counts


def _found(field: Field, wanted: Mapping[str, float], weights: Weights) -> dict[str, Posting]:
    """Where the terms stand; without the most common ones where there are rarer ones."""
    found = {term: posting for term in wanted if (posting := field.posting(term)) is not None}
    most = max(_FEW, weights.common * field.size)
    rare = {term: each for term, each in found.items() if each.common <= most}
    return rare if len(rare) >= _ENOUGH else found


def _spoken(field: Field, sought: Sought) -> "Numbers":
    """1 where somebody speaks who is named."""
    import numpy as np

    speaks = np.zeros(field.size, np.float32)
    for term in {term for name in sought.names for term in terms(name, sought.language)}:
        posting = field.posting(SPEAKER + term)
        if posting is not None:
            speaks[posting.at] = 1
    return speaks


def _fused(scores: "Numbers", dense: "Numbers", allowed: "Numbers | None", weight: float) -> "Numbers":
    """The sum of both, each brought to mean 0 and deviation 1, on the scale of the first; what falls below 0 is 0."""
    import numpy as np

    some = slice(None) if allowed is None else allowed
    if not len(scores[some]):
        return scores
    spread = float(scores[some].std()) or 1.0
    other = (dense - float(dense[some].mean())) / (float(dense[some].std()) or 1.0)
    return np.asarray(np.maximum(0, scores + weight * spread * other), np.float32)


def _ranking(field: Field, turns: "Numbers", windows: "Numbers", limit: int, sought: Sought) -> Ranking:
    """The best of both, newest first among equals."""
    import numpy as np

    said = spelled(" ".join((sought.text, *sought.names)), sought.language)
    best = _top(turns, limit, field.starts)
    hits = [Hit(at, field.value("ref", at), float(turns[at]), _why(field, at, said)) for at in best]
    found: list[WindowHit] = []
    taken: set[int] = set()
    for block in _top(windows * field.window, 3 * limit):
        first, last = field.span(block)
        if len(found) < limit and not taken & {block, block + 1}:
            taken |= {block, block + 1} if field.joined[block] else {block}
            found.append(WindowHit(first, last, first + int(np.argmax(turns[first : last + 1])), float(windows[block])))
    looked_at = field.size if field.allowed is None else int(np.count_nonzero(field.allowed))
    return Ranking(tuple(hits), tuple(found), looked_at)


def _why(field: Field, at: int, said: Mapping[str, str], most: int = 4) -> tuple[str, ...]:
    """The words of the query that a document holds, rarest first."""
    held = set(field.words(at))
    found = sorted((field.common(term), word) for term, word in said.items() if term in held)
    return tuple(dict.fromkeys(word for _, word in found))[:most]


def _top(scores: "Numbers", limit: int, starts: "Numbers | None" = None) -> list[int]:
    """The positions of the best scores above 0, best first, the last of equals first.

    `starts`: where stretches of them begin. The least of the best stretches' bests is a floor that leaves few to sort.
    """
    import numpy as np

    bests = scores if starts is None else np.maximum.reduceat(scores, starts)
    bests = bests[bests > 0]
    if limit <= 0 or not len(bests):
        return []
    floor = np.partition(bests, -limit)[-limit] if len(bests) > limit else bests.min()
    at = np.flatnonzero(scores >= floor) if len(bests) > limit else np.flatnonzero(scores > 0)
    return [int(each) for each in at[np.lexsort((-at, -scores[at]))][:limit]]

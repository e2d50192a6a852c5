"""Which past turns, and which windows of twenty, speak of what is looked for. Pure: arrays in, hits out.

A turn is scored by its own words (Okapi BM25, mildly by length) and by those of the window around it, since what is
looked for is seldom all said in one breath; a window by its words and by its best turn. Whoever is named counts more
where they speak. Only documents that are allowed are counted: others lend nothing to their window. The same input gives
the same hits in the same order on every machine: equals stand newest first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gm.memory.segments import SPEAKER, Part
from gm.memory.terms import spelled, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

TURN: Final = (0.9, 0.4)
"""k1 and b of Okapi BM25 for a turn: how soon more of a word adds nothing, how much long ones are held back."""
WINDOW: Final = (1.2, 0.75)
"""The same for a window of twenty."""
AROUND: Final = 0.3
"""What the window around a turn adds to it."""
BEST: Final = 0.5
"""What its best turn adds to a window."""
SPEAKS: Final = 0.3
"""Of the score of a turn: added where somebody speaks who is named."""
NAMED: Final = 1.5
"""Times a term counts that belongs to a name given with the query."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for."""

    text: str
    names: tuple[str, ...] = ()
    """People, places, things that it is about. They leave nothing out."""
    language: str = "en"
    """The campaign's: the one that the index was built with."""
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
) -> Ranking:
    """The best turns and windows.

    `allowed`: a bool for each document (segments in order, then the tail); None: all. `dense`: a likeness for each
    document from elsewhere (embeddings), fused by z-scores. `prior`: a share by which a document's score grows
    (0: as it is), for time, importance, recency.
    """
    parts = [part for part in (*segments, *((tail,) if tail is not None else ())) if part.size]
    wanted = _wanted(sought)
    if not parts or not (wanted or dense is not None):
        return Ranking()
    field = _Field(parts, allowed)
    turns, windows = field.scores(wanted)
    if sought.names:
        turns *= 1 + SPEAKS * field.spoken(sought)
    if dense is not None:
        turns = _fused(turns, dense)
    if prior is not None:
        turns *= 1 + prior
    around = windows[field.block]
    turns = field.only(turns + AROUND * around * (turns > 0))
    windows = windows + BEST * field.best(turns)
    return field.ranking(turns, windows, limit, sought)


def _wanted(sought: Sought) -> dict[str, float]:
    """Each term that is looked for, with how much it counts."""
    counts = dict.fromkeys(terms(sought.text, sought.language), 1.0)
    for name in sought.names:
        counts.update(dict.fromkeys(terms(name, sought.language), NAMED))
    for term, weight in sought.also:
        counts[term] = max(counts.get(term, 0.0), weight)
    return counts


class _Field:
    """All documents of the parts as one row, while one query is answered."""

    def __init__(self, parts: Sequence[Part], allowed: "Numbers | None") -> None:
        import numpy as np

        self.parts = parts
        self.allowed = allowed
        self.before = [0]
        for part in parts:
            self.before.append(self.before[-1] + part.size)
        self.size = self.before[-1]
        self.lengths = np.concatenate([part.lengths for part in parts]).astype(np.float32)
        blocks, self.groups, self.starts = _blocks(parts)
        self.block = blocks
        self.block_count = len(self.groups)
        counted = self.lengths if allowed is None else self.lengths * allowed
        self.block_lengths = np.bincount(blocks, counted, self.block_count).astype(np.float32)
        joined = self.groups[1:] == self.groups[:-1]
        self.joined = np.append(joined, False)
        """Whether the next block belongs to the same sitting."""
        self.window = self.joined | ~np.append(False, joined)
        """Whether a window begins at a block: not at the last of a sitting, which the one before holds, unless it is
        the only one."""

    def scores(self, wanted: dict[str, float]) -> "tuple[Numbers, Numbers]":
        """By Okapi BM25: each turn's, and each window's (by the block at which it begins)."""
        import numpy as np

        turns = np.zeros(self.size, np.float32)
        windows = np.zeros(self.block_count, np.float32)
        (k, b), (kw, bw) = TURN, WINDOW
        norm = k * (1 - b + b * self.lengths / max(1.0, float(self.lengths.mean())))
        lengths = self.pairs(self.block_lengths)
        norm_window = kw * (1 - bw + bw * lengths / max(1.0, float(lengths.mean())))
        for term, weight in wanted.items():
            found = self.postings(term)
            if found is None:
                continue
            at, count, common = found
            turns[at] += weight * _rarity(self.size, common) * (k + 1) * count / (count + norm[at])
            there = self.pairs(np.bincount(self.block[at], count, self.block_count).astype(np.float32))
            rare = _rarity(self.block_count, int(np.count_nonzero(there)))
            windows += weight * rare * (kw + 1) * there / (there + norm_window)
        return turns, windows

    def postings(self, term: str) -> "tuple[Numbers, Numbers, int] | None":
        """Which allowed documents hold a term, how often, and how many documents hold it at all."""
        import numpy as np

        found = [(before, each) for before, part in zip(self.before, self.parts, strict=False)
                 if (each := part.postings(term)) is not None]  # fmt: skip
        if not found:
            return None
        at = np.concatenate([documents.astype(np.int64) + before for before, (documents, _) in found])
        count = np.concatenate([counts for _, (_, counts) in found]).astype(np.float32)
        common = len(at)
        if self.allowed is not None:
            keep = self.allowed[at]
            at, count = at[keep], count[keep]
        return at, count, common

    def pairs(self, blocks: "Numbers") -> "Numbers":
        """What a block holds and the next of its sitting, together."""
        import numpy as np

        return np.asarray(blocks + np.append(blocks[1:], 0) * self.joined)

    def spoken(self, sought: Sought) -> "Numbers":
        """1 where somebody speaks who is named."""
        import numpy as np

        speaks = np.zeros(self.size, np.float32)
        for term in {term for name in sought.names for term in terms(name, sought.language)}:
            found = self.postings(SPEAKER + term)
            if found is not None:
                speaks[found[0]] = 1
        return speaks

    def best(self, turns: "Numbers") -> "Numbers":
        """The best score of a turn in each window."""
        import numpy as np

        best = np.maximum.reduceat(turns, self.starts)
        return np.maximum(best, np.where(self.joined, np.append(best[1:], 0), 0))

    def only(self, scores: "Numbers") -> "Numbers":
        """The scores of allowed documents, 0 for all others."""
        return scores if self.allowed is None else scores * self.allowed

    def ranking(self, turns: "Numbers", windows: "Numbers", limit: int, sought: Sought) -> Ranking:
        """The best of both, newest first among equals."""
        import numpy as np

        hits = [Hit(at, self.column("ref", at), float(turns[at]), self.why(at, sought)) for at in _top(turns, limit)]
        found = []
        for block in _top(np.where(self.window, windows, 0), limit):
            first = int(self.starts[block])
            end = block + (2 if self.joined[block] else 1)
            last = int(self.starts[end]) - 1 if end < self.block_count else self.size - 1
            best = first + int(np.argmax(turns[first : last + 1]))
            found.append(WindowHit(first, last, best, float(windows[block])))
        looked_at = self.size if self.allowed is None else int(np.count_nonzero(self.allowed))
        return Ranking(tuple(hits), tuple(found), looked_at)

    def column(self, name: str, at: int) -> int:
        """What a document's column says."""
        part = next(index for index, end in enumerate(self.before[1:]) if at < end)
        return int(self.parts[part].columns[name][at - self.before[part]])

    def why(self, at: int, sought: Sought, most: int = 4) -> tuple[str, ...]:
        """The words of the query that a document holds, rarest first."""
        part = next(index for index, end in enumerate(self.before[1:]) if at < end)
        held = set(self.parts[part].words(at - self.before[part]))
        surface = spelled(" ".join((sought.text, *sought.names)), sought.language)
        found = []
        for term, word in surface.items():
            if term in held:
                common = sum(len(p[0]) for each in self.parts if (p := each.postings(term)) is not None)
                found.append((common, word))
        return tuple(dict.fromkeys(word for _, word in sorted(found)[:most]))


def _rarity(size: int, common: int) -> float:
    return math.log(1 + (size - common + 0.5) / (common + 0.5))


def _fused(scores: "Numbers", dense: "Numbers") -> "Numbers":
    """The sum of both, each brought to mean 0 and deviation 1, and to the scale of the first; never below 0."""
    import numpy as np

    spread = float(scores.std()) or 1.0
    other = (dense - dense.mean()) / (float(dense.std()) or 1.0)
    return np.asarray(np.maximum(0, scores + spread * other), np.float32)


def _blocks(parts: Sequence[Part]) -> "tuple[Numbers, Numbers, Numbers]":
    """Each document's block over all parts, each block's group, each block's first document.

    A block that was sealed in the middle goes on in the next part.
    """
    import numpy as np

    blocks, count, last = [], 0, None
    for part in parts:
        columns = part.columns
        own = part.blocks().astype(np.int64)
        keys = [(int(columns["group"][at]), int(columns["number"][at]) // 10) for at in (0, -1)]
        own += count - (1 if keys[0] == last else 0)
        last, count = keys[1], int(own[-1]) + 1
        blocks.append(own)
    block = np.concatenate(blocks)
    starts = np.flatnonzero(np.append(True, np.diff(block) != 0))
    group = np.concatenate([part.columns["group"] for part in parts])
    return block, group[starts], starts


def _top(scores: "Numbers", limit: int) -> list[int]:
    """The positions of the best scores above 0, best first, the last of equals first."""
    import numpy as np

    some = min(limit, len(scores))
    if some <= 0:
        return []
    floor = np.partition(scores, len(scores) - some)[len(scores) - some]
    at = np.flatnonzero((scores >= floor) & (scores > 0))
    return [int(each) for each in at[np.lexsort((-at, -scores[at]))][:some]]

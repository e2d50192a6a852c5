"""All documents of a game's index as one row, while one query is answered. Pure: arrays in, arrays out.

A document that is not allowed counts nowhere: not in its block, not in its sitting. How rare a term is is taken from
all of them. What was looked up once is kept, since a query is ranked again when it is widened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gm.memory.documents import Part
from gm.memory.frame import Frame, joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gm.memory.scoring import Tally

    Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a term stands."""

    at: "Numbers"
    """Positions of the allowed documents that hold it."""
    counts: "Numbers"
    common: int
    """How many documents hold it, allowed or not."""


class Field:
    """The documents of all parts, in order."""

    def __init__(self, parts: Sequence[Part], allowed: "Numbers | None", frame: Frame | None = None) -> None:
        """`frame`: of these very parts, where one is kept."""
        import numpy as np

        self.frame = frame or Frame(parts)
        self.size, self.blocks = self.frame.size, self.frame.blocks
        self.allowed = None if allowed is None or allowed.all() else allowed
        self.block_lengths = self.frame.block_lengths
        if self.allowed is not None:
            self.block_lengths = np.add.reduceat(self.frame.lengths * self.allowed, self.frame.starts)
        self.tally: Tally | None = None
        """What was counted up when it was ranked last."""
        self._postings: dict[str, Posting | None] = {}
        self._common: dict[str, int] = {}
        self._words: dict[int, list[str]] = {}
        self._held: dict[int, frozenset[str]] = {}

    def posting(self, term: str) -> Posting | None:
        """Where a term stands; None where no document holds it."""
        if term not in self._postings:
            self._postings[term] = self._posting(term)
        return self._postings[term]

    def _posting(self, term: str) -> Posting | None:
        import numpy as np

        found = [
            (before, each)
            for before, part in zip(self.frame.before, self.frame.parts, strict=False)
            if (each := part.postings(term)) is not None
        ]
        common = sum(len(documents) for _, (documents, _) in found)
        if not common:
            return None
        at, counts, last = np.empty(common, np.int64), np.empty(common, np.float32), 0
        for before, (documents, often) in found:
            here = slice(last, last + len(documents))
            np.add(documents, before, out=at[here])
            counts[here] = often
            last = here.stop
        if self.allowed is not None:
            keep = self.allowed[at]
            at, counts = at[keep], counts[keep]
        return Posting(at, counts, common)

    def in_all_blocks(self, posting: Posting) -> "Numbers":
        """How often a term stands in each block."""
        import numpy as np

        return np.bincount(self.frame.block.take(posting.at), posting.counts, self.blocks).astype(np.float32)

    def whole_sittings(self, blocks: "Numbers") -> "Numbers":
        """The sum over all blocks of each sitting."""
        import numpy as np

        return np.asarray(np.add.reduceat(blocks, self.frame.openings))

    def pairs(self, blocks: "Numbers") -> "Numbers":
        """What a block holds and the next of its sitting, together: a window's worth."""
        import numpy as np

        together = np.array(blocks)
        together[:-1] += blocks[1:] * self.frame.joins[:-1]
        return together

    def around(self, blocks: "Numbers") -> "Numbers":
        """The mean over a block and its surroundings."""
        import numpy as np

        first, end = self.frame.around_from, self.frame.around_to
        total = np.append(0, np.cumsum(blocks, dtype=np.float64))
        return np.asarray((total[end] - total[first]) / (end - first), np.float32)

    def near(self, windows: "Numbers") -> "Numbers":
        """For each block the mean of the two windows that hold it."""
        import numpy as np

        before = np.append(0, windows[:-1] * self.frame.joined[:-1])
        return np.asarray(np.where(before > 0, (windows + before) / 2, windows), np.float32)

    def span(self, block: int) -> tuple[int, int]:
        """The first and last position of the window that begins at a block."""
        end = block + (2 if self.frame.joined[block] else 1)
        return int(self.frame.starts[block]), (int(self.frame.starts[end]) if end < self.blocks else self.size) - 1

    def column(self, name: str) -> "Numbers":
        """What is known about each document."""
        return joined([columns[name] for columns in self.frame.columns])

    def value(self, name: str, at: int) -> int:
        """What is known about one document."""
        part = self.frame.part_of(at)
        return int(self.frame.columns[part][name][at - self.frame.before[part]])

    def words(self, at: int) -> list[str]:
        """The terms of one document."""
        if at not in self._words:
            part = self.frame.part_of(at)
            self._words[at] = self.frame.parts[part].words(at - self.frame.before[part])
        return self._words[at]

    def held(self, at: int) -> frozenset[str]:
        """The same, each once."""
        if at not in self._held:
            self._held[at] = frozenset(self.words(at))
        return self._held[at]

    def common(self, term: str) -> int:
        """How many documents hold a term, allowed or not."""
        if term not in self._common:
            found = (part.postings(term) for part in self.frame.parts)
            self._common[term] = sum(len(each[0]) for each in found if each is not None)
        return self._common[term]

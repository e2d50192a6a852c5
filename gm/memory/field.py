"""All documents of a game's index as one row, while one query is answered. Pure: arrays in, arrays out.

A document that is not allowed counts nowhere: not in its block, not in its sitting. How rare a term is is taken from
all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gm.memory.documents import BLOCK, Blocks, Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

WIDE: Final = 2
"""Blocks before and after one that are its surroundings: fifty documents."""


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

    def __init__(self, parts: Sequence[Part], allowed: "Numbers | None") -> None:
        import numpy as np

        self.parts = parts
        self.allowed = None if allowed is None or allowed.all() else allowed
        self.before = [0]
        for part in parts:
            self.before.append(self.before[-1] + part.size)
        self.size = self.before[-1]
        self.lengths = _joined([part.lengths for part in parts]).astype(np.float32)
        self.block, self.starts, groups = _blocks(parts, self.before)
        self.blocks = len(groups)
        counted = self.lengths if self.allowed is None else self.lengths * self.allowed
        self.block_lengths = np.add.reduceat(counted, self.starts)
        joined = groups[1:] == groups[:-1]
        self.joined = np.append(joined, False)
        """Whether the next block belongs to the same sitting."""
        self.window = self.joined | ~np.append(False, joined)
        """Whether a window begins at a block: not at the last of a sitting, which the one before holds, unless it is
        the only one."""
        self.sitting = np.cumsum(np.append(False, ~joined))
        self._openings = np.flatnonzero(np.append(True, ~joined))
        closings = np.append(self._openings[1:], self.blocks)
        here = np.arange(self.blocks)
        self._from = np.maximum(self._openings[self.sitting], here - WIDE)
        self._to = np.minimum(closings[self.sitting], here + WIDE + 1)

    def posting(self, term: str) -> Posting | None:
        """Where a term stands; None where no document holds it."""
        import numpy as np

        found = [
            (before, each)
            for before, part in zip(self.before, self.parts, strict=False)
            if (each := part.postings(term)) is not None
        ]
        if not found:
            return None
        at = _joined([documents.astype(np.int64) + before for before, (documents, _) in found])
        counts = _joined([counts for _, (_, counts) in found]).astype(np.float32)
        common = len(at)
        if self.allowed is not None:
            keep = self.allowed[at]
            at, counts = at[keep], counts[keep]
        return Posting(at, counts, common)

    def in_blocks(self, posting: Posting) -> "Numbers":
        """How often a term stands in each block."""
        import numpy as np

        return np.bincount(self.block[posting.at], posting.counts, self.blocks).astype(np.float32)

    def pairs(self, blocks: "Numbers") -> "Numbers":
        """What a block holds and the next of its sitting, together: a window's worth."""
        import numpy as np

        together = np.array(blocks)
        together[:-1] += blocks[1:] * self.joined[:-1]
        return together

    def around(self, blocks: "Numbers") -> "Numbers":
        """The mean over a block and its surroundings."""
        import numpy as np

        total = np.append(0, np.cumsum(blocks, dtype=np.float64))
        return np.asarray((total[self._to] - total[self._from]) / (self._to - self._from), np.float32)

    def in_sittings(self, blocks: "Numbers") -> "Numbers":
        """What each sitting holds."""
        import numpy as np

        return np.add.reduceat(blocks, self._openings)

    def near(self, windows: "Numbers") -> "Numbers":
        """For each block the mean of the two windows that hold it."""
        import numpy as np

        before = np.append(0, windows[:-1] * self.joined[:-1])
        return np.asarray(np.where(before > 0, (windows + before) / 2, windows), np.float32)

    def best(self, turns: "Numbers") -> "Numbers":
        """The best score of a document in each window."""
        import numpy as np

        best = np.maximum.reduceat(turns, self.starts)
        return np.maximum(best, np.where(self.joined, np.append(best[1:], 0), 0))

    def span(self, block: int) -> tuple[int, int]:
        """The first and last position of the window that begins at a block."""
        end = block + (2 if self.joined[block] else 1)
        return int(self.starts[block]), (int(self.starts[end]) if end < self.blocks else self.size) - 1

    def column(self, name: str) -> "Numbers":
        """What is known about each document."""
        return _joined([part.columns[name] for part in self.parts])

    def value(self, name: str, at: int) -> int:
        """What is known about one document."""
        part = self._part(at)
        return int(self.parts[part].columns[name][at - self.before[part]])

    def words(self, at: int) -> list[str]:
        """The terms of one document."""
        part = self._part(at)
        return self.parts[part].words(at - self.before[part])

    def common(self, term: str) -> int:
        """How many documents hold a term, allowed or not."""
        return sum(len(found[0]) for part in self.parts if (found := part.postings(term)) is not None)

    def _part(self, at: int) -> int:
        return next(index for index, end in enumerate(self.before[1:]) if at < end)


def _blocks(parts: Sequence[Part], before: Sequence[int]) -> Blocks:
    """The documents of all parts in blocks. A block that was sealed in the middle goes on in the next part."""
    import numpy as np

    of, starts, groups, count, last = [], [], [], 0, None
    for part, first in zip(parts, before, strict=False):
        columns, own = part.columns, part.blocks()
        opens, closes = ((int(columns["group"][at]), int(columns["number"][at]) // BLOCK) for at in (0, -1))
        goes_on = 1 if opens == last else 0
        of.append(own.of + np.uint32(count - goes_on))
        starts.append(own.starts[goes_on:] + first)
        groups.append(own.groups[goes_on:])
        last, count = closes, count - goes_on + len(own.starts)
    return Blocks(_joined(of), _joined(starts), _joined(groups))


def _joined(arrays: "Sequence[Numbers]") -> "Numbers":
    import numpy as np

    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)

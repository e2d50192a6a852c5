"""What is the same for every query over the same documents: how long they are, which blocks, windows and sittings they
form. Made once for the parts of an index and kept until they change. Pure: arrays in, arrays out.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gm.memory.documents import BLOCK, Blocks, Part
from gm.memory.okapi import norms
from gm.memory.weights import Okapi

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

WIDE: Final = 2
"""Blocks before and after one that are its surroundings: fifty documents."""
ROWS: Final = 128
"""Common terms of which it is kept what they are worth."""


class Shares(NamedTuple):
    """What a term is worth, counted once."""

    turns: "Numbers"
    """In each document that holds it."""
    windows: "Numbers"
    """In each window, by the block at which it begins."""
    sittings: "Numbers"


class Frame:
    """The documents of all parts as one row. Never changed."""

    def __init__(self, parts: Sequence[Part]) -> None:
        import numpy as np

        self.parts = tuple(parts)
        self.sizes = tuple(part.size for part in parts)
        self.columns = [part.columns for part in parts]
        self.before = [0]
        for size in self.sizes:
            self.before.append(self.before[-1] + size)
        self.size = self.before[-1]
        self.lengths = joined([part.lengths for part in parts]).astype(np.float32)
        self.block, self.starts, groups = _blocks(parts, self.columns, self.before)
        self.blocks = len(groups)
        self.block_lengths = np.add.reduceat(self.lengths, self.starts)
        same = groups[1:] == groups[:-1]
        self.joined = np.append(same, False)
        """Whether the next block belongs to the same sitting."""
        self.joins = self.joined.astype(np.float32)
        self.follows = np.append(False, same)
        """Whether the block before does."""
        self.window = self.joined | ~self.follows
        """Whether a window begins at a block: not at the last of a sitting, which the one before holds, unless it is
        the only one."""
        self.sitting = np.cumsum(np.append(False, ~same))
        self.openings = np.flatnonzero(np.append(True, ~same))
        closings = np.append(self.openings[1:], self.blocks)
        here = np.arange(self.blocks)
        self.around_from = np.maximum(self.openings[self.sitting], here - WIDE)
        self.around_to = np.minimum(closings[self.sitting], here + WIDE + 1)
        self._longest = int(np.diff(self.starts, append=self.size).max())
        self._in_blocks: Numbers | None = None
        self._norms: dict[tuple[str, Okapi], Numbers] = {}
        self._shares: dict[tuple[str, Okapi, Okapi, Okapi], Shares] = {}

    def fits(self, parts: Sequence[Part]) -> bool:
        """Whether it is of these parts as they are now."""
        same = len(parts) == len(self.parts) and all(map(lambda one, two: one is two, parts, self.parts))
        return same and self.sizes == tuple(part.size for part in parts)

    @property
    def nbytes(self) -> int:
        """Memory that it takes, roughly."""
        kept = sum(int(each.nbytes) for shares in self._shares.values() for each in shares)
        return 16 * self.size + (64 + 8 * self._longest) * self.blocks + kept

    def norms(self, by: Okapi, of: str = "", lengths: "Callable[[], Numbers] | None" = None) -> "Numbers":
        """How much each text's length holds it back. `of`: whose `lengths` these are; '': the documents'."""
        if (of, by) not in self._norms:
            self._norms[of, by] = norms(self.lengths if lengths is None else lengths(), by)
        return self._norms[of, by]

    def best(self, scores: "Numbers") -> "Numbers":
        """The best of each block's documents."""
        import numpy as np

        if self._longest > 2 * BLOCK:
            return np.asarray(np.maximum.reduceat(scores, self.starts))
        if self._in_blocks is None:  # of a short block the last is looked at again: a fifth of the time of reduceat
            ends = np.append(self.starts[1:], self.size) - 1
            self._in_blocks = np.minimum(self.starts + np.arange(self._longest)[:, None], ends)
        return np.asarray(scores.take(self._in_blocks).max(axis=0))

    def shares(self, term: str, by: tuple[Okapi, Okapi, Okapi], count: "Callable[[], Shares]") -> "Shares":
        """What a common term is worth where it stands, where all documents are allowed: kept for the terms that were
        asked for last."""
        key = (term, *by)
        found = self._shares.pop(key, None)
        if found is None:
            found = count()
            if len(self._shares) >= ROWS:
                self._shares.pop(next(iter(self._shares)), None)
        self._shares[key] = found
        return found

    def documents(self, blocks: "Numbers") -> "Numbers":
        """The positions of the documents of some blocks (ascending), ascending."""
        import numpy as np

        if not len(blocks):
            return np.zeros(0, np.int64)
        ends = np.append(self.starts[1:], self.size)
        first, counts = self.starts[blocks], ends[blocks] - self.starts[blocks]
        within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.asarray(np.repeat(first, counts) + within)

    def part_of(self, at: int) -> int:
        """Which part holds a document."""
        return bisect_right(self.before, at) - 1


def _blocks(parts: Sequence[Part], columns: "Sequence[dict[str, Numbers]]", before: Sequence[int]) -> Blocks:
    """The documents of all parts in blocks. A block that was sealed in the middle goes on in the next part."""
    import numpy as np

    of, starts, groups, count, last = [], [], [], 0, None
    for part, here, first in zip(parts, columns, before, strict=False):
        own = part.blocks()
        opens, closes = ((int(here["group"][at]), int(here["number"][at]) // BLOCK) for at in (0, -1))
        goes_on = 1 if opens == last else 0
        of.append((own.of + np.uint32(count - goes_on)).astype(np.int32))
        starts.append(own.starts[goes_on:] + first)
        groups.append(own.groups[goes_on:])
        last, count = closes, count - goes_on + len(own.starts)
    return Blocks(joined(of), joined(starts), joined(groups))


def joined(arrays: "Sequence[Numbers]") -> "Numbers":
    """Arrays one after the other."""
    import numpy as np

    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)

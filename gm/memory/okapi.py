"""Okapi BM25 over arrays: what terms are worth where they stand. Pure."""

import math
from typing import TYPE_CHECKING, Any

from gm.memory.weights import Okapi

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


def rarity(size: int, common: int) -> float:
    """What it is worth to hold a term that `common` of `size` documents hold."""
    return math.log1p((size - common + 0.5) / (common + 0.5))


class Scale:
    """Okapi BM25 over texts of these lengths, counted up term by term."""

    def __init__(self, lengths: "Numbers", by: Okapi) -> None:
        import numpy as np

        mean = max(1.0, float(lengths.mean()))
        self._norm = np.maximum(lengths * np.float32(by.k * by.b / mean) + np.float32(by.k * (1 - by.b)), 1e-6)
        self._most = by.k + 1
        self._part = np.empty(len(lengths), np.float32)
        self.scores = np.zeros(len(lengths), np.float32)
        """Of each text, so far."""

    def add(self, counts: "Numbers", factor: float) -> None:
        """A term that stands so often in each text."""
        import numpy as np

        worth = factor * self._most * rarity(len(counts), int(np.count_nonzero(counts)))
        part = self._part  # the same memory for each term: fresh pages cost more than the sums
        np.add(counts, self._norm, out=part)
        np.divide(counts, part, out=part)
        part *= np.float32(worth)
        self.scores += part

    def add_at(self, at: "Numbers", counts: "Numbers", common: int, factor: float) -> None:
        """A term that stands in some texts only, and in `common` if all are counted."""
        import numpy as np

        part = self._norm[at]
        part += counts
        np.divide(counts, part, out=part)
        part *= np.float32(factor * self._most * rarity(len(self.scores), common))
        self.scores[at] += part

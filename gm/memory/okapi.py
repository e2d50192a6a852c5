"""Okapi BM25 over arrays: what terms are worth where they stand. Pure."""

import math
from typing import TYPE_CHECKING, Any

from gm.memory.weights import Okapi

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


def rarity(size: int, common: float) -> float:
    """What it is worth to hold a term that `common` of `size` documents hold."""
    return math.log1p((size - common + 0.5) / (common + 0.5))


def highest(size: int) -> float:
    """What a word is worth about that stands once or twice in `size` documents."""
    return math.log(1 + size / 2)


def norms(lengths: "Numbers", by: Okapi) -> "Numbers":
    """How much each text's length holds it back."""
    import numpy as np

    mean = max(1.0, float(lengths.mean()))
    found: Numbers = np.maximum(lengths * np.float32(by.k * by.b / mean) + np.float32(by.k * (1 - by.b)), 1e-6)
    return found


class Scale:
    """Okapi BM25 over texts with these norms, counted up term by term."""

    def __init__(self, norm: "Numbers", by: Okapi) -> None:
        import numpy as np

        self.norm = norm
        """How much each text's length holds it back."""
        self._most = by.k + 1
        self.scores = np.zeros(len(norm), np.float32)
        """Of each text, so far."""

    def worth(self, factor: float, common: int) -> float:
        """What a term is worth at most that stands in `common` texts and counts `factor` times."""
        return factor * self._most * rarity(len(self.scores), common)

    def share(self, counts: "Numbers", factor: float) -> "Numbers":
        """What a term is worth in each text that stands so often there."""
        import numpy as np

        worth = self.worth(factor, int(np.count_nonzero(counts)))
        part: Numbers = counts + self.norm
        np.divide(counts, part, out=part)
        part *= np.float32(worth)
        return part

    def share_at(self, at: "Numbers", counts: "Numbers", common: int, factor: float) -> "Numbers":
        """The same in some texts only, where it stands in `common` if all are counted."""
        import numpy as np

        part: Numbers = self.norm.take(at)
        part += counts
        np.divide(counts, part, out=part)
        part *= np.float32(self.worth(factor, common))
        return part

    def add_at(self, at: "Numbers", share: "Numbers") -> None:
        """Count up what a term is worth in these texts."""
        self.scores[at] = share + self.scores.take(at)

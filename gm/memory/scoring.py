"""What each document is worth for a query, and which few are worth most. Pure: arrays in, arrays out.

Scores are counted up where terms stand, not over all documents. What is around a document is the same for its whole
block, so the best of a block is known before any other is looked at: documents are compared only in blocks that can
hold one of the best.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gm.memory.field import Field, Posting
from gm.memory.frame import Shares
from gm.memory.okapi import Scale, norms
from gm.memory.rare_terms import rare_shares
from gm.memory.weights import Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_DENSE: Final = 0.12
"""Documents a block from which on all blocks are counted at once instead of those that hold a term."""


@dataclass(frozen=True, slots=True)
class Scores:
    """By words alone. What does not hold any of them is 0, whatever is around it."""

    own: "Numbers"
    """Of each document."""
    around: "Numbers"
    """What each block's surroundings lend to its documents."""
    windows: "Numbers"
    """Of each window, by the block at which it begins."""
    best: "Numbers"
    """The best of `own` in each block."""


class Tally:
    """What terms have counted up so far, over one field."""

    def __init__(self, field: Field, weights: Weights) -> None:
        lengths, frame = field.block_lengths, field.frame
        self._field, self.weights = field, weights
        self.turn = Scale(frame.norms(weights.turn), weights.turn)
        if field.allowed is None:
            windows = frame.norms(weights.window, "windows", lambda: field.pairs(lengths))
            sittings = frame.norms(weights.sitting, "sittings", lambda: field.whole_sittings(lengths))
        else:
            windows = norms(field.pairs(lengths), weights.window)
            sittings = norms(field.whole_sittings(lengths), weights.sitting)
        self.window = Scale(windows, weights.window)
        self.sitting = Scale(sittings, weights.sitting)
        self.done: dict[str, float] = {}

    def leads_to(self, found: Mapping[str, Posting], wanted: Mapping[str, float], weights: Weights) -> bool:
        """Whether what was counted is a part of what is to be counted."""
        same = all(term in found and wanted[term] == factor for term, factor in self.done.items())
        return same and self.weights == weights

    def add(self, found: Mapping[str, Posting], wanted: Mapping[str, float]) -> None:
        """Count terms, each once."""
        new = [(term, posting) for term, posting in found.items() if term not in self.done]
        self.done |= {term: wanted[term] for term, _ in new}
        common = self._field.blocks * _DENSE
        rare = {term: posting for term, posting in new if 0 < len(posting.at) <= common}
        factors = [wanted[term] for term in rare]
        counted = rare_shares(self._field, list(rare.values()), factors, self.turn, self.window, self.sitting)
        shares = dict(zip(rare, counted, strict=True))
        for term, posting in new:
            if (some := shares.get(term)) is not None:
                self.turn.add_at(posting.at, some.turns)
                self.window.add_at(some.at, some.windows)
                self.sitting.scores += some.sittings
            elif len(posting.at):
                whole = self._shares(term, posting, wanted[term])
                self.turn.add_at(posting.at, whole.turns)
                self.window.scores += whole.windows
                self.sitting.scores += whole.sittings

    def _shares(self, term: str, posting: Posting, factor: float) -> Shares:
        """What a common term is worth: kept where nothing is peculiar to this query."""

        def count() -> Shares:
            row = self._field.in_all_blocks(posting)
            windows = self.window.share(self._field.pairs(row), factor)
            sittings = self.sitting.share(self._field.whole_sittings(row), factor)
            return Shares(self._of_turns(posting, factor), windows, sittings)

        if self._field.allowed is not None or factor != 1:
            return count()
        by = (self.weights.turn, self.weights.window, self.weights.sitting)
        return self._field.frame.shares(term, by, count)

    def _of_turns(self, posting: Posting, factor: float) -> "Numbers":
        return self.turn.share_at(posting.at, posting.counts, posting.common, factor)


def score(
    field: Field,
    found: Mapping[str, Posting],
    wanted: Mapping[str, float],
    weights: Weights,
    dense: "Numbers | None" = None,
    before: Tally | None = None,
) -> tuple[Scores, Tally]:
    """Count up where the terms stand. `before`: of an earlier ranking of the same field, which is gone on from if it
    can be, and then is of no use to anybody else."""
    tally = before if before and before.leads_to(found, wanted, weights) else Tally(field, weights)
    tally.add(found, wanted)
    turns, windows = tally.turn.scores, tally.window.scores
    own = turns if dense is None else _fused(turns, dense, field.allowed, weights.dense)
    near = field.near(windows)
    around = weights.near * near + weights.wide * field.around(near)
    around += weights.whole * tally.sitting.scores[field.frame.sitting]
    return Scores(own, around, windows, field.frame.best(own)), tally


def _fused(scores: "Numbers", dense: "Numbers", allowed: "Numbers | None", weight: float) -> "Numbers":
    """The sum of both, each brought to mean 0 and deviation 1, on the scale of the first; what falls below 0 is 0."""
    import numpy as np

    some = slice(None) if allowed is None else allowed
    if not len(scores[some]):
        return scores
    spread = float(scores[some].std()) or 1.0
    other = (dense - float(dense[some].mean())) / (float(dense[some].std()) or 1.0)
    total = np.maximum(0, scores + weight * spread * other)
    return np.asarray(total if allowed is None else total * allowed, np.float32)


class Turns:
    """The scores of single documents, with what pushes them: who speaks, the time that is meant."""

    def __init__(
        self, field: Field, scores: Scores, spoken: "Numbers | None", speaks: float, prior: "Numbers | None"
    ) -> None:
        """`spoken`: a bool for each document in which somebody speaks who is named, who then grows by `speaks`."""
        self._field, self._scores = field, scores
        self._spoken, self._speaks, self._prior = spoken, speaks, prior

    def of(self, at: "Numbers") -> "Numbers":
        """The scores of some documents."""
        own = self._scores.own[at]
        total = own + self._scores.around[self._field.frame.block[at]]
        total *= own > 0
        if self._spoken is not None:
            total *= 1 + self._speaks * self._spoken[at]
        if self._prior is not None:
            total *= 1 + self._prior[at]
        return total

    def top(self, limit: int) -> list[tuple[int, float]]:
        """The positions of the best above 0 with their scores, best first, the last of equals first."""
        import numpy as np

        least, most = self._bounds()
        floor = _floor(least, limit)
        at = self._field.frame.documents(np.flatnonzero((most >= floor) & (most > 0)))
        total = self.of(at)
        some = np.flatnonzero((total >= floor) & (total > 0))
        at, total = at[some], total[some]
        best = np.lexsort((-at, -total))[: max(0, limit)]
        return [(int(at[each]), float(total[each])) for each in best]

    def _bounds(self) -> "tuple[Numbers, Numbers]":
        """For each block, what its best document is worth at least and at most."""
        import numpy as np

        frame, best = self._field.frame, self._scores.best
        least = (best + self._scores.around) * (best > 0)
        most = least
        if self._spoken is not None:
            most = most * (1 + self._speaks * np.maximum.reduceat(self._spoken, frame.starts))
        if self._prior is not None:
            most = most * (1 + np.maximum.reduceat(self._prior, frame.starts))
            least = least * (1 + np.minimum.reduceat(self._prior, frame.starts))
        return least, most


def _floor(scores: "Numbers", limit: int) -> float:
    """The last of so many best scores; 0 where there are fewer."""
    import numpy as np

    return float(np.partition(scores, -limit)[-limit]) if 0 < limit < len(scores) else 0.0


def best_windows(field: Field, scores: Scores, weight: float, limit: int) -> list[tuple[int, float]]:
    """The blocks at which the best windows begin, best first, the last of equals first. `weight`: what its best
    document adds to a window."""
    import numpy as np

    frame, best = field.frame, scores.best
    best = np.maximum(best, np.where(frame.joined, np.append(best[1:], 0), 0))
    total = (scores.windows + weight * best) * frame.window
    at = np.flatnonzero((total >= _floor(total, limit)) & (total > 0))
    return [(int(each), float(total[each])) for each in at[np.lexsort((-at, -total[at]))][:limit]]

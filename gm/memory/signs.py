"""Further signs by which a stretch of the past is known among those that share words with what is looked for. Pure.

What a stretch tells is often said shortly before or after it, seldom hundreds of turns away; it holds much of what is
looked for, and holds it although it is short; it stands where other stretches speak of it as well. The weights of all
this are fitted (`tests/memory/fit_stretches.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gm.memory.weights import Okapi

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

NEAR: Final = 15
FAR: Final = 120
"""Turns before and after a stretch, in its sitting."""
BESIDE: Final = 60
"""Turns between the middles of two stretches that stand beside each other."""
_AROUND: Final = Okapi(1.2, 0.6)
_SMOOTH: Final = 500.0
"""Words of no particular stretch that are added to each when it is asked how likely it is to say these words."""
_RARELY: Final = 0.02
"""What is added to how likely a word is to be met by chance: no single one counts without bound."""


@dataclass(frozen=True, slots=True)
class Word:
    """One that is looked for, over all turns."""

    worth: float
    common: int
    """How many turns hold it."""
    often: float
    """How often it was said."""
    between: "Callable[[Numbers, Numbers], Numbers]"
    """How often it stands from some positions to before others."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where stretches stand among the turns: `first` to before `end`, in sittings from `begin` to before `close`."""

    first: "Numbers"
    end: "Numbers"
    begin: "Numbers"
    close: "Numbers"
    before: "Numbers"
    """How many words were said before each turn, and in all."""

    def around(self, reach: int) -> "tuple[Numbers, Numbers]":
        """The same with so many turns before and after, within the sitting."""
        import numpy as np

        return np.maximum(self.begin, self.first - reach), np.minimum(self.close, self.end + reach)

    def words(self, first: "Numbers", end: "Numbers") -> "Numbers":
        """How many were said there."""
        import numpy as np

        return np.asarray(self.before[end] - self.before[first])


def words_of(words: Sequence[Word], places: Places) -> "list[Numbers]":
    """By words: two nearnesses, two shares of what is looked for, two of how surprising they are, and the rarest."""
    import numpy as np

    if not words:
        return [np.zeros(len(places.first))] * 7
    worth = np.array([word.worth for word in words])[:, None]
    turns, said = len(places.before) - 1, places.words(places.first, places.end)
    held = np.array([word.between(places.first, places.end) for word in words])
    near, far = ([word.between(*places.around(reach)) for word in words] for reach in (NEAR, FAR))
    chance = np.array([word.common / turns for word in words])[:, None]
    met = 1 - np.exp(-chance * (places.end - places.first))
    usual = np.array([max(1.0, word.often) for word in words])[:, None] / max(1.0, float(places.before[-1]))
    total = max(1e-9, float(worth.sum()))
    return [
        _okapi(worth, np.array(near), places, NEAR),
        _okapi(worth, np.array(far), places, FAR),
        ((held > 0) * worth).sum(axis=0) / total,
        ((np.array(far) > 0) * worth).sum(axis=0) / total,
        -np.where(held > 0, np.log(met + _RARELY), 0.0).sum(axis=0),
        np.log1p(held / (_SMOOTH * usual)).sum(axis=0) + len(words) * np.log(_SMOOTH / (said + _SMOOTH)),
        ((held > 0) * worth).max(axis=0),
    ]


def _okapi(worth: "Numbers", held: "Numbers", places: Places, reach: int) -> "Numbers":
    """What is said within reach."""
    import numpy as np

    long = places.words(*places.around(reach))
    usual = (2 * reach + 20) * max(1e-9, float(places.before[-1]) / max(1, len(places.before) - 1))
    norm = _AROUND.k * (1 - _AROUND.b + _AROUND.b * long / usual)
    return np.asarray((worth * held * (_AROUND.k + 1) / (held + norm)).sum(axis=0))


def place_of(at: "Numbers", sums: "Numbers", places: Places) -> "list[Numbers]":
    """By the others: how many have a greater sum, how good the best of its sitting is, what stands beside it is worth.

    `at`: the stretches' numbers; equals stand greatest first."""
    import numpy as np

    rank = np.empty(len(at))
    rank[np.lexsort((-at, -sums))] = np.arange(len(at))
    below = sums - sums.max()
    _, sitting = np.unique(places.begin, return_inverse=True)
    best = np.full(sitting.max() + 1, -np.inf)
    np.maximum.at(best, sitting, below)
    middle = (places.first + places.end) / 2
    beside = np.abs(middle[:, None] - middle[None, :]) < BESIDE
    return [rank, best[sitting], np.log((beside * np.exp(below)[None, :]).sum(axis=1))]

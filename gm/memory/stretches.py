"""Which of some given stretches of the past (scenes, say) tell what is looked for. Pure: arrays in, hits out.

They are first ranked as turns are, each a document. The best are looked at again: by the whole of their words with
length held back less, by their best single turn, by what is told around them and in their sitting, by neighbouring
words of the query that both stand in them, and by how long they are. By the order that this gives, and by further
signs (`signs.py`), they are looked at once more. The sums' weights are fitted (`tests/memory/fit_stretches.py`). Who
can tell how like they are by meaning may be asked of few: of those around the border of how many are wanted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from gm.memory.documents import Part
from gm.memory.field import Field, Posting
from gm.memory.okapi import rarity
from gm.memory.ranking import Hit, Sought, found_in, wanted_of
from gm.memory.scoring import Turns, score
from gm.memory.signs import Places, Word, place_of, words_of
from gm.memory.weights import WEIGHTS, Okapi, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

CANDIDATES: Final = 400
"""Stretches that are looked at again."""
REACH: Final = 500
"""Turns before and after a stretch that are around it."""
LIKE: Final = 2.7
"""What a likeness (a cosine, -1 to 1) of the best piece counts beside the sum by words, at the border. It is what 220
summaries of CRD3's train split gave it beside that sum (`tests/memory/try_likeness.py`); of 250 others there that words
put sixth to fifteenth, 29 came among the ten by it and 11 fell out; of the 2,313 of val and test 12 and 10, which is
nothing (docs/develop/memory.md). All of it by the first look's order, without the further signs."""
_WORDS: Final = Okapi(2.0, 0.5)
_AROUND: Final = Okapi(1.2, 0.6)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches as documents of their own, and where each begins and ends among the turns (both included)."""

    part: Part
    first: "Numbers"
    last: "Numbers"


class HowLike(Protocol):
    """How like stretches are to what is looked for: a number for each position, NaN where it is not known."""

    def __call__(self, positions: "Numbers") -> "Numbers":
        """Of these stretches."""
        ...


def rank_stretches(
    stretches: Stretches,
    turns: Field,
    sought: Sought,
    *,
    allowed: "Numbers | None" = None,
    limit: int = 10,
    weights: Weights = WEIGHTS,
    likeness: HowLike | None = None,
) -> tuple[Hit, ...]:
    """The best stretches, best first. `turns`: what they are made of; `allowed`: a bool for each stretch. `likeness` is
    asked once, of those at the border (`border_of`), and orders them; a hit's score is by words all the same."""
    import numpy as np

    at, rows = looked_at_again(stretches, turns, sought, allowed=allowed, weights=weights)
    sums = rows @ np.array(weights.stretch_again, np.float64)
    order = np.lexsort((-at, -sums))
    if likeness is not None and len(order) > limit:
        some = order[border_of(limit)]
        order[border_of(limit)] = some[_by_likeness(at[some], sums[some], likeness)]
    refs = stretches.part.columns["ref"]
    return tuple(Hit(int(at[each]), int(refs[at[each]]), float(sums[each])) for each in order[:limit])


def border_of(wanted: int) -> slice:
    """The places, from 0, that are in doubt when so many are wanted: of ten, the sixth to the fifteenth."""
    return slice(wanted // 2, wanted * 3 // 2)


def _by_likeness(at: "Numbers", sums: "Numbers", likeness: HowLike) -> "Numbers":
    """The order of some stretches. One whose likeness is not known counts as the mean of the others."""
    import numpy as np

    like = np.asarray(likeness(at), np.float64)
    known = ~np.isnan(like)
    mean = like[known].mean() if known.any() else 0.0
    return np.lexsort((-at, -(sums + LIKE * np.where(known, like, mean))))


def looked_at_again(
    stretches: Stretches, turns: Field, sought: Sought, *, allowed: "Numbers | None", weights: Weights
) -> "tuple[Numbers, Numbers]":
    """The candidates, and for each a row of what it is weighed by: first what `Weights.stretch` weighs, then the
    further signs, of which those of its place go by that sum."""
    import numpy as np

    wanted = wanted_of(sought, weights)
    field = Field([stretches.part], allowed)
    scores, _ = score(field, found_in(field, wanted, weights), wanted, weights)
    top = Turns(field, scores, None, 0.0, None).top(CANDIDATES)
    at = np.array([position for position, _ in top], np.int64)
    if not len(at):
        return at, np.zeros((0, len(weights.stretch_again)))
    found = {term: posting for term in wanted if (posting := turns.posting(term)) is not None}
    worth = [wanted[term] * rarity(field.size, field.common(term)) for term in found]
    first, end = stretches.first[at], stretches.last[at] + 1
    frame = turns.frame
    opens = frame.starts[frame.openings]
    sitting = frame.sitting[frame.block[first]]
    begin, close = opens[sitting], np.append(opens[1:], turns.size)[sitting]
    near, far = np.maximum(begin, first - REACH), np.minimum(close, end + REACH)
    lengths = np.concatenate(([0.0], np.cumsum(frame.lengths, dtype=np.float64)))
    mean = max(1e-9, float(frame.lengths.mean()))
    counts = [_Counted(posting) for posting in found.values()]
    inside = [count(first, end) for count in counts]
    own = lengths[end] - lengths[first]

    def okapi(held: "Sequence[Numbers]", long: "Numbers", usual: float, by: Okapi) -> "Numbers":
        norm = by.k * (1 - by.b + by.b * long / max(1e-9, usual))
        return np.asarray(
            sum(
                (each * (by.k + 1) * many / (many + norm) for each, many in zip(worth, held, strict=True)),
                np.zeros(len(at)),
            )
        )

    columns = (
        [value for _, value in top],
        okapi(inside, own, float(stretches.part.lengths.mean()), _WORDS),
        okapi([count(near, far) for count in counts], lengths[far] - lengths[near], (2 * REACH + 20) * mean, _AROUND),
        okapi([count(begin, close) for count in counts], lengths[close] - lengths[begin], 2520 * mean, _AROUND),
        _best_turn(turns, found, wanted, first, end, weights.turn),
        _neighbours(worth, inside),
        np.log1p(own),
    )
    rows = np.column_stack(columns).astype(np.float64)
    places = Places(first, end, begin, close, lengths)
    words = [
        Word(wanted[term] * rarity(turns.size, posting.common), posting.common, count.all, count)
        for (term, posting), count in zip(found.items(), counts, strict=True)
    ]
    sums = rows @ np.array(weights.stretch, np.float64)
    return at, np.column_stack([rows, *words_of(words, places), *place_of(at, sums, places)])


class _Counted:
    """How often a term stands between positions."""

    def __init__(self, posting: Posting) -> None:
        import numpy as np

        self._at = posting.at
        self._before = np.concatenate(([0.0], np.cumsum(posting.counts, dtype=np.float64)))
        self.all = float(self._before[-1])

    def __call__(self, first: "Numbers", end: "Numbers") -> "Numbers":
        import numpy as np

        at, before = self._at, self._before
        return np.asarray(before[np.searchsorted(at, end)] - before[np.searchsorted(at, first)])


def _best_turn(
    turns: Field, found: dict[str, Posting], wanted: dict[str, float], first: "Numbers", end: "Numbers", by: Okapi
) -> "Numbers":
    import numpy as np

    scores, norm = np.zeros(turns.size + 1), turns.frame.norms(by)
    for term, posting in found.items():
        worth = wanted[term] * (by.k + 1) * rarity(turns.size, posting.common)
        scores[posting.at] += worth * posting.counts / (posting.counts + norm[posting.at])
    return np.array([scores[one : max(two, one + 1)].max() for one, two in zip(first, end, strict=True)])


def _neighbours(worth: Sequence[float], inside: "Sequence[Numbers]") -> "Numbers":
    """What words of the query are worth that follow each other there and both stand in the stretch."""
    import numpy as np

    total = np.zeros(len(inside[0]) if inside else 0)
    for one in range(len(inside) - 1):
        total += (worth[one] + worth[one + 1]) * ((inside[one] > 0) & (inside[one + 1] > 0))
    return total

"""The floor of `gm bench memory --transcripts`: plain Okapi BM25 (k1 1.5, b 0.75) over words as they are written.

Nothing of ours is in it: no stems, no neighbours, no windows within windows.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gm.bench.memory_sets import Transcripts
from gm.memory.segments import BLOCK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_WORD: Final = re.compile(r"\w+")
_K, _B = 1.5, 0.75


def plain_words(text: str) -> Counter[str]:
    """The words of a text, in small letters, with how often each stands there."""
    return Counter(_WORD.findall(text.lower()))


class PlainOkapi:
    """An index of documents by their words."""

    def __init__(self, docs: Iterable[Counter[str]]) -> None:
        import numpy as np

        self._at: dict[str, array[int]] = {}
        self._counts: dict[str, array[int]] = {}
        lengths = array("I")
        for number, words in enumerate(docs):
            lengths.append(words.total())
            for word, count in words.items():
                self._at.setdefault(word, array("I")).append(number)
                self._counts.setdefault(word, array("I")).append(count)
        self._norm = np.array(lengths, np.float32)
        self._norm = _K * (1 - _B + _B * self._norm / max(1.0, float(self._norm.mean())))

    def scores(self, text: str) -> "Numbers":
        """Each document's score."""
        import numpy as np

        size = len(self._norm)
        scores = np.zeros(size, np.float32)
        for word in plain_words(text):
            if word in self._at:
                at, counts = np.array(self._at[word]), np.array(self._counts[word], np.float32)
                rarity = np.log(1 + (size - len(at) + 0.5) / (len(at) + 0.5))
                scores[at] += rarity * (_K + 1) * counts / (counts + self._norm[at])
        return scores


def best(scores: "Numbers", among: "Numbers | None", limit: int = 10) -> Sequence[int]:
    """The positions of the best scores, best first, among some (a bool each) or all."""
    import numpy as np

    if among is not None:
        scores = np.where(among, scores, -1)
    top = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
    return [int(at) for at in top[np.argsort(-scores[top], kind="stable")] if scores[at] > 0]


@dataclass(frozen=True, slots=True)
class Floor:
    """A set of transcripts as documents: turns, windows of twenty, stretches that summaries are aligned to."""

    turns: PlainOkapi
    windows: PlainOkapi
    stretches: PlainOkapi
    spans: list[tuple[int, int, str]]
    """Of each window: first and last turn, campaign."""


def floor_of(found: Transcripts) -> Floor:
    """Index a whole set."""
    words = [plain_words(line.text) for sitting in found.sittings for line in sitting.lines]
    offsets = found.offsets()
    spans = [
        (offsets[number] + at, min(offsets[number] + at + 2 * BLOCK, offsets[number + 1]) - 1, sitting.campaign)
        for number, sitting in enumerate(found.sittings)
        for at in range(0, len(sitting.lines), BLOCK)
    ]
    whole = [(offsets[pair.sitting] + pair.first, offsets[pair.sitting] + pair.end) for pair in found.pairs]
    windows = PlainOkapi(_sums(words, [(first, last) for first, last, _ in spans]))
    return Floor(PlainOkapi(words), windows, PlainOkapi(_sums(words, whole)), spans)


def _sums(words: Sequence[Counter[str]], spans: Sequence[tuple[int, int]]) -> Iterator[Counter[str]]:
    for first, last in spans:
        total: Counter[str] = Counter()
        for each in words[first : last + 1]:
            total.update(each)
        yield total

"""Several sealed segments as one, as if all their documents had been given to it one after the other. Pure.

Nothing is counted again: for each term the documents of one segment are put after those of the segments before it, in
batches, so that next to nothing is needed beyond what there was and what there will be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gm.memory.documents import COLUMNS
from gm.memory.sealed import Segment, packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_BATCH: Final = 1 << 17
"""Entries that are moved at a time."""


class Merging:
    """Takes segments in, in the order of their documents, and gives one."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._taken: list[tuple[Segment, Numbers]] = []

    def add(self, segment: Segment) -> None:
        """One more. Its own vocabulary is not kept."""
        import numpy as np

        known = self._vocabulary
        numbers = np.array([known.setdefault(term, len(known)) for term in segment.spelling], np.uint32)
        self._taken.append((_bare(segment), numbers))

    def whole(self) -> Segment:
        """All of them. What was taken in is let go of; to be asked once."""
        import numpy as np

        often = np.zeros(len(self._vocabulary) + 1, np.int64)
        for segment, numbers in self._taken:
            often[numbers + np.uint32(1)] += np.diff(segment.offsets)
        offsets = np.cumsum(often)
        documents, counts = self._postings(offsets)
        tokens = self._tokens()
        starts, before = [np.zeros(1, np.uint32)], 0
        for segment, _ in self._taken:
            starts.append(segment.starts[1:] + np.uint32(before))
            before += int(segment.starts[-1])
        columns = {name: np.concatenate([each.columns[name] for each, _ in self._taken]) for name in COLUMNS}
        lengths = np.concatenate([each.lengths for each, _ in self._taken])
        self._taken = []
        return packed(
            self._vocabulary,
            tokens=tokens,
            starts=np.concatenate(starts),
            lengths=lengths,
            columns=columns,
            offsets=offsets,
            documents=documents,
            counts=counts,
        )

    def _postings(self, offsets: "Numbers") -> "tuple[Numbers, Numbers]":
        import numpy as np

        documents, counts = np.empty(int(offsets[-1]), np.uint32), np.empty(int(offsets[-1]), np.uint8)
        place, before = offsets[:-1].copy(), 0
        for segment, numbers in self._taken:
            for first, last in _batches(segment.offsets):
                here, to = slice(int(segment.offsets[first]), int(segment.offsets[last])), numbers[first:last]
                often = np.diff(segment.offsets[first : last + 1]).astype(np.int64)
                at = np.repeat(place[to] - np.cumsum(often) + often, often) + np.arange(here.stop - here.start)
                documents[at] = segment.documents[here] + np.uint32(before)
                counts[at] = segment.counts[here]
            place[numbers] += np.diff(segment.offsets)
            before += segment.size
        return documents, counts

    def _tokens(self) -> "Numbers":
        import numpy as np

        many = sum(len(segment.tokens) for segment, _ in self._taken)
        tokens = np.empty(many, np.uint16 if len(self._vocabulary) <= 1 << 16 else np.uint32)
        at = 0
        for segment, numbers in self._taken:
            for first in range(0, len(segment.tokens), _BATCH):
                some = numbers[segment.tokens[first : first + _BATCH]]
                tokens[at : at + len(some)] = some
                at += len(some)
        return tokens


def merged(segments: Sequence[Segment]) -> Segment:
    """One segment that is as if all their documents had been given to it one after the other."""
    if len(segments) == 1:
        return segments[0]
    merging = Merging()
    for each in segments:
        merging.add(each)
    return merging.whole()


def compacted(segments: Sequence[Segment], fan: int = 4) -> tuple[Segment, ...]:
    """The same documents in few segments, since each costs every search: neighbours of like size are merged.

    Where it is done after each seal, a document is merged some five times in the life of a game.
    """
    sizes: list[list[Segment]] = []
    for segment in segments:
        sizes.append([segment])
        while len(sizes) > 1 and sum(s.size for s in sizes[-2]) < fan * sum(s.size for s in sizes[-1]):
            last = sizes.pop()
            sizes[-1] += last
    return tuple(merged(group) for group in sizes)


def _bare(segment: Segment) -> Segment:
    """The segment without its vocabulary."""
    return replace(segment, vocabulary={}, spelling=[])


def _batches(offsets: "Numbers") -> Iterator[tuple[int, int]]:
    """Ranges of terms that hold some hundred thousand entries; one term is never divided."""
    import numpy as np

    first, many = 0, len(offsets) - 1
    while first < many:
        last = int(np.searchsorted(offsets, int(offsets[first]) + _BATCH, "right")) - 1
        last = min(many, max(first + 1, last))
        yield first, last
        first = last

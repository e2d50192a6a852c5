"""Sealed documents: a segment of the index, to be stored, read, merged and ranked. Pure values over arrays; no I/O.

A segment holds the words of some thousand documents as numbers of a vocabulary, in their order, and from them, for each
term, which documents hold it and how often. It is derived from texts: whatever is wrong with one, it is thrown away and
built again.
"""

import json
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gm.memory.documents import BLOCK, COLUMNS, Blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

FORMAT: Final = 3
"""Of `encode`, and of what `terms` makes of a text: whatever was written with another number must be built again."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Sealed documents. Never changed."""

    vocabulary: dict[str, int]
    tokens: "Numbers"
    """The terms of all documents one after the other, as numbers of the vocabulary."""
    starts: "Numbers"
    """Where each document begins in `tokens`, and where the last one ends."""
    lengths: "Numbers"
    columns: dict[str, "Numbers"]
    offsets: "Numbers"
    """Where the documents of each term begin in `documents`, and where those of the last one end."""
    documents: "Numbers"
    """For each term, the documents that hold it, ascending."""
    counts: "Numbers"
    """How often each of them does, at most 255."""
    _blocks: Blocks
    spelling: list[str]

    @property
    def size(self) -> int:
        """How many documents."""
        return len(self.lengths)

    @property
    def nbytes(self) -> int:
        """Memory that it takes, roughly."""
        arrays = (self.tokens, self.starts, self.lengths, self.offsets, self.documents, self.counts, *self._blocks)
        return sum(int(each.nbytes) for each in (*arrays, *self.columns.values())) + 130 * len(self.vocabulary)

    def postings(self, term: str) -> "tuple[Numbers, Numbers] | None":
        """See `Part`."""
        at = self.vocabulary.get(term)
        if at is None:
            return None
        first, last = self.offsets[at], self.offsets[at + 1]
        return self.documents[first:last], self.counts[first:last]

    def words(self, position: int) -> list[str]:
        """See `Part`."""
        return [self.spelling[each] for each in self.tokens[self.starts[position] : self.starts[position + 1]]]

    def blocks(self) -> Blocks:
        """See `Part`."""
        return self._blocks

    def encode(self) -> bytes:
        """As bytes for a row: compressed, with a format number before them."""
        head = json.dumps({"size": self.size, "wide": self.tokens.dtype.itemsize, "columns": list(self.columns)})
        parts = [head.encode(), "\n".join(self.spelling).encode()]
        parts.append(self.tokens.tobytes())
        parts.append((self.starts[1:] - self.starts[:-1]).astype("<u4").tobytes())
        parts.append(self.lengths.astype("<u4").tobytes())
        parts += [_deltas(column).tobytes() for column in self.columns.values()]
        whole = b"".join(struct.pack("<I", len(part)) + part for part in parts)
        return struct.pack("<H", FORMAT) + zlib.compress(whole, 6)


class NotThisFormatError(ValueError):
    """The bytes were written by another version, or are none of ours: build the segment again from the texts."""


def decode(data: bytes) -> Segment:
    """A segment from `Segment.encode`.

    Raises:
        NotThisFormatError: it must be built again.
    """
    import numpy as np

    if len(data) < 2 or struct.unpack_from("<H", data)[0] != FORMAT:
        raise NotThisFormatError("a segment of another format")
    try:
        parts = list(_parts(zlib.decompress(data[2:])))
        head = json.loads(parts[0])
        spelling = parts[1].decode().split("\n") if parts[1] else []
        tokens = np.frombuffer(parts[2], f"<u{int(head['wide'])}")
        starts = np.concatenate(([0], np.cumsum(np.frombuffer(parts[3], "<u4"), dtype=np.int64)))
        columns = {
            name: np.cumsum(np.frombuffer(part, "<i8")) for name, part in zip(head["columns"], parts[5:], strict=True)
        }
        return make_segment(spelling, tokens, starts, np.frombuffer(parts[4], "<u4"), columns)
    except (zlib.error, struct.error, ValueError, KeyError, IndexError, TypeError) as error:
        raise NotThisFormatError("a damaged segment") from error


def make_segment(
    spelling: list[str], tokens: "Numbers", starts: "Numbers", lengths: "Numbers", columns: dict[str, "Numbers"]
) -> Segment:
    """A segment from the words in their order: for each term, its documents and how often they hold it."""
    import numpy as np

    size = len(starts) - 1
    owner = np.repeat(np.arange(size, dtype=np.int64), np.diff(starts))
    keys, counts = np.unique(tokens.astype(np.int64) * max(1, size) + owner, return_counts=True)
    return packed(
        {term: at for at, term in enumerate(spelling)},
        tokens=tokens,
        starts=starts,
        lengths=lengths,
        columns=columns,
        offsets=np.searchsorted(keys, np.arange(len(spelling) + 1, dtype=np.int64) * max(1, size)),
        documents=keys % max(1, size),
        counts=np.minimum(counts, 255),
    )


def packed(
    vocabulary: dict[str, int],
    *,
    tokens: "Numbers",
    starts: "Numbers",
    lengths: "Numbers",
    columns: dict[str, "Numbers"],
    offsets: "Numbers",
    documents: "Numbers",
    counts: "Numbers",
) -> Segment:
    """A segment of these arrays, each as narrow as it can be."""
    import numpy as np

    return Segment(
        vocabulary=vocabulary,
        tokens=tokens.astype(np.uint16 if len(vocabulary) <= 1 << 16 else np.uint32, copy=False),
        starts=starts.astype(np.uint32, copy=False),
        lengths=lengths.astype(np.uint16 if not len(lengths) or lengths.max() < 1 << 16 else np.uint32, copy=False),
        columns={name: _narrow(columns[name]) for name in COLUMNS},
        offsets=offsets.astype(np.uint32, copy=False),
        documents=documents.astype(np.uint32, copy=False),
        counts=counts.astype(np.uint8, copy=False),
        _blocks=blocks_of(columns),
        spelling=list(vocabulary),
    )


def blocks_of(columns: dict[str, "Numbers"]) -> Blocks:
    """Documents in blocks: ten numbers of one sitting."""
    import numpy as np

    size = len(columns["number"])
    if not size:
        return Blocks(np.zeros(0, np.uint32), np.zeros(0, np.int64), np.zeros(0, np.int64))
    new = (np.diff(columns["group"]) != 0) | (np.diff(columns["number"] // BLOCK) != 0)
    starts = np.append(0, np.flatnonzero(new) + 1)
    of = np.repeat(np.arange(len(starts), dtype=np.uint32), np.diff(starts, append=size))
    return Blocks(of, starts, columns["group"][starts].astype(np.int64))


def _narrow(column: "Numbers") -> "Numbers":
    import numpy as np

    if not len(column) or not column.any():  # most are: of old chats neither time nor branch is known
        return np.broadcast_to(np.int32(0), len(column))
    fits = int(column.min()) >= -(1 << 31) and int(column.max()) < 1 << 31
    return column.astype(np.int32 if fits else np.int64, copy=False)


def _deltas(column: "Numbers") -> "Numbers":
    import numpy as np

    return np.diff(column.astype("<i8"), prepend=np.int64(0))


def _parts(whole: bytes) -> Iterable[bytes]:
    at = 0
    while at < len(whole):
        (length,) = struct.unpack_from("<I", whole, at)
        yield whole[at + 4 : at + 4 + length]
        at += 4 + length

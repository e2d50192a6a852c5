"""Recall by meaning: how like a query each passage of a game is, by vectors that are in memory, and what comes of it.

Vectors stand in a row of float16 numbers for each piece of a passage; a passage is as like as its best piece. They only
add to what is found by words: without any, nothing is otherwise.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gm.domain.embeddings import Likeness
from gm.store.database import Database
from gm.store.recall_segments import WordsState, load_words_state
from gm.store.vectors import count_vectors, load_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

MOST_BYTES: Final = 384 * 1024 * 1024
"""Memory for the vectors of all games of a process. Those that were used last stay in any case."""
_READ: Final = 4000
"""Rows that are read at a time."""
_BLOCK: Final = 1024
"""Vectors that are compared at a time: float16 is made float32 for it, and that takes memory."""
_NONE: Final = -2.0
"""In place of a likeness, where there is no vector."""


@dataclass(slots=True)
class GameVectors:
    """The vectors of one game by one model."""

    state: WordsState | None = None
    seen: int = 0
    refs: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    """How many pieces each of `refs` has."""
    blocks: "list[Numbers]" = field(default_factory=list)
    joined: int = 0
    """How many of `refs` are in `order`."""
    order: "Numbers | None" = None
    """Positions in `refs`, by ref."""
    sorted: "Numbers | None" = None
    starts: "Numbers | None" = None
    """Where the pieces of each of `refs` begin."""

    def nbytes(self) -> int:
        """Memory that it takes, roughly."""
        return sum(int(block.nbytes) for block in self.blocks) + 100 * len(self.refs)

    def take(self, ref: int, rows: "Numbers") -> None:
        """One more passage."""
        self.refs.append(ref)
        self.counts.append(len(rows))
        self.blocks.append(rows)

    def close(self) -> None:
        """After some were taken: few large blocks, and what is where."""
        import numpy as np

        if self.joined == len(self.refs):
            return
        if len(self.blocks) > 1:
            self.blocks = [np.concatenate(self.blocks)]
        refs = np.array(self.refs, np.int64)
        self.order = np.argsort(refs)
        self.sorted = refs[self.order]
        self.starts = np.concatenate(([0], np.cumsum(self.counts)[:-1])).astype(np.int64)
        self.joined = len(self.refs)

    def likeness(self, vector: "Numbers") -> "tuple[Numbers, Numbers]":
        """For each of `refs`: how like its best piece is, and which that is."""
        import numpy as np

        matrix, found = self.blocks[0], []
        if matrix.shape[1] != len(vector):
            return np.full(len(self.refs), _NONE, np.float32), np.zeros(len(self.refs), np.int64)
        for at in range(0, len(matrix), _BLOCK):
            found.append(matrix[at : at + _BLOCK].astype(np.float32) @ vector.astype(np.float32))
        each = np.concatenate(found)
        starts = np.asarray(self.starts)
        best = np.maximum.reduceat(each, starts)
        owner = np.repeat(np.arange(len(best)), self.counts)
        hits = np.flatnonzero(each == best[owner])[::-1]
        piece = np.zeros(len(best), np.int64)
        piece[owner[hits]] = hits - starts[owner[hits]]
        return best, piece


@dataclass(frozen=True, slots=True)
class Dense:
    """How like a query the documents of an index are."""

    scores: "Numbers"
    """For each document, in deviations from the mean of those that the query may see; 0 where there is no vector."""
    piece: "Numbers"
    """Which piece of it is most like."""

    def piece_at(self, position: int, least: float) -> int | None:
        """The piece of a document that is at least so like; None: none is."""
        return int(self.piece[position]) if self.scores[position] >= least else None


class VectorIndex:
    """The vectors of the games that were searched last."""

    def __init__(self, database: Database, *, most_bytes: int = MOST_BYTES) -> None:
        self._database = database
        self._most = most_bytes
        self._kept: OrderedDict[tuple[int, str], GameVectors] = OrderedDict()

    async def fresh(self, game_id: int, model: str) -> GameVectors:
        """The vectors of a game as they are now. To be called under the lock of the game's index."""
        kept = self._kept.pop((game_id, model), None) or GameVectors()
        async with self._database.read() as db:
            state = await load_words_state(db, game_id)
            count = await count_vectors(db, game_id, model)
        if kept.state != state or count < len(kept.refs):
            kept = GameVectors(state)
        await self._read(kept, game_id, model)
        if len(kept.refs) != count:  # some have gone and others come: numbers of rows are given anew on SQLite
            kept = GameVectors(state)
            await self._read(kept, game_id, model)
        self._kept[game_id, model] = kept
        while len(self._kept) > 1 and sum(each.nbytes() for each in self._kept.values()) > self._most:
            self._kept.popitem(last=False)
        return kept

    async def _read(self, kept: GameVectors, game_id: int, model: str) -> None:
        import numpy as np

        while True:
            async with self._database.read() as db:
                rows = await load_vectors(db, game_id, model, kept.seen, _READ)
            for row in rows:
                kept.take(row.ref, np.frombuffer(row.body, "<f2").reshape(-1, row.dims))
                kept.seen = row.id
            if len(rows) < _READ:
                break
        kept.close()


def dense(kept: GameVectors, like: Likeness, refs: "Numbers", mask: "Numbers") -> Dense | None:
    """How like the query the documents with these refs are; None where too few have vectors to tell."""
    import numpy as np

    if not kept.refs or kept.sorted is None or kept.order is None:
        return None
    at = np.minimum(np.searchsorted(kept.sorted, refs), len(kept.sorted) - 1)
    there = (kept.sorted[at] == refs) & mask
    at = kept.order[at]
    found: tuple[Numbers, Numbers] | None = None
    for vector in (like.vector, *like.named):
        best, piece = kept.likeness(vector)
        vectors = there & (best[at] > _NONE)
        if np.count_nonzero(vectors) < LEAST:
            return None
        scores = np.where(vectors, _standing_out(best[at].astype(np.float32), vectors), 0).astype(np.float32)
        if found is None:
            found = scores, piece[at]
        else:
            more = scores > found[0]
            found = np.where(more, scores, found[0]), np.where(more, piece[at], found[1])
    return None if found is None else Dense(*found)


def _standing_out(scores: "Numbers", there: "Numbers") -> "Numbers":
    """Cosines in deviations from their mean."""
    import numpy as np

    mean, deviation = float(scores[there].mean()), float(scores[there].std()) or 1.0
    out: Numbers = (scores - mean) / deviation
    return np.where(scores < FLOOR, np.minimum(out, 0), out)


FLOOR: Final = 0.15
"""What is less like than this (the cosine) has nothing to do with it, though all others have even less."""
LEAST: Final = 8
"""Documents with vectors from which on one can stand out."""


def encode(rows: "Numbers") -> bytes:
    """Vectors as they are stored."""
    return rows.astype("<f2").tobytes()


def spread(rows: "Numbers", counts: Sequence[int]) -> list[bytes]:
    """The vectors of pieces that were asked for together, for each passage."""
    found, at = [], 0
    for count in counts:
        found.append(encode(rows[at : at + count]))
        at += count
    return found

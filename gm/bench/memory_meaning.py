"""How like stretches of transcripts are to a summary, by a model of meaning in this process.

Only stretches that are asked about are embedded, once in a run: for those at the border of the ten that is minutes of
one processor, where the vectors of all turns are an hour.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from gm.bench.memory_sets import Transcripts
from gm.domain.calls import Candidate, Role
from gm.domain.embeddings import Embedder, EmbedRequest
from gm.domain.errors import ModelUnavailable
from gm.memory.passages import sentences_of
from gm.memory.stretches import HowLike
from gm.models.minilm import LocalEmbedder, weights_of
from gm.models.routes import RouteTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

LETTERS: Final = 400
"""How long a piece is at most, but for the space before its last sentence; a longer sentence stays whole."""
LONGEST: Final = 150
"""Stretches of so many turns or more are not embedded: they would take most of the time, and few are looked for."""


class Meaning:
    """What a model knows of the stretches of a set; counts what it costs."""

    def __init__(self, found: Transcripts, candidate: Candidate, embedder: Embedder | None = None) -> None:
        self._found, self._candidate, self._embedder = found, candidate, embedder or LocalEmbedder()
        self._kept: dict[int, Numbers] = {}
        self._asked: dict[str, Numbers] = {}
        self.stretches = self.pieces = 0
        """How many were embedded."""
        self.seconds = 0.0
        """Of processor time for it, the summaries included."""

    def of(self, summary: str) -> HowLike:
        """The likeness to this summary: a cosine, of the piece that is most like it; NaN of long stretches."""

        def likeness(positions: "Numbers") -> "Numbers":
            import numpy as np

            if summary not in self._asked:
                self._asked[summary] = self._embed([summary])[0]
            self._read([int(at) for at in positions])
            asked, kept = self._asked[summary], self._kept
            return np.array([float((kept[at] @ asked).max()) if at in kept else np.nan for at in positions])

        return likeness

    def _read(self, positions: Sequence[int]) -> None:
        cut = {at: self._cut(at) for at in positions if at not in self._kept}
        texts = [piece for each in cut.values() for piece in each]
        rows = self._embed(texts)
        for at, each in cut.items():
            if each:
                self._kept[at], rows = rows[: len(each)], rows[len(each) :]
                self.stretches += 1
        self.pieces += len(texts)

    def _cut(self, at: int) -> list[str]:
        pair = self._found.pairs[at]
        if pair.end - pair.first >= LONGEST:
            return []
        lines = self._found.sittings[pair.sitting].lines[pair.first : pair.end + 1]
        return joined([line.text for line in lines], LETTERS) or ["-"]

    def _embed(self, texts: Sequence[str]) -> "Numbers":
        import numpy as np

        if not texts:
            return np.zeros((0, 0))
        start = time.process_time()
        vectors = asyncio.run(self._embedder.embed(EmbedRequest(self._candidate, tuple(texts))))
        self.seconds += time.process_time() - start
        rows = np.asarray(vectors.rows, np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def joined(texts: Sequence[str], letters: int) -> list[str]:
    """The sentences of all in their order, as many together as fit into so many letters."""
    blocks: list[str] = []
    for sentence in (each for text in texts for each in sentences_of(text)):
        if blocks and len(blocks[-1]) + len(sentence) <= letters:
            blocks[-1] += f" {sentence}"
        else:
            blocks.append(sentence)
    return blocks


def local_candidate(route: str) -> Candidate:
    """The model that a route names.

    Raises:
        ModelUnavailable: it is not installed, or does not run in this process.
    """
    candidate = RouteTable.from_config({"embed": [route]}).route(Role.EMBED).candidates[0]
    if candidate.backend != "local":
        raise ModelUnavailable(f"{route}: transcripts are compared by a model of this process only (local)")
    weights_of(candidate)
    return candidate

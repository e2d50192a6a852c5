"""Fits the two weights of `gm/memory/fusing.py` on the train split of a folder of transcripts.

    python tests/memory/fit_fusing.py DIR [--sessions 10] [--lines 5]

Five lines in a row stand for a turn, a session for a game. Each summary is asked twice: as it is, and without any word
that its aligned turns hold, as somebody asks who remembers what came to pass but none of the words. An answer is found
when an aligned turn is among the six best. Both shares count the same. The values printed last are those that are best
for all other sessions, and what is found with them in the session that was left out.
"""

import argparse
import asyncio
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from gm.bench.memory_sets import Pair, Transcripts, load_transcripts
from gm.domain.embeddings import EmbedRequest, Likeness
from gm.memory.dense import GameVectors, dense
from gm.memory.documents import IndexDoc
from gm.memory.field import Field
from gm.memory.fusing import fused, standing_out
from gm.memory.passages import Said
from gm.memory.pieces import pieces
from gm.memory.ranking import Sought, rank
from gm.memory.tail import Tail
from gm.memory.terms import found_words, terms
from gm.memory.widening import seek
from gm.models.minilm import LOCAL, LocalEmbedder

WEIGHTS = (0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
CAPS = (1.5, 2.0, 3.0, 4.0, 6.0, 10.0)
BEST = 6
EMBEDDER = LocalEmbedder()


def embedded(texts: list[str]) -> np.ndarray:
    """A row of length 1 for each text, as the door gives them."""
    rows = [
        asyncio.run(EMBEDDER.embed(EmbedRequest(LOCAL, tuple(texts[at : at + 256])))).rows
        for at in range(0, len(texts), 256)
    ]
    whole = np.concatenate(rows)
    return whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)


class Session:
    """One session as a game: its index and its vectors."""

    def __init__(self, found: Transcripts, number: int, lines: int) -> None:
        self.lines = lines
        self.tail, self.vectors = Tail("en"), GameVectors()
        spoken = found.sittings[number].lines
        docs = [spoken[at : at + lines] for at in range(0, len(spoken), lines)]
        cut = [pieces([Said(", ".join(line.speakers), line.text) for line in doc]) or ("-",) for doc in docs]
        rows = embedded([piece for each in cut for piece in each]).astype(np.float16)
        at = 0
        for number_, (doc, each) in enumerate(zip(docs, cut, strict=True), start=1):
            speakers = tuple(dict.fromkeys(name for line in doc for name in line.speakers))
            text = "\n".join(line.text for line in doc)
            self.tail.append(IndexDoc(number_, text, speakers, group=1, number=number_))
            self.vectors.take(number_, rows[at : at + len(each)])
            at += len(each)
        self.vectors.close()

    def asked(self, pair: Pair) -> "Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]":
        """For both ways of asking: scores by words, by likeness, and which documents are aligned."""
        right = np.zeros(self.tail.size, bool)
        right[pair.first // self.lines : pair.last // self.lines + 1] = True
        held = {term for at in np.flatnonzero(right) for term in self.tail.words(int(at))}
        fresh = " ".join(word for word in found_words(pair.summary) if not held & set(terms(word, "en")))
        mask = np.ones(self.tail.size, bool)
        for text in (pair.summary, fresh):
            if len(text.split()) < 3:
                continue
            sought, field = Sought(text), Field([self.tail], mask)
            wide = seek([self.tail], sought, allowed=mask, limit=24, field=field)
            hits = rank([self.tail], None, wide.sought, allowed=mask, limit=200, field=field, windows=False).turns
            words = np.zeros(self.tail.size, np.float32)
            for hit in hits:
                words[hit.position] = hit.score
            like = Likeness("local", embedded([text])[0])
            near = dense(self.vectors, like, self.tail.columns["ref"], mask)
            if near is not None:
                yield standing_out(words, mask), near.scores, right


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=Path)
    args.add_argument("--sessions", type=int, default=10)
    args.add_argument("--lines", type=int, default=5)
    options = args.parse_args()
    found = load_transcripts(options.folder)
    trained = [pair for pair in found.pairs if pair.split == "train" and pair.summary.strip()]
    numbers = sorted({pair.sitting for pair in trained})
    chosen = numbers[:: max(1, len(numbers) // options.sessions)][: options.sessions]
    tried = list(product(WEIGHTS, CAPS))
    tables = []
    for number in chosen:
        session, shares = Session(found, number, options.lines), ([], [])
        for pair in (pair for pair in trained if pair.sitting == number):
            for way, (words, likeness, right) in enumerate(session.asked(pair)):
                row = [bool(right[best(words, likeness, weight, cap)].any()) for weight, cap in tried]
                shares[way].append(row)
        each = [np.mean(way, axis=0) for way in shares if way]
        tables.append(np.stack(each))
        print(number, session.tail.size, [len(way) for way in shares], flush=True)
    table = np.stack(tables)  # session, way, weights
    for at, (weight, cap) in enumerate(tried):
        print(f"likeness {weight}, words to {cap}:", *(f"{share:.3f}" for share in table[:, :, at].mean(axis=0)))
    both = table.mean(axis=1)
    left = [(both.sum(axis=0) - both[out]).argmax() for out in range(len(chosen))]
    print(
        "best", tried[int(both.mean(axis=0).argmax())], "left out", np.mean([both[at, c] for at, c in enumerate(left)])
    )
    print("chosen when left out:", sorted(tried[each] for each in left))


def best(words: np.ndarray, likeness: np.ndarray, weight: float, cap: float) -> np.ndarray:
    """The positions of the best."""
    total = fused(words, likeness, weight=weight, cap=cap)
    return np.argsort(-total, kind="stable")[:BEST]


if __name__ == "__main__":
    main()

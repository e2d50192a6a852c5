"""Whether likeness by a model of meaning tells more of a stretch than words do, on the train split of transcripts.

    python tests/memory/try_likeness.py DIR [--summaries 220] [--letters 400]

A summary, the stretch that it is aligned to and six that words give among the first thirty as well: which of the seven
is it? For so few, vectors are minutes of one processor and not hours. `--letters`: the stretch is cut into sentences of
so many letters together; 0: line by line, as `gm.memory.pieces` cuts what was said, with the speaker; -1: without. What
is printed is how much surer (in nats a summary) a softmax is with each likeness, left out by sessions, beside its
standard error.
"""

import argparse
import asyncio
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gm.bench.memory_meaning import LONGEST, joined
from gm.bench.memory_sets import Pair, Transcripts, load_transcripts
from gm.bench.memory_transcripts import index_of, sample, stretches_of
from gm.domain.embeddings import EmbedRequest
from gm.memory.field import Field
from gm.memory.passages import Said
from gm.memory.pieces import pieces
from gm.memory.ranking import Sought
from gm.memory.stretches import looked_at_again
from gm.memory.weights import WEIGHTS
from gm.models.minilm import LOCAL, LocalEmbedder

FIRST, OTHERS, SEED = 30, 6, 5
LIKENESSES = {"best": [0], "mean of the best three": [1], "mean": [2], "all three": [0, 1, 2]}


def cases_of(found: Transcripts, summaries: int) -> list[tuple[int, list[int], np.ndarray]]:
    """Of each summary its number, the stretches with the right one first, and what words give these."""
    turns, stretches, chance = Field([index_of(found)], None), stretches_of(found), np.random.default_rng(SEED)
    campaigns = np.array([pair.campaign for pair in found.pairs])
    numbers = {pair: number for number, pair in enumerate(found.pairs)}
    made: list[tuple[int, list[int], np.ndarray]] = []
    for pair in sample([pair for pair in found.pairs if pair.split == "train"], 4000, seed=1):
        if len(made) == summaries:
            break
        right, allowed = numbers[pair], campaigns == pair.campaign
        at, rows = looked_at_again(stretches, turns, Sought(pair.summary), allowed=allowed, weights=WEIGHTS)
        first = np.array(WEIGHTS.stretch)  # the order that these figures were taken of, without the further signs
        sums = rows[:, : len(first)] @ first
        best = [each for each in np.argsort(-sums, kind="stable")[:FIRST] if short(found.pairs[at[each]])]
        here = [each for each in best if at[each] == right]
        rest = [each for each in best if at[each] != right]
        if here and len(rest) >= OTHERS + 2:
            chosen = [*here, *chance.choice(rest, OTHERS, replace=False)]
            made.append((right, [int(at[each]) for each in chosen], sums[chosen]))
    return made


def short(pair: Pair) -> bool:
    """Long ones would take most of the time, and few are right."""
    return pair.end - pair.first < LONGEST


def cut(found: Transcripts, pair: Pair, letters: int) -> list[str]:
    """What is compared of a stretch."""
    lines = found.sittings[pair.sitting].lines[pair.first : pair.end + 1]
    if letters <= 0:
        names = [", ".join(line.speakers) if letters == 0 else "" for line in lines]
        said = [Said(name, line.text) for name, line in zip(names, lines, strict=True)]
        return [piece for each in said for piece in pieces([each])] or ["-"]
    return joined([line.text for line in lines], letters) or ["-"]


def embedded(texts: Sequence[str]) -> np.ndarray:
    """A row of length 1 for each; those of like length go together."""
    embedder, order = LocalEmbedder(), sorted(range(len(texts)), key=lambda at: len(texts[at]))
    parts = [
        asyncio.run(embedder.embed(EmbedRequest(LOCAL, tuple(texts[each] for each in order[at : at + 512])))).rows
        for at in range(0, len(order), 512)
    ]
    rows = np.concatenate(parts)[np.argsort(order)]
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def sureness(rows: np.ndarray, sittings: np.ndarray, folds: int = 5) -> np.ndarray:
    """The logarithm of what a softmax gives the first of each case, fitted without its sessions (Newton's method)."""
    rows = rows / (rows.std(axis=(0, 1)) + 1e-9)
    told = np.zeros(len(rows))
    for fold in range(folds):
        out = sittings % folds == fold
        some, weights, hold = rows[~out], np.zeros(rows.shape[2]), 0.5 * np.eye(rows.shape[2])
        for _ in range(30):
            mass = softmax(some @ weights)
            means = (mass[:, :, None] * some).sum(axis=1)
            slope = (some[:, 0] - means).sum(axis=0) - hold @ weights
            weights = weights + np.linalg.solve(
                np.einsum("qk,qkf,qkg->fg", mass, some, some) - means.T @ means + hold, slope
            )
        told[out] = np.log(softmax(rows[out] @ weights)[:, 0])
    return told


def softmax(sums: np.ndarray) -> np.ndarray:
    """By rows."""
    mass = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(mass / mass.sum(axis=1, keepdims=True))


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=Path)
    args.add_argument("--summaries", type=int, default=220)
    args.add_argument("--letters", type=int, default=400)
    options = args.parse_args()
    found = load_transcripts(options.folder)
    cases = cases_of(found, options.summaries)
    stretches = sorted({each for _, chosen, _ in cases for each in chosen})
    texts = {each: cut(found, found.pairs[each], options.letters) for each in stretches}
    flat = [text for each in stretches for text in texts[each]]
    print(f"{len(cases)} summaries, {len(stretches)} stretches, {len(flat)} pieces", flush=True)
    vectors, asked = embedded(flat), embedded([found.pairs[right].summary for right, _, _ in cases])
    ends = np.cumsum([len(texts[each]) for each in stretches])
    of = {each: vectors[end - len(texts[each]) : end] for each, end in zip(stretches, ends, strict=True)}
    like = np.zeros((len(cases), OTHERS + 1, 3))
    for row, (_, chosen, _) in enumerate(cases):
        for column, each in enumerate(chosen):
            likeness = np.sort(of[each] @ asked[row])[::-1]
            like[row, column] = likeness[0], likeness[:3].mean(), likeness.mean()
    words = np.array([sums - sums.max() for _, _, sums in cases])[:, :, None]
    sittings = np.array([found.pairs[right].sitting for right, _, _ in cases])
    plain = sureness(words, sittings)
    print(f"by words {plain.mean():.3f}")
    for name, columns in LIKENESSES.items():
        more = sureness(np.concatenate([words, like[:, :, columns]], axis=2), sittings) - plain
        print(f"with likeness, {name}: {more.mean():+.3f} (standard error {more.std() / math.sqrt(len(more)):.3f})")


if __name__ == "__main__":
    main()

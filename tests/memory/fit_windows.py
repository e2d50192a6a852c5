"""Fits what the best windows are looked at again by (`Weights.again`) on the train split of a folder of transcripts.

    python tests/memory/fit_windows.py DIR [--queries 600] [--folds 5]

A softmax over each summary's candidates, by plain gradient descent: the windows that hold an aligned turn should
get the mass. What is printed is the share found in ten windows by the present weights, by weights fitted without
the sessions of the summary (left out), and by those fitted on all, which are printed last.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gm.bench.memory_sets import Pair, Transcripts, load_transcripts
from gm.bench.memory_transcripts import campaigns_of, index_of, sample
from gm.memory.field import Field
from gm.memory.ranking import Sought, found_in, wanted_of
from gm.memory.reranking import candidates, features
from gm.memory.scoring import Turns, score
from gm.memory.segments import Segment
from gm.memory.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class Case:
    """A summary with its candidates."""

    sitting: int
    blocks: list[int]
    joined: np.ndarray
    rows: np.ndarray
    right: np.ndarray
    """Which of them hold an aligned turn."""


def case_of(whole: Segment, pair: Pair, first: int, last: int, allowed: np.ndarray) -> Case:
    """What ranking has before it looks again."""
    field = Field([whole], allowed)
    wanted = wanted_of(Sought(pair.summary), WEIGHTS)
    found = found_in(field, wanted, WEIGHTS)
    scores, _ = score(field, found, wanted, WEIGHTS)
    blocks = candidates(field, scores, Turns(field, scores, None, 0, None), WEIGHTS)
    rows = features(field, found, wanted, scores, blocks, WEIGHTS) if blocks else np.zeros((0, len(WEIGHTS.again)))
    spans = [field.span(block) for block in blocks]
    right = np.array([begin <= last and end >= first for begin, end in spans], bool)
    return Case(pair.sitting, blocks, field.frame.joined[blocks], rows, right)


def cases_of(found: Transcripts, queries: int) -> list[Case]:
    """Of a sample of the train split."""
    whole, campaigns, offsets = index_of(found), campaigns_of(found), found.offsets()
    made, start = [], time.monotonic()
    for pair in sample([pair for pair in found.pairs if pair.split == "train"], queries, seed=1):
        at = offsets[pair.sitting]
        made.append(case_of(whole, pair, at + pair.first, at + pair.last, campaigns == pair.campaign))
    print(f"{len(made)} cases, {time.monotonic() - start:.0f} s", flush=True)
    return made


def fitted(cases: Sequence[Case], steps: int = 150, rate: float = 0.1) -> np.ndarray:
    """The weights that give what is right the most mass."""
    some = [case for case in cases if case.right.any()]
    rows = np.concatenate([case.rows for case in some])
    right = np.concatenate([case.right for case in some])
    sizes = np.array([len(case.rows) for case in some])
    begin, of = np.append(0, np.cumsum(sizes)[:-1]), np.repeat(np.arange(len(sizes)), sizes)
    spread = rows.std(axis=0) + 1e-9
    rows = rows / spread
    weights, mean, square = (np.zeros(rows.shape[1]) for _ in range(3))
    for step in range(1, steps + 1):
        sums = rows @ weights
        mass = np.exp(sums - np.maximum.reduceat(sums, begin)[of])
        all_of, right_of = np.add.reduceat(mass, begin)[of], np.add.reduceat(mass * right, begin)[of]
        slope = (mass / all_of - mass * right / np.maximum(right_of, 1e-30)) @ rows / len(sizes)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return np.asarray(weights / spread)


def is_found(case: Case, weights: np.ndarray, most: int = 10) -> bool:
    """Whether one of the ten best that do not overlap is right."""
    taken: set[int] = set()
    given = 0
    for at in np.argsort(-(case.rows @ weights), kind="stable"):
        block = case.blocks[at]
        if given < most and not taken & {block, block + 1}:
            taken |= {block, block + 1} if case.joined[at] else {block}
            given += 1
            if case.right[at]:
                return True
    return False


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=Path)
    args.add_argument("--queries", type=int, default=600)
    args.add_argument("--folds", type=int, default=5)
    options = args.parse_args()
    cases = cases_of(load_transcripts(options.folder), options.queries)
    left = [False] * len(cases)
    for fold in range(options.folds):
        weights = fitted([case for case in cases if case.sitting % options.folds != fold])
        for at, case in enumerate(cases):
            if case.sitting % options.folds == fold:
                left[at] = is_found(case, weights)
    whole = fitted(cases)
    now = np.array(WEIGHTS.again)
    print(f"among the candidates {np.mean([case.right.any() for case in cases]):.3f}")
    plain = np.eye(1, len(now))[0]
    for name, shares in (
        ("not looked at again", [is_found(case, plain) for case in cases]),
        ("as it is", [is_found(case, now) for case in cases]),
        ("left out", left),
        ("fitted on all", [is_found(case, whole) for case in cases]),
    ):
        print(f"{name} {np.mean(shares):.3f}")
    print(tuple(round(float(each), 3) for each in whole))


if __name__ == "__main__":
    main()

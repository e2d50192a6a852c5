"""Fits what stretches are looked at again by on the train split of a folder of transcripts: `Weights.stretch`, and
`Weights.stretch_again`, in which the order by the former is weighed, too.

    python tests/memory/fit_stretches.py DIR [--queries 1000] [--folds 4]

A softmax over each summary's candidates, by Newton's method: the stretch that it is aligned to should get the mass.
What is printed is the share found among ten by the present weights, by weights fitted without the sessions of the
summary (left out), and by those fitted on all, which are printed last: for the first look alone and with the further
signs; and how many summaries these gained and lost where both are left out, with how likely so much is by chance.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gm.bench.memory_sets import load_transcripts
from gm.bench.memory_transcripts import index_of, sample, stretches_of
from gm.memory.field import Field
from gm.memory.ranking import Sought
from gm.memory.stretches import looked_at_again
from gm.memory.weights import WEIGHTS

HELD_BACK = 0.02
"""How much large weights are held back."""


@dataclass(frozen=True, slots=True)
class Case:
    """A summary with its candidates; `right`: which of them it is aligned to."""

    sitting: int
    rows: np.ndarray
    right: np.ndarray


def cases_of(folder: Path, queries: int) -> list[Case]:
    """Of a sample of the train split."""
    found = load_transcripts(folder)
    turns, stretches = Field([index_of(found)], None), stretches_of(found)
    campaigns = np.array([pair.campaign for pair in found.pairs])
    numbers = {pair: number for number, pair in enumerate(found.pairs)}
    made = []
    for pair in sample([pair for pair in found.pairs if pair.split == "train"], queries, seed=1):
        allowed = campaigns == pair.campaign
        at, rows = looked_at_again(stretches, turns, Sought(pair.summary), allowed=allowed, weights=WEIGHTS)
        made.append(Case(pair.sitting, rows, at == numbers[pair]))
    return made


def fitted(cases: Sequence[Case]) -> np.ndarray:
    """The weights that give what is right the most mass."""
    some = [case for case in cases if case.right.any()]
    rows = np.concatenate([case.rows - case.rows.mean(axis=0) for case in some])
    spread = rows.std(axis=0) + 1e-9
    rows = rows / spread
    sizes = np.array([len(case.rows) for case in some])
    begin, of = np.append(0, np.cumsum(sizes)[:-1]), np.repeat(np.arange(len(sizes)), sizes)
    right = rows[np.concatenate([case.right for case in some])].sum(axis=0)
    hold = HELD_BACK * len(some) * np.eye(rows.shape[1])
    weights = kept = step = np.zeros(rows.shape[1])
    before = np.inf
    for _ in range(30):
        sums = rows @ weights
        most = np.maximum.reduceat(sums, begin)
        mass = np.exp(sums - most[of])
        totals = np.add.reduceat(mass, begin)
        loss = float((np.log(totals) + most).sum() - right @ weights + 0.5 * weights @ hold @ weights)
        if loss > before:  # a step too far
            step = step / 2
            weights = kept - step
            continue
        if before - loss < 1e-6 * len(some):
            break
        before, kept = loss, weights
        heavy = rows * (mass / totals[of])[:, None]
        means = np.add.reduceat(heavy, begin, axis=0)
        step = np.linalg.solve(rows.T @ heavy - means.T @ means + hold, means.sum(axis=0) - right + hold @ weights)
        weights = kept - step
    return np.asarray(weights / spread)


def is_found(case: Case, weights: np.ndarray, most: int = 10) -> bool:
    """Whether one of the ten best is right."""
    return bool(case.right[np.argsort(-(case.rows @ weights), kind="stable")[:most]].any())


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=Path)
    args.add_argument("--queries", type=int, default=1000)
    args.add_argument("--folds", type=int, default=4)
    options = args.parse_args()
    cases = cases_of(options.folder, options.queries)
    print(f"among the candidates {np.mean([case.right.any() for case in cases]):.3f}")
    first = [replace(case, rows=case.rows[:, : len(WEIGHTS.stretch)]) for case in cases]
    before = shown("the first look", first, np.array(WEIGHTS.stretch), options.folds)
    after = shown("with further signs", cases, np.array(WEIGHTS.stretch_again), options.folds)
    gained = sum(now and not then for then, now in zip(before, after, strict=True))
    lost = sum(then and not now for then, now in zip(before, after, strict=True))
    print(f"gained {gained}, lost {lost}, by chance {by_chance(gained, lost):.2g}")


def shown(name: str, cases: Sequence[Case], now: np.ndarray, folds: int) -> list[bool]:
    """Print what is found, and the weights; which summaries are found with weights fitted without their sessions."""
    left = [False] * len(cases)
    for fold in range(folds):
        weights = fitted([case for case in cases if case.sitting % folds != fold])
        for at, case in enumerate(cases):
            if case.sitting % folds == fold:
                left[at] = is_found(case, weights)
    whole = fitted(cases)
    for how, shares in (
        ("as it is", [is_found(case, now) for case in cases]),
        ("left out", left),
        ("fitted on all", [is_found(case, whole) for case in cases]),
    ):
        print(f"{name}, {how}: {np.mean(shares):.4f}")
    print(tuple(round(float(each), 4) for each in whole), flush=True)
    return left


def by_chance(gained: int, lost: int) -> float:
    """How likely so much of a difference, or more, is where neither is better (sign test, two-sided)."""
    many = gained + lost
    return min(1.0, 2 * sum(math.comb(many, each) for each in range(min(gained, lost) + 1)) / 2**many)


if __name__ == "__main__":
    main()

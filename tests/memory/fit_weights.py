"""Fits `gm/memory/weights.py` on the train split of a folder of transcripts, one weight after the other.

    python tests/memory/fit_weights.py DIR [--queries 200] [--rounds 1]

For each weight some values are tried. What is printed beside the best is the leave-one-out share: each summary is
ranked by the value that is best for all the others, so that a value that only one summary likes gains nothing. A value
is taken when it finds more single turns and windows together.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from gm.bench.memory_sets import Pair, Transcripts, load_transcripts
from gm.bench.memory_transcripts import campaigns_of, index_of, sample
from gm.memory.ranking import Sought, rank
from gm.memory.segments import Segment
from gm.memory.weights import WEIGHTS, Okapi, Weights

TRIED: dict[str, tuple[object, ...]] = {
    "turn": (Okapi(0.9, 0.4), Okapi(0.75, 0.65), Okapi(1.0, 0.9), Okapi(1.2, 1.0)),
    "window": (Okapi(1.2, 0.6), Okapi(1.2, 0.75), Okapi(0.8, 0.9)),
    "near": (0.3, 0.5, 0.7),
    "wide": (0.0, 0.2, 0.3, 0.4),
    "whole": (0.0, 0.2, 0.4),
    "best": (0.3, 0.4, 0.5, 1.0),
    "common": (0.03, 0.1, 0.2),
}


def hits(whole: Segment, found: Transcripts, pairs: list[Pair], weights: Weights) -> np.ndarray:
    """For each summary how much of it was found: a half for a turn, a half for a window."""
    campaigns, offsets = campaigns_of(found), found.offsets()
    shares = []
    for pair in pairs:
        first, last = offsets[pair.sitting] + pair.first, offsets[pair.sitting] + pair.last
        ranking = rank([whole], None, Sought(pair.summary), allowed=campaigns == pair.campaign, weights=weights)
        turn = any(first <= hit.position <= last for hit in ranking.turns)
        window = any(each.first <= last and each.last >= first for each in ranking.windows)
        shares.append((turn + window) / 2)
    return np.array(shares)


def left_out(table: np.ndarray) -> float:
    """The share that is found where each summary is ranked by what is best for all the others."""
    others = table.sum(axis=1, keepdims=True) - table
    return float(table[others.argmax(axis=0), np.arange(table.shape[1])].mean())


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=Path)
    args.add_argument("--queries", type=int, default=200)
    args.add_argument("--rounds", type=int, default=1)
    options = args.parse_args()
    found = load_transcripts(options.folder)
    chosen = sample([pair for pair in found.pairs if pair.split == "train"], options.queries, seed=1)
    whole, weights = index_of(found), WEIGHTS
    for _ in range(options.rounds):
        for name, values in TRIED.items():
            table = np.stack([hits(whole, found, chosen, replace(weights, **{name: value})) for value in values])
            best = int(table.mean(axis=1).argmax())
            weights = replace(weights, **{name: values[best]})
            print(name, values[best], f"{table[best].mean():.3f}, left out {left_out(table):.3f}", flush=True)
    print(weights)


if __name__ == "__main__":
    main()

"""The best windows in a better order: by what is around them, and by words that stand together. Pure.

A window's own words say too little: what a table does in an hour, and in an evening, tells which of two windows that
share the same words is meant. So the best two hundred are looked at again: how well their eighty turns, their five
hundred and their sitting fit, how well their best turn does, and for neighbouring words of the query whether one turn
holds both. The sum's weights are fitted (`tests/memory/fit_windows.py`).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from gm.memory.field import Field, Posting
from gm.memory.okapi import rarity
from gm.memory.scoring import Scores, Turns, best_windows
from gm.memory.weights import Okapi, Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

CANDIDATES: Final = 200
"""Windows that are looked at again."""
REACHES: Final = ((3, 4), (24, 25))
"""Blocks before a window's first and after it: eighty documents, and five hundred."""
TOGETHER: Final = 3
"""Words of the query that are at most so far apart are neighbours."""


def reranked(
    field: Field,
    found: Mapping[str, Posting],
    wanted: Mapping[str, float],
    scores: Scores,
    blocks: list[int],
    weights: Weights,
) -> list[tuple[int, float]]:
    """The windows that begin at `blocks`, best first, each with its score, the last of equals first."""
    import numpy as np

    if not blocks:
        return []
    sums = features(field, found, wanted, scores, blocks, weights) @ np.array(weights.again, np.float64)
    order = np.lexsort((-np.array(blocks), -sums))
    return [(blocks[at], float(sums[at])) for at in order]


def candidates(field: Field, scores: Scores, turns: Turns, weights: Weights, many: int = CANDIDATES) -> list[int]:
    """The blocks at which the best windows begin, and those of half as many best turns."""
    window, of = field.frame.window, field.frame.block
    held = [int(of[at]) for at, _ in turns.top(many // 2)]
    begin = [block if window[block] else block - 1 for block in held]
    return list(dict.fromkeys((*(block for block, _ in best_windows(field, scores, weights.best, many)), *begin)))


def features(
    field: Field,
    found: Mapping[str, Posting],
    wanted: Mapping[str, float],
    scores: Scores,
    blocks: list[int],
    weights: Weights,
) -> "Numbers":
    """For each window a row: its score, its best turn's, those of its surroundings, near to far, its neighbours'."""
    import numpy as np

    at = np.array(blocks)
    following = np.where(field.frame.joined[at], at + 1, at)
    own, total = scores.best, (scores.best + scores.around) * (scores.best > 0)
    columns = (
        scores.windows[at] + weights.best * np.maximum(own[at], own[following]),
        np.maximum(total[at], total[following]),
        _surroundings(field, found, wanted, at, weights.window),
        _together(field, found, at, following),
    )
    return np.column_stack(columns).astype(np.float64)


def _surroundings(
    field: Field, found: Mapping[str, Posting], wanted: Mapping[str, float], at: "Numbers", by: Okapi
) -> "Numbers":
    """Okapi BM25 of what is around each window: a column for each reach, and one for its sitting."""
    import numpy as np

    openings = np.searchsorted(field.frame.sitting, field.frame.sitting[at], "left")
    closings = np.searchsorted(field.frame.sitting, field.frame.sitting[at], "right")
    bounds = [(np.maximum(openings, at - back), np.minimum(closings, at + on + 1)) for back, on in REACHES]
    bounds.append((openings, closings))
    edges = [np.append(np.arange(0, field.blocks, back + on + 1), field.blocks) for back, on in REACHES]
    edges.append(np.append(np.flatnonzero(np.diff(field.frame.sitting, prepend=-1)), field.blocks))
    lengths = _counted(field.block_lengths)
    sizes = [np.diff(lengths[each]) for each in edges]
    texts = [max(1, int(np.count_nonzero(each))) for each in sizes]
    norms = [
        by.k * (1 - by.b + by.b * (lengths[last] - lengths[first]) / max(1.0, float(size.sum()) / count))
        for (first, last), size, count in zip(bounds, sizes, texts, strict=True)
    ]
    scores = np.zeros((len(at), len(bounds)))
    for term, posting in found.items():
        counts = _counted(np.bincount(field.frame.block[posting.at], posting.counts, field.blocks))
        for column, ((first, last), edge, norm, count) in enumerate(zip(bounds, edges, norms, texts, strict=True)):
            many = counts[last] - counts[first]
            worth = wanted[term] * (by.k + 1) * rarity(count, int(np.count_nonzero(np.diff(counts[edge]))))
            scores[:, column] += worth * many / (many + norm)
    return scores


def _together(field: Field, found: Mapping[str, Posting], at: "Numbers", following: "Numbers") -> "Numbers":
    """What the neighbouring words of the query are worth that one document of a window holds both of."""
    import numpy as np

    looked = np.zeros(field.blocks, bool)
    looked[at] = True
    looked[following] = True
    inside = np.flatnonzero(looked[field.frame.block])
    of = field.frame.block[inside].astype(np.int64)
    number = np.full(field.size, -1, np.int32)
    number[inside] = np.arange(len(inside))
    holds = np.zeros((len(found), len(inside)), bool)
    for row, posting in enumerate(found.values()):
        there = number[posting.at]
        holds[row, there[there >= 0]] = True
    worth = [rarity(field.size, posting.common) for posting in found.values()]
    scores = np.zeros(len(at))
    for one in range(len(found)):
        for two in range(one + 1, min(len(found), one + 1 + TOGETHER)):
            both = np.zeros(field.blocks, bool)
            both[of[holds[one] & holds[two]]] = True
            scores += (worth[one] + worth[two]) * (both[at] | both[following])
    return scores


def _counted(row: "Numbers") -> "Numbers":
    """The sums of all before each, and of all."""
    import numpy as np

    counted = np.zeros(len(row) + 1)
    np.cumsum(row, out=counted[1:])
    return counted

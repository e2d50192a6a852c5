"""What rare terms are worth where they stand, counted for all of them at once. Pure: arrays in, arrays out.

Most terms of a query stand in few documents: one by one, calling numpy for each takes longer than the counting.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gm.memory.field import Field, Posting
from gm.memory.okapi import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


class RareShares(NamedTuple):
    """What one term is worth."""

    turns: "Numbers"
    """In each document that holds it."""
    at: "Numbers"
    """The blocks at which the windows begin that hold it."""
    windows: "Numbers"
    """In each of those."""
    sittings: "Numbers"


def rare_shares(
    field: Field, postings: Sequence[Posting], factors: Sequence[float], turn: Scale, window: Scale, sitting: Scale
) -> list[RareShares]:
    """For each term; `postings`: none is empty. `factors`: how much each counts."""
    import numpy as np

    if not postings:
        return []
    frame, kinds = field.frame, len(postings)
    terms = np.repeat(np.arange(kinds), [len(each.at) for each in postings])
    at = np.concatenate([each.at for each in postings])
    counts = np.concatenate([each.counts for each in postings])
    worth = [turn.worth(factor, each.common) for each, factor in zip(postings, factors, strict=True)]
    turns = _shares(turn, at, counts, worth, terms)

    keys = terms * frame.blocks + frame.block.take(at)
    first = np.append(0, np.flatnonzero(keys[1:] != keys[:-1]) + 1)
    keys, terms, counts = keys.take(first), terms.take(first), np.add.reduceat(counts, first)
    blocks = keys - terms * frame.blocks

    sums = np.bincount(terms * len(frame.openings) + frame.sitting.take(blocks), counts, kinds * len(frame.openings))
    held = sums.astype(np.float32).reshape(kinds, -1)
    norm = sitting.norm
    sittings = held / (held + norm)
    common = np.count_nonzero(held, axis=1)
    sittings *= np.array(
        [[sitting.worth(factor, int(many))] for factor, many in zip(factors, common, strict=True)], np.float32
    )

    keys, counts, terms = _windows(field, keys, blocks, counts, terms)
    ends = np.searchsorted(terms, np.arange(kinds + 1))
    worth = [window.worth(factor, int(many)) for factor, many in zip(factors, np.diff(ends), strict=True)]
    begins = keys - terms * frame.blocks
    windows = _shares(window, begins, counts, worth, terms)

    found, before = [], 0
    for number, each in enumerate(postings):
        here, there = slice(before, before + len(each.at)), slice(int(ends[number]), int(ends[number + 1]))
        found.append(RareShares(turns[here], begins[there], windows[there], sittings[number]))
        before = here.stop
    return found


def _shares(scale: Scale, at: "Numbers", counts: "Numbers", worth: Sequence[float], terms: "Numbers") -> "Numbers":
    import numpy as np

    part: Numbers = scale.norm.take(at)
    part += counts
    np.divide(counts, part, out=part)
    part *= np.array(worth, np.float32).take(terms)
    return part


def _windows(
    field: Field, keys: "Numbers", blocks: "Numbers", counts: "Numbers", terms: "Numbers"
) -> "tuple[Numbers, Numbers, Numbers]":
    """Windows that hold a term, ascending, with how often: each block begins one, and stands in that which begins at
    the block before it in its sitting."""
    import numpy as np

    next_too = np.append(keys[1:] == keys[:-1] + 1, False)  # the next block holds the term as well
    before = field.frame.follows.take(blocks)
    before[1:] &= ~next_too[:-1]
    own = np.arange(len(keys)) + np.cumsum(before)
    size = len(keys) + int(np.count_nonzero(before))
    at, many, of = np.empty(size, keys.dtype), np.empty(size, counts.dtype), np.empty(size, terms.dtype)
    together = counts.copy()
    both = np.flatnonzero(next_too & field.frame.joined.take(blocks))
    together[both] += counts[both + 1]
    at[own], many[own], of[own] = keys, together, terms
    extra = own[before] - 1
    at[extra], many[extra], of[extra] = keys[before] - 1, counts[before], terms[before]
    return at, many, of

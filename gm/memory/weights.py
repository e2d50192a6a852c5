"""What ranking weighs by. Chosen by small grids over 100 to 300 summaries of CRD3's train split, between values that
differ by a point or two, which is within chance there; `tests/memory/fit_weights.py` tries such values again,
leave-one-out: what it chooses finds no more on summaries that it did not see.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Okapi:
    """Okapi BM25: how soon more of a word adds nothing, and how much long texts are held back (0 to 1)."""

    k: float
    b: float


@dataclass(frozen=True, slots=True)
class Weights:
    """All of them."""

    turn: Okapi = field(default=Okapi(1.0, 0.9))
    window: Okapi = field(default=Okapi(1.2, 0.75))
    """Of windows of twenty, and of the fifty documents around one."""
    sitting: Okapi = field(default=Okapi(1.2, 0.5))
    near: float = 0.5
    """What the windows around a turn add to it."""
    wide: float = 0.3
    """What the fifty documents around a turn add to it."""
    whole: float = 0.4
    """What its sitting adds to it."""
    best: float = 0.4
    """What its best turn adds to a window."""
    again: tuple[float, ...] = (0.087, 0.091, 0.073, 0.228, 0.261, 0.016)
    """The best windows, looked at again (`gm.memory.reranking`): what their score so far counts, their best
    turn's, those of eighty turns around, of five hundred, of the sitting, and neighbouring words of the query in one
    turn. Fitted on 600 summaries (`tests/memory/fit_windows.py`)."""
    stretch: tuple[float, ...] = (0.07, 0.046, 0.072, 0.065, 0.189, 0.027, -1.358)
    """The best of given stretches, looked at again (`gm.memory.stretches`): what counts their score as a turn is
    ranked, that of all their words, that of a thousand turns around, of the sitting, of their best turn, neighbouring
    words of the query, and the logarithm of their length. Fitted by `tests/memory/fit_stretches.py`."""
    stretch_again: tuple[float, ...] = (
        0.0258, 0.012, 0.0165, 0.045, 0.1301, -0.0041, -1.1911,
        0.0108, 0.0101, 5.3035, 2.4245, -0.0217, 0.0665, -0.1217, -0.0072, 0.1878, 0.0618,
    )  # fmt: skip
    """The same, looked at once more: the same seven, and the further signs (`gm.memory.signs`): what is told 15 and
    120 turns around, the share of what is looked for that stands in it and 120 turns around, how surprising these words
    are where so few turns are, how likely it is to say them, its rarest; how many are better by the first sum, the best
    of its sitting, and what stands beside it. Fitted by the same on 7,005 summaries."""
    common: float = 0.1
    """Terms that stand in a greater share of all documents are only counted where nothing rarer is looked for."""
    speaks: float = 0.3
    """The share by which a turn grows in which somebody speaks who is named."""
    named: float = 1.5
    """Times a term counts that belongs to a name given with the query."""
    pair: float = 0.5
    """Times a term counts that is no word but a pair of letters, in scripts without spaces: pairs overlap each other,
    and those of everyday words would outweigh a name."""
    dense: float = 1.0
    """What a deviation of the likeness from elsewhere counts, in deviations of the score by words."""


WEIGHTS: Final = Weights()

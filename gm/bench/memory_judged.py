"""What a reader found who judged a sample of what `gm bench memory --transcripts` counts as missed, and as found.

The summaries of CRD3 were aligned to turns by a program, and some to turns that speak of something else. So a seeded
sample was read: the summary, the turns that it is aligned to with what stands around them, and the ten that were given.
`memory_judged.json` holds what came of it, one number for each summary, and none of the transcripts' words.

1. One that was given supports the summary's main statement at least as well as the aligned turns do (`turn`: where;
   `both`: these support it, too).
2. The aligned turns support none of it, and none that was given does.
3. The aligned turns support it and were not given, though they share a telling word with it (a name that all turns
   share, or a word of every day, tells nothing).
4. The aligned turns support it and were not given; only who draws conclusions could find them.

`hits` are summaries for which an aligned window was given, and others for which the aligned stretch was (1: one that
was given supports it; 2: none does). Each kind has a sample of its own. `again` are verdicts of a
second reading: of two passages, the aligned one and one that was given, in an order that was drawn and without saying
which is which; 0 stands for "3 or 4", which that reading does not tell apart.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gm.bench.report import Measure, percentile

FILE: Final = Path(__file__).with_name("memory_judged.json")
WORDS: Final = {
    1: "what was given supports it as well",
    2: "no aligned turn supports it",
    3: "missed, by words that it shares",
    4: "missed, by inference only",
}
NAMES: Final = (
    "recall as a reader counts it",
    "recall as a reader counts it, of summaries that some turn supports",
    "what a reader would find at most, as the alignment counts it",
)
_DRAWS: Final = 20_000

Given = Callable[[str, int], bool]
"""Whether what was given for the summary of this key holds this turn of its session."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on what was missed that still is, and on what was found."""

    missed: Counter[int]
    both: int
    """Of verdict 1: the aligned turns support it, too."""
    hits: Counter[int]
    left: int
    """Judged summaries that are found by now."""


def load() -> dict[str, Any]:
    """The verdicts."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def drawn(keys: Sequence[str], seed: int) -> list[str]:
    """In the order in which they were drawn: the sample is the first of those that were missed."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())


def judged(
    rows: Sequence[Mapping[str, Any]], hits: Sequence[Mapping[str, Any]], missed: set[str], given: Given
) -> Judged:
    """The verdicts as they hold for what is given now: a passage that is no longer given supports nothing."""
    still = [row for row in rows if row["id"] in missed]
    verdicts = Counter(
        3 if row["verdict"] == 1 and not given(row["id"], row["turn"]) else int(row["verdict"]) for row in still
    )
    both = sum(row.get("both", False) and given(row["id"], row["turn"]) for row in still)
    return Judged(verdicts, both, Counter(int(row["verdict"]) for row in hits), len(rows) - len(still))


def corrected(found: Judged, recall: float) -> list[Measure]:
    """The share by verdict, and recall as a reader would count it, with its interval (95 %)."""
    size = sum(found.missed.values())
    if not size:
        return []
    shares = [
        Measure(f"of {size} missed that were read: {WORDS[each]}", found.missed[each] / size, "share") for each in WORDS
    ]
    import numpy as np

    chance = np.random.default_rng(7)  # the same estimate each time
    kinds = [found.missed[1] - found.both, found.both, found.missed[2], found.missed[3] + found.missed[4]]
    masses = chance.dirichlet([many + 0.5 for many in kinds], _DRAWS).tolist()
    reals = chance.beta(found.hits[1] + 0.5, found.hits.total() - found.hits[1] + 0.5, _DRAWS).tolist()
    draws = [_recalls(recall, hit, mass) for hit, mass in zip(reals, masses, strict=True)]
    real = found.hits[1] / max(1, found.hits.total())
    best = _recalls(recall, real, [many / size for many in kinds])
    whole = [
        measure
        for at, name in enumerate(NAMES)
        for measure in (
            Measure(name, best[at], "share"),
            Measure(f"{name}, lower end (95 %)", percentile([each[at] for each in draws], 0.025), "share"),
            Measure(f"{name}, upper end (95 %)", percentile([each[at] for each in draws], 0.975), "share"),
        )
    ]
    return [*shares, Measure(f"of {found.hits.total()} found that were read: supports it", real, "share"), *whole]


def _recalls(recall: float, hit: float, shares: Sequence[float]) -> tuple[float, float, float]:
    """As `NAMES` says. `hit`: the share of what is found that supports it; `shares`: of what is missed."""
    instead, both, none, _ = shares
    counted = recall * hit + (1 - recall) * (instead + both)
    return counted, counted / (1 - (1 - recall) * none), 1 - (1 - recall) * (instead + none)


def agreement(found: Mapping[str, Any]) -> list[Measure]:
    """How far the second reading agrees with the first."""
    first = {(of, row["id"]): int(row["verdict"]) for of in ("windows", "stretches") for row in found[of]}
    both = [(_kind(first[row["of"], row["id"]]), int(row["verdict"])) for row in found.get("again", ())]
    if not both:
        return []
    same = sum(one == two for one, two in both) / len(both)
    ones, twos = Counter(one for one, _ in both), Counter(two for _, two in both)
    by_chance = sum(ones[kind] * twos[kind] for kind in ones) / len(both) ** 2
    return [
        Measure(f"of {len(both)} that were read twice: the same verdict", same, "share"),
        Measure("the same beyond chance (kappa)", (same - by_chance) / max(1e-9, 1 - by_chance), "share"),
    ]


def _kind(verdict: int) -> int:
    return verdict if verdict < 3 else 0

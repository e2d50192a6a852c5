"""Which of the hits are worth recalling: those that fit what was looked for, not five of one scene. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.memory import RecallQuery

NEAR: Final = 6
"""Turns of one sitting that are as near as this tell of the same thing."""
COVER: Final = 0.3
"""What must be found of all that the query's words are worth, for a passage to fit it."""
TOUCH: Final = 0.5
"""Where somebody searches: of what the rarest word is worth, how much must be found. Everyday words are nothing."""
RARE: Final = 0.9
"""How much must be found in any case: as a share of what a word is worth that stands only once or twice."""
CLOSE: Final = 0.7
"""A further passage must be this near to the best one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit. `strength`: what the words of the query are worth that stand in it."""

    ref: int
    score: float
    number: int
    group: int
    strength: float
    why: tuple[str, ...]


def choose(
    candidates: Sequence[Candidate], query: RecallQuery, worth: Mapping[str, float], size: int
) -> tuple[Candidate, ...]:
    """The candidates to show, best first. Where only what fits well is wanted (`query.fitting`), that may be none."""
    whole = sum(worth.values())
    if query.fitting:
        candidates = _fitting(candidates, whole, size)
    else:
        least = TOUCH * max(worth.values(), default=0.0)
        candidates = [each for each in candidates if each.strength >= least]
    chosen: list[Candidate] = []
    for each in candidates:
        if not any(each.group == other.group and abs(each.number - other.number) < NEAR for other in chosen):
            chosen.append(each)
    if (
        not query.fitting and len(chosen) < query.limit
    ):  # whoever asks for more than there are scenes gets their neighbours
        chosen += [each for each in candidates if each not in chosen]
    return tuple(sorted(chosen[: query.limit], key=lambda each: -each.score))


def _fitting(candidates: Sequence[Candidate], whole: float, size: int) -> list[Candidate]:
    need = max(COVER * whole, RARE * math.log(1 + size / 2))
    fits = [each for each in candidates if each.strength >= need]
    return [each for each in fits if each.score >= CLOSE * fits[0].score]

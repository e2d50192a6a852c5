"""Which of the hits are worth recalling: those that fit what was looked for, not five of one scene. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.memory import RecallQuery
from gm.memory.okapi import highest

NEAR: Final = 6
NEXT: Final = 2
"""Turns of one sitting that are as near as this tell of the same thing; in prompts, where every word counts, nearer."""
COVER: Final = 0.15
"""What must be found of all that the query's words are worth, for a passage to fit it."""
TOUCH: Final = 0.5
"""Where somebody searches: of what the rarest word is worth, how much must be found. Everyday words are nothing."""
RARE: Final = 0.885
"""How much must be found in any case: as a share of what a word is worth that stands only once or twice."""
SCARCE: Final = 0.64
"""How rare one of the words must be at least, in the same measure: everyday words call up nothing, however many."""
ANSWERS: Final = 0.33
"""Where something is asked: of what all its words are worth, those never said included, how much must be found."""
FULL: Final = 0.6
"""And how much of what the fullest answer holds."""
NAMED: Final = 2.0
"""How many times what must be found makes up for there being no scarce word, where a name is among it: in a young game
the people of a scene stand in half of its turns."""
LIKE: Final = 3.5
"""How far a passage must stand out by its likeness to fit, whatever words it holds."""
ALIKE: Final = 1.0
"""The same for what answers a question: the best are given, though none may stand out."""
IMPORTANT: Final = 0.2
"""The most by which a turn grows by what stands on it (importance 100)."""
CLOSE: Final = 0.5
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
    rarest: float = 0.0
    """What the rarest of them is worth."""
    own: float = 0.0
    """What those are worth that the query itself holds; the others are other names of what it speaks of."""
    again: bool = False
    """It only asks or says the same again."""
    likeness: float = 0.0
    """How like the query it is by vectors, in deviations from the mean; 0 where there are none."""
    piece: int | None = None
    """Which piece of it is most like, where it is its meaning that fits."""
    named: bool = False
    """It names somebody or a place that the query names."""


def choose(
    candidates: Sequence[Candidate],
    query: RecallQuery,
    worth: Mapping[str, float],
    size: int,
    *,
    whole: float | None = None,
    asks: bool = False,
) -> tuple[Candidate, ...]:
    """The candidates to show, best first. Where only what fits well is wanted (`query.fitting`), that may be none.

    `whole`: what the query's own words are worth (None: all of `worth`); of a `query.topic`
    also those that stand nowhere.
    `asks`: it is a question, and what it means is known.
    """
    whole = math.fsum(worth.values()) if whole is None else whole
    if query.fitting:
        candidates = _fitting(candidates, whole, size, asks)
    elif query.topic:
        candidates = _answering(candidates, whole)
    else:
        least = TOUCH * max(worth.values(), default=0.0)
        candidates = [each for each in candidates if each.strength >= least or each.likeness >= LIKE]
    near = NEXT if query.fitting else NEAR
    chosen: list[Candidate] = []
    for each in candidates:
        if not any(_same_scene(each, other, near) for other in chosen):
            chosen.append(each)
    if not query.fitting and len(chosen) < query.limit:  # neighbours, where there are no more scenes
        chosen += [each for each in candidates if each not in chosen]
    return tuple(sorted(chosen[: query.limit], key=lambda each: -each.score))


def weighed(candidates: Sequence[Candidate], importance: Mapping[int, int]) -> tuple[Candidate, ...]:
    """The candidates in the order in which they stand once each has grown by what stands on it (`importance`: 1 to 100
    by turn). What only repeats the question does not grow."""
    grown = (
        each if each.again else replace(each, score=each.score * (1 + IMPORTANT * importance.get(each.ref, 0) / 100))
        for each in candidates
    )
    return tuple(sorted(grown, key=lambda each: -each.score))


def _same_scene(each: Candidate, other: Candidate, near: int) -> bool:
    """Whether another one tells of the same thing. A neighbour that was found by other names does not stand in for the
    one that holds more of the words themselves."""
    if each.group != other.group or abs(each.number - other.number) >= near:
        return False
    return each.own <= other.own or other.own == other.strength


def _fitting(candidates: Sequence[Candidate], whole: float, size: int, asks: bool) -> list[Candidate]:
    least = RARE * highest(size)
    need = max(COVER * whole, least)
    some = SCARCE * highest(size)
    alike = ALIKE if asks else LIKE
    fits = [
        each
        for each in candidates
        if (each.strength >= need and (each.rarest >= some or (each.named and each.strength >= NAMED * least)))
        or each.likeness >= alike
    ]
    if asks:  # scores are deviations here: half of the best one's says nothing
        return fits
    best = next((each.score for each in fits if not each.again), 0.0)
    return [each for each in fits if each.score >= CLOSE * best]


def _answering(candidates: Sequence[Candidate], whole: float) -> list[Candidate]:
    fullest = max((each.strength for each in candidates), default=0.0)
    least = max(ANSWERS * whole, FULL * fullest)
    return [each for each in candidates if 0 < least <= each.strength or each.likeness >= LIKE]

"""Which of the hits are worth recalling: those that fit what was looked for, not five of one scene. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.memory import RecallQuery
from gm.memory.aliases import undivided
from gm.memory.documents import SPEAKER
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
SHOWN: Final = 0.5
"""How much of what must be found for a long input the passage itself must hold: a long beat gathers words from all its
ends."""
SECOND: Final = 0.3
"""A word that stands more than once or twice needs another one beside it that is worth this much of what must be found
in any case."""


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


def tells_it(
    text: frozenset[str],
    worth: Mapping[str, float],
    names: frozenset[str],
    whole: float,
    size: int,
) -> bool:
    """Whether a passage fits by itself. `text`: its terms; what counts is what its reader will see."""
    least, need, some = _bounds(whole, size)
    held = {term: worth[term] * (2 if undivided(term) else 1) for term in text & worth.keys()}
    strength = math.fsum(worth[term] for term in held)
    by_word: dict[str, float] = {}
    for term, each in held.items():  # by whom it is said, and what is said there, is one word
        word = term.removeprefix(SPEAKER)
        by_word[word] = max(each, by_word.get(word, 0.0))
    rarest, second = (*sorted(by_word.values(), reverse=True), 0.0, 0.0)[:2]
    enough = strength >= SHOWN * need and (rarest >= least or second >= SECOND * least)
    return enough and _is_telling(strength, rarest, least, some, named=not names.isdisjoint(held))


def _same_scene(each: Candidate, other: Candidate, near: int) -> bool:
    """Whether another one tells of the same thing. A neighbour that was found by other names does not stand in for the
    one that holds more of the words themselves."""
    if each.group != other.group or abs(each.number - other.number) >= near:
        return False
    return each.own <= other.own or other.own == other.strength


def _fitting(candidates: Sequence[Candidate], whole: float, size: int, asks: bool) -> list[Candidate]:
    least, need, some = _bounds(whole, size)
    alike = ALIKE if asks else LIKE
    fits = [
        each
        for each in candidates
        if (each.strength >= need and _is_telling(each.strength, each.rarest, least, some, named=each.named))
        or each.likeness >= alike
    ]
    if asks:  # scores are deviations here: half of the best one's says nothing
        return fits
    best = next((each.score for each in fits if not each.again), 0.0)
    return [each for each in fits if each.score >= CLOSE * best]


def _bounds(whole: float, size: int) -> tuple[float, float, float]:
    """How much must be found in any case, how much of this query, and how rare one of the words must be."""
    least = RARE * highest(size)
    return least, max(COVER * whole, least), SCARCE * highest(size)


def _is_telling(strength: float, rarest: float, least: float, some: float, *, named: bool) -> bool:
    return rarest >= some or (named and strength >= NAMED * least)


def _answering(candidates: Sequence[Candidate], whole: float) -> list[Candidate]:
    fullest = max((each.strength for each in candidates), default=0.0)
    least = max(ANSWERS * whole, FULL * fullest)
    return [each for each in candidates if 0 < least <= each.strength or each.likeness >= LIKE]

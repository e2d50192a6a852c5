"""Who or what is meant: "the ferrywoman" is Ilse, if she was once called so. Pure; nothing is known beforehand.

A question that shares no word with what was said can still be answered when somebody is named in both ways in one
place. The rare words of a query are looked up, earliest first (people are introduced before they are talked about);
what stands next to them there, and above all whoever speaks elsewhere by that name, is looked for as well.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from gm.memory.documents import SPEAKER, Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

RARE: Final = 12
RARE_SHARE: Final = 0.02
"""A word of the query leads further when it stands in no more documents than this, nor in more than this share."""
FIRST: Final = 4
"""How many of those documents are looked at."""
MOST_WORDS: Final = 24
"""Words of a query that are followed, rarest first."""
NEAR: Final = 4
"""How many words away a name may stand."""
NEAR_PAIRS: Final = 10
"""The same where a word is many pairs of letters: so many pairs are as far as four words."""
COMMON: Final = (0.05, 20)
"""A term in a greater share of all documents, and in more than so many, is no name."""
SPEAKERS: Final = (0.02, 8)
"""A term that stands so often beside quotations is no name either, but "says"."""
SPEAKS: Final = 3.0
UNHEARD: Final = 0.5
"""What it counts that a neighbour speaks somewhere, and that it does not."""
COPY: Final = 0.9
"""A document that holds this share of the query's terms is the same question, asked before: it explains nothing."""
MOST: Final = 6
FAINT: Final = 0.4
"""Terms that are added, and the least of the best one's evidence that each must have."""
ABOUT: Final = 1.0
BY: Final = 2.0
"""What an added term counts where somebody is spoken of, and where they speak themselves; a word of the query is 1."""


def widen(
    parts: Sequence[Part],
    wanted: Sequence[str],
    allowed: "Numbers | None" = None,
    leading: Sequence[str] | None = None,
) -> dict[str, float]:
    """Further terms that mean the same people and things, with what they count. `wanted`: terms of the query.

    `allowed`: a bool for each document, as in `gm.memory.ranking.rank`. `leading`: those of the terms that may lead to
    somebody (None: all).
    """
    field = _Field(parts, allowed)
    asked = frozenset(wanted)
    known = {term: field.common(term) for term in (asked if leading is None else leading)}
    most = min(RARE, max(3, int(RARE_SHARE * field.size)))
    rare = sorted((common, term) for term, common in known.items() if 0 < common <= most)
    evidence: dict[str, float] = defaultdict(float)
    for common, term in rare[:MOST_WORDS]:
        weight = math.log(max(2.0, field.size / common))
        for rank, words in zip(range(1, FIRST + 1), field.holding(term, asked), strict=False):
            for near, closeness in _beside(words, term, asked).items():
                evidence[near] += weight * closeness / rank**2
    for term in list(evidence):
        evidence[term] *= field.name_like(term)
    best = sorted(((worth, term) for term, worth in evidence.items() if worth > 0), reverse=True)[:MOST]
    added: dict[str, float] = {}
    for worth, term in best:
        share = worth / best[0][0]
        if share < FAINT:
            break
        added[term] = ABOUT * share
        if field.common(SPEAKER + term):
            added[SPEAKER + term] = BY * share
    return added


def _beside(words: Sequence[str], term: str, asked: frozenset[str]) -> dict[str, float]:
    """The terms near a term, with how near (1: next to it). Where words are not divided, pairs in a row that are all
    asked for are one word: what stands beside it is as near to its first letters as to its last."""
    pairs = undivided(term)
    reach, step = (NEAR_PAIRS, NEAR / NEAR_PAIRS) if pairs else (NEAR, 1.0)
    found: dict[str, float] = {}
    for at in (at for at, word in enumerate(words) if word == term):
        first = last = at
        while pairs and first > 0 and words[first - 1] in asked:
            first -= 1
        while pairs and last + 1 < len(words) and words[last + 1] in asked:
            last += 1
        for near in range(max(0, first - reach), min(len(words), last + reach + 1)):
            word = words[near]
            if word not in asked and not word.startswith(SPEAKER):
                away = step * max(first - near, near - last)
                found[word] = max(found.get(word, 0.0), 1 / max(1.0, away))
    return found


def undivided(term: str) -> bool:
    """Whether a term is of a script without spaces: a letter or a pair of them, not a word."""
    term = term.removeprefix(SPEAKER) or term
    return "\u0e00" <= term[0] <= "\u19ff" or term[0] >= "\u3000"


class _Field:
    """All documents of the parts, while one query is widened."""

    def __init__(self, parts: Sequence[Part], allowed: "Numbers | None") -> None:
        self._parts, self._allowed = parts, allowed
        self.size = sum(part.size for part in parts)
        self._counted: dict[str, int] = {}

    def common(self, term: str) -> int:
        """How many documents hold a term."""
        if term not in self._counted:
            found = (part.postings(term) for part in self._parts)
            self._counted[term] = sum(len(each[0]) for each in found if each is not None)
        return self._counted[term]

    def holding(self, term: str, asked: frozenset[str]) -> Iterator[list[str]]:
        """The terms of each allowed document that holds a term and does not only ask the same, earliest first."""
        before = 0
        for part in self._parts:
            found = part.postings(term)
            for position in () if found is None else found[0]:
                if self._allowed is None or self._allowed[before + int(position)]:
                    words = part.words(int(position))
                    if len(asked.intersection(words)) < COPY * len(asked):
                        yield words
            before += part.size

    def name_like(self, term: str) -> float:
        """How much a term may be a name: 0 for what stands in one document only, or in very many."""
        common, spoken = self.common(term), self.common(SPEAKER + term)
        if common < 2 or common > self.most(COMMON) or spoken > self.most(SPEAKERS):
            return 0.0
        return SPEAKS if spoken else UNHEARD

    def most(self, bound: tuple[float, int]) -> float:
        """A share of all documents, but at least so many."""
        return max(bound[0] * self.size, bound[1])

"""When a query's own words lead nowhere: it is widened by other names of what it speaks of. Pure.

What its own words find best keeps a place among what the other names find; the same question, asked before, comes last:
its answer may stand there, but seldom does it stand only there.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from gm.memory.aliases import undivided, widen
from gm.memory.documents import SPEAKER, Part
from gm.memory.everyday import share_of
from gm.memory.field import Field
from gm.memory.okapi import rarity as okapi_rarity
from gm.memory.question_words import is_question
from gm.memory.ranking import Hit, Sought, rank
from gm.memory.terms import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

ANSWERED: Final = 0.5
"""Share of what a query's words are worth; where a document holds it, other names are not looked for."""
SEVERAL: Final = 3
RARE_WORD: Final = 0.55
PAIR: Final = 0.3
"""Nor where one holds several rare words of it: so many, each worth this share of the rarest one. A pair of letters is
less than a word."""
COPY: Final = 0.85
"""From this share of its terms on a document says the same again: an earlier question, seldom its answer."""
_SHORTEST: Final = 4
"""Terms of a query that can be repeated; fewer are only what it is about."""
_FEWEST: Final = 2
"""The same for a question that is asked in its very words."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was found, and by which words."""

    sought: Sought
    """The query, with the other names that were looked for."""
    hits: tuple[Hit, ...] = ()
    """Best first."""
    copies: frozenset[int] = frozenset()
    """Positions of documents that only ask the same again."""
    looked_at: int = 0


def seek(
    parts: Sequence[Part],
    sought: Sought,
    *,
    allowed: "Numbers | None" = None,
    limit: int = 10,
    field: Field | None = None,
) -> Sighting:
    """The best turns for a query, by its own words and, where those lead nowhere, by other names. `field`: as for
    `rank`."""
    wanted = terms(" ".join((sought.text, *sought.names)), sought.language)
    parts = [part for part in parts if part.size]
    if not parts:
        return Sighting(sought)
    field = field or Field(parts, allowed)
    worth = rarity(field, wanted)
    plain = rank(parts, None, sought, allowed=allowed, limit=limit, field=field, windows=False)
    asked = terms(sought.text, sought.language) if is_question(sought.text) else []
    copies = frozenset(
        hit.position
        for hit in plain.turns
        if _repeats(field, hit.position, wanted) or _asks_again(field, hit.position, asked)
    )
    own = [hit for hit in plain.turns if hit.position not in copies]
    shares = {hit.position: share(hit, field, worth) for hit in own}
    wide = sought
    if not any(_leads(hit, shares[hit.position], field, worth) for hit in own):
        leading = [
            term for term in wanted if undivided(term) or not share_of(term, sought.language)
        ]  # "lying" does not
        wide = replace(sought, also=tuple(widen(parts, wanted, allowed, leading).items()))
    if wide.also:
        ranked = rank(parts, None, wide, allowed=allowed, limit=limit, field=field, windows=False).turns
        fullest = max(own, key=lambda hit: (shares[hit.position], hit.score)) if own else None
        own = _together([*([fullest] if fullest else []), *own], [h for h in ranked if h.position not in copies])
    least = own[-1].score if own else 0.0
    again = [replace(hit, score=min(hit.score, least)) for hit in plain.turns if hit.position in copies]
    return Sighting(wide, (*own, *(again if not own else again[:1])), copies, plain.looked_at)


def _leads(hit: Hit, found: float, field: Field, worth: Mapping[str, float]) -> bool:
    """Whether a hit may well be what is looked for: half of it, or several rare words of it, stand there."""
    if found >= ANSWERED:
        return True
    some = max(worth.values(), default=0.0) * RARE_WORD
    rare = [term for term in worth.keys() & field.held(hit.position) if worth[term] >= some]
    return sum(PAIR if undivided(term) else 1 for term in rare) >= SEVERAL


def _together(own: list[Hit], wide: list[Hit]) -> list[Hit]:
    """What other names find, and after its first the best two by the query's own words."""
    if not wide:
        return own[1:]
    score, found = wide[0].score, {wide[0].position: wide[0]}
    for hit in own[:2]:
        found.setdefault(hit.position, replace(hit, score=score))
    for hit in wide[1:]:
        found.setdefault(hit.position, hit)
    return list(found.values())


def _repeats(field: Field, position: int, wanted: Sequence[str]) -> bool:
    """Whether somebody says the same again: nearly all the query's terms, in one breath."""
    asked = set(wanted)
    if len(asked) < _SHORTEST or len(asked & field.held(position)) < COPY * len(asked):
        return False
    words = field.words(position)
    at = [place for place, word in enumerate(words) if word in asked]
    reach = len(wanted) + 2
    return any(
        len({words[place] for place in at[first:] if place < start + reach}) >= COPY * len(asked)
        for first, start in enumerate(at[: len(at) - int(COPY * len(asked)) + 1])
    )


def _asks_again(field: Field, position: int, asked: Sequence[str]) -> bool:
    """Whether a document begins with the very words of a question, however few they are: languages that need neither
    article nor auxiliary ask in three words what English asks in seven."""
    if len(asked) < _FEWEST:
        return False
    said = (word for word in field.words(position) if not word.startswith(SPEAKER))
    return list(itertools.islice(said, len(asked))) == list(asked)


def other_names(field: Field, sought: Sought) -> dict[str, float]:
    """What the other names are worth that were looked for."""
    weights = dict(sought.also)
    half = [term for term in weights if undivided(term)]  # pairs of letters overlap each other
    weights |= {term: weights[term] / 2 for term in half}
    return {term: worth * min(1.0, weights[term]) for term, worth in rarity(field, list(weights)).items()}


def rarity(field: Field, wanted: Sequence[str]) -> dict[str, float]:
    """What each term is worth: the rarer, the more; most where it stands nowhere."""
    return {term: okapi_rarity(field.size, field.common(term)) for term in wanted}


def share(hit: Hit, field: Field, worth: Mapping[str, float]) -> float:
    """How much of what the terms are worth a document holds, 0 to 1."""
    held = worth.keys() & field.held(hit.position)
    return math.fsum(worth[term] for term in sorted(held)) / (math.fsum(worth.values()) or 1.0)

"""Who somebody is: of the many turns that hold a name, those that introduce or describe who bears it. Pure.

Whoever stands in every turn is named in all of them; how often a turn says the name tells nothing. What does: that
it is one of the first, that it says "Onley is …" or "my name is Onley", and that it holds other words that are rare.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gm.domain.memory import RecallQuery
from gm.memory.field import Field
from gm.memory.okapi import rarity
from gm.memory.question_words import topic_of
from gm.memory.ranking import Hit
from gm.memory.terms import found_words, terms

_ASKS: Final = re.compile(
    r"\b(?:who|what)(?:[’']s| is| was| are| were)\b|\bwer (?:ist|war|sind)\b|\bwas (?:ist|war) |\bqui[eé]n(?:es)? "
    r"|\bqué (?:es|era) |\bкто\b|\bчто такое\b|\bqui (?:est|était|sont)\b|\bqu[’']est\b|谁|什么人|誰|だれ|何者|ใคร",
    re.IGNORECASE,
)
_AFTER: Final = "is was means ist war heißt hieß es era significa это был была est était 是"  # "Onley is …"
_BEFORE: Final = (
    "am named called name bin namens genannt name heiße soy llamado llamada llamo nombre зовут звали имя suis appelle "
    "nommé nom 叫"  # "my name is Onley"
)
"""Words that tell who bears a name, in the languages that have them."""
TELLS: Final = 0.05
"""What such a word counts when a passage is cut: where a name stands in many sentences, it decides."""
FIRST: Final = 24
"""How many of the first turns with the name are weighed in any case."""
READ: Final = 400
"""How many of the first turns with the name are read for words that tell who bears it."""
EARLY: Final = 0.5
SAYS: Final = 0.6
RICH: Final = 0.4
"""What it counts to be the first, to say who they are, and to hold as many rare words as any."""
NEAR: Final = 2
"""Words between a name and "is"."""
MOST: Final = 8
"""Rare words that are counted in one turn."""


def asked_about(query: RecallQuery, language: str) -> str:
    """The name, where a query asks nothing but who or what somebody is; '' otherwise."""
    if not _ASKS.search(query.text):
        return ""
    topic = query.topic or topic_of(query.text, language)
    own = set(terms(topic, language))
    if own and own <= {term for name in query.names for term in terms(name, language)}:
        return topic
    words = found_words(topic)
    return topic if words and len(words) <= 2 and words_of_names(query.text).issuperset(words) else ""


def words_of_names(text: str) -> set[str]:
    """The words of a text that may be names: written with a capital, or of a script that has none."""
    typed = re.findall(r"[^\W\d_]+", text)
    return {word for each in typed if each[:1] == each[:1].upper() for word in found_words(each)}


def introducing(field: Field, hits: Sequence[Hit], name: str, language: str, limit: int) -> tuple[Hit, ...]:
    """The hits and the first turns that hold the name, in the order in which they tell who bears it."""
    wanted = list(dict.fromkeys(terms(name, language)))
    found = [posting for term in wanted if (posting := field.posting(term)) is not None and len(posting.at)]
    if len(found) < len(wanted) or not found:
        return tuple(hits)
    rarest = min(found, key=lambda posting: posting.common)
    first = [int(at) for at in rarest.at[:READ]]
    asked, telling_words = frozenset(wanted), _telling_words(language)
    says = {at for at in {*first, *(hit.position for hit in hits)} if _says(field.words(at), asked, *telling_words)}
    known = {hit.position: hit for hit in hits}
    why = next((hit.why for hit in hits), (name,))
    for at in first:
        if at in says or len(known) < FIRST + len(hits):
            known.setdefault(at, Hit(at, field.value("ref", at), 0.0, why[:1]))
    rich = {at: _rich(field, at, asked) for at in known}
    most, best = max(rich.values()) or 1.0, max((hit.score for hit in hits), default=1.0) or 1.0

    order_of = {at: place for place, at in enumerate(first)}

    def worth(hit: Hit) -> float:
        early = EARLY / (1 + order_of[hit.position]) if hit.position in order_of else 0.0
        return early + SAYS * (hit.position in says) + RICH * rich[hit.position] / most

    order = sorted(known.values(), key=lambda hit: (-worth(hit), hit.position))
    return tuple(replace(hit, score=best * worth(hit)) for hit in order[:limit])


def _rich(field: Field, at: int, asked: frozenset[str]) -> float:
    """What the rarest other words of a turn are worth."""
    worth = sorted((rarity(field.size, field.common(term)) for term in field.held(at) - asked), reverse=True)
    return sum(worth[:MOST])


def telling(language: str) -> dict[str, float]:
    """The terms of words that tell who bears a name, with what they count in a passage."""
    return dict.fromkeys(terms(f"{_AFTER} {_BEFORE}", language), TELLS)


def _telling_words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(terms(_AFTER, language)), frozenset(terms(_BEFORE, language))


def _says(words: Sequence[str], asked: frozenset[str], after: frozenset[str], before: frozenset[str]) -> bool:
    """Whether "is" stands after a name, or "name" before it; "who is Onley" says nothing."""
    at = [place for place, word in enumerate(words) if word in asked]
    return any(
        not after.isdisjoint(words[place + 1 : place + 1 + NEAR])
        or not before.isdisjoint(words[max(0, place - NEAR) : place])
        for place in at
    )

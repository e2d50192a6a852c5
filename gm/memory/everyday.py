"""How common words are in play at large, whatever a game is about: doors, hands, nights, looking, asking.

In a game of ten turns "table" is as rare as the name of a stranger, by chance. So what a word is worth to a recall that
must fit is reckoned as if a hundred turns of anybody's play had gone before (`remains`): of a young game these decide,
of a grown one its own turns. Words that stand in no list are worth what the game itself says. Pure, but for its lists
(`words/<language>.txt`), which are read once.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Final

from gm.memory.aliases import undivided
from gm.memory.okapi import highest, rarity
from gm.memory.question_words import grammar_of
from gm.memory.terms import found_words, terms

GRAMMAR: Final = 0.5
EVERYDAY: Final = 0.1
"""Share of all turns of anybody's play in which such a word stands, about."""
BEFORE: Final = 100
"""Turns of play at large that a game is counted together with."""

_LISTS: Final = ("de", "en", "es", "fr", "ja", "pt", "ru", "th", "zh")
_OF_LATIN: Final = frozenset({"de", "en", "es", "fr", "pt"})
"""Their letters are those of other languages too, so that they hold for games in that language alone."""
_CJK: Final = "\u3004"
_HAN: Final = ("\u3400", "\u9fff")
_HIRAGANA: Final = ("\u3041", "\u309f")


def remains(size: int, common: int, share: float) -> float:
    """How much of its rarity in a game, where `common` of `size` documents hold it, a term keeps that stands in a
    `share` of all play: 1 what is of no list."""
    if not share:
        return 1.0
    # as shares of what the rarest word is worth, so that few documents and many are measured alike
    counted = size + BEFORE
    part = rarity(counted, common + BEFORE * share) / highest(counted)
    return min(1.0, part * highest(size) / rarity(size, common))


def share_of(term: str, language: str) -> float:
    """In which share of all play a term stands; 0 for one that is of no list."""
    short = language.split("-")[0].lower()
    if term in _grammar(short):
        return GRAMMAR
    words, characters = _everyday(short)
    if term in words or (len(term) > 1 and _is_between(term, characters)):
        return EVERYDAY
    return 0.0


def _is_between(pair: str, characters: frozenset[str]) -> bool:
    """Whether a pair of letters is what is left of grammar, or lies between two words of every day."""
    if all(_HIRAGANA[0] <= letter <= _HIRAGANA[1] for letter in pair):
        return True
    return characters.issuperset(pair) and all(_HAN[0] <= letter <= _HAN[1] for letter in pair)


def telling_part(text: str, language: str) -> str:
    """A text without its everyday words, where words are not divided: what is left between them. A pair of letters that
    lies half in such a word tells no more than the word."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _joined(language.split("-")[0].lower()).sub(" ", folded)


def lone_pairs(text: str, language: str) -> frozenset[str]:
    """Pairs of Chinese characters or kana that are all that is left of a text in one place: a word, not half of two."""
    _, characters = _everyday(language.split("-")[0].lower())
    runs = (run for run in found_words(telling_part(text, language)) if run[0] > _CJK)
    left = (run.strip("".join(characters)) for run in runs)
    return frozenset(run for run in left if len(run) == 2 and not _is_between(run, characters))


@lru_cache(maxsize=64)
def _joined(language: str) -> re.Pattern[str]:
    words = [word for each in _LISTS if each not in _OF_LATIN for word in _read(each)]
    words += grammar_of(language)
    folded = {unicodedata.normalize("NFKC", word).casefold() for word in words if len(word) <= _RUN}
    long = [word for word in folded if undivided(word) and len(word) >= (_THAI if word < "\u0f00" else 2)]
    return re.compile("|".join(map(re.escape, sorted(long, key=len, reverse=True))))


_THAI: Final = 3
"""Letters that a word must have to be cut out: shorter ones stand within names."""


@lru_cache(maxsize=64)
def _grammar(language: str) -> frozenset[str]:
    return frozenset(_terms(grammar_of(language), language))


@lru_cache(maxsize=64)
def _everyday(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Terms, and single characters, that stand in any scene."""
    of = [each for each in _LISTS if each == language or each not in _OF_LATIN]
    words = [word for each in of for word in _read(each)]
    alone = frozenset(letter for word in words if len(word) > _RUN for letter in word)
    return frozenset(_terms((word for word in words if len(word) <= _RUN), language)), alone


_RUN: Final = 24
"""What is longer than any word is a run of single characters."""


def _terms(words: Iterable[str], language: str) -> Iterable[str]:
    return (term for word in words for term in terms(word, language))


@lru_cache(maxsize=16)
def _read(language: str) -> tuple[str, ...]:
    text = resources.files("gm.memory").joinpath("words", f"{language}.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.split())

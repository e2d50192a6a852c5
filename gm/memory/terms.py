"""What texts are compared by when something is remembered: the terms of a text, in any script. Pure.

Words are folded (NFKC, case, ё → е) and brought to their stem (Snowball), so that "Häuser" finds "Haus" and "башни"
finds "башня". The stemmer is that of the campaign's language where its script fits, else the best known one for the
script: Russian names in an English campaign still inflect. Scripts without spaces are cut into pairs of characters (of
syllables, where vowel signs belong to a letter), Chinese characters also stand alone; Korean words are cut into pairs
of syllables, since particles follow them. Nothing is left out as too common: how rare a term is decides what it weighs.
"""

import itertools
import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any, Final

MOST_WORDS: Final = 200_000
"""Words whose terms a process remembers for each language; they are forgotten together when there are more."""

_HAN: Final = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA: Final = "\u3041-\u3096\u309d-\u309f"
_KATAKANA: Final = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_SIGNED: Final = "\u0e01-\u0e4e\u0e81-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3"
"""Thai, Lao, Burmese, Khmer: no spaces between words, and vowel signs that belong to a letter."""
_HANGUL: Final = "\uac00-\ud7a3"
_MARKS: Final = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""Signs that `re` counts as no letters, but that stand inside words (Hindi, Tamil, Hebrew, Arabic …)."""
_WORD: Final = re.compile(
    rf"[{_HAN}]+|[{_HIRAGANA}]+|[{_KATAKANA}]+|[{_SIGNED}]+"
    rf"|(?:(?![{_HAN}{_HIRAGANA}{_KATAKANA}{_SIGNED}])[\w{_MARKS}’'ʼ])+"
)
_SIMPLE: Final = re.compile(r"[\w']+", re.ASCII)
_APOSTROPHE: Final = re.compile("[’'ʼ_]+")
_CLUSTER: Final = re.compile(
    "[\u0e40-\u0e44\u0ec0-\u0ec4]?."
    "(?:[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec6-\u0ece\u102b-\u103e\u1056-\u1059\u17b4-\u17d1\u17d3]|\u17d2.)*"
)
"""A letter with the vowel before it and the signs after it."""

_SCRIPTS: Final = (
    ("\u0400", "\u052f", "russian", frozenset({"russian", "serbian"})),
    ("\u0370", "\u03ff", "greek", frozenset({"greek"})),
    ("\u0530", "\u058f", "armenian", frozenset({"armenian"})),
    ("\u0590", "\u05ff", "", frozenset({"yiddish"})),
    ("\u0600", "\u06ff", "arabic", frozenset({"arabic", "persian"})),
    ("\u0900", "\u097f", "hindi", frozenset({"hindi", "nepali"})),
    ("\u0b80", "\u0bff", "tamil", frozenset({"tamil"})),
)
"""First and last letter, the stemmer where the campaign's does not fit, those that fit. All others: Latin letters."""

_LANGUAGES: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def terms(text: str, language: str) -> list[str]:
    """The terms of a text in their order. `language`: the campaign's, as a tag (`de`, `pt-BR`); unknown: English."""
    found: list[str] = []
    known = _vocabulary(language.split("-")[0].lower())
    cut, remembered = known.of, known.remembered
    for word in found_words(text):
        found += remembered.get(word) or cut(word)
    return found


def spelled(text: str, language: str) -> dict[str, str]:
    """Each term of a text with a word of the text that it stands for, to tell somebody what was found."""
    known = _vocabulary(language.split("-")[0].lower())
    surface: dict[str, str] = {}
    for word in found_words(text):
        for term in known.of(word):
            surface.setdefault(term, word if len(word) < 24 else term)
    return surface


def found_words(text: str) -> list[str]:
    """The folded words of a text, or runs of one script where words are not divided."""
    if text.isascii():
        return _SIMPLE.findall(text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("\u0640", "")
    return _WORD.findall(folded)


class _Vocabulary:
    """The terms of each word that was met, in one language."""

    def __init__(self, language: str) -> None:
        self._own = _LANGUAGES.get(language, "english")
        self.remembered: dict[str, tuple[str, ...]] = {}
        """Those of words that were met."""
        self._stemmers: dict[str, Any] = {}
        self._lock = threading.Lock()

    def of(self, word: str) -> tuple[str, ...]:
        cut = self.remembered.get(word)
        if cut is None:
            with self._lock:  # a stemmer must not be used by two threads
                cut = self._cut(word)
                if len(self.remembered) >= MOST_WORDS:
                    self.remembered = {}
                self.remembered[word] = cut
        return cut

    def _cut(self, word: str) -> tuple[str, ...]:
        first = word[0]
        if _UNDIVIDED.match(first):
            return tuple(_pairs(word))
        parts = [part for part in _APOSTROPHE.split(word) if part]
        if len(parts) > 1:  # "don't", "Percy's", "l'eau", "Vex'ahlia": what is short belongs to the grammar
            parts = [part for part in parts if len(part) > 2] or [max(parts, key=len)]
        return tuple(term for part in parts for term in self._stems(part[:64]))

    def _stems(self, word: str) -> list[str]:
        if _KOREAN.match(word):
            return _pairs(word)
        name = self._own if self._own not in _NOT_LATIN else "english"
        letter = next((char for char in word if char.isalpha()), "")
        for first, last, instead, fitting in _SCRIPTS:
            if first <= letter <= last:
                name = self._own if self._own in fitting else instead
        latin = letter < "\u0250"
        if not latin:
            word = _bare(word, latin=False)  # points and accents come before the stem; Latin stems depend on them
        stem = self._stemmer(name).stemWord(word) if name and letter else word
        stem = _bare(stem, latin=True) if latin else _FLEETING.sub(r"\1\2", stem)
        return [stem] if stem else []

    def _stemmer(self, name: str) -> Any:
        if name not in self._stemmers:
            import Stemmer

            self._stemmers[name] = Stemmer.Stemmer(name, 0)
        return self._stemmers[name]


_FLEETING: Final = re.compile("([а-я]{2})[ое]([кц])$")
"""Russian: the vowel that other forms lack ("свисток", "свистка"; "купец", "купца"; "тряпок", "тряпка")."""
_UNDIVIDED: Final = re.compile(f"[{_HAN}{_HIRAGANA}{_KATAKANA}{_SIGNED}]")
_KOREAN: Final = re.compile(f"[{_HANGUL}]")
_CHINESE: Final = re.compile(f"[{_HAN}]")
_NOT_LATIN: Final = frozenset(name for *_, fitting in _SCRIPTS for name in fitting)


def _pairs(run: str) -> list[str]:
    """Pairs of neighbours; a Chinese character also by itself, any other only where it stands alone."""
    units = _CLUSTER.findall(run)
    pairs = [first + second for first, second in itertools.pairwise(units)]
    return pairs + units if _CHINESE.match(run) or len(units) == 1 else pairs


def _bare(word: str, *, latin: bool) -> str:
    """Without accents (Latin letters: people type without them) and without points of vowels (Hebrew, Arabic)."""
    if word.isascii():
        return word
    if latin:
        word = unicodedata.normalize("NFD", word)
    elif "\u0900" <= word[0] <= "\u0dff":
        return word
    return "".join(char for char in word if not unicodedata.combining(char))


@lru_cache(maxsize=64)
def _vocabulary(language: str) -> _Vocabulary:
    return _Vocabulary(language)

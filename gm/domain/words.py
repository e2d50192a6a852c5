"""How authored words are found in what people write, in any script.

Text is folded (NFKC, case, ё → е) and cut into words. A phrase matches whole words in a row. Two marks widen it: a
word that ends in `*` matches every word beginning so, and `…` between words allows up to four others. Scripts without
spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) match anywhere; Korean words match from their beginning, since
particles follow them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

T = TypeVar("T")

MAX_GAP: Final = 4
"""Words that `…` may stand for."""

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_WORD: Final = re.compile(r"\w+", re.UNICODE)
_PATTERN_WORD: Final = re.compile(r"\w+\*?|…|\.\.\.", re.UNICODE)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as it is compared: compatibility forms, case and ё made equal, combining marks kept inside words."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return folded if folded.isascii() else _joined(unicodedata.normalize("NFC", folded))


def is_name(text: str, most: int = 64) -> bool:
    """Whether somebody can type this as a name in a command: it begins with a letter or digit of any script, and holds
    letters with their marks, digits, spaces, `.`, `'`, `_` and `-`, nothing else."""
    if not 0 < len(text) <= most or text != text.strip() or not text[0].isalnum():
        return False
    return all(char.isalnum() or char in " .'_-" or unicodedata.category(char) in ("Mn", "Mc") for char in text)


def unspaced(text: str) -> bool:
    """Whether a text holds letters of a script that is written without spaces: its words can stand anywhere."""
    return _UNSPACED.search(text) is not None


def called(typed: str, named: Iterable[tuple[str, str]]) -> list[str]:
    """The ids that somebody can mean who typed this, of (id, name): whose id or name it is; else whose name begins with
    it; else of whose name a later word does ("Osk" of Brother Osk). One id may have several names."""
    word, known = fold(typed.strip()), [(each, fold(name)) for each, name in named]
    if not word:
        return []
    ways: tuple[Callable[[str, str], bool], ...] = (
        lambda each, name: word in (fold(each), name),
        lambda _, name: name.startswith(word),
        lambda _, name: any(part.startswith(word) for part in name.split()[1:]),
    )
    for fits in ways:
        found = list(dict.fromkeys(each for each, name in known if fits(each, name)))
        if found:
            return found
    return []


def names_in_text(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds names where they stand as words of their own, the longest first; a name in a script without spaces
    anywhere, but for a single letter, which is a word of every day. None: there is no name."""
    found = sorted({name.strip() for name in names if name.strip()}, key=lambda name: (-len(name), name))
    loose = [re.escape(name) for name in found if unspaced(name) and len(name) > 1]
    apart = [rf"(?<!\w){re.escape(name)}(?!\w)" for name in found if not unspaced(name) or len(name) == 1]
    return re.compile("|".join((*loose, *apart)), re.IGNORECASE) if found else None


def _joined(text: str) -> str:
    """Without the marks that are no letters to `re` and would cut a word in two (vowel signs stay in unspaced text)."""
    if _UNSPACED.search(text):
        return text
    return "".join(char for char in text if not unicodedata.combining(char) and unicodedata.category(char) != "Mc")


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[tuple[str, int], ...]:
    """The folded words of a text with the position of each in the folded text."""
    return tuple((found.group(), found.start()) for found in _WORD.finditer(fold(text)))


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase that was found. `length` counts its letters: what "longest match" means; `start` is in folded text."""

    tag: T
    phrase: str
    start: int
    end: int
    length: int


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[T]):
    tag: T
    text: str
    parts: tuple[tuple[str, bool, bool], ...]
    """(word or stem, is a stem, a gap may stand before it)."""
    length: int


@lru_cache(maxsize=16384)
def _cut(text: str) -> tuple[str, tuple[tuple[str, bool, bool], ...], int]:
    """A phrase as (what to look for anywhere, else ''; its parts; their letters). The same names are compiled again for
    each scene, so what a text is cut into is remembered."""
    folded = fold(text).strip()
    if _UNSPACED.search(folded):
        return folded, (), len(folded)
    parts: list[tuple[str, bool, bool]] = []
    gap = False
    for word in _PATTERN_WORD.findall(folded):
        if word in ("…", "..."):
            gap = bool(parts)
            continue
        stem = word.endswith("*") or bool(_HANGUL.search(word))
        parts.append((word.rstrip("*"), stem, gap))
        gap = False
    return "", tuple(parts), sum(len(word) for word, _, _ in parts)


class Phrases(Generic[T]):
    """A set of phrases, each with a tag, compiled for one pass over a text. Immutable once made."""

    __slots__ = ("_anywhere", "_first", "_stem_lengths", "_stems")

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._first: dict[str, list[_Phrase[T]]] = {}
        self._stems: dict[str, list[_Phrase[T]]] = {}
        self._anywhere: list[tuple[str, str, T]] = []
        for text, tag in phrases:
            self._add(text, tag)
        self._stem_lengths = tuple(sorted({len(stem) for stem in self._stems}))

    def _add(self, text: str, tag: T) -> None:
        anywhere, parts, length = _cut(text)
        if anywhere:
            self._anywhere.append((anywhere, text, tag))
        elif parts:
            phrase = _Phrase(tag, text, parts, length)
            (self._stems if parts[0][1] else self._first).setdefault(parts[0][0], []).append(phrase)

    def hits(self, text: str) -> tuple[Hit[T], ...]:
        """Every phrase that occurs, in order of position; the same phrase once for each place."""
        found = list(self._spaced(text)) if self._first or self._stems else []
        if self._anywhere:
            folded = fold(text)
            if _UNSPACED.search(folded):
                for pattern, phrase, tag in self._anywhere:
                    at = folded.find(pattern)
                    if at >= 0:
                        found.append(Hit(tag, phrase, at, at + len(pattern), len(pattern)))
        found.sort(key=lambda hit: (hit.start, -hit.length))
        return tuple(found)

    def best(self, text: str) -> Hit[T] | None:
        """The longest phrase that occurs; of equally long ones the first in the text, then the first declared."""
        return min(self.hits(text), key=lambda hit: (-hit.length, hit.start), default=None)

    def _spaced(self, text: str) -> Iterator[Hit[T]]:
        tokens = words(text)
        for at, (word, _) in enumerate(tokens):
            for phrase in self._first.get(word, ()):
                yield from _matched(phrase, tokens, at)
            for length in self._stem_lengths:
                if length > len(word):
                    break
                for phrase in self._stems.get(word[:length], ()):
                    yield from _matched(phrase, tokens, at)


def _matched(phrase: _Phrase[T], tokens: tuple[tuple[str, int], ...], at: int) -> Iterator[Hit[T]]:
    """The phrase at this word, if the words after it follow too."""
    start = tokens[at][1]
    last = at
    for word, stem, gap in phrase.parts[1:]:
        for reach in range(1, 2 + (MAX_GAP if gap else 0)):
            if last + reach >= len(tokens):
                return
            token = tokens[last + reach][0]
            if token == word or (stem and token.startswith(word)):
                last += reach
                break
        else:
            return
    yield Hit(phrase.tag, phrase.text, start, tokens[last][1] + len(tokens[last][0]), phrase.length)

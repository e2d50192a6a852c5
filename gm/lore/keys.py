"""All keys of a book, found in one pass over a text.

Each distinct key gets a number. What a message holds is worked out once for as long as it is remembered, since of what
is scanned only the newest message is new. Immutable.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

from gm.domain.words import Phrases, fold, unspaced
from gm.lore.patterns import compile_key, is_literal

Check = Callable[[str, int, int], bool]
"""Whether a place (text, start, end) that the automaton found counts."""

_ASCII_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_REMEMBERED: Final = 512


def _anywhere(text: str, start: int, end: int) -> bool:
    return True


def _ascii_whole(text: str, start: int, end: int) -> bool:
    return (start == 0 or text[start - 1] not in _ASCII_WORD) and (end == len(text) or text[end] not in _ASCII_WORD)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _unicode_whole(text: str, start: int, end: int) -> bool:
    """Ends of words by Unicode; where the key itself ends in a sign that is no letter, anything may follow."""
    before = start == 0 or not (_is_word(text[start - 1]) and _is_word(text[start]))
    after = end == len(text) or not (_is_word(text[end]) and _is_word(text[end - 1]))
    return before and after


class _Automaton:
    """Plain texts, found anywhere in one pass; each with a check of what stands around it."""

    __slots__ = ("_checks", "_machine", "_numbers")

    def __init__(self, keys: Iterable[tuple[str, int, Check]]) -> None:
        at: dict[str, int] = {}
        self._checks: list[list[tuple[int, Check]]] = []
        for text, number, check in keys:
            place = at.setdefault(text, len(at))
            if place == len(self._checks):
                self._checks.append([])
            self._checks[place].append((number, check))
        self._machine = _machine(tuple(at))

    def found(self, text: str) -> set[int]:
        hits: set[int] = set()
        for place, start, end in self._machine.find_matches_as_indexes(text, overlapping=True):
            for number, check in self._checks[place]:
                if number not in hits and check(text, start, end):
                    hits.add(number)
        return hits


def _machine(texts: tuple[str, ...]) -> Any:
    from ahocorasick_rs import AhoCorasick  # a book without lore should not load it

    return AhoCorasick(texts)


class Keys:
    """The keys of a book, compiled for one profile."""

    __slots__ = ("_cased", "_folded", "_hits", "_phrases", "_st", "numbers", "patterns", "texts")

    def __init__(self, *, st: bool) -> None:
        self._st = st
        self.numbers: dict[tuple[str, bool, bool, bool], int] = {}
        self.texts: list[str] = []
        self.patterns: dict[int, Any] = {}
        """Regular expressions, by number: they are run over the whole of what is scanned."""
        self._folded: _Automaton | None = None
        self._cased: _Automaton | None = None
        self._phrases: Phrases[int] | None = None
        self._hits: Callable[[str], frozenset[int]] = lru_cache(maxsize=_REMEMBERED)(self._scan)

    def number(self, key: str, *, cased: bool, whole: bool, bare: bool) -> int | None:
        """The number of a key; the same key with the same options has one. None for an empty one."""
        text = key.strip()
        if not text:
            return None
        options = (text, cased, whole, bare)
        known = self.numbers.get(options)
        if known is not None:
            return known
        number = self.numbers[options] = len(self.texts)
        self.texts.append(text)
        if bare or is_literal(text):
            pattern = compile_key(text, bare=bare, ascii_words=self._st)
            if pattern is not None:
                self.patterns[number] = pattern
        return number

    def close(self) -> None:
        """All keys are known: make the automata."""
        folded: list[tuple[str, int, Check]] = []
        cased: list[tuple[str, int, Check]] = []
        phrases: list[tuple[str, int]] = []
        for (text, is_cased, whole, _), number in self.numbers.items():
            if number in self.patterns:
                continue
            if self._st:
                check = _ascii_whole if whole and not re.search(r"\s", text) else _anywhere
                (cased if is_cased else folded).append((text if is_cased else text.lower(), number, check))
            elif unspaced(text) or not whole:
                plain = text if is_cased else fold(text)
                (cased if is_cased else folded).append((plain, number, _anywhere))
            elif is_cased:
                cased.append((text, number, _unicode_whole))
            else:
                phrases.append((text, number))
        self._folded = _Automaton(folded) if folded else None
        self._cased = _Automaton(cased) if cased else None
        self._phrases = Phrases(phrases) if phrases else None

    def hits(self, text: str) -> frozenset[int]:
        """The numbers of the plain keys that a text holds."""
        return self._hits(text)

    def _scan(self, text: str) -> frozenset[int]:
        found: set[int] = set()
        if self._folded is not None:
            found |= self._folded.found(text.lower() if self._st else fold(text))
        if self._cased is not None:
            found |= self._cased.found(text)
        if self._phrases is not None:
            found.update(hit.tag for hit in self._phrases.hits(text))
        return frozenset(found)

"""Finding one person's words inside what others wrote, and cutting the sentences that repeat them. Pure.

A telling is the game master's text, but it may repeat what a player typed. A sentence counts as a quotation when it

- shares a run of `RUN` words with something they said (in scripts without spaces: of `RUN_UNSPACED` characters), or
- holds a word that the story had from them: they used it before the campaign, the others and the tellings did. A name
  or a number of theirs always counts; any other such word only while few tellings use it, else it is the story's own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from gm.domain.words import fold

CUT: Final = "[…]"
"""What stands in a telling where sentences were cut."""
RUN: Final = 4
RUN_UNSPACED: Final = 8
FEW: Final = 3
"""Tellings that may use a plain word of theirs before it belongs to the story."""
_SHORTEST: Final = 4
"""Letters that a plain word needs to be told apart by."""

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD: Final = re.compile(r"[\w@]+(?:['’.@-]\w+)*", re.UNICODE)
_SENTENCE: Final = re.compile(r".+?(?:(?:[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|[。！？]+[」』”]*| · |\n)\s*|$)", re.DOTALL)
_START: Final = re.compile(r"(?:^|[.!?…\n:]|[\"“„«])\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was written at a table. `by`: the person, somebody else, or a teller."""

    text: str
    by: Literal["person", "other", "teller"]


class Quotes:
    """One person's words in one game. `lines` in the order in which they were written; `known` is the campaign's text,
    `names` are names of theirs that must not stay (what a server calls them)."""

    def __init__(self, lines: Iterable[Line], *, known: str = "", names: Iterable[str] = ()) -> None:
        every = tuple(lines)
        seen = set(_tokens(known))
        said = set(_runs(_tokens(known)))
        self._names = frozenset(name for each in names if (name := fold(each.strip())) and name not in fold(known))
        self._runs: set[tuple[str, ...]] = set()
        theirs: dict[str, bool] = {}
        used: Counter[str] = Counter()
        for line in every:
            tokens = _tokens(line.text)
            if line.by == "person":
                self._runs |= set(_runs(tokens)) - said
                marked = _marked(line.text)
                for token in tokens:
                    if token not in seen or token in theirs:
                        theirs[token] = theirs.get(token, False) or token in marked
            elif line.by == "teller":
                used.update(set(tokens) & theirs.keys())
            else:
                for token in tokens:
                    theirs.pop(token, None)  # somebody else says it too
                self._runs -= set(_runs(tokens))
            if line.by != "person":
                said |= set(_runs(tokens))
            seen |= set(tokens)
        self._words = frozenset(
            token
            for token, certain in theirs.items()
            if not _UNSPACED.match(token) and (certain or (len(token) >= _SHORTEST and used[token] <= FEW))
        )

    def hits(self, text: str) -> bool:
        """Whether the text repeats their words anywhere."""
        return any(self._quotes(sentence) for sentence in sentences(text))

    def cut(self, text: str) -> tuple[str, int]:
        """The text without the sentences that repeat their words, and how many; a run of cuts is one mark."""
        kept: list[str] = []
        count = 0
        for sentence in sentences(text):
            if not self._quotes(sentence):
                kept.append(sentence)
                continue
            count += 1
            if not kept or not kept[-1].strip().endswith(CUT):
                kept.append(CUT + (sentence[len(sentence.rstrip()) :] or " "))
        return ("".join(kept).strip(), count) if count else (text, 0)

    def cut_tree(self, value: Any) -> tuple[Any, int]:
        """The same for every prose string of a JSON value; ids and keys (strings without a space) stay."""
        if isinstance(value, str):
            return self.cut(value) if " " in value or _UNSPACED.search(value) else (value, 0)
        if isinstance(value, Mapping):
            found = {key: self.cut_tree(part) for key, part in value.items()}
            return {key: part for key, (part, _) in found.items()}, sum(count for _, count in found.values())
        if isinstance(value, Sequence):
            parts = [self.cut_tree(part) for part in value]
            return [part for part, _ in parts], sum(count for _, count in parts)
        return value, 0

    def _quotes(self, sentence: str) -> bool:
        tokens = _tokens(sentence)
        if not self._words.isdisjoint(tokens) or any(run in self._runs for run in _runs(tokens)):
            return True
        folded = fold(sentence) if self._names else ""
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in self._names)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text with the white space behind them: joined they are the text."""
    return (found.group() for found in _SENTENCE.finditer(text) if found.group())


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        found.extend(word if _UNSPACED.search(word) else (word,))
    return found


def _runs(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for at in range(len(tokens) - RUN + 1):
        run = tuple(tokens[at : at + RUN])
        if any(_UNSPACED.match(token) for token in run):
            run = tuple(tokens[at : at + RUN_UNSPACED])
            if len(run) < RUN_UNSPACED:
                continue
        yield run


def _marked(text: str) -> set[str]:
    """Words of a text that look like a name or a number: with a digit or an @, or capitalised inside a sentence."""
    found = set()
    for match in _WORD.finditer(text):
        word = match.group()
        inside = not _START.search(text[: match.start()])
        if any(char.isdigit() or char == "@" for char in word) or (inside and word[0].isupper() and len(word) > 1):
            found.add(fold(word))
    return found

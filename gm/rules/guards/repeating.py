"""Whether a sentence was told before: in one of the last narrations, or in this one.

A sentence repeats when three quarters of its runs of four words (of six characters of Chinese and Japanese, of twelve
of Thai) stand in one earlier narration. Speech does not count (people quote), nor do verses in italics or behind `>`,
short sentences (under eight words), or what the engine itself asks to be told in this turn.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from gm.domain.words import fold
from gm.rules.guards.said import QUOTED, Said
from gm.rules.guards.words import measure

SHARE: Final = 0.75
SHORTEST: Final = 8
"""Words (by `measure`) that a sentence needs to be looked at."""
LOOP: Final = 4
"""How often one telling may not say the same short sentence."""
_RUN: Final = 4
_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = (
    (re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"), 6),
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"), 12),
)
_VERSE: Final = re.compile(r"\s*(?:>|[*_][^*_\s].*[*_]\s*$)", re.DOTALL)


@lru_cache(maxsize=1024)
def runs(text: str) -> tuple[str, ...]:
    """The runs of a text, folded."""
    folded = fold(text)
    found: list[str] = []
    if not folded.isascii():
        for script, length in _UNSPACED:
            for run in script.findall(folded):
                found += [run[at : at + length] for at in range(len(run) - length + 1)]
            folded = script.sub(" ", folded)
    for part in folded.split(QUOTED):
        words = _WORD.findall(part)
        found += [" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
    return tuple(found)


@lru_cache(maxsize=256)
def _set(text: str) -> frozenset[str]:
    return frozenset(runs(text))


class Repeats:
    """The earlier narrations, and what this one has said so far. `asked`: texts that the engine wants told now."""

    def __init__(self, earlier: Iterable[str], asked: Iterable[str] = ()) -> None:
        self._earlier = tuple(_set(text) for text in earlier)
        self._asked = frozenset().union(*(_set(text) for text in asked))
        self._own: set[str] = set()
        self._said: Counter[str] = Counter()

    def is_asked(self, said: Said) -> bool:
        """Whether the engine itself wants this sentence told (nearly) so: an author's outcome, what is learned."""
        own = runs(said.text) if self._asked else ()
        return bool(own) and sum(run in self._asked for run in own) >= SHARE * len(own)

    def found(self, said: Said) -> bool:
        """Whether the sentence was told before."""
        if _VERSE.match(said.text):
            return False
        key = " ".join(_WORD.findall(fold(said.text)))
        times = self._said[key]
        if key and (times >= LOOP - 1 or (times and measure(said.text) >= 1.5 * SHORTEST)):
            return True
        if measure(said.told) < SHORTEST:
            return False
        own = runs(said.told)
        fresh = [run for run in own if run not in self._asked]
        if len(fresh) < SHARE * len(own) or not own:
            return False
        need = SHARE * len(own)
        return any(sum(run in known for run in own) >= need for known in (self._own, *self._earlier))

    def passed(self, said: Said) -> None:
        """The sentence is shown: it counts from now on."""
        self._said[" ".join(_WORD.findall(fold(said.text)))] += 1
        self._own.update(runs(said.told))

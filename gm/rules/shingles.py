"""Runs of words by which a text is known again inside another one, in any script. Pure.

Six words in a row, or ten characters of Chinese and Japanese, or twenty of Thai, Lao, Khmer and Burmese, which write no
spaces. A paraphrase is not found.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

SHINGLE: Final = 6
"""Words in a row that must coincide with a secret's text before a sentence counts as leaking it."""
_WORD: Final = re.compile(r"\w+")
_UNSPACED: Final = (
    (re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"), 10),
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"), 20),
)
"""(runs of a script without spaces, characters that stand for six words)."""

Shingle = tuple[str, ...]


@lru_cache(maxsize=64)
def shingles_of(texts: tuple[tuple[str, str], ...]) -> Mapping[Shingle, frozenset[str]]:
    """Every run of these (id, text) pairs → the ids that it stands in. Made once a campaign."""
    found: dict[Shingle, set[str]] = {}
    for name, text in texts:
        for run in shingles(text):
            found.setdefault(run, set()).add(name)
    return {run: frozenset(names) for run, names in found.items()}


def shingles(text: str) -> set[Shingle]:
    """The runs of a text."""
    words = [word.casefold() for word in _WORD.findall(text)]
    found: set[Shingle] = {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    for script, length in _UNSPACED:
        for run in script.findall(text):
            found |= {(run[at : at + length],) for at in range(len(run) - length + 1)}
    return found


def told_in(text: str, known: Mapping[Shingle, frozenset[str]]) -> frozenset[str]:
    """The ids of the texts that this one tells something of."""
    return frozenset().union(*(known[run] for run in shingles(text) if run in known))

"""The words that two texts are compared by where no language is known: those without the short ones, or pairs of
characters of scripts without spaces. Pure."""

import re
from typing import Final

from gm.domain.words import words

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_SHORTEST: Final = 3
"""Letters of a word that counts; shorter ones stand everywhere."""


def plain_words(text: str) -> tuple[str, ...]:
    """What a text is compared by."""
    found: list[str] = []
    for word, _ in words(text):
        if _UNSPACED.search(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        elif len(word) >= _SHORTEST:
            found.append(word)
    return tuple(found)

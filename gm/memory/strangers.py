"""Names that nobody has told us of: what prose writes with a capital letter again and again. Pure.

Where every noun has a capital (German) the letter tells nothing: there a name is what is no word of every day, has no
ending that only nouns have, and mostly stands without an article ("der Leuchtturm", "das rote Ruder"; but "Ottilie").
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from gm.memory.everyday import share_of
from gm.memory.terms import terms

_ALL_NOUNS: Final = frozenset({"de", "lb"})
"""Languages that write every noun with a capital."""
_WITHIN: Final = re.compile(r"(?<=[^\W\d_][ ,] )[^\W\d_]{3,}|(?<=[^\W\d_] )[^\W\d_]{3,}")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OF_NOUNS: Final = re.compile(r"(?:ung|heit|keit|schaft|tät|tion|nis)(?:en|se|sen|s)?$")
_ARTICLE: Final = (
    r"(?i:d(?:er|ie|as|en|em|es)|[mdsk]?ein(?:e[mnrs]?)?|(?:ihr|unser)(?:e[mnrs]?)?|eure[mnrs]?"
    r"|(?:dies|jed|jen|manch|welch|all|viel|beid)e[mnrs]?|ans|am|ins|im|zum|zur|beim|vom|aufs|durchs)"
)
_DETERMINED: Final = re.compile(rf"(?<!\w){_ARTICLE} (?:[^\W\d_A-ZÄÖÜ][^\W\d_]*e[mnrs]? ){{0,2}}([^\W\d_]{{3,}})")


def capitalises_nouns(language: str) -> bool:
    """Whether every noun is written with a capital, so that the letter tells nothing of a name."""
    return language.split("-")[0].lower() in _ALL_NOUNS


def capitalised(text: str) -> tuple[str, ...]:
    """Words within the sentences of a text, without their first ones."""
    return tuple(_WITHIN.findall(text))


def strangers(texts: Iterable[tuple[int, str]], language: str) -> frozenset[str]:
    """Words that stand with a capital letter inside of sentences, in two beats or more, and never without one. `texts`:
    sentences, each with the number of its beat."""
    found = list(texts)
    small = {word for _, text in found for word in _WORD.findall(text) if word[:1].islower()}
    beats: dict[str, set[int]] = {}
    often: Counter[str] = Counter()
    for beat, text in found:
        for word in capitalised(text):
            if word[:1].isupper() and word[1:].islower() and word.lower() not in small:
                beats.setdefault(word, set()).add(beat)
                often[word] += 1
    names = {word for word, where in beats.items() if len(where) > 1}
    if capitalises_nouns(language):
        held = Counter(word for _, text in found for word in _DETERMINED.findall(text))
        names = {word for word in names if 2 * held[word] < often[word] and not _is_noun(word, language)}
    return frozenset(names)


def _is_noun(word: str, language: str) -> bool:
    return bool(_OF_NOUNS.search(word)) or any(share_of(term, language) for term in terms(word, language))

"""A plain search over past beats: which of them hold the words that are looked for, in any script. Pure.

Rare words count more than common ones, the newest of equals comes first. Scripts without spaces are compared by
pairs of characters.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from gm.domain.play import Beat
from gm.domain.words import fold, words

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_SHORTEST: Final = 3
"""Letters of a word that is looked for; shorter ones stand everywhere."""
_PASSAGE: Final = 220
"""Characters of a beat that are shown."""


def search_beats(beats: Sequence[Beat], wanted: str, *, limit: int = 3) -> tuple[Beat, ...]:
    """The beats that fit best, oldest first; none where no word is found."""
    asked = terms(wanted)
    if not asked:
        return ()
    found = {beat.number: Counter(terms(_text(beat))) for beat in beats}
    within = Counter(term for counts in found.values() for term in set(counts))
    worth = {term: math.log(1 + len(beats) / within[term]) for term in set(asked) if within[term]}
    scores = {
        number: sum(weight * (1 - 0.5 ** counts[term]) for term, weight in worth.items())
        for number, counts in found.items()
    }
    best = sorted((beat for beat in beats if scores[beat.number] > 0), key=lambda b: (-scores[b.number], -b.number))
    return tuple(sorted(best[:limit], key=lambda beat: beat.number))


def passage(beat: Beat, wanted: str) -> str:
    """`turn 12, quay · Ada: «…» · The watchman…`: the beat around the words that were looked for."""
    where = f", {beat.place}" if beat.place else ""
    said = " ".join(f"{who}: «{words}»" for who, words in beat.inputs if words)
    told = " ".join(part for part in (said, beat.outcome_line, beat.narration) if part)
    told = " ".join(told.split())
    if len(told) <= _PASSAGE:
        return f"turn {beat.number}{where} · {told}"
    low = told.casefold()
    places = [at for term in terms(wanted) if (at := low.find(term)) >= 0]
    start = max(0, min(places, default=0) - _PASSAGE // 3)
    start = min(start, len(told) - _PASSAGE)
    cut = told[start : start + _PASSAGE].strip()
    return f"turn {beat.number}{where} · {'…' if start else ''}{cut}{'…' if start + _PASSAGE < len(told) else ''}"


def terms(text: str) -> tuple[str, ...]:
    """What a text is compared by: its words without the short ones, or pairs of characters."""
    found: list[str] = []
    for word, _ in words(text):
        if _UNSPACED.search(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        elif len(word) >= _SHORTEST:
            found.append(word)
    return tuple(found)


def _text(beat: Beat) -> str:
    return fold(" ".join((*(f"{who} {said}" for who, said in beat.inputs), beat.outcome_line, beat.narration)))

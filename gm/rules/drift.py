"""How far a narrator has moved from the voice that a table likes: figures of both, side by side. Pure; people judge.

Compared are things that can be counted in any language: length of sentences, share of speech, worn phrases, how often
two narrations begin alike; and, where the language shows them plainly, person and tense.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gm.domain.quotes import sentences
from gm.domain.words import words
from gm.rules.guards.said import Speech
from gm.rules.guards.words import measure
from gm.rules.prose import prose_figures

What = Literal["sentence", "speech", "second_person", "past", "worn", "openings"]
_YOU: Final = {
    "en": frozenset({"you", "your", "yours"}),
    "de": frozenset({"du", "dein", "deine", "deinen", "deiner", "dir", "dich"}),
    "es": frozenset({"tú", "tu", "tus", "te", "ti", "usted"}),
    "ru": frozenset({"ты", "тебя", "тебе", "твой", "твоя", "твои", "вы", "вас", "вам"}),
}
_THEY: Final = {
    "en": frozenset({"he", "she", "they", "his", "her", "their", "him", "them"}),
    "de": frozenset({"er", "sie", "ihr", "ihm", "ihn", "sein", "seine", "ihre"}),
    "es": frozenset({"él", "ella", "ellos", "ellas", "su", "sus", "le", "les"}),
    "ru": frozenset({"он", "она", "они", "его", "ее", "их", "ему", "ей"}),
}
_WAS: Final = {
    "en": frozenset({"was", "were", "had", "did", "said", "came", "went", "stood", "took", "looked"}),
    "de": frozenset({"war", "waren", "hatte", "hatten", "sagte", "kam", "ging", "stand", "nahm", "sah"}),
    "es": frozenset({"era", "fue", "estaba", "había", "dijo", "miró", "tomó", "vino"}),
}
_IS: Final = {
    "en": frozenset({"is", "are", "has", "does", "says", "comes", "goes", "stands", "takes", "looks"}),
    "de": frozenset({"ist", "sind", "hat", "haben", "sagt", "kommt", "geht", "steht", "nimmt", "sieht"}),
    "es": frozenset({"es", "está", "ha", "hay", "dice", "mira", "toma", "viene"}),
}
BOUNDS: Final[dict[What, float]] = {
    "sentence": 0.4,
    "speech": 0.25,
    "second_person": 0.4,
    "past": 0.4,
    "worn": 4.0,
    "openings": 0.25,
}
"""What counts as drift: for sentences a share of the liked length, else a plain difference."""
LEAST: Final = 3
"""Narrations below which nothing is said."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One figure of the liked passages and of the last narrations. Shares are from 0 to 1; `worn` in 1,000 words."""

    what: What
    liked: float
    now: float
    drifted: bool


def drift(liked: Sequence[str], now: Sequence[str], language: str) -> tuple[Drift, ...]:
    """The figures side by side; none where there is too little to compare."""
    if not liked or len(now) < LEAST:
        return ()
    before, after = _figures(liked, language), _figures(now, language)
    return tuple(
        Drift(what, before[what], after[what], _is_drift(what, before[what], after[what]))
        for what in BOUNDS
        if what in before and what in after
    )


def _is_drift(what: What, liked: float, now: float) -> bool:
    if what == "sentence":
        return abs(now - liked) > BOUNDS[what] * max(liked, 1.0)
    if what in ("worn", "openings"):
        return now - liked > BOUNDS[what]  # fewer is no drift
    return abs(now - liked) > BOUNDS[what]


def _figures(texts: Sequence[str], language: str) -> dict[What, float]:
    tongue = language.split("-")[0].casefold()
    told = [each for text in texts for each in sentences(text) if measure(each)]
    total = sum(measure(each) for each in told) or 1.0
    figures = prose_figures(texts, language)
    found: dict[What, float] = {
        "sentence": total / (len(told) or 1),
        "speech": _speech(texts),
        "worn": figures.cliches_per_1000,
    }
    if len(texts) >= LEAST:
        found["openings"] = figures.openings
    tokens = [word for text in texts for word, _ in words(_told(text))]
    for what, yes, no in (("second_person", _YOU, _THEY), ("past", _WAS, _IS)):
        if tongue in yes and tongue in no:
            one = sum(token in yes[tongue] for token in tokens)
            both = one + sum(token in no[tongue] for token in tokens)
            if both >= LEAST:
                found[what] = one / both  # type: ignore[index]
    return found


def _told(text: str) -> str:
    """A narration without what people say in it."""
    speech = Speech()
    return " ".join(speech.hear(sentence).told for sentence in sentences(text))


def _speech(texts: Sequence[str]) -> float:
    whole = sum(measure(text) for text in texts) or 1.0
    told = sum(measure(_told(text)) for text in texts)
    return max(0.0, 1.0 - told / whole)

"""Finds what a table does not play in a text: its lines, its veils, and what is stronger than its rating."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from gm.domain.boundaries import Boundary, merged, read_boundaries
from gm.domain.campaign import Campaign
from gm.domain.words import Phrases, fold, unspaced
from gm.rules.safety.spelling import forms_of, respelled
from gm.rules.safety.strength import never, stronger_than
from gm.rules.safety.topics import topic_of

Touch = Literal["line", "veil", "rating"]
_PLAIN_WORDS: Final = 3
"""A topic of at most so many words is looked for as it stands."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may not be told at a table: merged boundaries, and the rating that the story keeps to."""

    boundaries: tuple[Boundary, ...] = ()
    rating: str = "adult"

    def touched(self, text: str, *, said: bool = False) -> Touch | None:
        """What a text touches first; None: nothing. `said`: a player's wish, and what is veiled may be wished for.

        Sexual words about children are touched at every table, whatever it allows. What is spelled to be missed is read
        as it is meant (`gm.rules.safety.spelling`).
        """
        found = (self._touched(each, said) for each in (text, *respelled(text)))
        return next((touch for touch in found if touch is not None), None)

    def first(self, texts: Iterable[str], *, said: bool = False) -> Touch | None:
        """What the first of some texts touches that touches anything; None: none does."""
        found = (self.touched(text, said=said) for text in texts if text)
        return next((touch for touch in found if touch is not None), None)

    def _touched(self, text: str, said: bool) -> Touch | None:
        if never(text):
            return "rating"
        for hit in _phrases(self.boundaries).hits(text):
            if hit.tag == "line" or not said:
                return hit.tag
        return "rating" if stronger_than(text, self.rating) else None

    def clean(self, text: str) -> str:
        """The text without the sentences that touch anything; paragraphs stay."""
        if self.touched(text) is None:
            return text
        for pattern in (_SENTENCE, _LONGER):  # letters that dots set apart are no sentences
            kept = "".join(piece for piece in pattern.findall(text) if self.touched(piece) is None).strip()
            if self.touched(kept) is None:
                return kept
        return ""


_SENTENCE: Final = re.compile(r"[^.!?…。！？\n]*(?:[.!?…。！？]+[\"'”’»」』)]*\s*|\n+|$)")
_LONGER: Final = re.compile(r".+?(?:[.!?…。！？]+[\"'”’»」』)]*(?:\s+|$)|\n+|$)", re.DOTALL)


@lru_cache(maxsize=256)
def _phrases(boundaries: tuple[Boundary, ...]) -> Phrases[Touch]:
    named = ((word, each.kind) for each in boundaries for word in words_of(each))
    return Phrases((form, kind) for word, kind in named for form in forms_of(word))


@lru_cache(maxsize=1024)
def words_of(boundary: Boundary) -> tuple[str, ...]:
    """What code looks for: the words that were given; with those that we know for the topic, else a short topic itself.
    (): nothing but the models' good will keeps it."""
    topic = topic_of(boundary.topic)
    if topic is not None:
        known = topic.named if boundary.kind == "line" else topic.shown
        return tuple(dict.fromkeys((*boundary.words, *known)))
    return boundary.words or (_plain(boundary.topic) if boundary.kind == "line" else ())


def _plain(topic: str) -> tuple[str, ...]:
    """A short topic as a phrase: a single long word with its endings."""
    parts = fold(topic).split()
    if not parts or len(parts) > _PLAIN_WORDS:
        return ()
    if unspaced(topic) or len(parts) > 1:
        return (topic,)
    word = parts[0]
    stem = word[:-1] if len(word) > 4 and word.endswith("s") else word
    return (f"{stem}*",) if len(stem) >= 4 else (word,)


def unchecked(boundaries: Sequence[Boundary]) -> tuple[Boundary, ...]:
    """Those for which code has nothing to look for."""
    return tuple(each for each in boundaries if not words_of(each))


@lru_cache(maxsize=256)
def _bounds(lines: tuple[str, ...], veils: tuple[str, ...], rating: str) -> Bounds:
    return Bounds(merged(read_boundaries(lines, "line"), read_boundaries(veils, "veil")), rating)


def bounds_of(campaign: Campaign) -> Bounds:
    """What may not be told in this campaign, as it stands."""
    return _bounds(campaign.lines, campaign.veils, campaign.rating)

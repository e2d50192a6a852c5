"""Figures about prose: worn phrases, repeated openings, closing questions, length. Pure; what is good is for people."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.quotes import sentences
from gm.domain.words import fold, unspaced
from gm.rules.cliches import asks_of, cliches_of
from gm.rules.guards.repeating import Repeats
from gm.rules.guards.said import Speech
from gm.rules.guards.words import measure

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
OPENING: Final = 2
"""Words by which sentences begin alike."""
_BOUNDS: Final = (0.5, 1.5)
"""Shares of the target between which a length is near enough."""


@dataclass(frozen=True, slots=True)
class ProseFigures:
    """Figures of some narrations in one language. Shares are from 0 to 1."""

    narrations: int
    words: float
    cliches_per_1000: float
    """Worn phrases in 1,000 words."""
    worn: tuple[tuple[str, int], ...]
    """Those, the most frequent first."""
    openings: float
    """Share of narrations that begin with the same two words as an earlier one."""
    sentence_openings: float
    """Share of sentences that begin with the same two words as another one of their narration."""
    closing_questions: float
    """Share of narrations whose last sentence is a question, whoever asks."""
    asks_players: float
    """Share that asks the players what they do."""
    repeated: float
    """Share of sentences that stood, nearly word for word, in one of the twenty narrations before, or in their own."""
    length: float
    """Length against target, median; 0 without targets."""
    near: float
    """Share whose length is between half and one and a half of the target."""


def prose_figures(texts: Sequence[str], language: str, targets: Sequence[int] = ()) -> ProseFigures:
    """The figures of these narrations, in the order in which they were told."""
    words = sum(measure(text) for text in texts)
    worn = Counter(hit.phrase for text in texts for hit in cliches_of(language).hits(text))
    told = [[part for part in sentences(text) if measure(part) >= OPENING] for text in texts]
    total = sum(len(parts) for parts in told) or 1
    ratios = sorted(measure(text) / target for text, target in zip(texts, targets, strict=False) if target)
    count = len(texts) or 1
    return ProseFigures(
        narrations=len(texts),
        words=words,
        cliches_per_1000=1000 * worn.total() / words if words else 0.0,
        worn=tuple(worn.most_common(12)),
        openings=_again([_opening(text) for text in texts]) / count,
        sentence_openings=sum(_again([_opening(part) for part in parts]) for parts in told) / total,
        closing_questions=sum(_closes_with_question(text) for text in texts) / count,
        asks_players=sum(bool(asks_of(language).hits(text)) for text in texts) / count,
        repeated=_repeated(told) / total,
        length=ratios[len(ratios) // 2] if ratios else 0.0,
        near=sum(_BOUNDS[0] <= ratio <= _BOUNDS[1] for ratio in ratios) / len(ratios) if ratios else 0.0,
    )


def _opening(text: str) -> str:
    folded = fold(text)
    if unspaced(folded[:12]):
        return "".join(char for char in folded if char.isalnum())[: 2 * OPENING]
    return " ".join(_WORD.findall(folded)[:OPENING])


def _again(openings: Sequence[str]) -> int:
    """How many of them have come before."""
    known = [opening for opening in openings if opening]
    return len(known) - len(set(known))


def _closes_with_question(text: str) -> bool:
    return text.rstrip(" \n*_\"'”’»)」』").endswith(("?", "？"))


def _repeated(told: Sequence[Sequence[str]], window: int = 20) -> int:
    """Sentences that were told before."""
    found = 0
    for at, parts in enumerate(told):
        repeats = Repeats("".join(earlier) for earlier in told[max(0, at - window) : at])
        speech = Speech()
        for part in parts:
            said = speech.hear(part)
            found += repeats.found(said)
            repeats.passed(said)
    return found

"""What guards have taken out of a telling, and whether it can do without: what the party learns must not go with it."""

from collections.abc import Iterable
from typing import Final

from gm.domain.guards import GuardKind
from gm.rules.guards.words import content, measure, shared

TOO_MUCH: Final = 1 / 3
"""Share of the words that came, of which the telling is poor without them."""
FEWEST: Final = 20
"""Words that must be gone for that."""
TOLD: Final = 0.6
"""Share of a fact's words from which on it stands in a text."""
_NO_LOSS: Final = frozenset[GuardKind]({"repeats", "restates", "options", "asks", "mention", "markup", "long"})
"""What is cut for this said nothing that is missed."""


class Losses:
    """`must`: texts of what comes out in this turn."""

    def __init__(self, must: Iterable[str] = ()) -> None:
        self._must = tuple((text, words) for text in must if (words := content(text)))
        self._passed: list[str] = []
        self._cut: list[str] = []
        self._heard = self._gone = 0.0
        self._why: GuardKind = "long"

    def note(self, sentence: str, left: str, kinds: Iterable[GuardKind]) -> None:
        """A sentence came, and so much of it passed; `kinds` say why not all did, nothing: as for the one before."""
        self._heard += measure(sentence)
        self._passed += content(left)
        if left.strip() == sentence.strip():
            return
        self._why = next(iter(kinds), self._why)
        if measure(left) < measure(sentence):
            self._cut += content(sentence)
            self._gone += 0.0 if self._why in _NO_LOSS else measure(sentence) - measure(left)

    def lost(self) -> tuple[str, ...]:
        """What the party learns, where most of its words stood only in what was cut."""
        return tuple(
            text
            for text, words in self._must
            if self._cut
            and shared(words, self._passed) < TOLD <= shared(words, (*self._passed, *self._cut))
            and shared(words, self._cut) > shared(words, self._passed)
        )

    @property
    def is_poor(self) -> bool:
        """Whether too much of it is gone."""
        return self._gone >= FEWEST and self._gone > TOO_MUCH * self._heard

    def copy(self) -> "Losses":
        """The same up to here, for another answer that goes on from here."""
        made = Losses()
        made._must, made._passed, made._cut = self._must, list(self._passed), list(self._cut)
        return made

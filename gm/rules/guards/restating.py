"""Whether the first sentence only says the player's line over again ("You lift the latch and slip in").

It does when (nearly) every word of it that carries meaning stands in one player's line of this turn. Whatever adds a
word of its own (how it went, what is seen) passes, so that no outcome is lost. A line that had to be rolled for is told
as done only by such a sentence; it is cut as well, since dice and outcome stand above the telling.
"""

from collections.abc import Iterable
from typing import Final

from gm.rules.guards.said import Said
from gm.rules.guards.words import content, shared

FEWEST: Final = 4
"""Words that carry meaning which the sentence must have (pairs of letters count half)."""
ALL: Final = 7
"""From so many on, one in seven may be another."""


class Restates:
    """The lines that players gave in this turn."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = tuple(words for line in lines if (words := content(line)))

    def found(self, said: Said) -> bool:
        """Whether the sentence adds nothing to one of them."""
        if not said.first or said.quotes:
            return False
        own = content(said.told)
        weight = len(own) / (2 if own and len(own[0]) == 2 and not own[0].isascii() else 1)
        if weight < FEWEST:
            return False
        need = 1.0 if weight < ALL else 0.85
        return any(shared(own, line) >= need for line in self._lines)

"""A model that goes round in a loop: what repeats itself is held back, and cut at its first repetition.

Stories repeat on purpose (a refrain, a knock, a name), so a stretch is only called a loop when it has gone on for long.
Until then it is held, and nobody has seen more than the beginning of the first repetition.
"""

from typing import Final

TAIL: Final = 24
"""Characters that are always held back: so long a stretch that stood there before may be the start of a repetition."""
_REMEMBERED: Final = 2400
_LEAST: Final = 600
"""Characters that a repetition has at least, whatever repeats."""


def _enough(period: int) -> int:
    """Characters of repetition after which it is a loop: eight times a phrase, or a long passage more than twice."""
    return max(_LEAST, min(8 * period, 2 * period + _LEAST))


class LoopSieve:
    """Feed it what a model writes; it gives back what may be shown. `looped`: it found a loop, and wants no more."""

    def __init__(self) -> None:
        self._out = ""
        self._held = ""
        self.looped = False

    def feed(self, text: str) -> str:
        """What may be shown now."""
        if self.looped or not text:
            return ""
        self._held += text
        return self._let(self._held_from())

    def finish(self, *, cut: bool = False) -> str:
        """The rest. `cut`: the length limit ended it; then even one whole repetition at the end is a loop begun."""
        if self.looped:
            return ""
        start, period = self._repeated()
        repeats = len(self._out) + len(self._held) - start
        if period and cut and repeats >= max(period, TAIL * 3):
            self.looped = True
            return self._let(max(0, start - len(self._out)))
        return self._let(len(self._held))

    def salvage(self) -> str:
        """What was held back, where it does not go round already."""
        start, period = self._repeated()
        if self.looped or (period and len(self._out) + len(self._held) - start > 2 * period):
            return ""
        return self._let(len(self._held))

    def _let(self, count: int) -> str:
        text = self._held[:count]
        self._held = "" if self.looped else self._held[count:]
        self._out = (self._out + text)[-_REMEMBERED:]
        return text

    def _held_from(self) -> int:
        """How much of what is held may go."""
        whole = len(self._out) + len(self._held)
        start, period = self._repeated()
        if not period:
            return max(0, len(self._held) - TAIL)
        self.looped = whole - start >= _enough(period)
        return max(0, start - len(self._out))

    def _repeated(self) -> tuple[int, int]:
        """Where the stretch at the end begins that repeats what stands `period` characters before it; (_, 0): none."""
        text = self._out + self._held
        if len(text) <= TAIL:
            return 0, 0
        at = text.rfind(text[-TAIL:], 0, len(text) - 1)
        if at < 0:
            return 0, 0
        period = len(text) - TAIL - at
        start = len(text) - TAIL
        while start > period and text[start - 1] == text[start - 1 - period]:
            start -= 1
        return start, period

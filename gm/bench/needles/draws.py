"""Seeded choices for a script: the same on every machine and every Python."""

import hashlib
from collections.abc import MutableSequence, Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """Numbers from a hash of the seed and a counter. Not for dice: those are drawn by the engine."""

    def __init__(self, seed: str) -> None:
        self._seed, self._at = seed, 0

    def below(self, count: int) -> int:
        """A number from 0 to count - 1."""
        self._at += 1
        digest = hashlib.sha256(f"{self._seed}:{self._at}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % count

    def choice(self, items: Sequence[T]) -> T:
        """One of them."""
        return items[self.below(len(items))]

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Put them into another order, in place."""
        for at in range(len(items) - 1, 0, -1):
            other = self.below(at + 1)
            items[at], items[other] = items[other], items[at]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """`count` of them, none twice."""
        pool = list(items)
        self.shuffle(pool)
        return pool[:count]

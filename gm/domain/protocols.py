"""What the engine asks of the outside: time, ids, token counts. Parameters everywhere, globals nowhere."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The current moment."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, for measuring."""
        ...


class Entropy(Protocol):
    """Fresh ids and seeds: the only source of randomness outside keyed draws."""

    def uid(self) -> str:
        """A new unique id, 32 hex digits."""
        ...

    def seed(self) -> str:
        """A new secret seed, 64 hex digits."""
        ...


class TokenCounter(Protocol):
    """Estimates how many tokens a text is for the model that will read it."""

    def count(self, text: str) -> int:
        """Tokens, never less than 1 for text that is not empty."""
        ...

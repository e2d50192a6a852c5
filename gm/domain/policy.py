"""What may become of words that are sent to a model: the host's terms, as values. `gm.models.policy` decides by them.

Regions, makers and providers are compared as lower-case words.
"""

from dataclasses import dataclass
from typing import Final, Literal

Training = Literal["never", "terminal", "anywhere"]
"""Who may learn from what is sent. `terminal`: what one types at one's own terminal may go to a model whose provider
trains on it, other people's words may not. `never`: nothing may. `anywhere`: all may."""

RATINGS: Final = ("everyone", "teen", "mature", "adult")
"""Content ratings, each allowing what stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The host's `data_policy`. An empty set of what is allowed allows all."""

    training: Training = "terminal"
    zero_retention: bool = False
    """Only providers that keep nothing of what is sent."""
    regions: frozenset[str] = frozenset()
    """Where models may run (`eu`, `us`); one's own machine is always allowed."""
    makers: frozenset[str] = frozenset()
    """Whose models may be asked."""
    no_makers: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    """Who may run them. A broker is told, and looks for itself."""
    no_providers: frozenset[str] = frozenset()


NO_TERMS: Final = Terms()

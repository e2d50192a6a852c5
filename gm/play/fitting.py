"""Whom a prompt fits. Who has too small a window for what no prompt can do without is passed over, which is noted."""

from collections.abc import Callable, Sequence

from gm.domain.calls import Candidate, Role
from gm.domain.errors import ContextOverflow
from gm.domain.prompt import Prompt
from gm.models.events import Relay
from gm.play.parts import EngineParts

Fitted = Callable[[int], Prompt]
"""The prompt for a window of so many tokens. Raises ContextOverflow where it cannot be made so small."""


def fitting(
    parts: EngineParts,
    role: Role,
    route: Sequence[Candidate],
    fitted: Fitted,
    relay: Relay,
    *,
    share: float = 1.0,
) -> tuple[Prompt, tuple[Candidate, ...]]:
    """The prompt for this share of the first window that it fits into at all, and who is asked from there on. Those
    that were passed over wait in the relay for who is asked instead of them; with a smaller share they did before.

    Raises:
        ContextOverflow: it fits into nobody's.
    """
    first: ContextOverflow | None = None
    for at, candidate in enumerate(route):
        try:
            return fitted(int(parts.window(role, candidate) * share)), tuple(route[at:])
        except ContextOverflow as error:
            first = first or error
            if share == 1.0:
                relay.passes(candidate)
    if first is not None:
        raise first
    return fitted(int(parts.window(role) * share)), ()

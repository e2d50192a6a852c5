"""Which clocks a narrator reads of in a beat: one that stands still, far from full, would be told each time.

It is shown where the story opens or is recapped, in the beat in which it moves, when somebody speaks of it, and from
two thirds on. Pure.
"""

from collections.abc import Sequence

from gm.domain.brief import ChangeView, ClockView
from gm.domain.play import Turn
from gm.memory.everyday import share_of
from gm.memory.terms import terms


def clocks_that_bear(
    clocks: Sequence[ClockView], turn: Turn, changes: Sequence[ChangeView], words: Sequence[str], language: str
) -> tuple[ClockView, ...]:
    """Those of the clocks that bear on a beat. `words`: what is said and told in it."""
    if turn.kind != "action":
        return tuple(clocks)
    moved = {change.subject for change in changes if change.kind == "clock"}
    said = set(terms(" ".join(words), language)) if clocks else set()
    return tuple(
        clock
        for clock in clocks
        if clock.name in moved or 3 * clock.filled >= 2 * clock.segments or said & _own(clock, language)
    )


def _own(clock: ClockView, language: str) -> set[str]:
    """The words that tell it from others: of its name, and of its id, the least common ones."""
    found: set[str] = set()
    for text in (clock.name, clock.id.replace("-", " ")):
        shares = {term: share_of(term, language) for term in terms(text, language)}
        found |= {term for term, share in shares.items() if share == min(shares.values())}
    return found

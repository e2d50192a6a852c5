"""What kind of moment a turn has come to: whether it deserves a better teller. Pure."""

from collections.abc import Sequence

from gm.domain.calls import Moment
from gm.domain.play import TurnOutcome
from gm.domain.ruleset import DegreeRule
from gm.domain.ruling import Ruling


def moments_of(outcome: TurnOutcome | None, ruling: Ruling | None, degrees: Sequence[DegreeRule]) -> tuple[Moment, ...]:
    """Those that it is: an ending, a death, a roll at its best or worst with something at stake. (): a turn like
    others."""
    if outcome is None:
        return ()
    found: list[Moment] = []
    if outcome.ending:
        found.append("finale")
    if any(change.path == "status" and change.after == "dead" for change in outcome.changes):
        found.append("death")
    if len(degrees) > 2 and ruling is not None and any(verdict.stakes for verdict in ruling.verdicts):
        extremes = {degrees[0].id, degrees[-1].id}
        if any(check.degree in extremes for check in outcome.checks):
            found.append("decisive_roll")
    return tuple(found)

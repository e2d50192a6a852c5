"""What kind of moment a turn has come to: whether it deserves a better teller. Pure."""

from collections.abc import Sequence

from gm.domain.calls import Moment
from gm.domain.play import TurnOutcome
from gm.domain.ruleset import DegreeRule
from gm.domain.ruling import Ruling


def moment_of(outcome: TurnOutcome | None, ruling: Ruling | None, degrees: Sequence[DegreeRule]) -> Moment | None:
    """The weightiest that holds: an ending, a death, a roll at its best or worst with something at stake. None: a turn
    like others."""
    if outcome is None:
        return None
    if outcome.ending:
        return "finale"
    if any(change.path == "status" and change.after == "dead" for change in outcome.changes):
        return "death"
    if len(degrees) > 2 and ruling is not None and any(verdict.stakes for verdict in ruling.verdicts):
        extremes = {degrees[0].id, degrees[-1].id}
        if any(check.degree in extremes for check in outcome.checks):
            return "decisive_roll"
    return None

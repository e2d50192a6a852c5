"""What enemies are there for, as their author says, and what that makes them do."""

from typing import Final

from gm.rules.combat.ground import Fight

_PULL: Final = 2.5


def holds_ground(fight: Fight, who: str) -> bool:
    """Whether somebody stays in their zone, come what may."""
    plan = fight.plan
    return plan is not None and plan.aim == "hold" and fight.fighter(who).side == "foes"


def pull(fight: Fight, who: str, target: str) -> float:
    """How much more a target is worth to somebody than it would be by itself: times so much."""
    plan = fight.plan
    if plan is None or plan.aim != "seize" or fight.fighter(who).side != "foes":
        return 1.0
    return _PULL if target in plan.after else 1.0

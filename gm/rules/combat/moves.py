"""Going about in a fight: zones in a row, blows at those who turn their back, getting away."""

from typing import Final

from gm.domain.combat import Attack
from gm.domain.encounter import Step
from gm.rules.combat.asking import ask
from gm.rules.combat.ground import Fight
from gm.rules.combat.reacting import asked, known
from gm.rules.combat.saving import modified
from gm.rules.combat.strikes import ready, strike

PRONE: Final = "prone"
"""Id of the condition that one gets up from."""


def may_go(fight: Fight, who: str) -> bool:
    """Whether somebody can move at all."""
    return not fight.blocked(who, "move") and speed_of(fight, who) > 0


def speed_of(fight: Fight, who: str) -> int:
    """Zones that somebody goes in a move."""
    return max(0, fight.fighter(who).speed + modified(fight, who, "speed"))


def steps_of(fight: Fight, who: str) -> int:
    """Zones that somebody still goes in this move: getting up from the ground takes one."""
    return max(0, speed_of(fight, who) - (PRONE in fight.conditions(who)))


def get_up(fight: Fight, who: str) -> None:
    """Get up from the ground, for those who lie on it and can move."""
    if PRONE in fight.conditions(who) and may_go(fight, who):
        fight.set_condition(who, PRONE, 0)
        fight.step("stand", who)


def go(fight: Fight, who: str, zone: int) -> bool:
    """Walk to a zone, one after the other; enemies who are left may strike. False if they never got there."""
    while fight.zone(who) != zone and fight.active(who):
        left_behind(fight, who)
        if not fight.active(who):
            return False
        here = fight.zone(who)
        fight.mark(f"zone/{who}", here + (1 if zone > here else -1))
        fight.step("move", who, zone=fight.zone(who))
    return fight.zone(who) == zone


def left_behind(fight: Fight, who: str) -> None:
    """Each enemy in the zone that is left strikes once, where the kit has it and nobody slips away with care."""
    if not fight.combat.opportunity or fight.here(f"disengaged/{who}") or fight.here(f"hidden/{who}"):
        return
    for foe in fight.near(who):
        if fight.here(f"reaction/{foe}") or fight.here(f"surprised/{foe}"):
            continue
        if fight.blocked(foe, "reactions") or fight.blocked(foe, "actions"):
            continue
        fighter = fight.fighter(foe)
        own = [attack for name in fighter.reactions if (attack := fighter.attack(name)) is not None]
        usable = [each for each in own or fighter.melee() if each.reach == 0 and ready(fight, foe, each)]
        if usable and _wants_to(fight, foe, who, usable[0]):
            strike(fight, foe, usable[0], [who], reaction=True)
        if not fight.active(who):
            return


def _wants_to(fight: Fight, foe: str, who: str, attack: Attack) -> bool:
    """Whether the blow is struck: a player who could spend the reaction otherwise is asked, all others strike."""
    if fight.answers is None or not asked(fight, foe) or not fight.fighter(foe).reacts:
        return True
    if not any(True for on in ("hit", "miss", "save", "cast") for _ in known(fight, foe, on)):
        return True
    about = Step(kind="leave", actor=who, zone=fight.zone_name(fight.zone(who)))
    return ask(fight, foe, about, (("strike", attack.name),), default="strike") == "strike"


def edge_of(fight: Fight, who: str) -> int:
    """The zone from which somebody's side gets away: the party where it came from, the others at the far end."""
    return 0 if fight.fighter(who).side == "party" else len(fight.zones) - 1


def flee(fight: Fight, who: str) -> bool:
    """Run for it. Whoever reaches the edge of the field is out; the rest is for another turn."""
    goal = edge_of(fight, who)
    steps = 2 * speed_of(fight, who)
    here = fight.zone(who)
    reach = max(goal, here - steps) if goal < here else min(goal, here + steps)
    if not go(fight, who, reach) or reach != goal:
        return False
    left_behind(fight, who)
    if not fight.active(who):
        return False
    fight.mark(f"out/{who}", "fled")
    fight.step("flee", who, zone=goal)
    return True

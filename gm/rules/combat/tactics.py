"""What code-run fighters choose, from what they are and see. No model is asked; the same sight, the same choice."""

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from gm.domain.combat import Attack
from gm.domain.ruling import CombatAction
from gm.rules.combat.actions import perform
from gm.rules.combat.fighter import Fighter
from gm.rules.combat.goals import holds_ground, pull
from gm.rules.combat.ground import Fight
from gm.rules.combat.moves import edge_of, may_go, speed_of, steps_of
from gm.rules.combat.powers import QUICK, goes_on, touches
from gm.rules.combat.reach import caught
from gm.rules.combat.spellcraft import worth_of_spell
from gm.rules.combat.spells import can_cast
from gm.rules.combat.strikes import ready, sway
from gm.rules.combat.worth import average

_MOST_DEEDS: Final = 3
"""Actions in one turn: their own, and what a power gives."""


class Option(NamedTuple):
    """Something that could be done, and what it seems worth."""

    action: CombatAction
    worth: float


def play_turn(fight: Fight, who: str) -> None:
    """A whole turn of somebody whom code runs."""
    if fight.here(f"surprised/{who}") or fight.blocked(who, "actions"):
        fight.step("skip", who, detail="surprised" if fight.here(f"surprised/{who}") else "cannot_act")
        return
    quick = _beside(fight, who)
    if quick is not None:
        perform(fight, who, quick, by_code=True)
    for _ in range(_MOST_DEEDS):
        if not fight.active(who) or fight.over:
            return
        deed = choose(fight, who)
        perform(fight, who, deed, by_code=True)
        if not goes_on(fight, who, deed):
            return


def _beside(fight: Fight, who: str) -> CombatAction | None:
    """What is done beside the action of a turn: healing when it is needed, and what makes them stronger."""
    hurt = 2 * fight.of(who, "hp") < fight.of(who, "max_hp", 1)
    for spell_id in fight.fighter(who).spells:
        spell = fight.rules.spell(spell_id)
        if (
            spell is None
            or spell.cost not in QUICK
            or not can_cast(fight, who, spell)
            or not touches(fight, spell, who)
        ):
            continue
        heals = hurt and bool(spell.heals or spell.pool)
        own = spell.area == "self" and bool(spell.gives) and bool(fight.near(who) or spell.again)
        new = own and not any(given.condition in fight.conditions(who) for given in spell.gives)
        if heals or new or spell.again:
            return CombatAction(kind="cast", spell=spell.id, targets=(who,))
    return None


def choose(fight: Fight, who: str) -> CombatAction:
    """What they do: run or yield if they have had enough, else what seems to be worth most, else come nearer."""
    fighter = fight.fighter(who)
    if gives_up(fight, fighter):
        away = may_go(fight, who) and not (fighter.morale.surrenders and _cornered(fight, who))
        fight.step("morale", who, detail="flee" if away else "surrender")
        return CombatAction(kind="flee" if away else "surrender")
    best = max(options(fight, fighter), key=itemgetter(1), default=None)
    if best is not None and best.worth > 0:
        return best.action
    return _come_nearer(fight, fighter)


def gives_up(fight: Fight, fighter: Fighter) -> bool:
    """Whether somebody stops fighting: hurt too badly, or too many of theirs are down."""
    morale = fighter.morale
    if morale.flees_below and fight.of(fighter.id, "hp") * 100 < morale.flees_below * fighter.max_hp:
        return True
    if not morale.losses:
        return False
    own = [other for other in fight.order if fight.fighter(other).side == fighter.side]
    lost = sum(not fight.active(other) for other in own)
    return lost * 100 >= morale.losses * len(own)


def _cornered(fight: Fight, who: str) -> bool:
    """Whether enemies stand between somebody and the way out."""
    here, edge = fight.zone(who), edge_of(fight, who)
    low, high = min(here, edge), max(here, edge)
    return any(low <= fight.zone(foe) <= high and fight.zone(foe) != here for foe in fight.foes(who))


def options(fight: Fight, fighter: Fighter) -> Iterator[Option]:
    """Every attack and spell at every enemy who can be got at, with what it seems worth."""
    usable = [each for each in fighter.attacks if each.cost == "action" and ready(fight, fighter.id, each)]
    steps = _steps(fight, fighter)
    for foe in fight.foes(fighter.id):
        for attack in usable:
            option = _attack_option(fight, fighter, attack, foe, steps)
            if option is not None:
                yield option
    for spell_id in fighter.spells:
        spell = fight.rules.spell(spell_id)
        if spell is not None and spell.cost in ("action", "bonus") and can_cast(fight, fighter.id, spell):
            yield from (Option(action, worth) for action, worth in worth_of_spell(fight, fighter.id, spell))


def _steps(fight: Fight, fighter: Fighter) -> int:
    """Zones that somebody would go to get at an enemy."""
    if not may_go(fight, fighter.id) or holds_ground(fight, fighter.id):
        return 0
    return steps_of(fight, fighter.id)


def _stand(here: int, there: int, reach: int, most: int) -> int | None:
    """The nearest zone from which something of this reach gets there in so many steps; None if there is none."""
    apart = abs(here - there)
    if apart <= reach:
        return here
    steps = apart - reach
    if steps > most:
        return None
    return here + steps if there > here else here - steps


@lru_cache(maxsize=4096)
def _attacking(attack: str, foe: str, zone: str | None) -> CombatAction:
    return CombatAction.model_construct(kind="attack", attack=attack, targets=(foe,), zone=zone)


def _attack_option(fight: Fight, fighter: Fighter, attack: Attack, foe: str, steps: int) -> Option | None:
    here, there = fight.zone(fighter.id), fight.zone(foe)
    zone = _stand(here, there, attack.reach, steps)
    if zone is None and attack.long is not None:
        zone = _stand(here, there, attack.long, steps)
    if zone is None:
        return None
    moves = zone != here
    hit = caught(fight, fighter.id, attack.area, [foe])
    worth = 0.0
    for target in hit:
        weight, pulled = _drawn(fight, fighter, target)
        value = _expected(fight, fighter, attack, target) * weight * pulled
        worth += value if fight.fighter(target).side != fighter.side else -1.5 * value
    if len(fighter.multiattack) > 1 and attack.id in fighter.multiattack:
        worth *= len(fighter.multiattack)
    worth *= _manner(fight, fighter, attack, moves)
    return Option(_attacking(attack.id, foe, fight.zone_name(zone) if moves else None), worth)


def _drawn(fight: Fight, fighter: Fighter, target: str) -> tuple[float, float]:
    """How much somebody is drawn to a target, whatever they attack it with: by what they are, and by what they want."""
    key = ("drawn", fighter.id, target)
    found: tuple[float, float] | None = fight.seen.get(key)
    if found is None:
        found = fight.seen[key] = (_weight(fight, fighter, target), pull(fight, fighter.id, target))
    return found


def _expected(fight: Fight, fighter: Fighter, attack: Attack, target: str) -> float:
    against = fight.fighter(target)
    harm = sum(average(each, against) for each in attack.strikes)
    if attack.bonus is not None:
        helped, hindered = sway(fight, fighter.id, target, attack)
        chance = min(0.95, max(0.05, (21 + attack.bonus - against.defence) / 20))
        if helped != hindered:
            chance = 1 - (1 - chance) ** 2 if helped else chance**2
    elif attack.save is not None:
        made = min(0.95, max(0.0, (21 + against.saves.get(attack.save.attribute, 0) - attack.save.difficulty) / 20))
        chance = 1 - made * (0.5 if attack.save.on_success == "half" else 1.0)
    else:
        chance = 1.0
    return chance * (min(harm, fight.of(target, "hp") + 4) + 2.0 * len(attack.gives))


def _weight(fight: Fight, fighter: Fighter, target: str) -> float:
    """Whom this kind of fighter goes for."""
    hp = max(1, fight.of(target, "hp"))
    share = hp / max(1, fight.fighter(target).max_hp)
    match fighter.tactics:
        case "pack" | "guard":
            return 1.6 - 0.6 * share
        case "skirmisher" | "archer" | "caster":
            return 1.0 + 4.0 / (4 + fight.fighter(target).defence / 5) - 0.2 * share
        case "brute":
            return 1.0 + 0.02 * fight.fighter(target).max_hp
        case _:
            return 1.0


def _manner(fight: Fight, fighter: Fighter, attack: Attack, moves: bool) -> float:
    """How they like to do it."""
    if moves and fight.combat.opportunity and fight.near(fighter.id):
        return 0.6 if fighter.tactics != "skirmisher" else 0.9
    if fighter.tactics in ("archer", "caster") and attack.reach > 0:
        return 1.3
    return 1.0


def _come_nearer(fight: Fight, fighter: Fighter) -> CombatAction:
    """Towards the nearest enemy, twice as fast since there is nothing else to do; else stand and wait."""
    here = fight.zone(fighter.id)
    foes = sorted(
        fight.foes(fighter.id), key=lambda foe: (pull(fight, fighter.id, foe) == 1.0, abs(fight.zone(foe) - here))
    )
    if not foes or holds_ground(fight, fighter.id) or not may_go(fight, fighter.id) or fight.zone(foes[0]) == here:
        return CombatAction(kind="dodge" if "dodge" in fight.combat.actions else "wait")
    steps = min(steps_of(fight, fighter.id) + speed_of(fight, fighter.id), abs(fight.zone(foes[0]) - here))
    goal = here + steps if fight.zone(foes[0]) > here else here - steps
    kind = "dash" if "dash" in fight.combat.actions else "wait"
    return CombatAction(kind=kind, zone=fight.zone_name(goal))

"""What code-run fighters choose, from what they are and see. No model is asked; the same sight, the same choice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.domain.combat import Attack, Strike
from gm.domain.ruling import CombatAction
from gm.domain.spells import Spell
from gm.rules.combat.actions import caught, perform
from gm.rules.combat.fighter import Fighter
from gm.rules.combat.ground import Fight
from gm.rules.combat.moves import edge_of, may_go, speed_of, steps_of
from gm.rules.combat.spells import can_cast
from gm.rules.combat.strikes import ready, sway

_DICE: Final = re.compile(r"(\d*)d(\d+)")
_NUMBER: Final = re.compile(r"[+-]?\s*\d+")
_FEWEST_FOR_AREA: Final = 2


@dataclass(frozen=True, slots=True)
class Option:
    """Something that could be done, and what it seems worth."""

    action: CombatAction
    worth: float


def play_turn(fight: Fight, who: str) -> None:
    """A whole turn of somebody whom code runs."""
    if fight.here(f"surprised/{who}") or fight.blocked(who, "actions"):
        fight.step("skip", who, detail="surprised" if fight.here(f"surprised/{who}") else "cannot_act")
        return
    perform(fight, who, choose(fight, who), by_code=True)


def choose(fight: Fight, who: str) -> CombatAction:
    """What they do: run or yield if they have had enough, else what seems to be worth most, else come nearer."""
    fighter = fight.fighter(who)
    if gives_up(fight, fighter):
        away = may_go(fight, who) and not (fighter.morale.surrenders and _cornered(fight, who))
        fight.step("morale", who, detail="flee" if away else "surrender")
        return CombatAction(kind="flee" if away else "surrender")
    best = max(options(fight, fighter), key=lambda option: option.worth, default=None)
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
    for foe in fight.foes(fighter.id):
        for attack in fighter.attacks:
            if attack.cost == "action" and ready(fight, fighter.id, attack):
                option = _attack_option(fight, fighter, attack, foe)
                if option is not None:
                    yield option
    for spell_id in fighter.spells:
        spell = fight.rules.spell(spell_id)
        if spell is not None and spell.cost == "action" and can_cast(fight, fighter.id, spell):
            yield from _spell_options(fight, fighter, spell)


def _stand(fight: Fight, fighter: Fighter, foe: str, reach: int) -> int | None:
    """The nearest zone from which something of this reach gets to an enemy; None if there is none this turn."""
    here, there = fight.zone(fighter.id), fight.zone(foe)
    if abs(here - there) <= reach:
        return here
    steps = abs(here - there) - reach
    if steps > steps_of(fight, fighter.id) or not may_go(fight, fighter.id):
        return None
    return here + steps if there > here else here - steps


def _attack_option(fight: Fight, fighter: Fighter, attack: Attack, foe: str) -> Option | None:
    zone = _stand(fight, fighter, foe, attack.reach)
    if zone is None and attack.long is not None:
        zone = _stand(fight, fighter, foe, attack.long)
    if zone is None:
        return None
    moves = zone != fight.zone(fighter.id)
    hit = caught(fight, fighter.id, attack.area, [foe])
    worth = 0.0
    for target in hit:
        value = _expected(fight, fighter, attack, target) * _weight(fight, fighter, target)
        worth += value if fight.fighter(target).side != fighter.side else -1.5 * value
    if len(fighter.multiattack) > 1 and attack.id in fighter.multiattack:
        worth *= len(fighter.multiattack)
    worth *= _manner(fight, fighter, attack, moves)
    action = CombatAction(
        kind="attack", attack=attack.id, targets=(foe,), zone=fight.zone_name(zone) if moves else None
    )
    return Option(action, worth)


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
    near = bool(fight.near(fighter.id))
    if moves and near and fight.combat.opportunity:
        return 0.6 if fighter.tactics != "skirmisher" else 0.9
    if fighter.tactics in ("archer", "caster") and attack.reach > 0:
        return 1.3
    return 1.0


def _spell_options(fight: Fight, fighter: Fighter, spell: Spell) -> Iterator[Option]:
    who = fighter.id
    if spell.heals:
        for friend in (who, *fight.friends(who), *_fallen(fight, fighter)):
            missing = fight.of(friend, "max_hp", 1) - fight.of(friend, "hp")
            if (
                abs(fight.zone(friend) - fight.zone(who)) <= spell.reach
                and missing > fight.of(friend, "max_hp", 1) // 2
            ):
                yield Option(CombatAction(kind="cast", spell=spell.id, targets=(friend,)), 6.0 + missing / 4)
        return
    if spell.concentration and fight.text(f"character:{who}", "concentration"):
        return
    if not spell.strikes and not spell.gives:
        return
    for foe in fight.foes(who):
        if abs(fight.zone(foe) - fight.zone(who)) > spell.reach:
            continue
        hit = caught(fight, who, spell.area, [foe])
        foes = [each for each in hit if fight.fighter(each).side != fighter.side]
        if spell.area in ("zone", "zones") and len(foes) < _FEWEST_FOR_AREA:
            continue
        worth = 0.0
        for target in hit:
            value = sum(average(each, fight.fighter(target)) for each in spell.strikes) * 0.7 + 3.0 * len(spell.gives)
            worth += value if target in foes else -2.0 * value
        yield Option(CombatAction(kind="cast", spell=spell.id, targets=(foe,)), worth)


def _fallen(fight: Fight, fighter: Fighter) -> Sequence[str]:
    return [w for w in fight.order if fight.status(w) == "down" and fight.fighter(w).side == fighter.side]


def _come_nearer(fight: Fight, fighter: Fighter) -> CombatAction:
    """Towards the nearest enemy, twice as fast since there is nothing else to do; else stand and wait."""
    here = fight.zone(fighter.id)
    foes = sorted(fight.foes(fighter.id), key=lambda foe: abs(fight.zone(foe) - here))
    if not foes or not may_go(fight, fighter.id) or fight.zone(foes[0]) == here:
        return CombatAction(kind="dodge" if "dodge" in fight.combat.actions else "wait")
    steps = min(steps_of(fight, fighter.id) + speed_of(fight, fighter.id), abs(fight.zone(foes[0]) - here))
    goal = here + steps if fight.zone(foes[0]) > here else here - steps
    kind = "dash" if "dash" in fight.combat.actions else "wait"
    return CombatAction(kind=kind, zone=fight.zone_name(goal))


def average(strike: Strike, target: Fighter) -> float:
    """What a strike does on average to somebody of these resistances."""
    amount = average_of(strike.dice)
    if strike.type in target.immune:
        return 0.0
    if strike.type in target.resistant:
        amount /= 2
    return amount * 2 if strike.type in target.vulnerable else amount


@lru_cache(maxsize=2048)
def average_of(dice: str) -> float:
    """The average of plain dice with an addition: `2d6+3` is 10."""
    rest = _DICE.sub("", dice)
    thrown = sum(int(count or 1) * (int(sides) + 1) / 2 for count, sides in _DICE.findall(dice))
    return thrown + sum(int(each.replace(" ", "")) for each in _NUMBER.findall(rest))

"""Attacks: who is hit, how hard, and what comes with it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from gm.domain.combat import Attack, Strike
from gm.domain.encounter import Step
from gm.rules.combat.gifts import on_top, spent
from gm.rules.combat.ground import Fight
from gm.rules.combat.harm import afflict, hurt
from gm.rules.combat.reacting import Rolled, reacted
from gm.rules.combat.saving import check_roll, edge, modified, save

_DICE: Final = re.compile(r"(?<![\w.])(\d*)d(\d+)")


def can_reach(fight: Fight, attacker: str, target: str, attack: Attack) -> bool:
    """Whether an attack gets that far."""
    return abs(fight.zone(attacker) - fight.zone(target)) <= max(attack.reach, attack.long or 0)


def ready(fight: Fight, attacker: str, attack: Attack) -> bool:
    """Whether an attack can be used: not waiting to come back, not used up."""
    if attack.recharge is None and attack.uses is None:
        return True
    spent = fight.here(f"spent/{attacker}/{attack.id}")
    if attack.recharge is not None:
        return spent == 0
    return attack.uses is None or spent < attack.uses


def strike(
    fight: Fight, attacker: str, attack: Attack, targets: Sequence[str], *, reaction: bool = False
) -> tuple[str, ...]:
    """One attack at its targets. The roll to hit is against defence; without one each target saves. Gives who was hit
    by a roll."""
    _spend(fight, attacker, attack)
    hit: tuple[str, ...] = ()
    struck = [target for target in targets if fight.status(target) in ("active", "down")]
    if attack.bonus is not None:
        hit = tuple([target for target in struck if _roll_to_hit(fight, attacker, attack, target)])
    elif attack.save is not None:
        _all_save(fight, attacker, attack, struck)
    else:
        for target in struck:
            fight.step("attack", attacker, target, attack.id, success=True)
            _harm(fight, attacker, attack, target, critical=False)
    fight.mark(f"hidden/{attacker}", None)
    if reaction:
        fight.mark(f"reaction/{attacker}", True)
    return hit


def _spend(fight: Fight, attacker: str, attack: Attack) -> None:
    if attack.recharge is not None or attack.uses is not None:
        path = f"spent/{attacker}/{attack.id}"
        fight.mark(path, fight.here(path) + 1)


def _roll_to_hit(fight: Fight, attacker: str, attack: Attack, target: str) -> bool:
    fighter = fight.fighter(target)
    helped, hindered = sway(fight, attacker, target, attack)
    defence = fighter.defence + modified(fight, target, "defence")
    bonus = (attack.bonus or 0) + modified(fight, attacker, "attacks")
    record, degree, best = check_roll(fight, bonus, defence, edge(helped, hindered), attack.id)
    rolled = Rolled(record, bonus, defence, degree)
    if fight.rules.reactions:
        rolled = _answered(fight, attacker, target, attack, rolled)
        degree, best = rolled.degree, _telling(fight, rolled)
    fight.wholly[attacker] = best
    critical = best and fight.combat.critical != "none"
    fight.mark(f"helped/{attacker}", None)
    fight.step(
        "attack",
        attacker,
        target,
        attack.id,
        rolled.total if rolled.changed else None,
        difficulty=defence,
        success=degree.success,
        critical=critical,
        roll=rolled.record,
    )
    if degree.success:
        more = tuple(on_top(fight, attacker, attack.id, target, helped=helped, hindered=hindered))
        before = fight.status(target)
        _harm(fight, attacker, attack, target, critical=critical)
        for gift in more if fight.status(target) == before else ():
            assert gift.extra is not None
            spent(fight, attacker, gift)
            if gift.extra.ends and gift.during is not None:
                fight.set_condition(attacker, gift.during, 0)
            kind = gift.extra.type or next((each.type for each in attack.strikes), "")
            amount = _amount(fight, Strike(dice=gift.extra.dice), gift.id, critical=critical)
            fight.step("extra", attacker, target, gift.id)
            hurt(fight, target, max(0, amount), kind, by=attacker, critical=critical)
    return degree.success


def _telling(fight: Fight, rolled: Rolled) -> bool:
    return rolled.degree.success and rolled.degree.id == fight.rules.degrees[0].id


def _answered(fight: Fight, attacker: str, target: str, attack: Attack, rolled: Rolled) -> Rolled:
    """What those who can react make of the roll: friends of the target of a hit, friends of the attacker of a miss."""
    about = Step(
        kind="attack",
        actor=attacker,
        target=target,
        detail=attack.id,
        difficulty=rolled.difficulty,
        success=rolled.degree.success,
        critical=_telling(fight, rolled),
        roll=rolled.record,
    )
    if rolled.degree.success:
        return reacted(fight, "hit", rolled, gains=target, about=about)
    return reacted(fight, "miss", rolled, gains=attacker, about=about)


def sway(fight: Fight, attacker: str, target: str, attack: Attack) -> tuple[bool, bool]:
    """What helps and what hinders an attack: conditions of both, cover of distance, dodging, friends at hand."""
    far = fight.zone(attacker) != fight.zone(target)
    helped, hindered, pressed, allies = _sway_of(fight, attacker)
    more, less = _sway_at(fight, target, far)
    helped, hindered = helped or more, hindered or less
    if pressed and attack.reach > 0:
        hindered = True
    if far and abs(fight.zone(attacker) - fight.zone(target)) > attack.reach:
        hindered = True
    return helped or fight.zone(target) in allies, hindered


def _sway_of(fight: Fight, attacker: str) -> tuple[bool, bool, bool, frozenset[int]]:
    """What lies with the attacker, whomever they go for: helped, hindered, whether they shoot with an enemy beside
    them, and the zones in which friends help."""
    key = ("sway of", attacker)
    found: tuple[bool, bool, bool, frozenset[int]] | None = fight.seen.get(key)
    if found is not None:
        return found
    helped = bool(fight.here(f"hidden/{attacker}") or fight.here(f"helped/{attacker}"))
    hindered = False
    for condition, _ in fight.rules_of(attacker):
        helped = helped or condition.attacks == "advantage"
        hindered = hindered or condition.attacks == "disadvantage"
    pressed = fight.combat.shared_zone_disadvantage and bool(fight.near(attacker))
    pack = "pack-tactics" in fight.fighter(attacker).traits
    allies = frozenset([fight.zone(ally) for ally in fight.friends(attacker)] if pack else ())
    found = fight.seen[key] = (helped, hindered, pressed, allies)
    return found


def _sway_at(fight: Fight, target: str, far: bool) -> tuple[bool, bool]:
    """What lies with the target: helped, hindered."""
    key = ("sway at", target, far)
    found: tuple[bool, bool] | None = fight.seen.get(key)
    if found is not None:
        return found
    helped = bool(fight.here(f"surprised/{target}"))
    hindered = bool(fight.here(f"dodging/{target}") and not fight.blocked(target, "actions"))
    for condition, _ in fight.rules_of(target):
        how = condition.attacked_far if far and condition.attacked_far else condition.attacked
        helped = helped or how == "advantage"
        hindered = hindered or how == "disadvantage"
    found = fight.seen[key] = (helped, hindered)
    return found


def _all_save(fight: Fight, attacker: str, attack: Attack, targets: Sequence[str]) -> None:
    """An area or a breath: damage is rolled once, each saves for themselves."""
    assert attack.save is not None
    rolled = [(fight.roll(each.dice, attack.id), each) for each in attack.strikes]
    for target in targets:
        fight.step("attack", attacker, target, attack.id, difficulty=attack.save.difficulty)
        saved = save(fight, target, attack.save, by=attacker, against=attack.id)
        for record, each in rolled:
            amount = max(0, record.total)
            if saved:
                amount = amount // 2 if attack.save.on_success == "half" else 0
            hurt(fight, target, amount, each.type, by=attacker)
        if not saved:
            for given in attack.gives:
                afflict(fight, target, given, by=attacker)


def _harm(fight: Fight, attacker: str, attack: Attack, target: str, *, critical: bool) -> None:
    more = modified(fight, attacker, "damage")
    for number, each in enumerate(attack.strikes):
        amount = _amount(fight, each, attack.id, critical=critical) + (more if number == 0 else 0)
        hurt(fight, target, max(0, amount), each.type, by=attacker, critical=critical)
    if fight.status(target) == "active":
        for given in attack.gives:
            afflict(fight, target, given, by=attacker)


def _amount(fight: Fight, each: Strike, what: str, *, critical: bool) -> int:
    if critical and fight.combat.critical == "maximum":
        return _most(each.dice)
    return fight.roll(_doubled(each.dice) if critical else each.dice, what).total


@lru_cache(maxsize=1024)
def _doubled(dice: str) -> str:
    """The dice twice over, what is added once: `1d8+3` becomes `2d8+3`."""
    return _DICE.sub(lambda found: f"{2 * int(found[1] or 1)}d{found[2]}", dice)


@lru_cache(maxsize=1024)
def _most(dice: str) -> int:
    """The most that plain dice with an addition can show."""
    added = sum(
        int(each.replace(" ", "")) for each in re.findall(r"(?<![d\w])[+-]?\s*\d+(?!\s*d|\d)", _DICE.sub("", dice))
    )
    return added + sum(int(count or 1) * int(sides) for count, sides in _DICE.findall(dice))

"""One action of one fighter: a request is checked against the rules, then done. What is refused changes nothing."""

from collections.abc import Sequence
from typing import Final

from gm.domain.combat import Attack
from gm.domain.errors import EffectError
from gm.domain.ruling import CombatAction
from gm.domain.spells import Spell
from gm.rules.combat.gifts import blows
from gm.rules.combat.ground import Fight
from gm.rules.combat.items import item_of, use
from gm.rules.combat.moves import PRONE, flee, get_up, go, may_go, speed_of, steps_of
from gm.rules.combat.order import may_act
from gm.rules.combat.powers import QUICK, is_wasted, touches
from gm.rules.combat.reach import caught
from gm.rules.combat.spells import can_cast, cast
from gm.rules.combat.strikes import can_reach, ready, strike

HIDING: Final = "stealth"
_LYING: Final = frozenset({"wait", "dodge", "stand", "surrender", "ready"})
"""What is done on the ground as well, as long as one goes nowhere; for all else one gets up first."""


def perform(fight: Fight, who: str, action: CombatAction, *, by_code: bool = False) -> None:
    """Carry out a request of somebody whose turn it is. `by_code`: the order has given them their turn.

    Raises:
        EffectError: the rules do not allow it; the message is a key of what the rules can say.
    """
    check(fight, who, action, by_code=by_code)
    if fight.here(f"surprised/{who}"):
        fight.step("skip", who, detail="surprised")
        return
    if PRONE in fight.conditions(who) and (action.kind not in _LYING or action.zone is not None):
        if action.zone is None and "move" not in _used(fight, who) and may_go(fight, who):
            _use_up(fight, who, "move")
            get_up(fight, who)
        elif action.zone is not None:
            get_up(fight, who)
    if action.zone is not None:
        _walk(fight, who, action)
    if fight.active(who):
        _act(fight, who, action)


def _used(fight: Fight, who: str) -> set[str]:
    return set(filter(None, fight.text(fight.entity, f"used/{who}").split(",")))


def _use_up(fight: Fight, who: str, what: str) -> None:
    fight.mark(f"used/{who}", ",".join(sorted(_used(fight, who) | {what})))


def check(fight: Fight, who: str, action: CombatAction, *, by_code: bool = False) -> None:
    """Everything that can be wrong with a request, before any of it is done. Raises as `perform` does."""
    if fight.over:
        raise EffectError("no_fight")
    if not by_code and who not in may_act(fight):
        raise EffectError("not_your_turn")
    if action.kind not in (*fight.combat.actions, "wait", "cast" if fight.fighter(who).spells else "wait", "stand"):
        raise EffectError("not_in_these_rules")
    if action.kind != "wait" and fight.blocked(who, "actions"):
        raise EffectError("cannot_act")
    if action.kind not in ("wait", "stand") and "action" in _used(fight, who):
        raise EffectError("has_acted")
    zone = _zone(fight, action)
    if zone is not None and zone != fight.zone(who):
        limit = steps_of(fight, who) + (speed_of(fight, who) if action.kind == "dash" else 0)
        if not may_go(fight, who) or "move" in _used(fight, who) or abs(zone - fight.zone(who)) > limit:
            raise EffectError("too_far")
    for target in action.targets:
        if (
            target not in fight.order
            or fight.status(target) in ("dead", "gone")
            or fight.get(fight.entity, f"out/{target}")
        ):
            raise EffectError("no_such_target")
    _check_reach(fight, who, action, fight.zone(who) if zone is None else zone)


def _check_reach(fight: Fight, who: str, action: CombatAction, at: int) -> None:
    """That what is used is there, and gets as far as its targets."""
    if action.kind == "attack":
        attack = attack_of(fight, who, action)
        if attack is None or not ready(fight, who, attack):
            raise EffectError("no_such_attack")
        if not action.targets:
            raise EffectError("no_such_target")
        if any(abs(at - fight.zone(target)) > max(attack.reach, attack.long or 0) for target in action.targets):
            raise EffectError("out_of_reach")
    elif action.kind == "cast":
        spell = _spell(fight, action)
        if spell is None or spell.cost == "reaction" or not can_cast(fight, who, spell):
            raise EffectError("cannot_cast")
        if spell.cost in QUICK and spell.cost in _used(fight, who):
            raise EffectError("has_acted")
        if spell.area == "one" and not all(touches(fight, spell, target) for target in action.targets):
            raise EffectError("no_use_on_them")
        if any(is_wasted(fight, spell, target) for target in action.targets):
            raise EffectError("no_use_on_them")
        if any(abs(at - fight.zone(target)) > spell.reach for target in action.targets):
            raise EffectError("out_of_reach")
    elif action.kind == "use":
        if item_of(fight, who, action.item) is None:
            raise EffectError("no_such_item")
        if any(abs(at - fight.zone(target)) > 0 for target in action.targets):
            raise EffectError("out_of_reach")


def _zone(fight: Fight, action: CombatAction) -> int | None:
    if action.zone is None:
        return None
    if action.zone not in fight.zones:
        raise EffectError("no_such_zone")
    return fight.zones.index(action.zone)


def _walk(fight: Fight, who: str, action: CombatAction) -> None:
    zone = _zone(fight, action)
    if zone is None or zone == fight.zone(who):
        return
    if action.kind == "disengage":
        fight.mark(f"disengaged/{who}", True)
    _use_up(fight, who, "move")
    go(fight, who, zone)


def attack_of(fight: Fight, who: str, action: CombatAction) -> Attack | None:
    """The attack that is meant: the one named, else the first that reaches the target, else the first there is."""
    fighter = fight.fighter(who)
    if action.attack is not None:
        return fighter.attack(action.attack)
    usable = [each for each in fighter.attacks if each.cost == "action" and ready(fight, who, each)]
    reaching = [each for each in usable if all(can_reach(fight, who, target, each) for target in action.targets)]
    return next(iter(reaching or usable), None)


def _spell(fight: Fight, action: CombatAction) -> Spell | None:
    return fight.rules.spell(action.spell or "")


def _act(fight: Fight, who: str, action: CombatAction) -> None:
    match action.kind:
        case "attack":
            _use_up(fight, who, "action")
            _attack(fight, who, action)
        case "cast":
            spell = _spell(fight, action)
            assert spell is not None
            _use_up(fight, who, "action" if spell.cost == "action" else spell.cost)
            cast(fight, who, spell, caught(fight, who, spell.area, action.targets))
        case "dash" | "disengage" | "dodge":
            _use_up(fight, who, "action")
            if action.kind != "dash":
                fight.mark(f"{'dodging' if action.kind == 'dodge' else 'disengaged'}/{who}", True)
            fight.step(action.kind, who)
        case "help":
            _use_up(fight, who, "action")
            friend = next((each for each in action.targets if each != who), None)
            if friend is not None:
                fight.mark(f"helped/{friend}", True)
            fight.step("help", who, friend or "")
        case "hide":
            _use_up(fight, who, "action")
            _hide(fight, who)
        case "flee":
            _use_up(fight, who, "action")
            flee(fight, who)
        case "surrender":
            _use_up(fight, who, "action")
            fight.mark(f"out/{who}", "surrendered")
            fight.step("surrender", who)
        case "stand":
            _use_up(fight, who, "move")
            get_up(fight, who)
        case "use":
            _use_up(fight, who, "action")
            item = item_of(fight, who, action.item)
            assert item is not None
            use(fight, who, item, action.targets)
        case "wait" | "ready":
            fight.step("wait", who)


def _attack(fight: Fight, who: str, action: CombatAction) -> None:
    """One attack, or the several that one action of a creature makes."""
    fighter = fight.fighter(who)
    first = attack_of(fight, who, action)
    assert first is not None
    several = [attack for name in fighter.multiattack if (attack := fighter.attack(name)) is not None]
    names = several if several and first.id in fighter.multiattack else [first] * blows(fight, who)
    for attack in names:
        if not fight.active(who) or not ready(fight, who, attack):
            continue
        targets = _still_there(fight, who, attack, action.targets)
        if targets:
            strike(fight, who, attack, caught(fight, who, attack.area, targets))


def _still_there(fight: Fight, who: str, attack: Attack, targets: Sequence[str]) -> list[str]:
    """The targets as long as they stand; when they have fallen, another enemy at hand."""
    standing = [each for each in targets if fight.active(each) and can_reach(fight, who, each, attack)]
    if standing or any(fight.status(each) == "active" for each in targets):
        return standing
    return [foe for foe in fight.foes(who) if can_reach(fight, who, foe, attack)][:1]


def _hide(fight: Fight, who: str) -> None:
    """Out of sight, unless somebody who looks sees better than one hides."""
    if fight.near(who):
        fight.step("hide", who, success=False)
        return
    fighter = fight.fighter(who)
    bonus = fighter.skills.get(HIDING, 0)
    record = fight.roll(f"1d20{bonus:+d}" if bonus else "1d20", HIDING)
    keen = max((10 + fight.fighter(foe).skills.get("perception", 0) for foe in fight.foes(who)), default=10)
    if record.total >= keen:
        fight.mark(f"hidden/{who}", True)
    fight.step("hide", who, difficulty=keen, success=record.total >= keen, roll=record)

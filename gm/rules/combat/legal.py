"""What somebody may do now: the closed list that buttons show and that a model may pick from."""

from collections.abc import Iterator
from typing import Final

from gm.domain.encounter import LegalAction
from gm.domain.ruling import CombatAction
from gm.rules.combat.action_words import action_word
from gm.rules.combat.ground import Fight
from gm.rules.combat.items import item_of
from gm.rules.combat.moves import may_go, steps_of
from gm.rules.combat.order import may_act
from gm.rules.combat.powers import QUICK, is_wasted, touches
from gm.rules.combat.spells import can_cast
from gm.rules.combat.strikes import ready

_PLAIN: Final = ("dash", "disengage", "dodge", "hide", "flee")
"""Actions without a target."""


def legal(fight: Fight, who: str) -> tuple[LegalAction, ...]:
    """Everything that the rules allow somebody to do this moment; empty if it is not theirs to act."""
    if who not in may_act(fight):
        return ()
    tongue = fight.campaign.language
    used = set(fight.text(fight.entity, f"used/{who}").split(","))
    found: list[LegalAction] = []
    if "action" not in used and not fight.blocked(who, "actions"):
        found += _attacks(fight, who, used)
        found += _spells(fight, who, used)
        found += _items(fight, who)
        others = [kind for kind in fight.combat.actions if kind in _PLAIN]
        found += [LegalAction(action=CombatAction(kind=kind), label=action_word(kind, tongue)) for kind in others]
        if "help" in fight.combat.actions:
            found += [
                LegalAction(
                    action=CombatAction(kind="help", targets=(each,)),
                    label=f"{action_word('help', tongue)}: {fight.fighter(each).name}",
                )
                for each in fight.friends(who)
            ]
    if "move" not in used and may_go(fight, who):
        found += [
            LegalAction(
                action=CombatAction(kind="wait", zone=fight.zone_name(zone)), label=f"→ {fight.zone_name(zone)}"
            )
            for zone in _reachable(fight, who)
        ]
    found.append(LegalAction(action=CombatAction(kind="wait"), label=action_word("wait", tongue)))
    return tuple(found)


def _reachable(fight: Fight, who: str) -> list[int]:
    here, speed = fight.zone(who), steps_of(fight, who)
    return [zone for zone in range(len(fight.zones)) if zone != here and abs(zone - here) <= speed]


def _attacks(fight: Fight, who: str, used: set[str]) -> Iterator[LegalAction]:
    steps = steps_of(fight, who) if "move" not in used and may_go(fight, who) else 0
    here = fight.zone(who)
    for attack in fight.fighter(who).attacks:
        if attack.cost != "action" or not ready(fight, who, attack):
            continue
        most = max(attack.reach, attack.long or 0)
        for foe in fight.foes(who):
            apart = abs(here - fight.zone(foe))
            if apart > most + steps:
                continue
            goal = None
            if apart > most:
                goal = here + (apart - most) * (1 if fight.zone(foe) > here else -1)
            action = CombatAction(
                kind="attack", attack=attack.id, targets=(foe,), zone=None if goal is None else fight.zone_name(goal)
            )
            way = f" (→ {fight.zone_name(goal)})" if goal is not None else ""
            yield LegalAction(action=action, label=f"{attack.name}: {fight.fighter(foe).name}{way}")


def _spells(fight: Fight, who: str, used: set[str]) -> Iterator[LegalAction]:
    here = fight.zone(who)
    for spell_id in fight.fighter(who).spells:
        spell = fight.rules.spell(spell_id)
        if spell is None or spell.cost == "reaction" or not can_cast(fight, who, spell):
            continue
        if spell.cost in QUICK and spell.cost in used:
            continue
        mild = bool(spell.gives) and not spell.strikes and spell.save is None and not spell.attack
        helps = bool(spell.heals or spell.pool or spell.hands or spell.shields or spell.summons) or mild
        friends = [
            w for w in fight.order if fight.status(w) == "down" and fight.fighter(w).side == fight.fighter(who).side
        ]
        targets = (who, *fight.friends(who), *friends) if helps else fight.foes(who)
        if spell.area == "self":
            targets = (who,)
        for target in targets:
            if not touches(fight, spell, target) or is_wasted(fight, spell, target):
                continue
            if abs(here - fight.zone(target)) <= spell.reach:
                action = CombatAction(kind="cast", spell=spell.id, targets=(target,))
                yield LegalAction(action=action, label=f"{spell.name}: {fight.fighter(target).name}")


def _items(fight: Fight, who: str) -> Iterator[LegalAction]:
    """Things at hand that do something: for oneself, and for the fallen of one's side who lie here."""
    if "use" not in fight.combat.actions or fight.fighter(who).side != "party":
        return
    own = fight.world.under(f"character:{who}", "item")
    fallen = [w for w in fight.order if fight.status(w) == "down" and fight.fighter(w).side == fight.fighter(who).side]
    for item_id in own:
        item = item_of(fight, who, item_id)
        if item is None or not item.use:
            continue
        yield LegalAction(action=CombatAction(kind="use", item=item.id), label=item.name)
        for each in fallen:
            if fight.zone(each) == fight.zone(who):
                action = CombatAction(kind="use", item=item.id, targets=(each,))
                yield LegalAction(action=action, label=f"{item.name}: {fight.fighter(each).name}")

"""What a spell or power asks and does beyond harm: whom it touches, what it costs, a second deed in the same turn."""

from gm.domain.campaign import Sheet
from gm.domain.plain_numbers import PlainNumbers
from gm.domain.ruling import CombatAction
from gm.domain.spells import Spell
from gm.rules.amounts import dice_with
from gm.rules.combat.ground import Fight
from gm.rules.combat.harm import mend
from gm.rules.sheets import numbers_of

QUICK = ("bonus", "free")
"""Costs of what is done beside the action of a turn."""


def touches(fight: Fight, spell: Spell, target: str) -> bool:
    """Whether a spell does anything to somebody, by what they are."""
    if not spell.only and not spell.spares:
        return True
    tags = fight.fighter(target).tags
    return (not spell.only or bool(tags.intersection(spell.only))) and not tags.intersection(spell.spares)


def worked_out(fight: Fight, who: str, dice: str) -> str:
    """Dice with the caster's own numbers in them."""
    if "{" not in dice:
        return dice
    block = fight.campaign.creature(fight.text(f"character:{who}", "block"))
    if block is None:
        return dice_with(dice, numbers_of(fight.campaign, fight.world, who))
    return dice_with(dice, PlainNumbers(fight.rules, Sheet(attributes=dict(block.attributes))))


def heal_from_pool(fight: Fight, who: str, spell: Spell, target: str) -> None:
    """As much as is needed and as there is, a point for a point."""
    path = f"resource/{spell.resource}"
    missing = fight.of(target, "max_hp", 1) - fight.of(target, "hp")
    healed = mend(fight, target, min(missing, fight.of(who, path)), by=who)
    fight.set(who, path, fight.of(who, path) - healed or None)


def hand_over(fight: Fight, spell: Spell, target: str) -> None:
    """What whoever it is used on gets to spend later."""
    for resource, amount in spell.hands.items():
        most = most_of(fight, target, resource)
        path = f"resource/{resource}"
        fight.set(target, path, min(max(most, fight.of(target, path)), fight.of(target, path) + amount))


def quick_spell(fight: Fight, action: CombatAction) -> Spell | None:
    """The spell or power of an action that is done beside the action of the turn; None for all else."""
    spell = fight.rules.spell(action.spell or "") if action.kind == "cast" else None
    return spell if spell is not None and spell.cost in QUICK else None


def most_of(fight: Fight, who: str, resource: str) -> int:
    """The most that somebody can have of a resource."""
    if fight.campaign.creature(fight.text(f"character:{who}", "block")) is None:
        most = numbers_of(fight.campaign, fight.world, who).maximum(resource)
    else:
        rule = fight.rules.resource(resource)
        most = rule.maximum if rule is not None else None
    return 10**9 if most is None else most


def is_wasted(fight: Fight, spell: Spell, target: str) -> bool:
    """Whether all that it would hand over is there already."""
    return bool(spell.hands) and all(
        fight.of(target, f"resource/{resource}") >= most_of(fight, target, resource) for resource in spell.hands
    )


def goes_on(fight: Fight, who: str, action: CombatAction) -> bool:
    """Whether somebody's turn is not over yet: what they did was beside their action, or they may act once more."""
    if not fight.active(who):
        return False
    used = set(filter(None, fight.text(fight.entity, f"used/{who}").split(",")))
    if "action" in used and fight.here(f"again/{who}"):
        fight.mark(f"again/{who}", None)
        fight.mark(f"used/{who}", ",".join(sorted(used - {"action"})) or None)
        return True
    return "action" not in used and quick_spell(fight, action) is not None

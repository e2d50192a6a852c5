"""Things used and spells cast where there is no fight: what they cost, what they bring about, as effects."""

from gm.domain.campaign import Campaign, Item
from gm.domain.effects import AddCondition, ChangeResource, Effect, Heal, LoseItem
from gm.domain.ruling import CombatAction
from gm.domain.spells import Spell
from gm.domain.state import WorldState
from gm.rules.amounts import dice_with
from gm.rules.classes import powers_of, spells_of
from gm.rules.ground import ACTOR, PARTY
from gm.rules.phrases import Phrase
from gm.rules.sheets import numbers_of
from gm.rules.slots import payment

NATIVE = ("damage", "heal", "add_condition", "remove_condition", "change_resource")
"""Kinds of effects of an item that a fight carries out by itself."""


def beside_a_fight(
    campaign: Campaign, world: WorldState, who: str, action: CombatAction
) -> tuple[Effect, ...] | Phrase:
    """What an action amounts to where nobody fights, in order; or why it cannot be."""
    if action.kind == "use":
        item = campaign.item(action.item or "")
        if item is None or world.number(f"character:{who}", f"item/{item.id}") < 1:
            return "no_such_item"
        return (*effects_of(item, action.targets), *used_up(item, who))
    spell = campaign.ruleset.spell(action.spell or "") if action.kind == "cast" else None
    if spell is None:
        return "no_fight"
    numbers = numbers_of(campaign, world, who)
    rules, level = campaign.ruleset, numbers.level
    if spell.id not in (*spells_of(rules, numbers.sheet, level), *powers_of(rules, numbers.sheet, level)):
        return "cannot_cast"
    paid = payment(campaign.ruleset, spell, lambda name: world.number(f"character:{who}", f"resource/{name}"))
    if spell.ritual_minutes:
        paid = ("", 0)  # slowly, it costs nothing but time
    if paid is None:
        return "cannot_cast"
    target = action.targets[0] if action.targets else who
    if spell.hands and all(_is_full(campaign, world, target, resource) for resource in spell.hands):
        return "no_use_on_them"
    if spell.heals and spell.area == "one" and not spell.gives and _is_whole(world, target):
        return "no_use_on_them"
    if spell.pool:
        return _from_pool(spell, world, who, action.targets)
    heals = dice_with(spell.heals, numbers) if spell.heals else ""
    return _cast(spell.model_copy(update={"heals": heals}), who, action.targets, paid[0])


def ritual_minutes(campaign: Campaign, action: CombatAction) -> int:
    """In-world minutes that a spell takes where it is cast slowly, for nothing; 0 for all else."""
    spell = campaign.ruleset.spell(action.spell or "") if action.kind == "cast" else None
    return spell.ritual_minutes if spell is not None else 0


def effects_of(item: Item, targets: tuple[str, ...]) -> tuple[Effect, ...]:
    """What using an item does. Used on somebody, its `actor` is they: a potion that is poured into a friend."""
    if not targets:
        return item.use
    return tuple(
        each.model_copy(update={"character": targets[0]}) if getattr(each, "character", "") == ACTOR else each
        for each in item.use
    )


def used_up(item: Item, who: str) -> tuple[Effect, ...]:
    """One of it is gone, if using it uses it up."""
    return (LoseItem(character=who, item=item.id),) if item.consumed else ()


def _is_full(campaign: Campaign, world: WorldState, who: str, resource: str) -> bool:
    most = numbers_of(campaign, world, who).maximum(resource)
    return most is not None and world.number(f"character:{who}", f"resource/{resource}") >= most


def _is_whole(world: WorldState, who: str) -> bool:
    return world.number(f"character:{who}", "hp") >= world.number(f"character:{who}", "max_hp")


def _from_pool(spell: Spell, world: WorldState, who: str, targets: tuple[str, ...]) -> tuple[Effect, ...] | Phrase:
    """As much healing as is needed and as there is, a point for a point."""
    target = targets[0] if targets else who
    entity, resource = f"character:{target}", spell.resource or ""
    missing = world.number(entity, "max_hp") - world.number(entity, "hp")
    healed = min(missing, world.number(f"character:{who}", f"resource/{resource}"))
    if healed < 1:
        return "cannot_cast"
    paid = ChangeResource(character=who, resource=resource, by=-healed)
    return paid, Heal(character=target, amount=str(healed))


def _cast(spell: Spell, who: str, targets: tuple[str, ...], resource: str) -> tuple[Effect, ...]:
    """Costs first, then healing and conditions for whom it is meant, then what the author says it does besides."""
    caught = (who,) if spell.area == "self" or not targets else targets[:1]
    if spell.area in ("zone", "zones", "friends"):
        caught = (PARTY,)
    made: list[Effect] = []
    if resource:
        made.append(ChangeResource(character=who, resource=resource, by=-spell.amount))
    for each in caught:
        if spell.heals:
            made.append(Heal(character=each, amount=spell.heals))
        made += [ChangeResource(character=each, resource=name, by=count) for name, count in spell.hands.items()]
        made += [
            AddCondition(character=each, condition=given.condition, rounds=given.rounds or spell.rounds)
            for given in spell.gives
        ]
    return (*made, *spell.effects)

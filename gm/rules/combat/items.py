"""Things used in a fight: what they do there, and that they are used up."""

from gm.domain.campaign import Item
from gm.domain.combat import Given
from gm.domain.effects import AddCondition, ChangeResource, Damage, Heal, RemoveCondition
from gm.rules.combat.ground import Fight
from gm.rules.combat.harm import afflict, hurt, lift, mend
from gm.rules.ground import PARTY
from gm.rules.uses import effects_of


def item_of(fight: Fight, who: str, item_id: str | None) -> Item | None:
    """The item of that id, if they have it at hand."""
    item = fight.campaign.item(item_id or "")
    return item if item is not None and fight.of(who, f"item/{item.id}") > 0 else None


def use(fight: Fight, who: str, item: Item, targets: tuple[str, ...]) -> None:
    """Use it: damage, healing, conditions and resources are the fight's; anything else is the turn's."""
    fight.step("use", who, targets[0] if targets else "", item.id)
    for effect in effects_of(item, targets):
        match effect:
            case Heal():
                for each in _meant(fight, who, effect.character):
                    mend(fight, each, max(0, fight.roll(effect.amount, item.id).total), by=who)
            case Damage():
                for each in _meant(fight, who, effect.character):
                    hurt(fight, each, max(0, fight.roll(effect.amount, item.id).total), effect.type, by=who)
            case AddCondition():
                given = Given(condition=effect.condition, rounds=effect.rounds)
                for each in _meant(fight, who, effect.character):
                    afflict(fight, each, given, by=who, source=item.id)
            case RemoveCondition():
                for each in _meant(fight, who, effect.character):
                    lift(fight, each, effect.condition)
            case ChangeResource():
                for each in _meant(fight, who, effect.character):
                    _change(fight, each, effect)
            case _:
                pass  # applied with the turn, before this
    if item.consumed:
        fight.set(who, f"item/{item.id}", fight.of(who, f"item/{item.id}") - 1 or None)


def _meant(fight: Fight, who: str, character: str) -> tuple[str, ...]:
    if character == PARTY:
        return tuple(each for each in fight.order if fight.fighter(each).side == fight.fighter(who).side)
    found = who if character == "actor" else character
    return (found,) if found in fight.order else ()


def _change(fight: Fight, who: str, effect: ChangeResource) -> None:
    rule = fight.rules.resource(effect.resource)
    path = f"resource/{effect.resource}"
    most = rule.maximum if rule is not None and rule.maximum is not None else 10**9
    fight.set(who, path, max(0, min(most, fight.of(who, path) + effect.by)))

"""What people carry, and what it does to them when it is more than they can."""

from collections.abc import Iterable

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.formula import parse_formula
from gm.domain.state import WorldState
from gm.rules.lexicon import kept
from gm.rules.numbers import Numbers


def overload(campaign: Campaign) -> str:
    """The condition of those who carry more than they can; '' where the kit does not weigh things."""
    rule = campaign.ruleset.load
    return rule.condition if rule is not None else ""


def weight_carried(campaign: Campaign, world: WorldState, character: str) -> int:
    """The weight of all that a character has with them, in the unit of the campaign's items."""
    weights: dict[str, int] = kept(campaign, "weights", lambda: {i.id: i.weight for i in campaign.items if i.weight})
    found = world.under(f"character:{character}", "item")
    return sum(weights.get(item, 0) * count for item, count in found.items() if isinstance(count, int))


def is_overloaded(numbers: Numbers) -> bool:
    """Whether a character carries more than the kit's limit for them."""
    rule = numbers.ruleset.load
    if rule is None:
        return False
    carried = weight_carried(numbers.campaign, numbers.world, numbers.character)
    return carried > 0 and carried > parse_formula(rule.limit).value(numbers)


def shifted(campaign: Campaign, world: WorldState, made: Iterable[Change]) -> tuple[Change, ...]:
    """What these changes of things carried do to those who carry: the condition comes with the load and goes with it.
    `world`: after the changes."""
    condition = overload(campaign)
    if not condition:
        return ()
    found: list[Change] = []
    for entity in dict.fromkeys(each.entity for each in made if each.path.startswith(("item/", "attribute/"))):
        who = entity.removeprefix("character:")
        person = campaign.anyone(who) if who != entity else None
        if person is None:
            continue
        path = f"condition/{condition}"
        before, after = world.get(entity, path), is_overloaded(Numbers(campaign, world, who, person.sheet)) or None
        if bool(before) != bool(after):
            found.append(Change(entity=entity, path=path, before=before, after=after))
    return tuple(found)

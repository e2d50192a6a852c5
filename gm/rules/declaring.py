"""Declarations: under shared authority a player may make something true, as the kit allows and at its cost."""

from collections.abc import Iterable

from gm.domain.effects import Change, Declare
from gm.rules.ground import Ground


def declare(ground: Ground, effect: Declare) -> Iterable[Change]:
    """What is declared becomes true of the place where it is said; its cost is paid. History holds that it was, and by
    whom; the words are a person's, and stand with their turn.

    Raises:
        EffectError: this kit shares no authority, knows no such declaration, or it cannot be paid any more.
    """
    rules = ground.campaign.ruleset
    rule = next((each for each in rules.declarations if each.id == effect.declaration), None)
    if rules.authority != "shared" or rule is None:
        raise ground.refusal("no_declaring")
    (character,) = ground.here(effect.character)
    entity = f"character:{character}"
    if rule.limit and ground.world.number(entity, f"declared/{rule.id}") >= rule.limit:
        raise ground.refusal("declared_enough", who=character)
    if rule.resource is not None and rule.cost:
        path = f"resource/{rule.resource}"
        left = ground.world.number(entity, path) - rule.cost
        if left < 0:
            raise ground.refusal("cannot_pay", who=character)
        yield from ground.put(entity, path, left or None)
    yield from ground.put(entity, f"declared/{rule.id}", ground.world.number(entity, f"declared/{rule.id}") + 1)
    place = f"place:{ground.there.place_id}"
    number = 1
    while ground.world.get(place, f"declared/{number}") is not None:
        number += 1
    yield from ground.put(place, f"declared/{number}", f"{rule.id}:{character}")

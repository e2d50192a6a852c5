"""Growing: experience, marks or milestones, and the levels that they make."""

from collections.abc import Iterable

from gm.domain.effects import Advance, Change
from gm.domain.ruleset import Level
from gm.rules.amounts import dice_with
from gm.rules.ground import Ground
from gm.rules.sheets import numbers_of


def advance(ground: Ground, effect: Advance) -> Iterable[Change]:
    """Count it, and take every level that is reached by it.

    Raises:
        EffectError: the kit knows no growing, or nobody is meant.
    """
    rules = ground.campaign.ruleset.advancement
    if rules.by == "none":
        raise ground.refusal("no_growing")
    for character in ground.people(effect.character):
        entity = f"character:{character}"
        total = ground.world.number(entity, "xp") + effect.by
        yield from ground.put(entity, "xp", total)
        yield from reach_levels(ground, character, total)


def reach_levels(ground: Ground, character: str, total: int) -> Iterable[Change]:
    """The levels that so much is enough for, one after the other: hit points, what is counted, and picks to make."""
    entity = f"character:{character}"
    numbers = numbers_of(ground.campaign, ground.world, character)
    at = numbers["level"]
    reached = [each for each in ground.campaign.ruleset.advancement.levels if each.level > at and each.needs <= total]
    if not reached:
        return
    max_hp, hp = ground.world.number(entity, "max_hp"), ground.world.number(entity, "hp")
    picks = ground.world.number(entity, "picks")
    raised: dict[str, int] = {}
    for level in reached:
        gained = _hit_points(ground, level, character)
        max_hp += gained
        hp += gained
        picks += level.picks
        for resource, amount in level.resources.items():
            raised[resource] = raised.get(resource, 0) + amount
    yield from ground.put(entity, "level", reached[-1].level)
    yield from ground.put(entity, "max_hp", max_hp)
    yield from ground.put(entity, "hp", hp)
    yield from ground.put(entity, "picks", picks or None)
    for resource, amount in raised.items():
        path = f"raised/{resource}"
        yield from ground.put(entity, path, ground.world.number(entity, path) + amount)
        have = f"resource/{resource}"
        yield from ground.put(entity, have, ground.world.number(entity, have) + amount)


def _hit_points(ground: Ground, level: Level, character: str) -> int:
    if not level.hp:
        return 0
    numbers = numbers_of(ground.campaign, ground.world, character)
    return max(1, ground.amount(dice_with(level.hp, numbers), f"{character}:{level.level}", several=True))

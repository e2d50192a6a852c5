"""Growing: experience, marks or milestones, and the levels that they make."""

from collections.abc import Iterable, Mapping
from typing import Final

from gm.domain.effects import Advance, Change, Improve
from gm.domain.ruleset import Attribute, Level, Skill
from gm.rules.amounts import dice_with
from gm.rules.ground import Ground
from gm.rules.sheets import numbers_of, sheet_in


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


_MASTERY: Final = 2
"""The most that a skill can be trained."""


def improve(ground: Ground, effect: Improve) -> Iterable[Change]:
    """Spend a pick on a skill or an attribute.

    Raises:
        EffectError: no pick is left, there is no such skill or attribute, or it cannot grow any more.
    """
    rules = ground.campaign.ruleset
    skill, attribute = rules.skill(effect.what), rules.attribute(effect.what)
    if skill is None and attribute is None:
        raise ground.refusal("unknown", name=effect.what)
    for character in ground.here(effect.character):
        entity = f"character:{character}"
        picks = ground.world.number(entity, "picks")
        if picks < 1:
            raise ground.refusal("no_picks", who=character)
        path = f"trained/{effect.what}" if skill is not None else f"attribute/{effect.what}"
        gained = ground.world.number(entity, path)
        sheet = sheet_in(ground.campaign, character)
        at_most: int | None
        if skill is not None:
            at_most, now = _MASTERY, sheet.skills.get(skill.id, 0) + gained
        else:
            assert attribute is not None
            at_most, now = attribute.maximum, sheet.attributes.get(attribute.id, attribute.default) + gained
        if at_most is not None and now >= at_most:
            raise ground.refusal("cannot_improve", who=character, name=_called(skill, attribute))
        yield from ground.put(entity, path, gained + 1)
        yield from ground.put(entity, "picks", picks - 1 or None)


def _called(*either: Skill | Attribute | None) -> str:
    return next((each.name for each in either if each is not None), "")


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
        hp += gained if hp > 0 else 0  # nobody who is down gets up by what they have learned
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
    yield from _more_to_count(ground, character, reached[-1].level, raised)


def _more_to_count(ground: Ground, character: str, level: int, raised: Mapping[str, int]) -> Iterable[Change]:
    """What a sheet has more of at this level it has at once: raised resources, and those that begin full."""
    entity, campaign = f"character:{character}", ground.campaign
    before = numbers_of(campaign, ground.world, character)
    after = numbers_of(campaign, ground.world.apply(ground.put(entity, "level", level)), character)
    for resource in campaign.ruleset.resources:
        more = raised.get(resource.id, 0)
        if resource.starts_full:
            more += max(0, (after.maximum(resource.id) or 0) - (before.maximum(resource.id) or 0))
        path = f"resource/{resource.id}"
        now = ground.world.number(entity, path) + more
        most = after.maximum(resource.id)
        less = most is not None and most < (before.maximum(resource.id) or 0)  # slots that have become higher ones
        if more or (less and now > (most or 0)):
            yield from ground.put(entity, path, (min(now, most or 0) if less else now) or None)


def _hit_points(ground: Ground, level: Level, character: str) -> int:
    if not level.hp:
        return 0
    numbers = numbers_of(ground.campaign, ground.world, character)
    return max(1, ground.amount(dice_with(level.hp, numbers), f"{character}:{level.level}", several=True))

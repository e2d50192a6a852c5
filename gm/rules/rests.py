"""Rests of a kit: how long, what comes back, and when one may not be taken."""

from collections.abc import Iterable

from gm.domain.campaign import Campaign
from gm.domain.effects import Change, TakeRest
from gm.domain.ruleset import Rest
from gm.domain.scenes import minutes_in
from gm.domain.state import WorldState
from gm.rules.amounts import dice_with
from gm.rules.classes import comes_back
from gm.rules.ground import Ground
from gm.rules.numbers import Numbers
from gm.rules.sheets import numbers_of
from gm.rules.world import pass_time


def take_rest(ground: Ground, effect: TakeRest) -> Iterable[Change]:
    """Everyone meant rests: time passes once, then each gets back what the kit says.

    Raises:
        EffectError: no such rest, too soon, or enemies are near.
    """
    rest = ground.campaign.ruleset.rest(effect.rest)
    if rest is None:
        raise ground.refusal("unknown", name=effect.rest)
    people = ground.here(effect.character)
    _allowed(ground, rest, people)
    world = ground.world
    after = pass_time(ground.campaign, world, rest.minutes, ground.state.scene.key)
    yield from after
    now = minutes_in(world, ground.state.scene.key, ground.campaign.opening.minutes) + rest.minutes
    for character in people:
        yield from _restored(ground, rest, character)
        yield from ground.put(f"character:{character}", f"rested/{rest.id}", now)


def _allowed(ground: Ground, rest: Rest, people: Iterable[str]) -> None:
    if rest.safe and any(is_enemy(ground.campaign, ground.world, who) for who in ground.present):
        raise ground.refusal("danger")
    now = minutes_in(ground.world, ground.state.scene.key, ground.campaign.opening.minutes)
    for who in people:
        last = ground.world.get(f"character:{who}", f"rested/{rest.id}")
        if rest.every and isinstance(last, int) and now - last < rest.every:
            raise ground.refusal("rested_already", who=who)


def is_enemy(campaign: Campaign, world: WorldState, who: str) -> bool:
    """Whether somebody on their feet is hostile to the party."""
    npc = campaign.npc(who)
    if npc is None or world.text(f"character:{who}", "status", "active") != "active":
        return False
    return world.number(f"character:{who}", "attitude", npc.attitude) <= -3


def _restored(ground: Ground, rest: Rest, character: str) -> Iterable[Change]:
    numbers = numbers_of(ground.campaign, ground.world, character)
    entity = f"character:{character}"
    spent = 0
    if rest.hp and ground.status(character) != "dead":
        healed, spent = _healed(ground, rest, numbers)
        yield from healed
    for resource in ground.campaign.ruleset.resources:
        amount = comes_back(ground.campaign.ruleset, numbers.sheet, resource.id, rest.id)
        now = ground.world.number(entity, f"resource/{resource.id}") - (spent if resource.id == rest.spends else 0)
        most = numbers.maximum(resource.id)
        if amount is None:
            after = now
        elif amount == "all":
            after = max(now, most if most is not None else now)
        else:
            dice = dice_with(amount, numbers)
            got = int(dice) if dice.isdigit() else ground.amount(dice, f"{character}:{resource.id}", several=True)
            after = now + got if most is None else min(max(now, most), now + got)
        if after != ground.world.number(entity, f"resource/{resource.id}"):
            yield from ground.put(entity, f"resource/{resource.id}", after or None)
    for condition in ground.campaign.ruleset.conditions:
        level = numbers.conditions.get(condition.id, 0)
        if level and rest.id in condition.rests:
            left = level - 1 if condition.levels > 1 else 0
            yield from ground.put(entity, f"condition/{condition.id}", left or None)
            yield from ground.put(entity, f"until/{condition.id}", None)
            if not left:
                yield from ground.put(entity, f"from/{condition.id}", None)


def _healed(ground: Ground, rest: Rest, numbers: Numbers) -> tuple[list[Change], int]:
    """Hit points come back: all of them, or in portions that may each cost something; and how many were spent."""
    character = numbers.character
    entity = f"character:{character}"
    hp, most = ground.world.number(entity, "hp"), ground.world.number(entity, "max_hp")
    spent = 0
    if rest.hp == "all":
        hp = max(hp, most)
    else:
        portions = ground.world.number(entity, f"resource/{rest.spends}") if rest.spends else 1
        while hp < most and spent < portions:
            spent += 1
            hp = min(most, hp + ground.amount(dice_with(rest.hp, numbers), f"{character}:{spent}", several=True))
    made = list(ground.put(entity, "hp", hp))
    if hp > 0 and ground.status(character) == "down":
        made += ground.put(entity, "status", "active")
    return made, spent if rest.spends else 0

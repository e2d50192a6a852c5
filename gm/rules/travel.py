"""Journeys: ways that take hours, what is met on them, and what is eaten. Pure.

A route is an exit that takes hours. Whoever goes by it lets the time pass; those who come along it in the same hour
have travelled together, and it passes once.
"""

import heapq
from collections.abc import Iterable, Sequence
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.effects import AddCondition, Change, StartEncounter
from gm.domain.living import Route
from gm.domain.scenes import minutes_in
from gm.domain.state import WorldState
from gm.rules.calendars import HOUR
from gm.rules.dice import roll
from gm.rules.ground import Ground
from gm.rules.tables import draw
from gm.rules.world import change, pass_time, visible_exits

A_DAY: Final = 24
"""Hours on the road after which a ration is eaten."""


def route_between(campaign: Campaign, start: str, goal: str) -> Route | None:
    """The route that joins two places, whichever way; None: it is no distance."""
    return next((each for each in campaign.routes if set(each.between) == {start, goal} and start != goal), None)


def way_of(
    campaign: Campaign, world: WorldState, known: frozenset[str], start: str, goal: str
) -> tuple[tuple[str, str], ...]:
    """The legs of the quickest way by exits that are seen and open; of two as quick, that with fewer legs. () if there
    is none."""
    edge: list[tuple[int, int, str, tuple[tuple[str, str], ...]]] = [(0, 0, start, ())]
    seen: set[str] = set()
    while edge:
        hours, count, at, legs = heapq.heappop(edge)
        if at == goal:
            return legs
        if at in seen:
            continue
        seen.add(at)
        for way in visible_exits(campaign, world, at, known):
            if not way.locked and way.to not in seen:
                route = route_between(campaign, at, way.to)
                heapq.heappush(edge, (hours + (route.hours if route else 0), count + 1, way.to, (*legs, (at, way.to))))
    return ()


def journey(ground: Ground, movers: Sequence[str], start: str, goal: str) -> Iterable[Change]:
    """What the way costs those who go it: hours, what they meet, what they eat. Nothing where no route is on it."""
    campaign, world = ground.campaign, ground.world
    if not campaign.routes:
        return ()
    known = ground.there.known_by_all_present()
    legs = [
        (at, to, route)
        for at, to in way_of(campaign, world, known, start, goal)
        if (route := route_between(campaign, at, to)) is not None
    ]
    hours = sum(route.hours for _, _, route in legs)
    if not hours:
        return ()
    scene = ground.state.scene.key
    now = minutes_in(world, scene, campaign.opening.minutes)
    path = f"road/{start}/{goal}"
    changes: list[Change] = []
    if world.get("world", path) != now:  # else they come with those who have just come along it
        changes += pass_time(campaign, world, hours * HOUR, scene)
        changes += change(world, "world", path, now + hours * HOUR)
        _dangers(ground, legs)
    for character in movers:
        changes += _fed(ground, character, hours)
    return changes


def hours_on_the_way(campaign: Campaign, changes: Sequence[Change]) -> int:
    """How many hours the journey took that is among these changes. 0 where it was no distance, where an author or a
    game master has set somebody down, and for those who come along a road in the hour that others took for it."""
    arrived = [int(str(each.after)) for each in changes if each.path.startswith("road/") and each.after is not None]
    start = campaign.opening.minutes
    began = [start if each.before is None else int(str(each.before)) for each in changes if each.path == "minutes"]
    return (arrived[-1] - min(began)) // HOUR if arrived and began else 0


def _dangers(ground: Ground, legs: Sequence[tuple[str, str, Route]]) -> None:
    """What is met on the way, stretch by stretch; a fight ends the looking."""
    for at, to, route in legs:
        if route.dangers is None or ground.campaign.table(route.dangers) is None:
            continue
        for stretch in range(max(1, route.hours // route.every)):
            purpose = f"{ground.purpose}:road:{at}:{to}:{stretch}"
            met = roll("1d100", ground.dice, purpose=purpose)
            ground.rolls.append(met)
            if met.total > route.chance:
                continue
            drawn = draw(ground.campaign, ground.world, ground.dice, route.dangers, f"{purpose}:what")
            ground.rolls += drawn.rolls
            ground.told += [drawn.text] if drawn.text else []
            ground.after += drawn.effects
            if any(isinstance(each, StartEncounter) for each in drawn.effects):
                return


def _fed(ground: Ground, character: str, hours: int) -> Iterable[Change]:
    travel, entity = ground.campaign.travel, f"character:{character}"
    if travel.ration is None:
        return
    days, rest = divmod(ground.world.number(entity, "on_road") + hours, A_DAY)
    yield from ground.put(entity, "on_road", rest or None)
    has = ground.world.number(entity, f"item/{travel.ration}")
    if days:
        yield from ground.put(entity, f"item/{travel.ration}", max(0, has - days) or None)
    if days > has and travel.hungry is not None:
        ground.after.append(AddCondition(character=character, condition=travel.hungry))

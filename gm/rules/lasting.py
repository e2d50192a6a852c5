"""How long conditions last outside of fights: what a turn itself gives counts from its end, and what a save each round
would end is over within a minute."""

from collections.abc import Container, Iterator
from itertools import chain

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.scenes import MAIN, is_elsewhere
from gm.domain.state import Key, WorldState
from gm.rules.numbers import condition_levels
from gm.rules.world import change


def time_of_conditions(
    campaign: Campaign,
    before: WorldState,
    world: WorldState,
    minutes: int,
    given: Container[Key] = (),
    scene: str = MAIN,
) -> tuple[Change, ...]:
    """What the minutes of a turn do to conditions, apart from those whose hour has come (`pass_time` ends these).

    `before` is the world as the turn began: what it has given since lasts from the end of the turn, also what was
    `given` and comes to the hour that stood there. What could be shaken off with a save each round of a fight is over
    after a minute, unless it was given for a time.
    """
    if minutes <= 0:
        return ()
    return tuple(chain(_begun(before, world, minutes, given), _shaken_off(campaign, before, world, scene)))


def _begun(before: WorldState, world: WorldState, minutes: int, given: Container[Key]) -> Iterator[Change]:
    for (entity, path), until in world.values.items():
        fresh = path.startswith("until/") and ((entity, path) in given or before.get(entity, path) != until)
        if fresh and isinstance(until, str) and until.startswith("m:"):
            yield from change(world, entity, path, f"m:{int(until[2:]) + minutes}")


def _shaken_off(campaign: Campaign, before: WorldState, world: WorldState, scene: str) -> Iterator[Change]:
    ending = [each.id for each in campaign.ruleset.conditions if each.ends is not None and each.levels == 1]
    for who in world.entities("character") if ending else ():
        if is_elsewhere(world, who, scene):
            continue
        entity = f"character:{who}"
        for name in condition_levels(world, who):
            held = before.get(entity, f"condition/{name}")
            if name in ending and held and not world.text(entity, f"until/{name}"):
                for path in (f"condition/{name}", f"from/{name}"):
                    yield from change(world, entity, path, None)

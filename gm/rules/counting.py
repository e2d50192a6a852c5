"""What the game counts: resources, feelings, flags, clocks."""

from collections.abc import Iterable

from gm.domain.effects import Change, ChangeResource, SetFlag, ShiftAttitude, TickClock
from gm.rules.ground import Ground
from gm.rules.sheets import numbers_of


def count(ground: Ground, effect: ChangeResource) -> Iterable[Change]:
    """So much more or less of what a sheet counts, within its bounds."""
    found = next((r for r in ground.campaign.ruleset.resources if r.id == effect.resource), None)
    if found is None:
        raise ground.refusal("unknown", name=effect.resource)
    for character in ground.here(effect.character):
        entity, path = f"character:{character}", f"resource/{found.id}"
        now = ground.world.number(entity, path)
        after = max(0, now + effect.by)
        most = numbers_of(ground.campaign, ground.world, character).maximum(found.id)
        if most is not None:
            after = min(after, max(now, most))
        if after != now:
            yield from ground.put(entity, path, after)


def warm(ground: Ground, effect: ShiftAttitude) -> Iterable[Change]:
    """Somebody likes the party better, or less."""
    npc = ground.campaign.npc(effect.npc)
    if npc is None:
        raise ground.refusal("unknown", name=effect.npc)
    ground.here(effect.npc)
    entity = f"character:{npc.id}"
    now = ground.world.number(entity, "attitude", npc.attitude)
    after = max(-3, min(3, now + effect.by))
    if after != now:
        yield from ground.put(entity, "attitude", after)
    for who, felt in sorted(ground.world.under(entity, "toward").items()):
        if isinstance(felt, int):
            yield from ground.put(entity, f"toward/{who}", max(-3, min(3, felt + effect.by)))


def raise_flag(ground: Ground, effect: SetFlag) -> Iterable[Change]:
    """A flag of the campaign is set or cleared."""
    if not any(flag.id == effect.flag for flag in ground.campaign.flags):
        raise ground.refusal("unknown", name=effect.flag)
    yield from ground.put(f"flag:{effect.flag}", "on", True if effect.on else None)


def tick(ground: Ground, effect: TickClock) -> Iterable[Change]:
    """A clock is moved on, or back."""
    clock = ground.campaign.clock(effect.clock)
    if clock is None:
        raise ground.refusal("unknown", name=effect.clock)
    now = ground.world.number(f"clock:{clock.id}", "filled")
    after = max(0, min(clock.segments, now + effect.by))
    if after != now:
        yield from ground.put(f"clock:{clock.id}", "filled", after)

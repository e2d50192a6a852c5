"""Consequences that come back: what an effect puts off, and what of it is due. Pure.

They are world state like all else: undo takes them back, a branch has its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from gm.domain.effects import Change, Effect, Later, PassTime
from gm.domain.state import WorldState
from gm.rules.calendars import HOUR, minutes_a_day
from gm.rules.ground import Ground
from gm.rules.world import change, goes_by_itself, pass_time


@dataclass(frozen=True, slots=True)
class Due:
    """Something put off: its number, when it is due (minutes), what is told and what happens then. `authored`: as the
    author's word, not as a model's wish."""

    number: int
    due: int
    text: str
    effects: tuple[Effect, ...]
    authored: bool


@cache
def _effects() -> TypeAdapter[tuple[Effect, ...]]:
    return TypeAdapter(tuple[Effect, ...])


def put_off(ground: Ground, effect: Later) -> Iterable[Change]:
    """It will happen when its time has come.

    Raises:
        EffectError: it has no time to wait for, or nothing comes of it.
    """
    wait = effect.days * minutes_a_day(ground.campaign.calendar) + effect.hours * HOUR
    text = effect.text if ground.authored else ""  # a model's words do not become state
    if wait <= 0 or not (text or effect.effects):
        raise ground.refusal("cannot_try")
    world, now = ground.world, ground.world.number("world", "minutes", ground.campaign.opening.minutes)
    number = world.number("world", "laters") + 1
    entity = f"later:{number}"
    if not goes_by_itself(ground.campaign, world):
        yield from change(world, "world", "lived", now)
    yield from change(world, "world", "laters", number)
    yield from change(world, entity, "due", now + wait)
    if text:
        yield from change(world, entity, "text", text)
    if effect.effects:
        packed = _effects().dump_json(effect.effects).decode()
        yield from change(world, entity, "effects", packed)
    if ground.authored:
        yield from change(world, entity, "authored", True)


def waiting(world: WorldState) -> tuple[Due, ...]:
    """All that has been put off, soonest first."""
    found = []
    for name in world.entities("later"):
        entity = f"later:{name}"
        due = world.get(entity, "due")
        if isinstance(due, int):
            text, packed = world.text(entity, "text"), world.text(entity, "effects")
            found.append(Due(int(name), due, text, _read(packed), world.is_set(entity, "authored")))
    return tuple(sorted(found, key=lambda each: (each.due, each.number)))


def _read(packed: str) -> tuple[Effect, ...]:
    try:
        return _effects().validate_json(packed) if packed else ()
    except ValidationError:  # written by another version: its words still come
        return ()


def over(world: WorldState, number: int) -> tuple[Change, ...]:
    """The changes that cross one off."""
    entity = f"later:{number}"
    return tuple(each for path in ("due", "text", "effects", "authored") for each in change(world, entity, path, None))


def let_pass(ground: Ground, effect: PassTime) -> Iterable[Change]:
    """So much time goes by.

    Raises:
        EffectError: none does.
    """
    minutes = effect.days * minutes_a_day(ground.campaign.calendar) + effect.hours * HOUR + effect.minutes
    if minutes <= 0:
        raise ground.refusal("cannot_try")
    return pass_time(ground.campaign, ground.world, minutes, ground.state.scene.key)

"""What the world knows of a game's lore: what is switched off, called for, met by whom, and which timers run. Pure."""

from collections.abc import Iterable
from typing import cast

from gm.domain.campaign import Campaign
from gm.domain.effects import Change
from gm.domain.lore import Timer, TimerKind
from gm.domain.lorebooks import OWN, place_of
from gm.domain.state import WorldState
from gm.rules.world import change

_HELD = "held"


def entities(campaign: Campaign) -> tuple[tuple[str, str], ...]:
    """(entity, what stands before an entry's short name) of each book: the campaign's own entries have no prefix."""
    return ((f"lore:{OWN}", ""), *((f"lore:{book.id}", f"{book.id}/") for book in campaign.books))


def marked(campaign: Campaign, world: WorldState, mark: str) -> frozenset[str]:
    """Ids of the entries with a mark: `off`, `forced`, `met/<who>`."""
    return frozenset(
        f"{prefix}{short}"
        for entity, prefix in entities(campaign)
        for short, value in world.under(entity, mark).items()
        if value
    )


def switched_off(campaign: Campaign, world: WorldState) -> frozenset[str]:
    """Ids of the entries that are switched off in this game."""
    return marked(campaign, world, "off")


def heard(world: WorldState, scene: str) -> int:
    """Beats that a scene has had, as far as lore counts them."""
    return world.number(f"lore:{OWN}", f"heard/{scene}")


def timers(campaign: Campaign, world: WorldState, scene: str) -> tuple[Timer, ...]:
    """The timers that the last beat of the scene left."""
    found = []
    for entity, prefix in entities(campaign):
        for path, value in world.under(entity, f"timer/{scene}").items():
            short, _, kind = path.rpartition("/")
            timer = _read(f"{prefix}{short}", kind, value)
            if timer is not None:
                found.append(timer)
    return tuple(found)


def _read(rule: str, kind: str, value: object) -> Timer | None:
    parts = str(value).split(":")
    if kind not in ("sticky", "cooldown", "matched") or len(parts) < 3 or not (parts[0] + parts[1]).isdecimal():
        return None
    start, end, digest, *more = parts
    return Timer(
        rule=rule,
        kind=cast(TimerKind, kind),
        start=int(start),
        end=int(end),
        digest=digest,
        held=_HELD in more,
    )


def timer_changes(world: WorldState, scene: str, before: Iterable[Timer], after: Iterable[Timer]) -> tuple[Change, ...]:
    """What the timers that hold now change in the world."""
    new = {(timer.rule, timer.kind): timer for timer in after}
    gone = {(timer.rule, timer.kind) for timer in before} - new.keys()
    made: list[Change] = []
    for rule, kind in sorted(gone | new.keys()):
        timer = new.get((rule, kind))
        entity, short = place_of(rule)
        made += change(world, entity, f"timer/{scene}/{short}/{kind}", None if timer is None else _written(timer))
    return tuple(made)


def _written(timer: Timer) -> str:
    held = f":{_HELD}" if timer.held else ""
    return f"{timer.start}:{timer.end}:{timer.digest}{held}"


def mark_changes(world: WorldState, ids: Iterable[str], mark: str, *, on: bool) -> tuple[Change, ...]:
    """What it takes to set or clear a mark at these entries."""
    made: list[Change] = []
    for ident in ids:
        entity, short = place_of(ident)
        made += change(world, entity, f"{mark}/{short}", True if on else None)
    return tuple(made)

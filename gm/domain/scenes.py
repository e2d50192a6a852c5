"""Several scenes of one world: who plays in which, what time it is there, and whose past a scene goes on from. Pure.

A game begins with one scene, `main`. Where characters part, another one opens out of theirs; where they meet, it closes
into theirs. All of it is state (`character:<id> scene`, `scene:<key> …`), so undo and branches carry it along.

Each scene has a time of its own while several are open. The world's clock shows the time of the one that is furthest
ahead, and what runs by the clock ticks as that moves: once, whoever moves it. No scene is more than `LEAD` behind: what
has been left further back than that is drawn along (`docs/decisions`, "one clock, several hands").
"""

from typing import Final

from gm.domain.state import WorldState

MAIN: Final = "main"
"""Key of the scene that a game begins with."""
LEAD: Final = 8 * 60
"""Minutes that one scene may be ahead of another: a night's rest."""

_CLOCK: Final = ("minutes", "lived")

Lane = tuple[tuple[str, int | None], ...]
"""Whose turns a scene goes on from: keys of scenes, its own first, each with the number of the last turn that counts
(None: all)."""


def scene_of(world: WorldState, character: str) -> str:
    """Key of the scene that a character plays in."""
    return world.text(f"character:{character}", "scene", MAIN)


def open_scenes(world: WorldState) -> tuple[str, ...]:
    """Keys of the scenes that are being played, in the order in which they opened."""
    found = [key for key in world.entities("scene") if world.is_set(f"scene:{key}", "open")]
    return tuple(sorted(found, key=lambda key: (key != MAIN, world.number(f"scene:{key}", "since"), key)))


def is_split(world: WorldState) -> bool:
    """Whether several scenes are being played."""
    return len(open_scenes(world)) > 1


def is_elsewhere(world: WorldState, character: str, key: str) -> bool:
    """Whether what time does to a character is for another scene to tell: players' characters by the scene that they
    play in, others by the place where they stand, if another scene plays there and this one does not."""
    entity = f"character:{character}"
    if world.is_set(entity, "playing") or world.get(entity, "scene") is not None:
        return scene_of(world, character) != key
    at = world.text(entity, "place")
    if not at or at == world.text(f"scene:{key}", "place"):
        return False
    return any(world.text(f"scene:{each}", "place") == at for each in open_scenes(world))


def minutes_in(world: WorldState, key: str, default: int = 0) -> int:
    """What time it is in a scene: in-world minutes since midnight of the first day."""
    latest = world.number("world", "minutes", default)
    own = world.get(f"scene:{key}", "minutes")
    if not isinstance(own, int) or isinstance(own, bool):
        return latest
    return max(own, latest - LEAD)


def goes_for_all(entity: str, path: str) -> bool:
    """Whether a path only says how far the world's clock has come, or what has been seen: one scene's beat can be taken
    back without it, once another scene has moved it on."""
    kind = entity.partition(":")[0]
    return (kind == "world" and path in _CLOCK) or kind in ("climate", "lore") or (kind, path) == ("place", "visited")


def lane_of(world: WorldState, key: str) -> Lane | None:
    """Whose turns a scene goes on from: its own, and those of the scene that it opened out of, up to then. None: there
    has never been another scene, so that all turns count."""
    if not any(each != key for each in world.entities("scene")):
        return None
    found: dict[str, int | None] = {key: None}
    until: int | None = None
    while (origin := world.text(f"scene:{key}", "from")) and origin not in found:
        since = world.number(f"scene:{key}", "since")
        until = since if until is None else min(since, until)
        found[origin] = until
        key = origin
    return tuple(found.items())


def in_lane(lane: Lane | None, key: str, number: int) -> bool:
    """Whether a turn of a scene belongs to a lane."""
    if lane is None:
        return True
    last = dict(lane).get(key, 0)
    return last is None or number <= last

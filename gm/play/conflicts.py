"""Scenes that change the same world at once: what a conflict means for a turn that was ruled before it.

The clock, and what runs by it, moves for everybody all the time: a turn whose ruling stands is worked out again on the
world as it is then, with the dice that it has. What a ruling is about (an item, a wound, somebody's trust) is not: the
turn is ruled again as a new attempt, with new dice. After a few such attempts it is worked out on the world as it is in
any case: what cannot happen any more does not, and nobody waits for good.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from gm.domain.effects import Change
from gm.domain.errors import Conflict
from gm.domain.play import SceneState
from gm.domain.scenes import is_split
from gm.play.loading import load_state
from gm.play.parts import EngineParts

ATTEMPTS: Final = 3
"""How often a turn is ruled again because the world changed under it."""
TRIES: Final = 200
"""How often it is worked out again, should other processes be quicker each time."""


def is_common(entity: str, path: str) -> bool:
    """Whether a path moves for all scenes at once, and no ruling stands on its value: time and what comes by it, places
    seen, lore that was called up."""
    kind = entity.partition(":")[0]
    if kind == "world":
        return path in ("minutes", "lived")
    return kind in ("clock", "climate", "later", "lore") or (kind == "place" and path == "visited")


def refuse_moved(changes: Sequence[Change], state: SceneState, ruled_at: int) -> None:
    """Raises Conflict if what these changes are about has changed since the ruling was made, at commit `ruled_at`."""
    if state.tip_seq == ruled_at:
        return
    moved = sorted(
        f"{each.entity}/{each.path}"
        for each in changes
        if not is_common(each.entity, each.path) and state.versions.get((each.entity, each.path), 0) > ruled_at
    )
    if moved:
        raise Conflict(f"The world has moved on meanwhile: {', '.join(moved)}.", paths=tuple(moved))


def is_harmless(conflict: Conflict) -> bool:
    """Whether only what is common to all scenes has moved."""
    pairs = [path.partition("/")[::2] for path in conflict.paths]
    return bool(pairs) and all(is_common(entity, path) for entity, path in pairs)


@asynccontextmanager
async def in_turn(parts: EngineParts, state: SceneState, *, again: bool) -> AsyncIterator[SceneState]:
    """The state that a turn is worked out on: where several scenes are open (or `again`, after a conflict) as it is
    now, and one scene of this process after the other. Nothing is asked of a model or shown meanwhile."""
    if not again and not is_split(state.world):
        yield state
        return
    lock = parts.resolving.setdefault(state.scene.branch_id, asyncio.Lock())
    async with lock:
        yield await load_state(parts, state.game, state.scene)

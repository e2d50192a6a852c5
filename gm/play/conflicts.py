"""Scenes that change the same world at once: what a conflict means for a turn that was ruled before it.

The clock, and what runs by it, moves for everybody all the time: a turn whose ruling stands is worked out again on the
world as it is then, with the dice that it has. What a ruling is about (an item, a wound, somebody's trust) is not: the
turn is ruled again as a new attempt, with new dice. After a few such attempts it is worked out on the world as it is in
any case: what cannot happen any more does not, and nobody waits for good.

That the database turns a commit down (another process was quicker) says nothing about the ruling: the turn is worked
out once more on the world as it is then, and only what is found moved there since the ruling was made, is ruled again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
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


class Moved(Conflict):
    """What a ruling is about has changed since it was made: it does not stand any more."""


def is_common(entity: str, path: str) -> bool:
    """Whether a path moves for all scenes at once, and no ruling stands on its value: time and what comes by it, places
    seen, lore that was called up."""
    kind = entity.partition(":")[0]
    if kind == "world":
        return path in ("minutes", "lived")
    return kind in ("clock", "climate", "later", "lore") or (
        kind == "place" and path.startswith(("visited", "unseen/"))
    )


def is_heap(change: Change) -> bool:
    """Whether it takes from, or adds to, things that lie somewhere, and some are left: one more or fewer of them is
    nothing that a ruling stands on. Who takes the last one takes it alone."""
    lies = change.entity.startswith("place:") and change.path.startswith("item/")
    return lies and isinstance(change.after, int) and change.after > 0


def refuse_moved(
    changes: Sequence[Change], state: SceneState, ruled_at: int, then: Callable[[], Sequence[Change]]
) -> None:
    """Raises Moved if what these changes are about has changed since the ruling was made, at commit `ruled_at`. `then`:
    what they would have been on the world that was ruled on, for what cannot be any more."""
    if state.tip_seq == ruled_at:
        return
    heaps = {(each.entity, each.path) for each in changes if is_heap(each)}
    touched = {(each.entity, each.path) for each in (*changes, *then())} - heaps
    moved = sorted("/".join(key) for key in touched if not is_common(*key) and state.versions.get(key, 0) > ruled_at)
    if moved:
        raise Moved(f"The world has moved on meanwhile: {', '.join(moved)}.", paths=tuple(moved))


def is_harmless(conflict: Conflict) -> bool:
    """Whether another commit was merely quicker: whether the ruling stands is seen when it is worked out once more."""
    return bool(conflict.paths) and not isinstance(conflict, Moved)


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

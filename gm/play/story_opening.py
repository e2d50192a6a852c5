"""The turn in which a story's opening is read out: made once, also where two open the same game at once."""

from typing import Literal

from gm.domain.play import Game, Scene, Turn
from gm.play.holding import SceneHolds
from gm.play.loading import session_within
from gm.play.parts import EngineParts
from gm.store.turns import load_last_turn, load_unfinished, record_turn

Begun = Literal["told", "under_way", "new"]
"""Where a story is as it is opened: something has come to pass, something lies unfinished, or it begins now."""


async def opening_turn(parts: EngineParts, holds: SceneHolds, game: Game, scene: Scene) -> tuple[Turn, Begun]:
    """The turn that a story stands at: its opening, made now, where nothing was ever played."""
    found = await _played(parts, game, scene)
    if found is None:
        async with holds.hold(scene.id):  # else two who open it at once both read it out
            found = await _played(parts, game, scene) or (await _made(parts, game, scene), "new")
    return found


async def _played(parts: EngineParts, game: Game, scene: Scene) -> tuple[Turn, Begun] | None:
    """The last turn of a scene that came to pass, else the first that is under way."""
    async with parts.database.read() as db:
        last = await load_last_turn(db, game.branch_id, scene=scene.key)
        if last is not None:
            return last, "told"
        begun = next(iter(await load_unfinished(db, scene.id)), None)
    return None if begun is None else (begun, "under_way")


async def _made(parts: EngineParts, game: Game, scene: Scene) -> Turn:
    async with parts.database.begin() as db:
        session = await session_within(db, parts, game)
        now = parts.clock.now()
        turn = await record_turn(db, scene=scene, session_id=session.id, kind="opening", input_ids=(), now=now)
        await db.commit()
    return turn

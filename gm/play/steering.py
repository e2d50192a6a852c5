"""The X-card: the last beat is set aside, no reason asked. Its words come back in no prompt and no recap."""

import contextlib
from typing import Final

from gm.domain.errors import HistoryConflict, Refused
from gm.domain.play import Game, Lease, Scene, Stage, Turn
from gm.play.parts import EngineParts
from gm.store.safety_log import record_event
from gm.store.steers import SET_ASIDE as SET_ASIDE
from gm.store.steers import load_steers, record_steer
from gm.store.turns import load_last_turn, load_turn, load_unfinished
from gm.store.tx import Db
from gm.store.undo import undo_turn
from gm.store.unfinished_words import drop_unfinished

STEERED_TURNS: Final = 6
"""For how many turns after it the narrator is told to go on elsewhere."""


async def set_aside(parts: EngineParts, game: Game, scene: Scene, lease: Lease, turn_id: int | None = None) -> Turn:
    """Take the last beat back and keep its words out of everything that follows; gives that turn.

    The opening, a beat whose changes others have built on, and an earlier beat that is named (`turn_id`) stay in
    history: only their words go. Of a telling that was broken off, what was seen of it is deleted.

    Raises:
        Refused: nothing was told yet.
    """
    now = parts.clock.now()
    async with parts.database.begin() as db:
        turn = await _last(db, scene) if turn_id is None else await load_turn(db, turn_id, branch_id=scene.branch_id)
        if turn is None:
            raise Refused("Nothing has been told yet.", key="xcard.nothing")
        await record_steer(db, game.id, turn.id, turn.number, now)
        await record_event(db, game.id, "xcard", "parked" if turn.status == "parked" else turn.stage.value, now)
        await drop_unfinished(db, turn.id)
        if turn.kind != "opening" and await _is_last(db, scene, turn):
            with contextlib.suppress(HistoryConflict):  # its words go all the same
                await undo_turn(db, lease, branch_id=scene.branch_id, turn_id=turn.id, now=now)
        await db.commit()
    parts.gists.clear()
    parts.told.clear()
    async with parts.database.read() as db:
        return await load_turn(db, turn.id, branch_id=scene.branch_id)


async def _last(db: Db, scene: Scene) -> Turn | None:
    """The beat that the table saw last: one that is under way, else what was told, else words that wait."""
    unfinished = await load_unfinished(db, scene.id)
    begun = [turn for turn in unfinished if turn.stage is not Stage.RECEIVED]
    if begun:
        return begun[-1]
    last = await load_last_turn(db, scene.branch_id, scene=scene.key)
    return last or (unfinished[-1] if unfinished else None)


async def _is_last(db: Db, scene: Scene, turn: Turn) -> bool:
    """Whether nothing was played after it. Words that wait to be played do not count."""
    last = await load_last_turn(db, scene.branch_id, scene=scene.key)
    return last is None or turn.id == last.id or any(turn.id == each.id for each in await load_unfinished(db, scene.id))


async def is_steered(parts: EngineParts, turn: Turn) -> bool:
    """Whether a beat shortly before this turn was set aside."""
    async with parts.database.read() as db:
        steers = await load_steers(db, turn.game_id)
    return any(0 < turn.number - steer.number <= STEERED_TURNS for steer in steers)

"""Which turn somebody may look back on: of the scene that they play in, and none that the table has set aside."""

from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game, Turn
from gm.domain.scenes import in_lane, lane_of
from gm.domain.state import WorldState
from gm.store.scenes import load_scene_keys
from gm.store.steers import SET_ASIDE, is_set_aside
from gm.store.turns import load_last_turn, load_turn_by_number, load_turns
from gm.store.tx import Db

_TALK = 12
"""Turns of talk across the table that are passed by on the way back to the story."""


async def turn_to_read(
    db: Db, game: Game, world: WorldState, number: int | None, *, scene: str | None, spoilers: bool
) -> Turn | None:
    """The turn of that number; without one that which waits for an answer, or the last one in which something was
    tried, not only asked out of character; None: nothing was played.

    `scene`: the key of the scene that the reader plays in, None: they read every scene's.

    Raises:
        NotFound: there is no such turn, or it is another scene's. Refused: it was set aside (not with `spoilers`).
    """
    lane = lane_of(world, scene) if scene is not None and not spoilers else None
    if number is None:
        turn = await _latest(db, game.branch_id, None if lane is None else dict(lane))
        turn = turn and await _of_the_story(db, game.branch_id, turn)
    else:
        turn = await load_turn_by_number(db, game.branch_id, number)
    if turn is None or spoilers:
        return turn
    if lane is not None and not in_lane(lane, (await load_scene_keys(db, game.id))[turn.scene_id], turn.number):
        raise NotFound(f"There is no turn {turn.number} on this branch.", key="turn.none", number=turn.number)
    if await is_set_aside(db, turn.id):
        raise Refused(SET_ASIDE, key="undo.set_aside")
    return turn


async def _of_the_story(db: Db, branch_id: int, turn: Turn) -> Turn:
    """The turn; of talk across the table, which decides nothing, the one of that scene that was talked about, if there
    is one not far back."""
    if not _is_talk(turn):
        return turn
    before = await load_turns(db, branch_id, first=max(1, turn.number - _TALK), include_undone=False)
    same = (each for each in reversed(before) if each.number < turn.number and each.scene_id == turn.scene_id)
    return next((each for each in same if each.inputs and not _is_talk(each)), turn)


def _is_talk(turn: Turn) -> bool:
    return bool(turn.inputs) and all(entry.input.kind == "ooc" for entry in turn.inputs)


async def _latest(db: Db, branch_id: int, lane: dict[str, int | None] | None) -> Turn | None:
    """The turn that waits for an answer, if one does; else the last one, of these scenes up to these numbers."""
    if lane is None:
        last = await load_last_turn(db, branch_id)
        since = await load_turns(db, branch_id, first=last.number if last else 1, include_undone=False)
        return next((turn for turn in reversed(since) if turn.status == "parked"), last)
    found = None
    for key, until in lane.items():
        own = await load_last_turn(db, branch_id, scene=key)
        if own is not None and until is not None and own.number > until:
            own = await load_turn_by_number(db, branch_id, until)
        if found is None and own is not None:
            found = own
    if found is not None:
        since = await load_turns(db, branch_id, first=found.number, include_undone=False)
        waiting = (turn for turn in reversed(since) if turn.status == "parked" and turn.scene_id == found.scene_id)
        return next(waiting, found)
    return None

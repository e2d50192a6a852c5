"""What everybody sees of words that wait behind a whisper about which the game master is asked: nothing of the whisper.

A table in `copilot` reads of each turn that it waits for the game master. So does one of which, in truth, the turn
before it waits, where that is a whisper; and nothing is refused to anybody because of what they know nothing of.
"""

from gm.domain.approval import approval_question, waits_for_approval
from gm.domain.events import TurnEvent, TurnParked, TurnQueued
from gm.domain.play import Scene, Turn
from gm.play.parts import EngineParts
from gm.store.sealed import load_whisperer
from gm.store.turns import load_unfinished
from gm.store.tx import Db


async def open_to(db: Db, scene_id: int, by: str | None = None) -> tuple[Turn, ...]:
    """The unfinished turns of a scene of which everybody may know, and the whispers of the character `by`."""
    unfinished = await load_unfinished(db, scene_id)
    return tuple([each for each in unfinished if await load_whisperer(db, each.id) in (None, by)])


async def shown_waiting(parts: EngineParts, scene: Scene, turn: Turn) -> TurnEvent:
    """How a turn is shown that waits behind one about which the game master is asked: in a queue, where everybody sees
    what it waits behind; as if it waited for them itself, where a whisper does."""
    async with parts.database.read() as db:
        if await load_whisperer(db, turn.id) is not None:
            return TurnQueued(turn.id)
        seen = [each for each in await open_to(db, scene.id) if each.number < turn.number]
    holds_up = any(waits_for_approval(each) or each.status != "parked" for each in seen)
    return TurnQueued(turn.id) if holds_up else TurnParked(turn.id, approval_question(None))


async def master_is_asked(db: Db, scene: Scene) -> bool:
    """Whether the game master is asked about what somebody attempts, as far as everybody knows: words behind a whisper
    that waits say that they are."""
    seen = [turn for turn in await open_to(db, scene.id) if turn.kind == "action"]
    if any(map(waits_for_approval, seen)):
        return True
    queued = any(turn.status != "parked" for turn in seen)
    return queued and any(map(waits_for_approval, await load_unfinished(db, scene.id)))

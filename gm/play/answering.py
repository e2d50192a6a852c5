"""The answer to what a parked turn asks of players: written down first, then the turn is played on."""

from gm.domain.approval import waits_for_approval
from gm.domain.errors import Refused
from gm.domain.play import Scene, Turn
from gm.play.parts import EngineParts
from gm.play.rounds import is_waiting
from gm.store.turns import load_turn, record_answer


async def answered(parts: EngineParts, scene: Scene, turn_id: int, option: str) -> Turn:
    """The turn with its answer, to be played on.

    Raises:
        Refused: it is not waiting, it waits for somebody else, or the option is not one of those offered.
    """
    async with parts.database.begin() as db:
        turn = await load_turn(db, turn_id, branch_id=scene.branch_id)
        if turn.status != "parked" or turn.parked is None or is_waiting(turn):
            raise Refused("Nothing is being asked.", key="turn.not_asked")
        if waits_for_approval(turn):
            raise Refused("The game master is asked first.", key="approval.waits")
        turn = await record_answer(db, turn_id, turn.parked.key, option, parts.clock.now())
        await db.commit()
    return turn

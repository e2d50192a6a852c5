"""What nobody but the game master may read of a turn that they have yet to approve."""

from gm.domain.approval import RULING, waits_for_approval
from gm.domain.play import Game, Turn
from gm.store.table_settings import load_table
from gm.store.tx import Db


async def is_withheld(db: Db, game: Game, turn: Turn) -> bool:
    """Whether ruling, dice and calls of this turn are still the game master's alone: it is not told, and waits for
    them, has waited, or is on its way to them."""
    if turn.alternatives or turn.commit_seq is not None or turn.kind != "action":
        return False
    if waits_for_approval(turn) or any(key.startswith(RULING) for key in turn.choices):
        return True
    return (await load_table(db, game.id)).mode in ("copilot", "assist")

"""What nobody but the game master may read of a turn that they have yet to approve."""

from collections.abc import Sequence

from gm.domain.approval import RULING, waits_for_approval
from gm.domain.play import Game, Turn
from gm.store.calls import ModelCall
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


def calls_told(turn: Turn, calls: Sequence[ModelCall]) -> tuple[ModelCall, ...]:
    """The calls to the narrator of which players may know: of several drafts that a game master has looked at, the one
    that was told, and none where they told it themselves."""
    if turn.kind != "action" or not any(key.startswith(RULING) for key in turn.choices):
        return tuple(calls)
    return () if turn.narration_source == "gm" else tuple(calls)[-1:]

"""A table that rests after an X-card: no beat begins until somebody goes on, in any scene, also after a restart.

Who may go on is the table's setting (`TableSettings.after_card`). Who laid the card, and who went on, stands nowhere.
"""

from gm.domain.errors import Refused
from gm.domain.play import Game
from gm.play.parts import EngineParts
from gm.store.table_settings import change_table, load_table
from gm.store.tx import Db


async def rests(parts: EngineParts, game: Game) -> bool:
    """Whether the table rests."""
    async with parts.database.read() as db:
        return (await load_table(db, game.id)).resting


async def need_going(parts: EngineParts, game: Game) -> None:
    """Raises Refused: the table rests, nothing new begins."""
    if await rests(parts, game):
        text = "The table rests: somebody has laid the X-card."
        raise Refused(text, remedy="/resume goes on, elsewhere.", key="xcard.rests")


async def rest(db: Db, game: Game) -> None:
    """Let the table rest, where it wants to, in the transaction in which the beat is set aside."""
    if (await load_table(db, game.id)).after_card != "at_once":
        await change_table(db, game.id, {"resting": True})


async def rise(parts: EngineParts, game: Game, *, leads: bool) -> bool:
    """Go on; False: the table did not rest. What waited is played by whoever resumes the game's scenes. `leads`: it is
    the game master who says so.

    Raises:
        Refused: only the game master goes on here.
    """
    async with parts.database.begin() as db:
        table = await load_table(db, game.id)
        if not table.resting:
            return False
        if table.after_card == "gm" and not leads:
            raise Refused("The game master says when this table goes on.", key="xcard.gm_goes_on")
        await change_table(db, game.id, {"resting": False})
        await db.commit()
    return True

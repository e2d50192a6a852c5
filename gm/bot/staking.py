"""`/gm stakes`: whether a table is shown what is at stake and rolls, or its players are asked before the dice fall."""

from dataclasses import replace
from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.gm_desk import led
from gm.store.games import record_stakes

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def set_stakes(bot: "GmBot", interaction: Interaction, *, ask: bool) -> str:
    """Set it for the game, in all its threads, from the next ruling on; says how it is now.

    Raises:
        NotFound: no game. Refused: this member is not its game master.
    """
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    async with bot.app.database.begin() as db:
        game = await record_stakes(db, table.game.id, "ask" if ask else "show")
        await db.commit()
    for each in (table, *bot.tables.all_open()):
        if each.game.id == game.id:  # a branch has a thread, and so a table, of its own
            each.game = replace(each.game, stakes=game.stakes)
    await audit(bot, interaction, "table.stakes", game.stakes, thread_id=table.binding.thread_id)
    return speech("staking.ask" if ask else "staking.show")

"""`/gm suggestions`: whether three things to do stand under each beat of this game, whatever its server has."""

from dataclasses import replace
from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.auditing import audit
from gm.bot.gm_desk import led

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def suggest_here(bot: "GmBot", interaction: Interaction, shown: bool | None) -> str:
    """Keep it and show it under the last beat at once; None: as the server has it again.

    Raises:
        NotFound, Refused: no game here, it is over, or this member is not its game master.
    """
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    table.need_live()
    binding = replace(table.binding, suggestions=shown)
    await bot.tables.keep(binding)
    table.binding = binding
    await audit(
        bot,
        interaction,
        "game.suggestions",
        {True: "on", False: "off", None: "server"}[shown],
        thread_id=binding.thread_id,
    )
    await table.quietly(table.face.show_below())
    if shown is None:
        return speech("suggest.as_server")
    return speech("suggest.started" if shown else "suggest.stopped")

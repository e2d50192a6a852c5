"""The X-card: anyone at the table sets a beat aside. No reason is asked, and nobody else is told who it was."""

from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.aside import clear_away
from gm.bot.catalogue import Speech
from gm.bot.forgetting import mend_posts
from gm.bot.rights import need_at_game
from gm.bot.table import Table
from gm.domain.errors import Refused
from gm.store.discord import load_game_threads
from gm.store.sealed import load_whisperer
from gm.store.steers import load_steers, load_told

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def lay_card(bot: "GmBot", interaction: Interaction, speech: Speech, turn_id: int | None = None) -> str:
    """Set a beat (None: the last) aside: its posts go in every thread of the game, and one kind line stands there.

    Raises:
        Refused: nothing was told yet, or the user is not at this game.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    who = await need_at_game(bot, interaction, table, speech)
    async with bot.app.database.read() as db:
        if await load_told(db, table.game.branch_id) == 0:
            raise Refused(speech("xcard.nothing"))
        bindings = await load_game_threads(db, table.game.id)
    laid_on = await table.turn(turn_id) if turn_id is not None else None
    named = laid_on.id if laid_on is not None else None
    scene = table.binding.scene
    stopped = await bot.app.engine.break_off(table.game, also=named, by=who, scene_key=scene)
    if stopped is None:
        turns = [await bot.app.engine.set_aside(table.game, turn_id=named, by=who, scene_key=scene)]
    elif laid_on is None or laid_on.id == stopped.id:
        turns = [stopped]
    else:  # below the last beat, while the next was being told: both go
        turns = [laid_on, stopped]
    async with bot.app.database.read() as db:
        seen = [turn for turn in turns if await load_whisperer(db, turn.id) is None]
    for binding in bindings:
        other = await bot.tables.at(binding.thread_id)
        if other is not None:
            for turn in turns:
                line = turn is seen[-1] if seen else False  # of what one alone has read nobody else learns anything
                await other.quietly(clear_away(other, turn.id, here=line and other is table, line=line))
            if seen:
                await other.history.renew_last()
    if seen:
        await mend_posts(bot)  # the recaps that quote it
    else:  # it may have waited for the game master, and others behind it
        for turn in turns:
            await table.called_off(turn.id)
        table.spawn(table.guarded(bot.app.engine.resume(table.game, table.face, scene_key=scene)))
    return speech("xcard.done" if seen else "xcard.done_alone")


async def clear_left_over(table: Table) -> None:
    """Finish what a process that died left standing."""
    async with table.parts.app.database.read() as db:
        steers = await load_steers(db, table.game.id)
        alone = {each.turn_id for each in steers if await load_whisperer(db, each.turn_id) is not None}
    for steer in steers:
        await clear_away(table, steer.turn_id, here=False, line=steer.turn_id not in alone)

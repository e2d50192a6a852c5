"""A table that rests after an X-card: the line that stands there, and going on. Nobody is told who went on."""

from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.aside import LINE, line_of
from gm.bot.catalogue import Speech
from gm.bot.rights import leads_table, need_at_game
from gm.bot.table import Table
from gm.store.discord import load_game_threads
from gm.store.steers import load_steers

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def press_go_on(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...] = ()) -> str:
    """The table rests no more, and what has waited is played, in every thread of the game.

    Raises:
        Refused: the user is not at this game, or only the game master goes on here.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    leads = leads_table(interaction, await bot.tables.settings(table.binding.guild_id), table.binding)
    await need_at_game(bot, interaction, table, speech)
    went = await bot.app.engine.go_on(table.game, leads=leads)
    async with bot.app.database.read() as db:
        bindings = await load_game_threads(db, table.game.id)
        steers = await load_steers(db, table.game.id)
    for binding in bindings:
        other = await bot.tables.at(binding.thread_id)
        if other is not None:
            for steer in steers:
                await other.quietly(_mend_line(other, steer.turn_id))
            if went:
                other.spawn(other.quietly(_play_on(other)))
    return speech("xcard.going_on" if went else "xcard.not_resting")


async def _mend_line(table: Table, turn_id: int) -> None:
    if LINE in await table.face.posts.names(turn_id):
        await table.face.posts.put(turn_id, LINE, await line_of(table, turn_id))


async def _play_on(table: Table) -> None:
    scene, control = {"scene_key": table.binding.scene}, table.engine.control
    await table.engine.resume(table.game, table.face, **scene)
    await control.settle(table.game, table.face, **scene)

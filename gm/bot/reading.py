"""*Read in my language*: a telling put into its reader's Discord language, for them alone."""

from typing import TYPE_CHECKING

from gm.bot.allowance import afford
from gm.bot.answers import Interaction
from gm.bot.cards import Card
from gm.bot.table import player_key
from gm.domain.errors import NotFound, Refused
from gm.store.steers import is_set_aside

if TYPE_CHECKING:
    from gm.bot.client import GmBot


async def read_aloud(bot: "GmBot", interaction: Interaction, *, turn_id: int | None) -> Card:
    """The telling of a turn in the reader's language.

    Raises:
        NotFound: no game or no such turn here. Refused: same language, no model, nothing told yet.
    """
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    if turn_id is None:
        raise NotFound(speech("read.no_turn"))
    async with bot.app.database.read() as db:
        if await is_set_aside(db, turn_id):
            raise Refused(speech("said.undo.set_aside"))
    turn = await table.turn(turn_id)
    await afford(table, player_key(interaction.user.id), speech)
    text = await table.engine.desk.translated(
        table.game, turn, interaction.locale.value, player=player_key(interaction.user.id)
    )
    return Card(speech("read.title", number=turn.number), (text,), footer=speech("read.note"))

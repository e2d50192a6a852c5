"""From a message back to what it shows: the turn, the part of it, and who speaks there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gm.bot.answers import Interaction
from gm.bot.catalogue import Speech
from gm.bot.rights import leads_table, need_lead
from gm.bot.telling import Piece, in_order, is_narration, pieces_of
from gm.domain.errors import NotFound
from gm.domain.play import ReceivedInput, Turn
from gm.domain.speakers import speakers_of
from gm.store.discord import load_post_of_message
from gm.store.steers import is_set_aside

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What a message of a table shows."""

    table: "Table"
    turn: Turn
    name: str
    piece: Piece | None = None
    """Of a narration: what stands there."""
    entry: ReceivedInput | None = None
    """Of a player's words: the input."""


async def find_part(bot: "GmBot", interaction: Interaction, speech: Speech, message_id: int) -> ShownPart:
    """What a message shows. Raises NotFound if it shows no part of a turn of this table."""
    table = await bot.tables.need(interaction.channel_id, speech)
    async with bot.app.database.read() as db:
        post = await load_post_of_message(db, table.binding.thread_id, message_id)
        away = post is not None and await is_set_aside(db, post.turn_id)
    if post is None or away:
        raise NotFound(speech("menu.nothing"))
    turn = await table.turn(post.turn_id)
    if is_narration(post.part):
        present = turn.outcome.present if turn.outcome else ()
        pieces = pieces_of(turn.narration or "", speakers_of(table.campaign, present), final=True)
        standing = in_order(await table.face.posts.names(turn.id))
        at = standing.index(post.part) if post.part in standing else len(pieces)
        return ShownPart(table, turn, post.part, piece=pieces[at] if at < len(pieces) else None)
    number = post.part[1:].partition(".")[0]
    entry = next((each for each in turn.inputs if post.part.startswith("i") and str(each.id) == number), None)
    return ShownPart(table, turn, post.part, entry=entry)


async def leads(bot: "GmBot", interaction: Interaction, table: "Table") -> bool:
    """Whether the one who asks is a game master of the table."""
    settings = await bot.tables.settings(table.binding.guild_id)
    return leads_table(interaction, settings, table.binding)


async def need_to_lead(bot: "GmBot", interaction: Interaction, table: "Table", speech: Speech) -> None:
    """Raises Refused unless the one who asks is a game master of the table."""
    need_lead(interaction, await bot.tables.settings(table.binding.guild_id), table.binding, speech)

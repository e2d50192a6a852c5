"""A message in a game's thread as something that a character does: its words, and who says them."""

import re
from typing import TYPE_CHECKING

import discord

from gm.bot.acts import FACE
from gm.bot.addressed import Message as Said
from gm.bot.addressed import taken
from gm.bot.table import Table, player_key
from gm.domain.play import PlayerInput

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def entry_of(bot: "GmBot", table: Table, message: discord.Message) -> PlayerInput | None:
    """What a message says to the game, or None. Raises Refused if who mentions us plays nobody here."""
    answered = message.reference.resolved if message.reference is not None else None
    others = isinstance(answered, discord.Message) and not answered.author.bot
    mentioned = bot.user in message.mentions
    found = taken(
        Said(words_of(bot, message), mentioned, others),
        listening=bot.intents.message_content
        and table.listening
        and message.author.id in table.seats.keys() - table.away.keys(),
    )
    if found is None:
        return None
    seat = table.character_of(message.author.id)
    text, kind = found
    who = player_key(message.author.id)
    return PlayerInput(FACE, str(message.id), who, text, character=seat, kind=kind, own_post=True)


def words_of(bot: "GmBot", message: discord.Message) -> str:
    """What was said, without our own mention and with names for other people's."""
    assert bot.user is not None
    names = {str(user.id): user.display_name for user in message.mentions}
    names[str(bot.user.id)] = ""
    return re.sub(r"<@!?(\d+)>", lambda found: names.get(found[1], found[0]), message.content).strip()

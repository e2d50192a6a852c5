"""What players do to their own messages afterwards: an edit or a deletion counts until the words are ruled on."""

import logging
from typing import Final

from gm.bot.posts import Part
from gm.bot.table import Table
from gm.domain.errors import GmError
from gm.domain.play import PlayerInput
from gm.store.amends import Amended

_log = logging.getLogger("gm.bot")
FACE: Final = "discord"


async def edited(table: Table, entry: PlayerInput) -> bool:
    """A message that a character said was edited. Too late, the thread says so, once. False: it was never heard."""
    await table.hearing.settled(entry.source_id)
    try:
        amended: Amended = await table.engine.amend(table.game, entry)
    except GmError as error:
        _log.info("an edit was not taken up: %s", error)
        return True
    if amended.state == "unknown" or amended.input is None:
        return False
    heard, turn_id = amended.input, amended.input.turn_id
    if turn_id is None:
        return True
    if amended.state == "changed":
        await table.quietly(table.face.retell(turn_id, heard))
    elif amended.state == "late" and heard.input.text != entry.text:
        if f"h{heard.id}" in await table.face.posts.names(turn_id):
            return True  # said before
        line = table.speech("edit.late", name=table.speaker(heard))
        await table.quietly(table.face.posts.put(turn_id, f"h{heard.id}", Part(f"-# {line}")))
    return True


async def deleted(table: Table, message_id: int) -> None:
    """A message was deleted: unless it has been ruled on, its words are not played. What was played stays."""
    source_id = str(message_id)
    await table.hearing.settled(source_id)
    withdrawn: Amended = await table.engine.withdraw(table.game, FACE, source_id)
    if withdrawn.state == "changed" and withdrawn.input is not None and withdrawn.input.turn_id is not None:
        await table.quietly(table.face.unsay(withdrawn.input.turn_id, withdrawn.input))
        await table.quietly(table.turns.renew(withdrawn.input.turn_id))

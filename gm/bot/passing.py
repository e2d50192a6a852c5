"""What stood below a post while its turn was on its way, and was left there: taken away once the turn is told."""

import logging
from typing import TYPE_CHECKING

from gm.bot.outcome_card import outcome_card
from gm.bot.posts import PASSING, Part
from gm.bot.wire import DOWN
from gm.domain.errors import GmError
from gm.domain.play import Turn
from gm.play.announcing import announced_again

if TYPE_CHECKING:
    from gm.bot.table import Table

_log = logging.getLogger("gm.bot")


async def settle_told(table: "Table") -> None:
    """Below posts of turns that came to their end nothing goes on any more: the process died, or Discord could not be
    reached, before that was taken away. No model is asked. What does not succeed now is tried again after the next
    beat, and when the table is opened."""
    for post in await table.face.posts.buttoned(PASSING):
        if table.face.is_showing(post.turn_id):
            continue
        try:
            turn = await table.load_turn(post.turn_id)
            if turn.status == "done":
                await _plain(table, turn, post.part)
            elif turn.status == "undone":
                await table.face.take_back(turn, "")
        except (GmError, *DOWN) as error:
            _log.warning("thread %s: not settled: %s", table.binding.thread_id, error)


async def _plain(table: "Table", turn: Turn, name: str) -> None:
    """Bring a post to what it is once its turn is told."""
    if name == "o":
        event = announced_again(await table.state(), turn)
        card = None if event is None else outcome_card(table.speech, event)
        if card is not None:
            await table.face.posts.put(turn.id, name, Part("", card=card))
        return
    for entry in turn.inputs:
        for number, part in enumerate(table.face.pieces(entry)):
            if name == f"i{entry.id}.{number}":
                await table.face.posts.put(turn.id, name, part)

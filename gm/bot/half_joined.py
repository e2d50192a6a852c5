"""Seats that do not fit what is played: the campaign was replaced, or the process died while somebody sat down."""

import logging
from typing import TYPE_CHECKING

from gm.bot.catalogue import Speech
from gm.bot.table import Table
from gm.domain.errors import NotFound, Refused
from gm.rules.fates import is_parked
from gm.store.discord import free_seat

if TYPE_CHECKING:
    from gm.bot.tables import Tables

_log = logging.getLogger("gm.bot")


async def need_cast(tables: "Tables", thread_id: int, speech: Speech) -> None:
    """Before a game begins: whose character is not in the campaign any more gets up, and the card shows who there is.

    Raises:
        Refused: there was somebody.
    """
    binding = await tables.binding(thread_id)
    if binding is None or binding.game_id is not None:
        return
    cast, seats = await tables.lobby.cast(binding), await tables.lobby.seats(thread_id)
    lost = [seat for seat in seats if cast.character(seat.character) is None]
    if not lost:
        return
    async with tables.parts.app.database.begin() as db:
        for seat in lost:
            await free_seat(db, thread_id, seat.player_id)
        await db.commit()
    await tables.lobby.show_card(thread_id)
    raise Refused(speech("begin.changed", players=", ".join(seat.player_name for seat in lost)))


async def finish_joining(tables: "Tables", table: Table) -> None:
    """Whoever had sat down, and was not in the party yet when the process died, comes into the game now."""
    thread_id = table.binding.thread_id
    async with tables.lobby.seating(thread_id):
        state, came = await table.state(), False
        for seat in await tables.lobby.seats(thread_id):
            entity = f"character:{seat.character}"
            if is_parked(state.world, seat.character):
                continue
            if state.world.is_set(entity, "playing") or state.world.text(entity, "status", "active") != "active":
                continue
            came = True
            try:
                known = state.campaign.character(seat.character) is not None
                brought = None if known else await tables.lobby.own(state.campaign, seat, table.speech)
                await tables.lobby.come_in(table, seat, brought, None)
            except (NotFound, Refused) as error:
                _log.info("thread %s: %s has not come in: %s", thread_id, seat.character, error)
        if came:
            await tables.lobby.reseat(thread_id)

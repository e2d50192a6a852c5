"""Slow mode holds players up, not the bot: where it is on, the thread says once how to act without waiting."""

from typing import TYPE_CHECKING

from gm.bot.posts import Part
from gm.domain.errors import NotFound
from gm.store.turns import load_turn_by_number

if TYPE_CHECKING:
    from gm.bot.table import Table


async def slow_line(table: "Table", seconds: int) -> None:
    """Say it, if players wait `seconds` between two messages and it was not said yet."""
    if not seconds:
        return
    async with table.parts.app.database.read() as db:
        try:
            opening = await load_turn_by_number(db, table.game.branch_id, 1)
        except NotFound:
            return
    await table.face.posts.put(opening.id, "s", Part(table.speech("slow.line", seconds=seconds)))

"""What has happened so far, in a few lines: posted once when a table comes together again after a while."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from gm.bot.back_cards import thread_rows
from gm.bot.posts import Part
from gm.bot.wire import DOWN
from gm.domain.play import Turn
from gm.domain.quotes import CUT
from gm.store.discord_erasure import RECAP
from gm.store.guilds import load_guild
from gm.store.texts import ERASED
from gm.store.turns import load_last_turn

if TYPE_CHECKING:
    from gm.bot.table import Table

_log = logging.getLogger("gm.bot")
_WORDS: Final = 160
_BUSY: Final = timedelta(hours=1)
"""A table that was heard this recently is not looked at again: no server can ask for a recap sooner."""


@dataclass
class Previously:
    """The recaps of one table. Nothing of it is bought: gists of the last turns, summaries of what is over, what is
    open."""

    table: "Table"
    _heard: datetime | None = None
    _opening: bool = False
    """Whether a session was closed since anybody acted."""
    _in_order: asyncio.Lock = field(default_factory=asyncio.Lock)

    def closed(self) -> None:
        """A session was closed: whoever plays next opens another, and what was is looked at again."""
        self._heard = None
        self._opening = True

    async def before_input(self) -> None:
        """Somebody acts: if the table has been silent for as long as its server says, recall what was. A recap that
        cannot be posted keeps nobody from playing."""
        async with self._in_order:  # who spoke first is heard first, also while the first look is taken
            now = self.table.parts.clock.now()
            heard, self._heard = self._heard, now
            if heard is not None and now - heard < _BUSY:
                return
            async with self.table.parts.app.database.read() as db:
                hours = (await load_guild(db, self.table.binding.guild_id)).recap_after_hours
            opening, self._opening = self._opening, False
            if hours > 0:
                await self.post(after=_BUSY if opening else timedelta(hours=hours))

    async def post(self, *, after: timedelta | None = None) -> None:
        """Post it, if the last turn is as long ago as `after` says (None: in any case) and there is something to tell.

        It hangs on the last turn like one of its posts, so that it stands once, whatever crashes in between.
        """
        table = self.table
        async with table.parts.app.database.read() as db:
            last = await load_last_turn(db, table.game.branch_id, scene=table.binding.scene)
        if last is None or (after is not None and table.parts.clock.now() - last.created_at < after):
            return
        text = "" if last.kind == "opening" else await self.text_at(last)
        if not text:
            return
        state = await table.state()
        place = state.campaign.place(state.place_id)
        rows = [text]
        if place is not None:
            rows.append(f"-# {table.speech('recap.where', place=place.name)}")
        try:
            await table.face.posts.put(last.id, RECAP, Part("\n".join(rows)))
        except DOWN as error:
            _log.warning("the recap in thread %s was not shown: %s", table.binding.thread_id, error)

    async def text_at(self, turn: Turn) -> str:
        """What had happened up to this turn, of what is still to be read, and what is open if it is the last; '' if
        that is nothing."""
        table = self.table
        async with table.parts.app.database.read() as db:
            last = await load_last_turn(db, table.game.branch_id, scene=table.binding.scene)
        state = await table.state() if last is not None and last.id == turn.id else None
        back = await table.parts.app.engine.back.previously(
            table.game, state, words=_WORDS, last=turn.number, by_gist=True
        )
        told = [f"• {row.text}" for row in back.rows if row.text.strip() not in (CUT, ERASED)]
        if not told:
            return ""
        rows = [f"### {table.speech('recap.previously')}", *told, *thread_rows(table.speech, back.threads)]
        return "\n".join(rows)

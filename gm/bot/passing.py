"""What a process that died, or could not reach Discord, has left half done below a table: brought to its end.

That is a line of what goes on below a turn that was told, a telling in other words, a turn that was taken back or set
aside, a post that was to go. Each is marked in the store before it is begun, and until it is done.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gm.bot.aside import clear_away
from gm.bot.outcome_card import outcome_card
from gm.bot.posts import LEAVING, PASSING, Part
from gm.bot.telling import is_narration
from gm.bot.wire import DOWN
from gm.domain.errors import GmError
from gm.domain.play import Turn
from gm.domain.speakers import speakers_of
from gm.play.announcing import announced_again
from gm.store.discord import DiscordPost
from gm.store.steers import is_set_aside

if TYPE_CHECKING:
    from gm.bot.table import Table

_log = logging.getLogger("gm.bot")
_MARKS: Final = (LEAVING, PASSING, "choice", "beat")
"""Kinds of posts below which something may have been left half done."""
_AGAIN: Final = (2.0, 10.0, 60.0)
"""Seconds after which what Discord would not have is tried again."""
LATE: Final = 30.0
"""Seconds after which what was finished for a process that died is said once more: until then an edit may come that it
had sent, and undo ours. Nothing is compared first, for words of webhooks may be blank to us, and no look shows whether
buttons are what they should be: an edit to what stands there already changes nothing."""


@dataclass
class Settling:
    """Settles a table, also when Discord will not have it at once."""

    table: "Table"
    _waits: bool = False

    async def run(self) -> None:
        """Bring to its end what was left half done. What does not succeed is tried again in the background."""
        if not await settle_told(self.table) and not self._waits:
            self._waits = True
            self.table.spawn(self._later())

    async def half_done(self) -> tuple[int, ...]:
        """Ids of the turns of which a process that died may have left something half done."""
        posts = self.table.face.posts
        found = [post.turn_id for kind in (LEAVING, PASSING) for post in await posts.buttoned(kind)]
        for kind in ("choice", "beat"):
            for post in await posts.buttoned(kind):
                if (await self.table.load_turn(post.turn_id)).status == "undone":
                    found.append(post.turn_id)
        return tuple(dict.fromkeys(found))

    def say_again(self, turns: Sequence[int]) -> None:
        """Once an edit of that process can come no more, its turns are brought to what they are once more."""
        if turns:
            self.table.spawn(self.table.quietly(self._say_again(turns)))

    async def _say_again(self, turns: Sequence[int]) -> None:
        await self.table.parts.pace.sleep(LATE)
        for turn_id in turns:
            if not self.table.face.is_showing(turn_id):
                await self.table.face.posts.say_again(turn_id)

    async def _later(self) -> None:
        try:
            for pause in _AGAIN:
                await self.table.parts.pace.sleep(pause)
                if await settle_told(self.table):
                    return
        finally:
            self._waits = False


@asynccontextmanager
async def telling_anew(table: "Table", turn_id: int) -> AsyncIterator[None]:
    """The telling of a beat is changed in the body: it is marked, so that whatever becomes of us the thread has the one
    that counts in the end."""
    await table.face.note_retelling(turn_id)
    try:
        yield
    except Exception:
        await table.face.break_off(turn_id)  # what was shown of it so far gives way to what counts
        await table.settling.run()
        raise


async def show_telling(table: "Table", turn: Turn, *, latest: bool) -> None:
    """Bring a turn's posts to the telling that is chosen for it now."""
    present = turn.outcome.present if turn.outcome else ()
    await table.face.tell_anew(turn, speakers_of(table.campaign, present), latest=latest)


async def settle_told(table: "Table") -> bool:
    """Below posts of turns that came to their end nothing goes on any more, and what was begun about them is done. No
    model is asked. False: some of it does not succeed now; it is tried again later, after the next beat, and when the
    table is opened."""
    posts, settled = table.face.posts, True
    for post in [post for kind in _MARKS for post in await posts.buttoned(kind)]:
        if table.face.is_showing(post.turn_id):
            continue
        try:
            await _settle(table, post)
        except (GmError, *DOWN) as error:
            _log.warning("thread %s: not settled: %s", table.binding.thread_id, error)
            settled = False
    await table.quietly(posts.drop_doubles())
    return settled


async def _settle(table: "Table", post: DiscordPost) -> None:
    posts = table.face.posts
    kind = await posts.kind(post.turn_id, post.part)  # by now: what was settled before may have settled it, too
    if kind == LEAVING:
        await posts.drop(post.turn_id, post.part)
        return
    turn = await table.load_turn(post.turn_id) if kind in _MARKS else None
    if turn is not None and turn.status == "undone" and await _is_aside(table, turn):
        await clear_away(table, turn.id, here=False, line=await table.history.is_seen(turn))
    elif turn is not None and turn.status == "undone":
        seen = await table.history.is_seen(turn)
        await (table.face.take_back(turn, "") if seen else table.called_off(turn.id))
    elif turn is not None and kind == PASSING and turn.narration is not None:
        await _plain(table, turn, post.part)


async def _is_aside(table: "Table", turn: Turn) -> bool:
    async with table.parts.app.database.read() as db:
        return await is_set_aside(db, turn.id)


async def _plain(table: "Table", turn: Turn, name: str) -> None:
    """Bring a post to what it is once its turn is told."""
    posts = table.face.posts
    if is_narration(name):
        if not await _is_aside(table, turn):
            await show_telling(table, turn, latest=await table.history.is_last(turn.id))
        return
    if name == "o":
        event = announced_again(await table.state(), turn)
        card = None if event is None else outcome_card(table.speech, event)
        if card is not None:
            await posts.put(turn.id, name, Part("", card=card))
        return
    for entry in turn.inputs:
        for number, part in enumerate(table.face.pieces(entry)):
            if name == f"i{entry.id}.{number}":
                await posts.put(turn.id, name, part)

"""Whose turn it is at one table: the card of a round or an order, its buttons, and those who are late."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from gm.bot.fates_table import played_by
from gm.bot.posts import Part
from gm.bot.turn_card import order_card, round_card
from gm.domain.errors import GmError, Refused
from gm.domain.play import Parked, Turn
from gm.play.control import TurnControl
from gm.play.rounds import is_waiting
from gm.play.standing import Standing

if TYPE_CHECKING:
    from gm.bot.table import Table

_log = logging.getLogger("gm.bot")
ROUND: Final = "round"
ORDER: Final = "order"
PLACE: Final = "place"
"""Kind of the line of a turn that waits for its place in the order."""
_PART: Final = "q"
"""Which part of a turn shows that it waits."""


@dataclass
class TurnDesk:
    """Keeps what stands in the thread true, and knows when somebody is late."""

    table: "Table"
    due: datetime | None = None
    """Until when everybody waits, as far as is known; None: for nobody."""
    _asked: int = 0
    _known: int = 0
    """How often it was looked at how things stand, and which of these looks is the newest that is known."""

    async def waits(self, turn_id: int, parked: Parked) -> None:
        """A turn waits for others, or for its place in the order: say so below its words. For an answer: know until
        when."""
        if parked.reason not in (ROUND, ORDER):
            await self._standing()
            return
        if parked.reason == "round":
            await self.renew(turn_id)
            return
        standing = await self._standing()
        up = self.table.character_name(standing.order.up) if standing.order is not None else "?"
        await self.table.face.posts.put(turn_id, _PART, self._waiting(up))
        await self.show(turn_id)

    def _waiting(self, up: str) -> Part:
        return Part(f"-# {self.table.speech('in_order.waits', name=up)}", kind=PLACE)

    async def renew(self, turn_id: int) -> None:
        """The card of an open round says how it stands; that of one which is open no more goes."""
        standing = await self._standing()
        if standing.round is not None and standing.round.turn_id == turn_id:
            card = round_card(self.table.speech, standing, self.table.character_name)
            await self.table.face.posts.put(turn_id, _PART, Part("", kind=ROUND, card=card))

    async def show(self, turn_id: int) -> None:
        """What stands below the last beat: the order, if there is one. What waits no more says so no more."""
        posts, standing = self.table.face.posts, await self._standing()
        for post in (*await posts.buttoned(ROUND), *await posts.buttoned(PLACE)):
            if not is_waiting(await self.table.load_turn(post.turn_id)):
                await posts.drop(post.turn_id, post.part)
        for post in await posts.buttoned(ORDER):
            if standing.order is None or post.turn_id != turn_id:
                await posts.drop(post.turn_id, post.part)
        if standing.order is None or not turn_id:
            return
        gone = [name for name in await posts.names(turn_id, gone=True) if name.startswith("w")]
        card = order_card(self.table.speech, standing, self.table.character_name)
        await posts.put(turn_id, f"w{len(gone)}", Part("", kind=ORDER, card=card))

    async def mark(self, user_id: int, *, hold: bool) -> str:
        """Whoever sits here is ready, or wants time; says so. Raises Refused."""
        table = self.table
        table.need_live()
        turn = await table.engine.control.mark(
            table.game, await played_by(table, user_id), hold=hold, scene_key=table.binding.scene
        )
        await self._go_on(turn)
        return table.speech("round.marked_hold" if hold else "round.marked_ready")

    async def close(self) -> str:
        """The game master closes the round. Raises Refused."""
        table = self.table
        table.need_live()
        await self._go_on(await table.engine.control.closed(table.game, scene_key=table.binding.scene))
        return table.speech("round.closed")

    async def _go_on(self, turn: Turn) -> None:
        table = self.table
        if turn.status == "parked":
            await table.quietly(self.renew(turn.id))
            return
        control, scene = table.engine.control, table.binding.scene
        table.spawn(table.guarded(control.go_on(table.game, turn, table.face, scene_key=scene)))

    async def late(self, now: datetime) -> bool:
        """Go on without those who let the deadline pass; whether somebody did."""
        table = self.table
        if self.due is None or self.due > now or table.binding.status != "playing" or table.parts.running.draining.on:
            return False
        self.due = None
        table.spawn(table.guarded(self._pass()))
        return True

    async def _pass(self) -> None:
        table, scene = self.table, self.table.binding.scene
        control: TurnControl = table.engine.control
        taken = await control.take_default(table.game, scene_key=scene)
        if taken is None:
            await control.due(table.game, table.face, scene_key=scene)
        else:
            turn, asked = taken
            label = next(each.label for each in asked.options if each.id == asked.default)
            said = table.speech("question.by_default", answer=label)
            await table.quietly(table.face.answered(turn.id, asked, said))
            await control.after_default(table.game, turn, table.face, scene_key=scene)
        await self._standing()

    async def _standing(self) -> Standing:
        table = self.table
        self._asked += 1
        look = self._asked
        found: Standing = await table.engine.control.standing(table.game, scene_key=table.binding.scene)
        if look > self._known:  # looks overlap: what an earlier one saw may be over, and nobody would look again
            self._known, self.due = look, found.due
        return found


async def mind_turns(tables: "tuple[Table, ...]", now: datetime) -> int:
    """Go on at each table where a deadline has passed; gives at how many."""
    late = 0
    for table in tables:
        try:
            late += await table.turns.late(now)
        except (GmError, Refused) as error:
            _log.warning("thread %s: nobody's turn was passed: %s", table.binding.thread_id, error)
    return late


async def mind_drafts(tables: "tuple[Table, ...]", now: datetime) -> None:
    """Approve at each table what has waited for its game master, by now, longer than the table lets it."""
    for table in tables:
        if table.binding.status != "playing" or table.parts.running.draining.on:
            continue
        await table.guarded(_approve_overdue(table, now))


async def _approve_overdue(table: "Table", now: datetime) -> None:
    done = await table.engine.copilot.overdue(table.game, table.face, scene_key=table.binding.scene, now=now)
    for turn in {each.id: each for each in done}.values():
        if turn.status != "parked" and await table.engine.whispers.whose(turn.id) is None:
            line = Part(f"-# {table.speech('desk.overdue')}")
            await table.quietly(table.face.posts.put(turn.id, _PART, line))

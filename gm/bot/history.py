"""The table's hold on history: its last beat taken back, played again, told otherwise; and which beat that is."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gm.bot.catalogue import Speech
from gm.bot.fight_card import show_fight
from gm.bot.passing import telling_anew
from gm.domain.approval import waits_for_approval
from gm.domain.errors import Conflict, Refused
from gm.domain.play import Turn
from gm.play.steering import may_see
from gm.store.games import load_scene
from gm.store.steers import is_set_aside
from gm.store.turns import load_last_turn, load_unfinished

if TYPE_CHECKING:
    from gm.bot.table import Table


@dataclass
class History:
    """What can be done about what was played at a table."""

    table: "Table"
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a beat is taken back."""
    _doing: "asyncio.Task[None] | None" = None
    """What plays the last beat again, or tells it anew."""

    @property
    def scene(self) -> str:
        """Key of the scene whose history it is."""
        return self.table.binding.scene

    async def undo(
        self, by: str, *, expected: int | None = None, leads: bool = False, whose: str | None = None
    ) -> Turn:
        """Take the last beat back and shrink its posts. `expected`: only if that turn is still the last. `leads`,
        `whose`: whether a game master says so, and their character, as `TurnEngine.undo`: a whisper that waits may be
        meant."""
        async with self._one:  # who pressed at the same moment finds that another beat is the last now
            await self.check_last(expected)
            who = {"leads": leads, "by": whose} if expected is None else {}
            waited = await self.table.engine.undo(self.table.game, scene_key=self.scene, **who)
        turn = await self.table.load_turn(waited.id)
        self.table.spawn(self.table.guarded(self._shrink(turn, by, waited=waits_for_approval(waited))))
        return turn

    async def _shrink(self, turn: Turn, by: str, *, waited: bool) -> None:
        if await self.is_seen(turn):
            await self.table.face.take_back(turn, by)
        else:
            await self.table.called_off(turn.id)
        await self.renew_last()
        await self.table.parts.scenes(self.table, turn)
        if waited:  # so did what was said behind it
            await self.table.engine.resume(self.table.game, self.table.face, scene_key=self.scene)

    async def undone_text(self, speech: Speech, turn: Turn) -> str:
        """What whoever took a turn back is told; of one that was never played, or that nobody else knows of, that it is
        called off."""
        if not await self.is_seen(turn):
            return speech("undo.called_off_whisper")
        return speech("undo.done", number=turn.number) if turn.number > 0 else speech("undo.called_off")

    async def is_seen(self, turn: Turn) -> bool:
        """Whether everybody at the table may know of a turn."""
        async with self.table.parts.app.database.read() as db:
            return await may_see(db, turn.id, None)

    async def renew_last(self) -> None:
        """The beat before the one that was taken back is the last again: what can be done about it stands below it, and
        whose turn it is now."""
        last, standing = await self._last()
        if standing:
            assert last is not None
            await self.table.quietly(self.table.face.renew(last))
            await self.table.quietly(show_fight(self.table, last.id))
        await self.table.quietly(self.table.turns.show(last.id if last is not None else 0))

    async def woken(self) -> None:
        """After a restart one beat is the last, also where the process died after the one that had followed was taken
        back: what can be done about it stands below it."""
        found = (0, 0)  # number and id
        for post in await self.table.face.posts.buttoned("beat"):
            turn = await self.table.load_turn(post.turn_id)
            if turn.status != "undone":
                found = max(found, (turn.number, turn.id))
        last, standing = await self._last() if found == (0, 0) else (None, False)
        if standing and last is not None:
            await self.table.face.renew(last)
            found = (last.number, last.id)
        await self.table.face.age_others(found[1])
        await self.table.turns.show(found[1])

    async def _last(self) -> tuple[Turn | None, bool]:
        async with self.table.parts.app.database.read() as db:
            scene = await load_scene(db, self.table.game.branch_id, self.scene)
            last = await load_last_turn(db, self.table.game.branch_id, scene=self.scene)
            busy = [turn for turn in await load_unfinished(db, scene.id) if await may_see(db, turn.id, None)]
            gone = last is None or await is_set_aside(db, last.id)
        return last, not busy and not gone

    async def redo(self, by: str, *, expected: int | None = None) -> None:
        """Play the last beat again with new dice, also one that was just taken back; its posts shrink. `expected`: what
        was pressed stands below this beat, which is meant, if it is still the last. Runs in the background; two presses
        are one."""
        async with self._one:
            self._need_idle()
            await self.check_last(expected)
            async with self.table.parts.app.database.read() as db:
                undone = expected is None
                last = await load_last_turn(db, self.table.game.branch_id, include_undone=undone, scene=self.scene)
            if last is None or last.kind != "action":
                raise Refused(self.table.speech("redo.nothing"))
            await self._refuse_set_aside(last)
            self._go(self._again(last, by, standing=not undone))

    async def _again(self, last: Turn, by: str, *, standing: bool) -> None:
        table, taken_back = self.table, False

        async def begun() -> None:
            nonlocal taken_back
            taken_back = True
            if last.status != "undone":
                await table.quietly(table.face.take_back(last, by))

        try:
            await table.engine.redo(table.game, table.face, standing=standing, scene_key=self.scene, begun=begun)
        except Conflict:
            if taken_back:
                raise
            await table.say(table.speech("redo.moved"))  # nothing has happened, and nothing will by itself

    def _need_idle(self) -> None:
        """Raises Refused while a beat is being played again or told anew: a second press would be paid, too."""
        if self._doing is not None and not self._doing.done():
            raise Refused(self.table.speech("history.busy"))

    def _go(self, work: Awaitable[object]) -> None:
        self._doing = self.table.spawn(self.table.guarded(work))

    async def reword(self, how: str, *, expected: int | None = None, ways: int = 1) -> None:
        """Tell the last beat in other words, in the posts that it has, and so often. In the background; two presses are
        one."""
        async with self._one:
            self._need_idle()
            await self.check_last(expected)
            async with self.table.parts.app.database.read() as db:
                last = await load_last_turn(db, self.table.game.branch_id, scene=self.scene)
            if last is None or last.kind != "action":
                raise Refused(self.table.speech("reword.nothing"))
            await self._refuse_set_aside(last)
            if last.branch_id != self.table.game.branch_id:
                raise Refused(self.table.speech("reword.elsewhere"))
            self._go(self._reworded(last.id, how, ways))

    async def _reworded(self, turn_id: int, how: str, ways: int) -> None:
        for _ in range(ways):
            async with telling_anew(self.table, turn_id):
                await self.table.engine.reword(self.table.game, how, self.table.face, scene_key=self.scene)

    async def _refuse_set_aside(self, turn: Turn) -> None:
        async with self.table.parts.app.database.read() as db:
            if await is_set_aside(db, turn.id):
                raise Refused(self.table.speech("xcard.not_again"))

    async def check_last(self, expected: int | None) -> None:
        """Raises Refused unless that turn is still the last (None: any will do), and as `need_live`."""
        self.table.need_live()
        if expected is None:
            return
        async with self.table.parts.app.database.read() as db:
            scene = await load_scene(db, self.table.game.branch_id, self.scene)
            open_turns = [turn for turn in await load_unfinished(db, scene.id) if await may_see(db, turn.id, None)]
            last = await load_last_turn(db, self.table.game.branch_id, scene=self.scene)
        latest = open_turns[-1] if open_turns else last
        if latest is None or latest.id != expected:
            raise Refused(self.table.speech("button.not_last"))

    async def is_last(self, turn_id: int) -> bool:
        """Whether that turn is the last, and nothing is under way after it."""
        try:
            await self.check_last(turn_id)
        except Refused:
            return False
        return True

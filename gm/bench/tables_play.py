"""Playing a script of six and their game master, to its end or to a kill."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gm.bench.six import SixTable, ToldClock, open_six
from gm.bench.tables_master import Master
from gm.bench.tables_script import DEADLINE, STANDING, Said, Step, Way, chosen
from gm.domain.approval import waits_for_approval
from gm.domain.effects import GiveItem
from gm.domain.errors import Refused
from gm.domain.events import TurnEvent
from gm.domain.play import Game, Hand, PlayerInput, Turn
from gm.play.absent import BY_TABLE
from gm.play.receiving import Heard
from gm.play.rounds import is_waiting
from gm.play.whispers import AloneFace
from gm.store.games import load_scene
from gm.store.turns import load_unfinished

FACE: Final = "bench"
WHISPERED: Final = re.compile(r"zqw\d+q", re.IGNORECASE)
"""The marks of all that is whispered."""
Pause = Callable[[], Awaitable[None]]
"""Awaited at each moment at which a process may die."""


class Window:
    """A gather window that closes when all of a step have been heard."""

    def __init__(self) -> None:
        self._closed = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until it closes."""
        await self._closed.wait()

    def open(self) -> None:
        """From now on words are gathered."""
        self._closed.clear()

    def close(self) -> None:
        """All have spoken."""
        self._closed.set()


class PausingFace:
    """A face at which a process may die whatever it is shown; it counts what is shown on it of what was whispered."""

    def __init__(self, pause: Pause) -> None:
        self._pause = pause
        self.leaked = 0

    async def show(self, event: TurnEvent) -> None:
        """Show nothing."""
        self.leaked += WHISPERED.search(repr(event)) is not None
        await self._pause()


def source_of(turn: Turn, at: int = 0) -> str:
    """The name by which a script knows an input of a turn."""
    said = turn.inputs[at].input
    return f"away.{said.character}" if said.face == BY_TABLE else said.source_id


@dataclass
class Player:
    """Plays steps at a table."""

    table: SixTable
    game: Game
    way: Way
    window: Window
    pause: Pause
    blocked: int = 0
    """How often nobody went on although the deadline had passed."""
    early: int = 0
    """How often somebody went on before it."""

    def __post_init__(self) -> None:
        self.face = PausingFace(self.pause)
        self.master = Master(self.table.engine, self.game, self.face, self.pause)

    async def step(self, step: Step) -> None:
        """Play a step. What was done of it before, perhaps by a process that died, is not done again."""
        await self.table.engine.control.set(self.game, absent=step.absent)
        if self.way.control == "free":
            await self._together(step)
        else:
            await self._one_by_one(step)
        if self.way.control == "round":
            await self._end_round(step)
        if step.whisper is not None:
            await self._whisper(step.whisper)
        if self.way.control == "initiative":
            await self._pass_away()
        if not step.slow:
            await self.settle()
        if step.hand:
            effects = (GiveItem(character=step.hand, item="chit"),)
            hand = Hand(FACE, f"hand.{step.number}", "master", effects, "A chit of bone, with a number on it.")
            await self.table.engine.adjust(self.game, hand, self.face)
            await self.pause()

    def _entry(self, said: Said, text: str) -> PlayerInput:
        return PlayerInput(FACE, said.source, self.way.player(said.who), text, character=said.who)

    async def _together(self, step: Step) -> None:
        """All speak at once: one beat. A process that died between their words would answer them apart."""
        control = self.table.engine.control
        self.window.open()
        held: list[Heard] = []
        for said in step.said:
            held += await control.hear(self.game, [self._entry(said, said.text)], gather=True)
        for said in step.said:
            await self._then(said)
        await self.pause()
        playing = [asyncio.create_task(control.play(self.game, heard, self.face)) for heard in held]
        await asyncio.sleep(0)
        self.window.close()
        await asyncio.gather(*playing)

    async def _one_by_one(self, step: Step) -> None:
        control = self.table.engine.control
        for said in step.said:
            for heard in await control.hear(self.game, [self._entry(said, said.text)]):
                await self.pause()
                await control.play(self.game, heard, self.face)
                await self.pause()
            if self.way.control == "initiative":
                await self.settle()
        for said in step.said:
            await self._then(said)
            await self.pause()

    async def _whisper(self, said: Said) -> None:
        """Somebody does something unseen, on a face of their own; it waits for the game master, or for those before."""
        await self.pause()
        entry = replace(self._entry(said, said.text), private=True)
        own = AloneFace(PausingFace(self.pause), said.who, self.face)
        await self.table.engine.take_turn(self.game, [entry], own)
        await self.pause()

    async def _then(self, said: Said) -> None:
        if said.back:
            await self.table.engine.withdraw(self.game, FACE, said.source)
        elif said.then is not None:
            await self.table.engine.amend(self.game, self._entry(said, said.then.words))

    async def _end_round(self, step: Step) -> None:
        control = self.table.engine.control
        try:
            if step.hold:
                await control.ready(self.game, [step.hold], self.face, hold=True)
            for who in step.here:
                await self.pause()
                await control.ready(self.game, [who], self.face)
        except Refused:  # it was played before this process came
            return
        if (await control.standing(self.game)).round is not None:
            await self._late()
        self.blocked += (await control.standing(self.game)).round is not None

    async def _pass_away(self) -> None:
        """Until nobody's words wait: whoever is up and away is passed at the deadline."""
        control = self.table.engine.control
        while (before := await control.standing(self.game)).waiting:
            await self._late()
            await self.settle()
            after = await control.standing(self.game)
            if before.order == after.order:
                self.blocked += 1
                return

    async def _late(self) -> None:
        """Let the deadline pass, if anybody is waited for. Who is asked something answers before it does."""
        asked = await self._asked()
        if asked is not None and not waits_for_approval(asked):
            await self.settle()
        control, clock = self.table.engine.control, self.table.clock
        due = (await control.standing(self.game)).due
        if due is None:
            return
        if clock.now() < due:
            self.early += await control.due(self.game, self.face) is not None
            clock.until(due)
        await self.pause()
        await control.due(self.game, self.face)

    async def settle(self) -> None:
        """Answer what is asked, of players and of the game master, the oldest first."""
        while (turn := await self._asked()) is not None:
            if waits_for_approval(turn):
                await self.master.speak(turn, source_of(turn))
            elif turn.parked is not None:
                acting = [at for at, each in enumerate(turn.inputs) if each.input.kind != "ooc"]
                answer = chosen(source_of(turn, acting[turn.parked.verdict]), turn.parked.reason)
                await self.table.engine.answer(self.game, turn.id, answer, self.face)
            await self.pause()

    async def _asked(self) -> Turn | None:
        async with self.table.database.read() as db:
            scene = await load_scene(db, self.game.branch_id, "main")
            left = [turn for turn in await load_unfinished(db, scene.id) if not is_waiting(turn)]
        return min(left, key=lambda turn: turn.number, default=None)


@asynccontextmanager
async def at_table(folder: Path, way: Way, clock: ToldClock, pause: Pause) -> AsyncIterator[Player]:
    """A player at the table in that folder; what was left there is finished first."""
    async with open_six(folder, clock) as table:
        game = await table.game()
        engine = table.engine
        window = Window()
        engine.control.window, engine.control.sleep = 1.5, window.sleep
        if (await engine.table(game)).mode != way.mode or (await engine.table(game)).control != way.control:
            standing = {who: deed.words for who, deed in STANDING.items()}
            await engine.set_table(game, mode=way.mode, standing=standing)
            await engine.control.set(game, control=way.control, deadline=DEADLINE)
        player = Player(table, game, way, window, pause)
        if way.control == "initiative" and (await engine.control.standing(game)).order is None:
            await engine.control.put_in_order(game, "host", "order", player.face)
        await engine.resume(game, player.face)
        yield player


async def play_through(
    folder: Path, way: Way, steps: Sequence[Step], *, reopen: bool = False, clock: ToldClock | None = None
) -> tuple[int, int, int]:
    """Play all steps in one process, at one table or (`reopen`) with the store closed between all of them; gives how
    often somebody was waited for past a deadline, and not until it, and how often all were shown what one whispered."""
    clock = clock or ToldClock()
    blocked = early = leaked = 0
    groups = [[step] for step in steps] if reopen else [list(steps)]
    for group in groups:
        async with at_table(folder, way, clock, never) as player:
            for step in group:
                clock.seconds += 1
                await player.step(step)
            blocked, early = blocked + player.blocked, early + player.early
            leaked += player.face.leaked
    return blocked, early, leaked


async def never() -> None:
    """No process dies here."""

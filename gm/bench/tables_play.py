"""Playing a script of six and looking at what came of it."""

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from gm.bench.six import PLAYERS, SixTable, ToldClock, open_six
from gm.bench.tables_script import DEADLINE, Said, Step, Way
from gm.domain.errors import Refused
from gm.domain.play import Game, PlayerInput, Turn
from gm.domain.state import WorldState
from gm.play.absent import BY_TABLE
from gm.play.engine import SilentFace
from gm.play.receiving import Heard
from gm.review.verify import verify
from gm.store.commits import load_commits
from gm.store.games import load_scene
from gm.store.turns import load_turns, load_unfinished

FACE = "bench"
QUIET = SilentFace()


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


@dataclass
class Player:
    """Plays steps at a table."""

    table: SixTable
    game: Game
    way: Way
    window: Window
    blocked: int = 0
    """How often nobody went on although the deadline had passed."""
    early: int = 0
    """How often somebody went on before it."""

    async def step(self, step: Step, *, pause: Callable[[], Awaitable[None]] | None = None) -> None:
        """Play a step. `pause` is awaited when its words are committed, and not played yet. What was done of it before
        is not done again."""
        control = self.table.engine.control
        self.window.open()
        playing: list[asyncio.Task[Turn]] = []
        held: list[Heard] = []
        for said in step.said:
            entry = PlayerInput(FACE, said.source, said.player, said.text, character=said.player)
            for heard in await control.hear(self.game, [entry], gather=self.way == "free"):
                if self.way == "free":
                    held.append(heard)
                else:
                    await control.play(self.game, heard, QUIET)
        for said in step.said:
            await self._then(said)
        if pause is not None:
            await pause()
        playing = [asyncio.create_task(control.play(self.game, heard, QUIET)) for heard in held]
        await asyncio.sleep(0)
        self.window.close()
        await asyncio.gather(*playing)
        if self.way == "round":
            await self._end_round(step)
        elif self.way == "initiative":
            await self._pass_away(step)

    async def _then(self, said: Said) -> None:
        if said.then == "-":
            await self.table.engine.withdraw(self.game, FACE, said.source)
        elif said.then:
            entry = PlayerInput(FACE, said.source, said.player, said.then, character=said.player)
            await self.table.engine.amend(self.game, entry)

    async def _end_round(self, step: Step) -> None:
        control = self.table.engine.control
        for who in step.ready:
            try:
                await control.ready(self.game, [who], QUIET)
            except Refused:  # it was played before this process came
                return
        if not step.late:
            self.blocked += (await control.standing(self.game)).round is not None
            return
        self.early += await control.due(self.game, QUIET) is not None
        self.table.clock.seconds += DEADLINE + 1
        self.blocked += await control.due(self.game, QUIET) is None

    async def _pass_away(self, step: Step) -> None:
        """Until nobody's words wait: whoever is up and away is passed at the deadline."""
        control = self.table.engine.control
        for _ in range(2 * len(PLAYERS)):
            if not (await control.standing(self.game)).waiting:
                return
            self.early += await control.due(self.game, QUIET) is not None
            self.table.clock.seconds += DEADLINE + 1
            self.blocked += await control.due(self.game, QUIET) is None


@asynccontextmanager
async def at_table(folder: Path, way: Way, clock: ToldClock) -> AsyncIterator[Player]:
    """A player at the table in that folder, in that turn control; what was left there is finished first."""
    async with open_six(folder, clock) as table:
        game = await table.game()
        window = Window()
        control = table.engine.control
        control.window, control.sleep = 1.5, window.sleep
        standing = await control.standing(game)
        if standing.rules.control != way:
            await control.set(game, control=way, deadline=DEADLINE)
        if way == "initiative" and standing.order is None:
            await control.put_in_order(game, "host", "order", QUIET)
        await table.engine.resume(game, QUIET)
        yield Player(table, game, way, window)


async def play_through(folder: Path, way: Way, steps: Sequence[Step], *, reopen: bool = False) -> "Found":
    """Play all steps in one process, at one table or (`reopen`) with the store closed between all of them."""
    clock, blocked, early = ToldClock(), 0, 0
    groups = [[step] for step in steps] if reopen else [list(steps)]
    for group in groups:
        async with at_table(folder, way, clock) as player:
            for step in group:
                clock.seconds += 1
                await player.step(step)
            blocked, early = blocked + player.blocked, early + player.early
    return await look(folder, way, steps, clock, blocked=blocked, early=early)


async def play_mortal(folder: Path, way: Way, steps: Sequence[Step], every: int) -> bool:
    """Play on from where an earlier process of the same folder died; this one kills itself after the words of each
    `every`-th step are committed. True once all is played."""
    progress = folder / "progress.json"
    kept: dict[str, Any] = (
        json.loads(progress.read_text()) if progress.exists() else {"done": 0, "clock": 0, "killed": -1}
    )
    clock = ToldClock(kept["clock"])
    async with at_table(folder, way, clock) as player:
        for step in steps[kept["done"] :]:
            clock.seconds += 1

            await player.step(step, pause=partial(_die, progress, kept, step.number, every))
            kept |= {"done": step.number + 1, "clock": clock.seconds}
            _write(progress, kept)
    return True


async def _die(progress: Path, kept: dict[str, Any], number: int, every: int) -> None:
    if number % every == every - 1 and kept["killed"] < number:
        _write(progress, {**kept, "killed": number})
        os.kill(os.getpid(), signal.SIGKILL)


def clock_of(folder: Path) -> int:
    """The second at which a run that died and went on came to its end."""
    return int(json.loads((folder / "progress.json").read_text())["clock"])


def _write(path: Path, kept: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(kept))
    fresh.replace(path)


@dataclass
class Found:
    """What came of a script."""

    answered: int = 0
    doubled: list[str] = field(default_factory=list)
    """Inputs that more than one standing turn answers."""
    lost: list[str] = field(default_factory=list)
    """Inputs that none does, though one should."""
    unwanted: list[str] = field(default_factory=list)
    """Inputs that were replaced or withdrawn, and are answered all the same."""
    disorder: list[str] = field(default_factory=list)
    """Inputs that are answered before an earlier one of the same player."""
    twice: int = 0
    """Turns in which somebody acts twice (in rounds: where nobody may)."""
    blocked: int = 0
    early: int = 0
    waiting: int = 0
    """Turns that are left unfinished."""
    beats: int = 0
    kills: int = 0
    spotlight: float = 1.0
    """The largest share against what would be equal, or equal against the smallest."""
    sound: bool = False
    """Whether history verifies, and the fold of its commits is the state."""
    world: dict[str, object] = field(default_factory=dict)
    """The final state, path by path."""

    def faults(self) -> int:
        """How much is wrong."""
        lists = (self.doubled, self.lost, self.unwanted, self.disorder)
        counts = self.twice + self.blocked + self.early + self.waiting + (not self.sound)
        return sum(map(len, lists)) + counts + (self.spotlight > 2)


async def look(
    folder: Path, way: Way, steps: Sequence[Step], clock: ToldClock, *, blocked: int = 0, early: int = 0
) -> Found:
    """Read what came of it, from the database alone."""
    async with open_six(folder, clock) as table:
        game = await table.game()
        async with table.database.read() as db:
            turns = await load_turns(db, game.branch_id, include_undone=False)
            scene = await load_scene(db, game.branch_id, "main")
            waiting = len(await load_unfinished(db, scene.id))
            commits = await load_commits(db, game.branch_id)
        world = (await table.engine.state(game)).world
        shares = await table.engine.control.spotlight(game)
        folded = WorldState().apply(change for commit in commits for change in commit.changes)
        sound = (await verify(table.database, game)).ok and _plain(folded) == _plain(world)
    found = Found(blocked=blocked, early=early, waiting=waiting, sound=sound, world=_plain(world))
    found.spotlight = max((max(each.ratio, 1 / each.ratio) for each in shares if each.ratio), default=1.0)
    found.beats = sum(1 for turn in turns if turn.kind == "action")
    answers = [entry.input for turn in turns for entry in turn.inputs if entry.input.face == FACE]
    counted = Counter(entry.source_id for entry in answers)
    for step in steps:
        for said in step.said:
            times, wanted = counted[said.source], said.fate == "answered"
            found.answered += times == 1 and wanted
            found.doubled += [said.source] if times > 1 else []
            found.lost += [said.source] if wanted and not times else []
            found.unwanted += [said.source] if times and not wanted else []
    found.disorder = _disorder(steps, [entry.source_id for entry in answers])
    if way == "round":
        found.twice = sum(1 for turn in turns if _twice(turn))
    return found


def _twice(turn: Turn) -> bool:
    acts = [entry.input.character for entry in turn.inputs if entry.input.kind != "ooc"]
    return len(acts) != len(set(acts))


def _disorder(steps: Sequence[Step], answered: Sequence[str]) -> list[str]:
    """What is answered before an earlier action of the same player. Talk across the table overtakes what waits."""
    place = {source: at for at, source in enumerate(answered)}
    wrong: list[str] = []
    for who in PLAYERS:
        own = [said.source for step in steps for said in step.said if said.player == who and not said.aside]
        places = [place[source] for source in own if source in place]
        wrong += [own[at] for at in range(1, len(places)) if places[at] < places[at - 1]]
    return wrong


def _plain(world: WorldState) -> dict[str, object]:
    return {f"{entity}/{path}": value for (entity, path), value in sorted(world.values.items()) if value is not None}


__all__ = ["BY_TABLE", "Found", "look", "play_mortal", "play_through"]

"""A script played by processes that die with SIGKILL, one after another, until one comes to the end.

Each life is a fork of a process that has opened nothing: as real as any other process, and begun in no time.
It dies at moments that follow from the seed: while words wait, while a round is open, while a question or a draft waits
for its answer, between two stages of a turn, between two sentences.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from gm.bench.six import ToldClock
from gm.bench.tables_play import at_table, play_through
from gm.bench.tables_script import Step, Way, number_of, script_of

MOST_A_STEP: Final = 3
"""Deaths in one step: the fourth life gets through."""


@dataclass
class Story:
    """How far all lives together have come, on disk."""

    folder: Path
    done: int = 0
    """Steps that are played."""
    seconds: int = 0
    blocked: int = 0
    early: int = 0
    leaked: int = 0
    kills: int = 0
    killed: int = 0
    """Deaths in the step that is being played."""

    @staticmethod
    def of(folder: Path) -> "Story":
        """As it stands in that folder."""
        kept = folder / "story.json"
        return Story(folder, **json.loads(kept.read_text())) if kept.exists() else Story(folder)

    def keep(self) -> None:
        """Write it down, whole or not at all."""
        fresh = self.folder / "story.new"
        values = asdict(self)
        del values["folder"]
        fresh.write_text(json.dumps(values))
        fresh.replace(self.folder / "story.json")


class KeptClock(ToldClock):
    """A clock that stands in the story: the next life goes on from there."""

    def __init__(self, story: Story) -> None:
        super().__init__(story.seconds)
        self._story = story

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "seconds" and hasattr(self, "_story"):
            self._story.seconds = self.seconds
            self._story.keep()


async def play_mortal(story: Story, way: Way, steps: Sequence[Step], every: int, seed: str) -> None:
    """Play on from where an earlier life ended; die at one in `every` moments."""
    clock = KeptClock(story)
    at = 0

    async def pause() -> None:
        nonlocal at
        at += 1
        name = f"{way.name}:{seed}:{story.done}:{story.killed}:{at}"
        if story.killed < MOST_A_STEP and number_of(name) % every == 0:
            story.kills, story.killed = story.kills + 1, story.killed + 1
            story.keep()
            os.kill(os.getpid(), signal.SIGKILL)

    async with at_table(story.folder, way, clock, pause) as player:
        for step in steps[story.done :]:
            if not story.killed:
                clock.seconds += 1
            at, player.blocked, player.early, player.face.leaked = 0, 0, 0, 0
            await player.step(step)
            story.blocked, story.early = story.blocked + player.blocked, story.early + player.early
            story.leaked += player.face.leaked
            story.done, story.killed = step.number + 1, 0
            story.keep()


def play_lives(folder: Path, way: Way, steps: Sequence[Step], every: int, seed: str) -> Story:
    """All lives, one after another. Call it in a process that runs no other thread."""
    _warm_up(way)
    while True:
        story = Story.of(folder)
        life = _forked(lambda: asyncio.run(play_mortal(Story.of(folder), way, steps, every, seed)))
        after = Story.of(folder)
        if life == 0:
            return after
        if life != -signal.SIGKILL or after.kills == story.kills:
            raise RuntimeError(f"a life ended with {life}")


def _warm_up(way: Way) -> None:
    """Do once what each life would begin with: read the campaign, load what is loaded when it is first needed. The
    threads that this takes are gone before anything is forked."""
    with tempfile.TemporaryDirectory(prefix="gm-tables-") as folder:
        asyncio.run(play_through(Path(folder), way, script_of(way, 1)))
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()


def _forked(work: Callable[[], None]) -> int:
    """Do it in a child; gives how that ended (below 0: the signal)."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, how = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(how)

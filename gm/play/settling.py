"""After a turn is delivered: what is over is summed up. Nobody waits for it, and nothing of it is lost by a crash.

What is due is read from the store each time, so that whoever comes next goes on where a process was killed. A model is
asked once for a span at most, and for one turn in ten at most; otherwise, and without a scribe's route, code picks the
sentences.
"""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final
from weakref import WeakValueDictionary

from gm.domain.chronicle import BELOW, LEVELS, Span, Summary
from gm.domain.errors import GmError
from gm.domain.play import Game, Turn
from gm.domain.scenes import MAIN
from gm.memory.scribe import KeepFacts, keep_none
from gm.memory.spans import arc_spans, scene_spans, session_spans
from gm.play.parts import EngineParts
from gm.play.summing_up import Desk, scribes
from gm.play.tagging import is_due, tag_turn
from gm.play.unrecorded import is_unrecorded
from gm.play.vectors import EVERY as VECTORS
from gm.play.vectors import embeds, make_vectors
from gm.store.calls import close_lost
from gm.store.summaries import ChronicleState, load_chronicle

EVERY: Final = 4
"""Turns between two looks at what is over."""
AT_ONCE: Final = 60
"""Spans that are written after one turn, at most."""
PATIENCE: Final = 8.0
"""Seconds that a process which ends waits for a summary that is under way."""
_log = logging.getLogger("gm.play")


class Settling:
    """What is done in the background of one process's games."""

    def __init__(self, parts: EngineParts, keep_facts: KeepFacts) -> None:
        self._parts = parts
        self._tasks: set[asyncio.Task[None]] = set()
        self._vectors: set[int] = set()
        """Games whose vectors are being made."""
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.keep_facts = keep_facts
        """Takes what a model noted beside its summaries."""

    async def after(self, game: Game, branch_id: int, number: int | None = None) -> None:
        """A turn of that number was delivered (None: a sitting was closed). Where a model may be asked, it goes on in
        the background."""
        if number is not None and number % EVERY:
            return
        parts = await self._parts.of_game(game)
        if number is None or number % VECTORS == 0:
            self._catch_up(parts, game, branch_id)
        if not scribes(parts):
            await self._quietly(parts, game, branch_id)
            return
        self._in_background(self._quietly(parts, game, branch_id))

    async def catch_up(self, game: Game) -> None:
        """Words came into a game from elsewhere: where the host has set a route, vectors of all of them are made in the
        background. What a limit or the end of the process leaves is made after later turns."""
        self._catch_up(await self._parts.of_game(game), game, game.branch_id)

    def _catch_up(self, parts: EngineParts, game: Game, branch_id: int) -> None:
        if embeds(parts) and game.id not in self._vectors:
            self._vectors.add(game.id)
            self._in_background(self._make_vectors(parts, game, branch_id))

    async def tag(self, game: Game, turn: Turn, alone: str | None = None) -> None:
        """A turn was settled: where the host samples it, a model is asked in the background what it was about. What one
        character is told `alone` is asked of nobody."""
        if alone is None and self._parts.tag_share:
            parts = await self._parts.of_game(game)
            if is_due(parts, turn) and not await is_unrecorded(parts, turn):
                self._in_background(tag_turn(parts, game, turn))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _make_vectors(self, parts: EngineParts, game: Game, branch_id: int) -> None:
        try:
            while await make_vectors(parts, game, branch_id):
                pass  # until nothing is left
        except GmError as error:  # recall goes by words as far as there are none
            _log.warning("vectors of %s were not made: %s", game.name, error)
        finally:
            self._vectors.discard(game.id)

    async def drain(self, seconds: float = PATIENCE) -> None:
        """Wait for what is under way; what takes longer is left, and code writes it another time."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in late:
            task.cancel()
        for task in late:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _quietly(self, parts: EngineParts, game: Game, branch_id: int) -> None:
        try:
            async with self._locks.setdefault(branch_id, asyncio.Lock()):
                await settle(parts, game, branch_id, self.keep_facts)
        except GmError as error:  # the turn is played, and what is due stays due
            _log.warning("the chronicle of %s was not written: %s", game.name, error)


async def settle(parts: EngineParts, game: Game, branch_id: int, keep_facts: KeepFacts = keep_none) -> None:
    """Write what is due on a branch: scenes first, then what is made of them."""
    desk = Desk(parts, game, branch_id, keep_facts)
    await close_what_was_lost(parts)
    for _ in range(AT_ONCE):
        async with parts.database.read() as db:
            found = await load_chronicle(db, branch_id)
        left = next((each for each in found.summaries if _is_left(parts, each)), None)
        if left is not None:
            await desk.finish_without(left)
            continue
        span = next(iter(due(found)), None)
        if span is None or not await desk.write(found, span):
            return


async def close_what_was_lost(parts: EngineParts) -> None:
    """Calls that no turn waits for, of processes that are gone, are closed: what was held for them is free again."""
    async with parts.database.begin() as db:
        if await close_lost(db, owner_gone=parts.owner_gone, now=parts.clock.now()):
            await db.commit()


def _is_left(parts: EngineParts, summary: Summary) -> bool:
    """Whether it was claimed by a process that is gone, or by this one before it was interrupted."""
    return summary.source == "claimed" and (summary.owner == parts.owner or parts.owner_gone(summary.owner))


def due(found: ChronicleState) -> tuple[Span, ...]:
    """Spans that are over and not written, those first that others are made of; each of one scene."""
    keys = dict.fromkeys((MAIN, *(mark.scene for mark in found.loose), *(s.span.scene for s in found.summaries)))
    of_each = [_due(_of_scene(found, key)) for key in keys]
    spans = [replace(span, scene=key) for key, found_here in zip(keys, of_each, strict=True) for span in found_here]
    return tuple(sorted(spans, key=lambda span: LEVELS.index(span.level)))


def _of_scene(found: ChronicleState, key: str) -> ChronicleState:
    summaries = tuple(each for each in found.summaries if each.span.scene == key)
    return replace(found, summaries=summaries, loose=tuple(mark for mark in found.loose if mark.scene == key))


def _due(found: ChronicleState) -> tuple[Span, ...]:
    spans = {level: [each.span for each in found.summaries if each.span.level == level] for level in ("scene", *BELOW)}
    written = {each.span for each in found.summaries if each.source != "claimed"}
    scenes = scene_spans(found.loose, spans["scene"])
    if scenes:
        return scenes
    ready = [span for span in spans["scene"] if span in written]
    pending = [*found.loose]
    sessions = (
        session_spans(ready, spans["session"], closed=found.closed, loose=pending, ending=found.ending)
        if len(ready) == len(spans["scene"])
        else ()
    )
    if sessions:
        return sessions
    told = [span for span in spans["session"] if span in written]
    return arc_spans(told, spans["arc"], ending=found.ending) if len(told) == len(spans["session"]) else ()

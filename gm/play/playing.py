"""A scene's turns, played one after another: whoever plays one holds the scene, and finishes first what lies unfinished
before it.

What becomes of a turn itself is `gm.play.turns`; who asks for it, and what follows from it in other scenes, the engine.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from gm.domain.approval import waits_for_approval
from gm.domain.events import TurnParked, TurnQueued
from gm.domain.play import Game, Lease, Scene, Stage, Turn
from gm.play.cards import Cards
from gm.play.held_up import shown_waiting
from gm.play.holding import SceneHolds
from gm.play.parts import EngineParts, Face
from gm.play.pausing import rests
from gm.play.settling import Settling
from gm.play.steering import may_see, set_aside
from gm.play.turns import TurnRun
from gm.play.unrecorded import let_go
from gm.play.watched import turn_watched
from gm.play.whispers import face_for, tell_decided
from gm.store.sealed import load_whisperer
from gm.store.turns import load_turn, load_unfinished

Places = Callable[[int, Callable[[], Awaitable[None]]], AbstractAsyncContextManager[None]]
"""Whose turn it is to be played, where a face plays many games: entered before each turn with a game's id, and with
what is called once if it has to wait."""
How = Callable[[TurnRun], Awaitable[Turn]]
"""What is done with a turn while its scene is held: played, told anew, drafted anew."""


class Playing:
    """Plays the turns of scenes. What this process is playing can be broken off by a card."""

    def __init__(self, parts: EngineParts, holds: SceneHolds, settling: Settling, place: Places) -> None:
        self._parts = parts
        self._holds = holds
        self._settling = settling
        self._place = place
        self._cards = Cards()

    async def play(self, game: Game, scene: Scene, turn: Turn, face: Face, *, resumed: bool = False) -> Turn:
        """Hold the scene, finish what lies unfinished before this turn, then play it. It stays as it is while the table
        rests, and while one before it waits for the game master; one that is told or parked is given as it stands."""
        async with self._parts.database.read() as db:
            shown = face_for(await load_whisperer(db, turn.id), face)

        async def waiting() -> None:
            await shown.show(TurnQueued(turn.id))

        async with self._holds.hold(scene.id, on_wait=waiting) as lease, self._place(game.id, waiting):
            if await rests(self._parts, game):
                await waiting()
                async with self._parts.database.read() as db:
                    return await load_turn(db, turn.id, branch_id=scene.branch_id)
            if not await self._finish_earlier(game, scene, lease, turn, face) and turn.kind == "action":
                await shown.show(await shown_waiting(self._parts, scene, turn))
                return turn
            async with self._parts.database.read() as db:
                current = await load_turn(db, turn.id, branch_id=scene.branch_id)
            if current.status in ("parked", "undone") or current.stage in (Stage.DELIVERED, Stage.SETTLED):
                if current.status == "parked" and current.parked:
                    await shown.show(TurnParked(current.id, current.parked))
                return current
            return await self.run(game, scene, lease, current, face, lambda run: run.play(resumed=resumed))

    async def run(self, game: Game, scene: Scene, lease: Lease, turn: Turn, face: Face, how: How) -> Turn:
        """Play a turn under the lease that is held, until it is told, parked, or set aside by a card."""
        async with self._parts.database.read() as db:
            alone = await load_whisperer(db, turn.id)
        run = TurnRun(self._parts, game, scene, lease, turn, face_for(alone, face), alone)

        async def aside(turn_ids: Sequence[int]) -> Turn:
            return await set_aside(self._parts, game, scene, lease, turn_ids)

        with turn_watched(self._parts.watch, turn) as playing:
            played = await self._cards.play(scene.id, run.card, how(run), aside)
            playing.status = played.status
        await tell_decided(alone, face, played)
        if played.stage is Stage.SETTLED:
            await let_go(self._parts, game)
            await self._settling.after(game, scene.branch_id, played.number)
            await self._settling.tag(game, played, alone)
        return played

    async def break_off(self, scene: Scene, *, also: int | None, only: int | None, by: str | None) -> Turn | None:
        """Break off and set aside what is being told just now in a scene: see `TurnEngine.break_off`."""
        playing = self._cards.playing(scene.id)
        async with self._parts.database.read() as db:
            if playing is None or not await may_see(db, playing, by):
                return None
        return await self._cards.lay(scene.id, playing if only is None else only, also=also)

    async def _finish_earlier(self, game: Game, scene: Scene, lease: Lease, turn: Turn, face: Face) -> bool:
        """Play what lies unfinished before this turn. False: one of those waits for the game master, and this one with
        it."""
        async with self._parts.database.read() as db:
            waiting = await load_unfinished(db, scene.id)
        for earlier in (each for each in waiting if each.number < turn.number):
            if earlier.status != "parked":
                earlier = await self.run(game, scene, lease, earlier, face, lambda run: run.play(resumed=True))
            if waits_for_approval(earlier):
                return False
        return True


@contextlib.asynccontextmanager
async def anywhere(game_id: int, on_wait: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """There is always room."""
    yield

"""Whose turn it is, as faces use it: `engine.control`. Takes words in, keeps rounds and orders, minds deadlines.

Free play gathers: what comes within a moment of a beat's first words joins that beat. It is committed as it comes, so
that a process which dies within that moment loses nothing. Everything here goes by scene.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from gm.domain.dice import Dice
from gm.domain.errors import Refused
from gm.domain.events import InputReceived, TurnParked
from gm.domain.play import Game, Parked, PlayerInput, Scene, SceneState, Stage, Turn, TurnOutcome
from gm.domain.table import SceneControl, TableSettings, turn_rules
from gm.play.absent import BY_TABLE, absent_words
from gm.play.absent_fight import late_in_fight, passing, played_for
from gm.play.away import set_away
from gm.play.hand import Resolve
from gm.play.loading import view_state
from gm.play.order import last_move, next_waiting
from gm.play.parts import EngineParts, Face
from gm.play.pausing import need_going, rests
from gm.play.questions_due import next_question, question_due
from gm.play.receiving import Heard, admitted, receive
from gm.play.rounds import HOLD, READY, close_round, is_due, is_waiting, mark_ready, open_round
from gm.play.screening import screen
from gm.play.spotlight import Spotlight, spotlight_of
from gm.play.standing import Standing, standing_of
from gm.play.whispers import AloneFace, admit_private
from gm.rules.combat.playing import is_on
from gm.rules.turn_order import actors, moved_on, no_order, order_of, roll_order
from gm.store.games import load_scene
from gm.store.gathering import lock_waiting, record_going_on
from gm.store.table_settings import change_table, load_table
from gm.store.turns import load_turn, load_unfinished, record_answer


class CarryOn(Protocol):
    """The engine's way to play a turn under its scene's lease."""

    async def __call__(self, game: Game, scene: Scene, turn: Turn, face: Face, *, resumed: bool = False) -> Turn:
        """Play it to its end, or until it waits."""
        ...


class ByCode(Protocol):
    """The engine's way to let code change the world as a beat of its own."""

    async def __call__(self, game: Game, scene: Scene, source: str, player: str, resolve: Resolve, face: Face) -> Turn:
        """Do it, once for each `source`."""
        ...


@dataclass
class TurnControl:
    """Whose turn it is. Safe to use from many tasks at once."""

    parts: EngineParts
    carry_on: CarryOn
    by_code: ByCode
    meanwhile: Callable[[Game, Scene], Awaitable[Turn | None]]
    """Makes the turn of what the world did between two sessions, where one opens; it is played before the players'."""
    window: float = 0.0
    """Seconds in which inputs that are to be gathered join the first one's beat."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """How the window is waited for."""
    _open: dict[int, int] = field(default_factory=dict)
    """By scene: the turn that gathers now."""
    _played: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    """By turn: done when its first words' task has come back from playing it."""

    # -- hearing and playing

    async def hear(
        self, game: Game, inputs: Sequence[PlayerInput], *, scene_key: str = "main", gather: bool = False
    ) -> tuple[Heard, ...]:
        """Commit these inputs: from now on they will be answered. `play` each of what comes back.

        Raises:
            Refused: one is empty or too long, or its character is asked something.
        """
        entries = admitted(inputs)
        await need_going(self.parts, game)
        await screen(self.parts, game, entries)
        await admit_private(self.parts, game, entries, scene_key=scene_key)
        gather = gather and not entries[0].private
        scene = await self._scene(game, scene_key)
        opening = None if entries[0].private else await self.meanwhile(game, scene)  # that is shown to all
        heard = await receive(self.parts, game, scene, entries, joinable=self._open.get(scene.id) if gather else None)
        for each in heard:
            if gather and self.window > 0 and each.fresh and not each.joined and each.turn.status == "running":
                self._open[scene.id] = each.turn.id
                self._played[each.turn.id] = asyncio.get_running_loop().create_future()
        if opening is not None and heard:
            heard = (replace(heard[0], opening=opening), *heard[1:])
        return heard

    async def play(self, game: Game, heard: Heard, face: Face, *, scene_key: str = "main") -> Turn:
        """Play what was heard, to its end or until it waits."""
        turn, scene = heard.turn, await self._scene(game, scene_key)
        if not heard.fresh and turn.stage in (Stage.DELIVERED, Stage.SETTLED):
            return turn
        try:
            if heard.opening is not None:
                await self.carry_on(game, scene, heard.opening, face)
            for entry in heard.inputs:
                await face.show(InputReceived(turn.id, entry))
            if turn.status == "parked" and turn.parked is not None and is_waiting(turn):
                await face.show(TurnParked(turn.id, turn.parked))
                return turn
            return await self._gathered(game, scene, heard, face)
        finally:
            done = None if heard.joined else self._played.pop(turn.id, None)
            if done is not None and not done.done():
                done.set_result(None)

    async def _gathered(self, game: Game, scene: Scene, heard: Heard, face: Face) -> Turn:
        turn, resumed = heard.turn, not heard.fresh
        if heard.joined:
            other = self._played.get(turn.id)
            if other is not None:  # whoever began it plays it
                await asyncio.shield(other)
                async with self.parts.database.read() as db:
                    return await load_turn(db, turn.id, branch_id=scene.branch_id)
        elif self._open.get(scene.id) == turn.id or turn.id in self._played:
            try:
                await self.sleep(self.window)
            finally:
                if self._open.get(scene.id) == turn.id:
                    self._open.pop(scene.id)
        played = await self.carry_on(game, scene, turn, face, resumed=resumed)
        # A whisper has no place in the order; what had to be finished before it may have moved the order on.
        await self.release(game, scene, face.others if isinstance(face, AloneFace) else face)
        return played

    async def release(self, game: Game, scene: Scene, face: Face) -> None:
        """Play what waits for its place in the order, as far as its place has come."""
        while not await rests(self.parts, game) and (turn := await self._next_in_order(game, scene)) is not None:
            await self.carry_on(game, scene, turn, face)

    async def _next_in_order(self, game: Game, scene: Scene) -> Turn | None:
        async with self.parts.database.read() as db:
            if turn_rules(await load_table(db, game.id), scene.key).control != "initiative":
                return None
        state = await view_state(self.parts, game, scene)
        order = order_of(state)
        if order is None:
            return None
        async with self.parts.database.begin() as db:
            turn = await next_waiting(db, scene.id, order)
            if turn is None or await lock_waiting(db, turn.id) is None:
                return None
            turn = await record_going_on(db, turn.id)
            await db.commit()
        return turn

    # -- rounds

    async def ready(
        self, game: Game, characters: Sequence[str], face: Face, *, hold: bool = False, scene_key: str = "main"
    ) -> Turn:
        """`mark` them, and once all who are here are ready, play the round; gives its turn."""
        await need_going(self.parts, game)
        marked = await self.mark(game, characters, hold=hold, scene_key=scene_key)
        return await self.go_on(game, marked, face, scene_key=scene_key)

    async def mark(self, game: Game, characters: Sequence[str], *, hold: bool = False, scene_key: str = "main") -> Turn:
        """These characters have nothing to add to the round, or (`hold`) want time. Once all who are here are ready,
        it waits no more: `go_on` plays it.

        Raises:
            Refused: no round is open.
        """
        scene, state = await self._state(game, scene_key)
        async with self.parts.database.begin() as db:
            turn = await open_round(db, scene.id)
            for who in characters:
                if turn is not None and turn.status == "parked":
                    turn = await mark_ready(db, self.parts, state, turn, who, HOLD if hold else READY)
            if turn is None:
                raise Refused("No round is open.", remedy="Say what you do: that opens one.", key="round.none")
            await db.commit()
        return turn

    async def close(self, game: Game, face: Face, *, scene_key: str = "main") -> Turn:
        """The game master closes the round early: it is played with what was declared. Raises Refused."""
        await need_going(self.parts, game)
        closed = await self.closed(game, scene_key=scene_key)
        return await self.go_on(game, closed, face, scene_key=scene_key)

    async def closed(self, game: Game, *, scene_key: str = "main") -> Turn:
        """The round waits no more: `go_on` plays it. Raises Refused."""
        scene, state = await self._state(game, scene_key)
        async with self.parts.database.begin() as db:
            turn = await open_round(db, scene.id)
            closed = None if turn is None else await close_round(db, self.parts, state, turn)
            if closed is None:
                raise Refused("No round is open.", remedy="Say what you do: that opens one.", key="round.none")
            await db.commit()
        return closed

    async def go_on(self, game: Game, turn: Turn, face: Face, *, scene_key: str = "main") -> Turn:
        """Play a round that waits no more; show one that does."""
        if turn.status == "parked":
            assert turn.parked is not None
            await face.show(TurnParked(turn.id, turn.parked))
            return turn
        return await self.carry_on(game, await self._scene(game, scene_key), turn, face)

    # -- deadlines

    async def due(self, game: Game, face: Face, *, scene_key: str = "main") -> Turn | None:
        """Go on without those who let the deadline pass: takes a question's default, plays the round, or passes the
        turn of whoever is up. None: nobody is late. Safe to call at any time."""
        taken = await self.take_default(game, scene_key=scene_key)
        if taken is not None:
            return await self.after_default(game, taken[0], face, scene_key=scene_key)
        standing = await self.standing(game, scene_key=scene_key)
        if await rests(self.parts, game) or standing.due is None or standing.due > self.parts.clock.now():
            return None
        scene, state = await self._state(game, scene_key)
        if standing.fighting:
            return await self._pass_in_fight(game, scene, state, face)
        if standing.round is None:
            return await self._pass_by(game, scene, state, face)
        async with self.parts.database.begin() as db:
            turn = await open_round(db, scene.id)
            if turn is None or not is_due(turn, self.parts.clock.now()):
                return None
            closed = await close_round(db, self.parts, state, turn)
            if closed is None:
                return None
            await db.commit()
        return await self.carry_on(game, scene, closed, face)

    async def take_default(self, game: Game, *, scene_key: str = "main") -> tuple[Turn, Parked] | None:
        """Answer the question whose deadline has passed with its default: `after_default` plays the turn on. Gives the
        turn and what was asked; None: no question is overdue."""
        now = self.parts.clock.now()
        if await rests(self.parts, game):
            return None
        async with self.parts.database.read() as db:
            free = turn_rules(await load_table(db, game.id), scene_key).control == "free"
        if free:  # nobody waits for an answer, but in a fight
            _, state = await self._state(game, scene_key)
            if not is_on(state.world, scene_key):
                return None
        async with self.parts.database.begin() as db:
            turn = await next_question(db, (await load_scene(db, game.branch_id, scene_key)).id)
            due = question_due(turn) if turn is not None else None
            if turn is None or turn.parked is None or due is None or due > now:
                return None
            answered = await record_answer(db, turn.id, turn.parked.key, turn.parked.default, now)
            await db.commit()
        return answered, turn.parked

    async def after_default(self, game: Game, turn: Turn, face: Face, *, scene_key: str = "main") -> Turn:
        """Play a turn on whose question was answered by its default, and what waited for it."""
        scene = await self._scene(game, scene_key)
        played = await self.carry_on(game, scene, turn, face)
        await self.release(game, scene, face)
        return played

    async def _pass_by(self, game: Game, scene: Scene, state: SceneState, face: Face) -> Turn | None:
        """The turn of whoever is up goes by: what the table's rule says for them is played, or silence."""
        order = order_of(state)
        if order is None:
            return None
        source = f"order:{scene.id}:{last_move(state)}:{order.up}"
        words = absent_words(state, order.up)
        if words:
            entry = PlayerInput(BY_TABLE, source, "", words, character=order.up)
            turn = await self._play_for(game, scene, entry, face)
        else:
            turn = await self.by_code(game, scene, source, "", partial(_passes, order.up), face)
        await self.release(game, scene, face)
        return turn

    async def _pass_in_fight(self, game: Game, scene: Scene, state: SceneState, face: Face) -> Turn | None:
        """The turn of whoever a fight waits for goes by: the table's rule acts for them, and if that did not take their
        turn, it passes."""
        async with self.parts.database.read() as db:
            late = await late_in_fight(db, state)
        if not late:
            return None
        who = late[0]
        turn = await self._play_for(game, scene, played_for(state, who), face)
        after = await view_state(self.parts, game, scene)
        if turn.status == "parked" or passing(after, who) != passing(state, who):
            return turn  # it waits for an answer, or somebody else's turn has begun
        async with self.parts.database.read() as db:
            still = who in await late_in_fight(db, after)
        return await self._play_for(game, scene, passing(after, who), face) if still else turn

    async def _play_for(self, game: Game, scene: Scene, entry: PlayerInput, face: Face) -> Turn:
        (heard,) = await receive(self.parts, game, scene, [entry])
        return await self.carry_on(game, scene, heard.turn, face, resumed=not heard.fresh)

    # -- the table's rules

    async def set(
        self, game: Game, *, scene_key: str | None = None, control: str | None = None, **fields: object
    ) -> TableSettings:
        """Set whose turn it is (`control`, `deadline`, `absent`) in one scene, or (None) at the whole table, where
        scenes that say otherwise then say nothing. Values that are None stay. ValueError: no such value."""
        wanted = {name: value for name, value in {"control": control, **fields}.items() if value is not None}
        async with self.parts.database.begin() as db:
            table = await load_table(db, game.id)
            if scene_key is None:
                changed = await change_table(db, game.id, {**wanted, "scenes": {}})
            else:
                own = table.scenes.get(scene_key, SceneControl()).model_dump() | wanted
                scenes = {**table.scenes, scene_key: SceneControl(**own)}
                TableSettings(**{**table.model_dump(), **wanted})  # raises ValueError as the table's own would
                changed = await change_table(db, game.id, {"scenes": {k: v.model_dump() for k, v in scenes.items()}})
            await db.commit()
        return changed

    async def away(self, game: Game, character: str, words: str) -> TableSettings:
        """What is played for them while their player is away: see `gm.play.away.set_away`."""
        return await set_away(self.parts, game, character, words)

    async def settle(self, game: Game, face: Face, *, scene_key: str = "main") -> None:
        """After a change of the rules: what waits by rules that do not hold any more is played now, in order."""
        scene, state = await self._state(game, scene_key)
        kept = {"round": "round", "initiative": "order", "free": ""}[turn_rules(state.table, scene.key).control]
        while not await rests(self.parts, game) and (turn := await self._left_over(scene, state, kept)) is not None:
            await self.carry_on(game, scene, turn, face)

    async def _left_over(self, scene: Scene, state: SceneState, kept: str) -> Turn | None:
        async with self.parts.database.begin() as db:
            waiting = [turn for turn in await load_unfinished(db, scene.id) if is_waiting(turn)]
            waiting.sort(key=lambda turn: turn.id)
            for turn in waiting:
                if (
                    turn.parked is not None
                    and turn.parked.reason != kept
                    and await lock_waiting(db, turn.id) is not None
                ):
                    going = await record_going_on(db, turn.id)
                    await db.commit()
                    return going
        return None

    async def put_in_order(self, game: Game, player: str, source: str, face: Face, *, scene_key: str = "main") -> Turn:
        """Roll an order for everybody here, as a beat that undo takes back. While a fight is on, which has its own,
        it is the order that stands afterwards. Raises Refused: nobody is here."""
        scene, state = await self._state(game, scene_key)
        if not actors(state):
            raise Refused("Nobody is here who could act.", key="in_order.nobody")
        return await self.by_code(game, scene, source, player, roll_order, face)

    async def end_order(self, game: Game, player: str, source: str, face: Face, *, scene_key: str = "main") -> Turn:
        """Nobody waits for their place any more. Raises Refused: there is no order."""
        scene, state = await self._state(game, scene_key)
        if order_of(state) is None:
            raise Refused("Nobody is in order here.", key="in_order.none")
        return await self.by_code(game, scene, source, player, _unordered, face)

    # -- looking

    async def standing(self, game: Game, *, scene_key: str = "main") -> Standing:
        """Whose turn it is."""
        return await standing_of(self.parts, (await self._state(game, scene_key))[1])

    async def spotlight(self, game: Game, *, scene_key: str = "main") -> tuple[Spotlight, ...]:
        """Everybody's share of this sitting: for whoever runs the table."""
        _, state = await self._state(game, scene_key)
        return await spotlight_of(self.parts, state)

    async def _scene(self, game: Game, key: str) -> Scene:
        async with self.parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)

    async def _state(self, game: Game, key: str) -> tuple[Scene, SceneState]:
        scene = await self._scene(game, key)
        return scene, await view_state(self.parts, game, scene)


def _passes(who: str, state: SceneState, dice: Dice) -> TurnOutcome:
    return TurnOutcome(changes=moved_on(state, state.world, [who], absent=True))


def _unordered(state: SceneState, dice: Dice) -> TurnOutcome:
    return TurnOutcome(changes=no_order(state.world, state.scene.key))

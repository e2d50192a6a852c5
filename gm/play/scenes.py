"""Several scenes of one game, as faces use them: `engine.scenes`. Who is where, parting, meeting, sending word.

Each of these is a beat of the scene that it is done in, so undo takes it back, unless somebody has played on since.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from gm.domain.approval import waits_for_approval
from gm.domain.errors import Conflict, Refused
from gm.domain.play import Game, Hand, Lease, Scene, SceneState, Turn, TurnOutcome
from gm.domain.scenes import MAIN, minutes_in, open_scenes, scene_of
from gm.play.control import CarryOn
from gm.play.hand import Resolve, Then, by_hand
from gm.play.holding import SceneHolds
from gm.play.loading import load_state, view_state
from gm.play.parts import EngineParts, Face
from gm.play.pausing import need_going
from gm.play.rounds import is_waiting
from gm.play.sending import AGAIN, WordDesk
from gm.play.sending import Asked as Asked
from gm.play.views import character_name
from gm.rules.parting import (
    Offer,
    Parting,
    meet,
    members,
    need_apart,
    need_meeting,
    offers,
    part,
    parting_place,
    place_named,
)
from gm.rules.phrases_scenes import scene_phrase
from gm.store.games import load_scene
from gm.store.gathering import lock_waiting
from gm.store.scenes import record_scene
from gm.store.sealed import load_whisperer
from gm.store.table_settings import copy_control
from gm.store.turns import load_unfinished
from gm.store.tx import Db
from gm.store.undo import undo_turn


@dataclass(frozen=True, slots=True)
class SceneView:
    """A scene that is being played. `minutes`: what time it is there; `who`: ids of the players' characters in it."""

    key: str
    title: str
    place: str
    minutes: int
    who: tuple[str, ...]


class SceneDesk:
    """What faces call about scenes."""

    def __init__(self, parts: EngineParts, holds: SceneHolds, carry_on: CarryOn) -> None:
        self._parts = parts
        self._holds = holds
        self._carry_on = carry_on
        self.word = WordDesk(parts, holds, carry_on)
        """Word from one scene to another."""

    async def all(self, game: Game) -> tuple[SceneView, ...]:
        """The scenes that are open, in the order in which they opened."""
        state = await self._state(game, MAIN)
        world, start = state.world, state.campaign.opening.minutes
        return tuple(
            SceneView(
                key,
                world.text(f"scene:{key}", "title", key),
                world.text(f"scene:{key}", "place"),
                minutes_in(world, key, start),
                members(state, key),
            )
            for key in open_scenes(world)
        )

    async def of(self, game: Game, character: str) -> str:
        """Key of the scene that a character plays in."""
        return scene_of((await self._state(game, MAIN)).world, character)

    async def offers(self, game: Game, *, scene_key: str = MAIN) -> tuple[Offer, ...]:
        """What could be done now: a scene for those who have walked off, meeting others who are here."""
        return offers(await self._state(game, scene_key))

    async def part(
        self, game: Game, who: Sequence[str], to: str, asked: Asked, face: Face, *, scene_key: str = MAIN
    ) -> tuple[Turn, str]:
        """These characters go elsewhere (`to`: a place as it is typed; '' : they stay, in a scene of their own) while
        the others stay; gives the beat in which they do, and the new scene's key.

        Raises:
            Refused: not theirs to leave, nobody would stay, no open way. NotFound: no such place.
        """
        who = tuple(dict.fromkeys(who))
        await need_going(self._parts, game)
        scene = await self._scene(game, scene_key)
        async with self._holds.hold(scene.id) as lease:
            state = await load_state(self._parts, game, scene)
            await self._settle(scene, lease, staying=frozenset(members(state, scene.key)) - set(who))
            place = place_named(state, to) if to.strip() else ""
            need_apart(state, who)

            async def then(db: Db, turn: Turn) -> Resolve:
                parting, at = Parting(who, place, f"s{turn.number}"), place or parting_place(state, who)
                named = state.campaign.place(at)
                await record_scene(db, scene, parting.key, title=named.name if named else at, place=at)
                await copy_control(db, game.id, scene.key, parting.key)
                return lambda now, dice: TurnOutcome(changes=part(now, parting, turn.number, dice))

            said = self._say(state, "parts" if place else "steps_aside", who, place)
            turn = await self._done(game, scene, lease, asked, said, then)
        shown = await self._carry_on(game, scene, turn, face)
        return shown, scene_of((await self._state(game, scene_key)).world, who[0])

    async def meet(self, game: Game, one: str, other: str, asked: Asked, face: Face) -> Turn:
        """Scene `other` closes into `one` (`gm.rules.parting.survivor` says which is which): they play on as one.

        Raises:
            Refused: they are at different places, a fight is on, or a turn is still open in one of them.
        """
        await need_going(self._parts, game)
        first, second = await self._scene(game, one), await self._scene(game, other)
        async with AsyncExitStack() as stack:
            held = {
                each.id: await stack.enter_async_context(self._holds.hold(each.id))
                for each in sorted((first, second), key=lambda scene: scene.id)
            }
            state = await load_state(self._parts, game, first)
            await self._settle(first, held[first.id], staying=frozenset(members(state, one)))
            await self._settle(second, held[second.id], staying=frozenset())
            need_meeting(state, other)

            async def then(db: Db, turn: Turn) -> Resolve:
                return lambda now, _: TurnOutcome(changes=meet(now, other))

            said = self._say(state, "meets", members(state, other), state.place_id)
            turn = await self._done(game, first, held[first.id], asked, said, then)
        return await self._carry_on(game, first, turn, face)

    async def _done(self, game: Game, scene: Scene, lease: Lease, asked: Asked, said: str, then: Then) -> Turn:
        """As a beat of the scene; once more if the world moved meanwhile."""
        hand = Hand(asked.face, asked.source_id, asked.player, words=said)
        for left in range(AGAIN, -1, -1):
            try:
                turn, _ = await by_hand(self._parts, game, scene, lease, hand, then=then)
                return turn
            except Conflict:
                if not left:
                    raise
        raise AssertionError

    def _say(self, state: SceneState, key: str, who: Sequence[str], place: str) -> str:
        names = [character_name(state.campaign, each) for each in who]
        named = state.campaign.place(place)
        return scene_phrase(key, state.campaign.language, who=names, place=named.name if named else place)

    async def _settle(self, scene: Scene, lease: Lease, *, staying: frozenset[str]) -> None:
        """Nothing is left open in a scene but what those who are `staying` have whispered, about which the game master
        is asked: it goes on there, and nobody learns of it. What waited there and had all its words taken back goes at
        once, without waiting for its place or for a deadline.

        Raises:
            Refused: something is being played, or words wait.
        """
        async with self._parts.database.read() as db:
            left = [
                turn
                for turn in await load_unfinished(db, scene.id)
                if not waits_for_approval(turn) or await load_whisperer(db, turn.id) not in staying
            ]
        if any(turn.inputs or not is_waiting(turn) for turn in left):
            raise Refused("A turn is still open in this scene.", remedy="Let it end, or /undo it.")
        for turn in left:
            async with self._parts.database.begin() as db:
                standing = await lock_waiting(db, turn.id)  # somebody may declare just now
                if standing is None or standing.inputs:
                    raise Refused("A turn is still open in this scene.", remedy="Let it end, or /undo it.")
                await undo_turn(db, lease, branch_id=scene.branch_id, turn_id=turn.id, now=self._parts.clock.now())
                await db.commit()

    async def _scene(self, game: Game, key: str) -> Scene:
        async with self._parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)

    async def _state(self, game: Game, key: str) -> SceneState:
        return await view_state(self._parts, game, await self._scene(game, key))

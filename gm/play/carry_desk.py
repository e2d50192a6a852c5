"""A character carried from one game to another, as faces use it: `engine.carrying`. Marked in both games' histories.

They arrive first and leave after: if the process dies in between, the same call once more (same `source_id`) finishes
it, and nobody is lost. What they remember goes along as a fact about what they did, in the engine's own words: no other
person's words leave a game.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from gm.domain.dice import Dice
from gm.domain.errors import Refused
from gm.domain.play import Game, Hand, Scene, SceneState, Turn, TurnOutcome
from gm.domain.scenes import MAIN
from gm.play.hand import Resolve
from gm.play.loading import view_state
from gm.play.memories import Reader
from gm.play.memory_desk import MemoryDesk
from gm.play.parts import EngineParts, Face, SilentFace
from gm.play.pausing import need_going
from gm.play.quest_views import quests_of
from gm.play.scenes import Asked
from gm.play.screening import screen_words
from gm.rules.carrying import CARRIED, Luggage, Takes, gone, need_home, packed, unpacked
from gm.rules.phrases_fates import fate_phrase
from gm.store.games import load_scene
from gm.store.own import load_cast, record_guest
from gm.store.sessions import load_sessions
from gm.store.spotlight import load_acts
from gm.store.transfers import AWAY, load_called, load_home

ByHand = Callable[[Game, Scene, Hand, Face, Resolve | None], Awaitable[Turn]]
_MOST: Final = 6
"""Quests that are remembered by name."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of it."""

    luggage: Luggage
    memory: str
    """What the character brings along of their past, one sentence."""
    turn: Turn | None
    """The beat in which they arrive; None: they had arrived already, and only the leaving was left to do."""


@dataclass
class CarryDesk:
    """What faces call."""

    parts: EngineParts
    by_hand: ByHand
    memory: MemoryDesk

    async def carry(
        self,
        source: Game,
        target: Game,
        character: str,
        asked: Asked,
        face: Face,
        *,
        takes: Takes = "kit",
        from_scene: str = MAIN,
        to_scene: str = MAIN,
        leaving: Face | None = None,
    ) -> Carried:
        """Carry a character of the asker's own to another game. `face` shows the arrival, `leaving` (None: nobody) the
        farewell in the game that they leave.

        Raises:
            NotFound: no such character. Refused: somebody else's, the campaign's own, dead, other rules, the same game,
                they are there already or live in a third one, one of the tables rests, or the other one does not play
                what their player wrote of them; nothing has happened.
        """
        if source.id == target.id:
            raise Refused("That is the same game.", key="carry.same")
        await need_going(self.parts, source)  # both, before anything: who has arrived must be able to leave
        await need_going(self.parts, target)
        start = await self._state(source, from_scene)
        async with self.parts.database.read() as db:
            cast = await load_cast(db, target)
        luggage = packed(start, character, cast, takes)
        if luggage.who.owner != asked.player:
            raise Refused("Only whoever made a character carries it.", key="carry.not_yours")
        if not _is_there(await self._state(target, to_scene), source, luggage):
            await screen_words(self.parts, target, *luggage.who.words, said=True)
        await self._need_here(start, target, character)
        memory = await self._memory(start, luggage)
        async with self.parts.database.begin() as db:
            await record_guest(db, target.id, luggage.who, self.parts.clock.now())
            await db.commit()
        turn = await self._arrive(source, target, luggage, asked, face, to_scene)
        reader = Reader(asked.player, (character,))
        if await self._is_new(target, memory, reader):
            await self.memory.add(target, reader, memory, audience="named", knowers=(character,))
        await self._leave(source, target, luggage, asked, leaving or SilentFace(), from_scene)
        return Carried(luggage, memory, turn)

    async def _arrive(
        self, source: Game, target: Game, luggage: Luggage, asked: Asked, face: Face, scene_key: str
    ) -> Turn | None:
        state = await self._state(target, scene_key)
        arrived = _is_there(state, source, luggage)
        if not arrived:
            unpacked(state, luggage, source.uid)  # refused before anything is written

        def resolve(now: SceneState, dice: Dice) -> TurnOutcome:
            return unpacked(now, luggage, source.uid)

        other = await self._called(source)
        said = fate_phrase("arrives_from", state.campaign.language, who=luggage.who.name, other=other)
        hand = Hand(asked.face, f"{asked.source_id}:in", asked.player, words=said)
        try:
            return await self.by_hand(target, state.scene, hand, face, resolve)
        except Refused:
            if arrived:  # by another call, which was cut off before they left
                return None
            raise

    async def _need_here(self, start: SceneState, target: Game, character: str) -> None:
        """Who was carried away from here can only go the rest of the same way. Raises Refused."""
        async with self.parts.database.read() as db:
            home = await load_home(db, character, (start.game.id, target.id))
        need_home(start, character, home)
        mark = start.world.text(f"character:{character}", CARRIED)
        if not start.is_playing(character) and mark.startswith(AWAY) and mark != f"{AWAY}{target.uid}":
            raise Refused(f"{character} is not here any more.", key="carry.none_here")

    async def _leave(
        self, source: Game, target: Game, luggage: Luggage, asked: Asked, face: Face, scene_key: str
    ) -> None:
        state = await self._state(source, scene_key)

        def resolve(now: SceneState, dice: Dice) -> TurnOutcome:
            return gone(now, luggage.who.id, target.uid)

        other = await self._called(target)
        said = fate_phrase("leaves_for", state.campaign.language, who=luggage.who.name, other=other)
        hand = Hand(asked.face, f"{asked.source_id}:out", asked.player, words=said)
        await self.by_hand(source, state.scene, hand, face, resolve)

    async def _called(self, game: Game) -> str:
        async with self.parts.database.read() as db:
            return await load_called(db, game.id)

    async def _memory(self, state: SceneState, luggage: Luggage) -> str:
        """What they have been through, counted by code: nobody's words."""
        who, beats, sittings = luggage.who, 0, 0
        async with self.parts.database.read() as db:
            for session in await load_sessions(db, state.game.id):
                acts = [a for a in await load_acts(db, state.scene.branch_id, session.id) if a.character == who.id]
                beats, sittings = beats + len(acts), sittings + bool(acts)
        mine = [quest.title for quest in quests_of(state, who.id) if quest.state == "finished"][:_MOST]
        done = f", finished: {', '.join(mine)}" if mine else ""
        return f"{who.name} comes from {state.campaign.title}: {sittings} sessions, {beats} deeds{done}."

    async def _is_new(self, game: Game, text: str, reader: Reader) -> bool:
        facts = (await self.memory.kept(game)).facts_for(reader)
        return not any(each.object and text.endswith(each.object) for each in facts)

    async def _state(self, game: Game, key: str) -> SceneState:
        async with self.parts.database.read() as db:
            scene = await load_scene(db, game.branch_id, key)
        return await view_state(self.parts, game, scene)


def _is_there(state: SceneState, source: Game, luggage: Luggage) -> bool:
    """Whether they have arrived from there already."""
    mark = state.world.get(f"character:{luggage.who.id}", CARRIED)
    return state.is_playing(luggage.who.id) and mark == f"from:{source.uid}"

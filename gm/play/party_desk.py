"""What becomes of the players' characters, as faces use it: `engine.party`. Handed over, parked, retired, dead, ghosts.

Each is a beat of history with a line of its own, so that undo, branches and verification hold for it, and the table
reads what has happened. What only that character could answer takes its default first.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gm.domain.dice import Dice
from gm.domain.errors import Refused
from gm.domain.play import Game, Hand, Scene, SceneState, Turn, TurnOutcome
from gm.domain.scenes import MAIN
from gm.play.control import CarryOn
from gm.play.hand import Resolve
from gm.play.loading import view_state
from gm.play.parts import EngineParts, Face
from gm.play.pausing import need_going
from gm.play.rounds import close_if_ready, is_waiting
from gm.play.scenes import Asked
from gm.play.screening import screen_words
from gm.play.views import character_name
from gm.rules import fates
from gm.rules.phrases_fates import fate_phrase
from gm.store.commits import load_entity
from gm.store.games import load_scene
from gm.store.turns import load_unfinished

MAX_EPILOGUE = 600
"""Characters that the last words about somebody may have."""
Fate = Callable[[SceneState], TurnOutcome]
ByHand = Callable[[Game, Scene, Hand, Face, Resolve | None], Awaitable[Turn]]
Answer = Callable[[Game, int, str, Face, str], Awaitable[Turn]]


@dataclass
class PartyDesk:
    """Safe to use from many tasks at once: each is done under the scene's lease."""

    parts: EngineParts
    by_hand: ByHand
    carry_on: CarryOn
    answer: Answer
    """Answers a parked turn: game, turn, option, face, scene."""

    async def hand(
        self, game: Game, character: str, runner: str, asked: Asked, face: Face, *, scene_key: str = MAIN
    ) -> Turn:
        """For a while the player of `runner` (a character, or `fates.MASTER`) runs this character, too.

        Raises:
            NotFound, Refused: see `gm.rules.fates.hand_over`.
        """
        state = await self._state(game, scene_key)
        key = "hands_gm" if runner == fates.MASTER else "hands"
        said = self._say(state, key, character, runner)
        fate = partial(fates.hand_over, character=character, runner=runner)
        return await self._done(game, fate, said, asked, face, scene_key)

    async def take_back(self, game: Game, character: str, asked: Asked, face: Face, *, scene_key: str = MAIN) -> Turn:
        """Their own player plays them again. Raises Refused where they do."""
        said = self._say(await self._state(game, scene_key), "takes", character)
        return await self._done(game, partial(fates.take_back, character=character), said, asked, face, scene_key)

    async def park(self, game: Game, character: str, asked: Asked, face: Face, *, scene_key: str = MAIN) -> Turn:
        """Out of the story for now: nobody waits for them, and nothing is done for them. Raises Refused."""
        fate = partial(fates.park, character=character)
        return await self._leaves(game, character, fate, "parks", "", asked, face, scene_key)

    async def unpark(self, game: Game, character: str, asked: Asked, face: Face, *, scene_key: str = MAIN) -> Turn:
        """Back in the story, where the scene plays now. Raises Refused where they are in it."""
        said = self._say(await self._state(game, scene_key), "returns", character)
        return await self._done(game, partial(fates.unpark, character=character), said, asked, face, scene_key)

    async def retire(
        self, game: Game, character: str, words: str, asked: Asked, face: Face, *, scene_key: str = MAIN
    ) -> Turn:
        """Their part of the story ends with these words ('': the rules' own); the sheet can still be read.

        Raises:
            Refused: not in the party, a fight is on, too many words, or words that are not played here.
        """
        fate = partial(fates.retire, character=character)
        return await self._leaves(game, character, fate, "retires", words, asked, face, scene_key)

    async def kill(
        self, game: Game, character: str, words: str, asked: Asked, face: Face, *, scene_key: str = MAIN
    ) -> Turn:
        """They die by the game master's word. What becomes of their player then is their choice: `choices`."""
        fate = partial(fates.kill, character=character)
        return await self._leaves(game, character, fate, "dies", words, asked, face, scene_key)

    async def haunt(self, game: Game, character: str, asked: Asked, face: Face, *, scene_key: str = MAIN) -> Turn:
        """The dead go on as a ghost. Raises Refused: they live, or the table has no ghosts."""
        said = self._say(await self._state(game, scene_key), "haunts", character)
        return await self._done(game, partial(fates.haunt, character=character), said, asked, face, scene_key)

    async def are_parked(self, game: Game, characters: Sequence[str]) -> tuple[str, ...]:
        """Those of them who are parked: they come back in by acting (`TurnEngine.join`)."""
        async with self.parts.database.read() as db:
            found = [(who, await load_entity(db, game.branch_id, f"character:{who}")) for who in characters]
        return tuple(who for who, values in found if values.get("parked"))

    # -- within

    async def _leaves(
        self,
        game: Game,
        character: str,
        fate: Fate,
        key: str,
        words: str,
        asked: Asked,
        face: Face,
        scene_key: str,
    ) -> Turn:
        """Somebody leaves the story: what they alone are asked takes its default, a round goes on without them."""
        if len(words) > MAX_EPILOGUE:
            text = f"That is {len(words):,} characters; {MAX_EPILOGUE} can be told."
            raise Refused(text, remedy="Say it shorter.", key="input.long", most=MAX_EPILOGUE)
        await need_going(self.parts, game)
        await screen_words(self.parts, game, words)
        state = await self._state(game, scene_key)
        fate(state)  # refused before anything is answered for them
        await self._answer_for(game, state, character, face)
        said = words.strip() or self._say(state, key, character)
        turn = await self._done(game, fate, said, asked, face, scene_key)
        await self._round_without(game, face, scene_key)
        return turn

    async def _answer_for(self, game: Game, state: SceneState, character: str, face: Face) -> None:
        async with self.parts.database.read() as db:
            waiting = await load_unfinished(db, state.scene.id)
        for turn in waiting:
            parked = turn.parked
            if turn.status == "parked" and parked and not is_waiting(turn) and parked.who == (character,):
                await self.answer(game, turn.id, parked.default, face, state.scene.key)

    async def _round_without(self, game: Game, face: Face, scene_key: str) -> None:
        """A round that waited for nobody else is played."""
        state = await self._state(game, scene_key)
        async with self.parts.database.begin() as db:
            closed = await close_if_ready(db, self.parts, state)
            if closed is None:
                return
            await db.commit()
        await self.carry_on(game, state.scene, closed, face)

    async def _done(self, game: Game, fate: Fate, said: str, asked: Asked, face: Face, scene_key: str) -> Turn:
        def resolve(state: SceneState, dice: Dice) -> TurnOutcome:
            return fate(state)

        hand = Hand(asked.face, asked.source_id, asked.player, words=said)
        return await self.by_hand(game, await self._scene(game, scene_key), hand, face, resolve)

    def _say(self, state: SceneState, key: str, character: str, other: str = "") -> str:
        campaign = state.campaign
        who, whose = character_name(campaign, character), character_name(campaign, other) if other else ""
        return fate_phrase(key, campaign.language, who=who, other=whose)

    async def _scene(self, game: Game, key: str) -> Scene:
        async with self.parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)

    async def _state(self, game: Game, key: str) -> SceneState:
        return await view_state(self.parts, game, await self._scene(game, key))


def may_know(state: SceneState, runner: str, character: str) -> bool:
    """Whether the player of `runner` is shown what this character knows: their own does; they know as much of one whom
    they run for a while only where the table has it so."""
    return runner == character or (fates.runner_of(state.world, character) == runner and state.table.handed == "knows")

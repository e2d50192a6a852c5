"""Word from one scene to another, as faces use it: `engine.scenes.word`. Sending is a beat of the sender's scene.

It arrives as a beat of the other scene once that scene's clock has reached it: after its next beat, or when a face that
shows the scene asks. That beat is code's: no model is asked, nobody's turn is used, no time passes. Both are one commit
each, and what is under way is state: a process that dies loses none and tells none twice.
"""

from dataclasses import dataclass
from typing import Final

from gm.domain.errors import Conflict, Refused
from gm.domain.play import Game, Hand, Scene, SceneState, Turn, TurnOutcome
from gm.domain.scenes import MAIN
from gm.play.control import CarryOn
from gm.play.hand import Resolve, by_hand
from gm.play.held_up import open_to
from gm.play.holding import SceneHolds
from gm.play.loading import view_state
from gm.play.parts import EngineParts, Face
from gm.play.pausing import need_going, rests
from gm.play.screening import screen_words
from gm.play.views import character_name
from gm.play.whispers import AloneFace
from gm.rules.phrases_words import word_phrase
from gm.rules.sending import By, Word, arriving, minutes_there, received, sent
from gm.store.games import load_scene
from gm.store.steers import is_set_aside
from gm.store.turns import load_turn
from gm.store.tx import Db

BY_WORD: Final = "word"
"""The face of beats in which word arrives."""
AGAIN: Final = 50
"""How often a beat is made again when other scenes have changed the same paths meanwhile."""
MOST: Final = 1_000
"""Characters that may be sent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for it, and the id under which it is done once."""

    face: str
    source_id: str
    player: str


class WordDesk:
    """What faces call about word between scenes."""

    def __init__(self, parts: EngineParts, holds: SceneHolds, carry_on: CarryOn) -> None:
        self._parts = parts
        self._holds = holds
        self._carry_on = carry_on

    async def send(
        self, game: Game, sender: str, to: str, by: By, words: str, asked: Asked, face: Face, *, scene_key: str = MAIN
    ) -> Turn:
        """Send word to a character of another scene; gives the beat in which it is sent, shown on `face`.

        Raises:
            Refused: nothing was said, too long, not played here, or it cannot reach them this way.
        """
        text = " ".join(words.replace("\x00", "").split())
        if not text:
            raise Refused("Nothing was said.", key="input.empty")
        if len(text) > MOST:
            raise Refused(f"Word takes {MOST:,} characters.", key="input.long", most=MOST)
        await need_going(self._parts, game)
        await screen_words(self._parts, game, text, said=True)
        scene = await self._scene(game, scene_key)
        state = await view_state(self._parts, game, scene)
        minutes_there(state, sender, to, by)

        async def then(db: Db, turn: Turn) -> Resolve:
            return lambda now, _: TurnOutcome(changes=sent(now, turn.id, sender, to, by))

        hand = Hand(asked.face, asked.source_id, asked.player, words=_head(state, by, sender, to) + text)
        known = None if by == "shout" else frozenset({sender})
        async with self._holds.hold(scene.id, on_wait=_nobody) as lease:
            for left in range(AGAIN, -1, -1):
                try:
                    turn, received_ = await by_hand(self._parts, game, scene, lease, hand, then=then, witnesses=known)
                    break
                except Conflict:
                    if not left:
                        raise
        return await self._carry_on(game, scene, turn, face, resumed=received_.duplicate)

    async def arrive(self, game: Game, face: Face, *, scene_key: str = MAIN) -> tuple[Turn, ...]:
        """Tell what the scene's clock has reached, on a face that shows this scene. Nothing while a turn is open in it,
        or the table rests: it waits."""
        if isinstance(face, AloneFace):
            face = face.others
        scene = await self._scene(game, scene_key)
        if not arriving(await view_state(self._parts, game, scene)) or await rests(self._parts, game):
            return ()
        told: list[Turn] = []
        async with self._holds.hold(scene.id, on_wait=_nobody) as lease:
            async with self._parts.database.read() as db:
                if await open_to(db, scene.id):  # what one alone whispers keeps no word from anybody
                    return ()
            state = await view_state(self._parts, game, scene)
            for word in arriving(state):
                hand = await self._told(game, state, word)

                def there(now: SceneState, _: object, word: Word = word) -> TurnOutcome:
                    return TurnOutcome(changes=received(now, word))

                known = None if word.by == "shout" else frozenset({word.to})
                turn, _ = await by_hand(self._parts, game, scene, lease, hand, resolve=there, witnesses=known)
                told.append(turn)
        return tuple([await self._carry_on(game, scene, turn, face) for turn in told])

    async def _told(self, game: Game, state: SceneState, word: Word) -> Hand:
        """What is told at the other end. What was set aside or erased since it was sent is not told again."""
        async with self._parts.database.read() as db:
            turn = await load_turn(db, word.turn, branch_id=game.branch_id)
            text = "" if await is_set_aside(db, word.turn) else turn.narration or ""
        text = text.removeprefix(_head(state, word.by, word.sender, word.to))
        key = f"{word.by}_there" if text.strip() else "lost"
        names = {"who": _name(state, word.sender), "to": _name(state, word.to)}
        version = state.versions.get((f"character:{word.to}", f"word/{word.turn}"), 0)
        player = turn.inputs[0].input.player if turn.inputs else ""
        told = word_phrase(key, state.campaign.language, **names) + (text if key != "lost" else "")
        return Hand(BY_WORD, f"{game.branch_id}:{word.turn}:{version}", player, words=told)

    async def _scene(self, game: Game, key: str) -> Scene:
        async with self._parts.database.read() as db:
            return await load_scene(db, game.branch_id, key)


def _head(state: SceneState, by: By, sender: str, to: str) -> str:
    return word_phrase(by, state.campaign.language, who=_name(state, sender), to=_name(state, to))


def _name(state: SceneState, who: str) -> str:
    return character_name(state.campaign, who)


async def _nobody() -> None:
    """Nobody needs to be told that we wait."""

"""The human game master of a script: what they say follows from what waits for them."""

from collections.abc import Awaitable, Callable

from gm.bench.tables_script import word_of
from gm.domain.approval import Overruling
from gm.domain.effects import GiveItem
from gm.domain.play import Game, Hand, Turn
from gm.play.engine import TurnEngine
from gm.play.parts import Face

_SAYS = "The planks hold. Wen nods, and pockets her pipe."


class Master:
    """Approves, edits, rewords, overrules, and tells in their own words."""

    def __init__(self, engine: TurnEngine, game: Game, face: Face, pause: Callable[[], Awaitable[None]]) -> None:
        self._engine = engine
        self._game = game
        self._face = face
        self._pause = pause

    async def speak(self, turn: Turn, source: str) -> None:
        """Say a word to the turn that waits. `source`: its first input."""
        desk, game, face = self._engine.copilot, self._game, self._face
        proposal = await desk.waiting(game)
        assert proposal is not None and proposal.turn.id == turn.id and proposal.turn.parked is not None
        await self._pause()
        draft = max(proposal.turn.parked.number - 1, 0)
        chit = GiveItem(character=turn.inputs[0].input.character or "", item="chit")
        to = (game, turn.id, proposal.mark)
        match word_of(source, proposal.stop, draft):
            case "approve":
                await desk.approve(*to, face)
            case "impossible":
                ruled = Overruling(verdict=1, how="impossible", words="The planks do not allow it.")
                await desk.overrule(*to, ruled, "master", face)
            case "words":
                ruled = Overruling(verdict=1, how="words", words="Wen does it for them.", effects=(chit,))
                await desk.overrule(*to, ruled, "master", face)
            case "tell":
                await desk.tell(*to, Hand("bench", f"told.{turn.id}", "master", (chit,), _SAYS), face)
            case "plain":
                await desk.tell(*to, Hand("bench", f"told.{turn.id}", "master", (), _SAYS), face)
            case "draft":
                await desk.draft(*to, face)
            case "edit":
                await desk.edit(*to, f"{_SAYS} She looks at the rope.", "master", face)
            case "reword":
                await desk.reword(*to, "shorter", face)

"""Sheets from plain words, as faces use them: `engine.shapes`. A character that a player made can be changed until the
first session that it plays in ends; after that, by rules alone.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gm.domain.campaign import Campaign
from gm.domain.dice import Dice
from gm.domain.errors import NotFound, Refused
from gm.domain.own import CharacterPicks, Shape
from gm.domain.play import Game, Hand, Scene, SceneState, Turn, TurnOutcome
from gm.domain.scenes import MAIN
from gm.play.hand import Resolve
from gm.play.loading import view_state
from gm.play.parts import EngineParts, Face
from gm.play.scenes import Asked
from gm.rules.phrases_fates import fate_phrase
from gm.rules.reshaping import own_of, reshape
from gm.rules.shaping import Choice, choices, shaped, sheet_of_shape
from gm.store.games import load_scene
from gm.store.own import change_picks, load_joined, load_own
from gm.store.sessions import load_sessions

ByHand = Callable[[Game, Scene, Hand, Face, Resolve | None], Awaitable[Turn]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A shape that would be taken, in words to be corrected."""

    shape: Shape
    choices: tuple[Choice, ...]
    same: bool
    """Whether the sheet is like that already."""


@dataclass
class ShapeDesk:
    """What faces call about sheets that are still open."""

    parts: EngineParts
    by_hand: ByHand

    async def need_open(self, game: Game, state: SceneState, character: str) -> None:
        """Raises Refused where the sheet cannot be changed any more, or never could; NotFound for nobody."""
        pc = own_of(state.campaign, character)
        async with self.parts.database.read() as db:
            joined, sessions = await load_joined(db, game.id, character), await load_sessions(db, game.id)
        if joined is not None and any(each.closed_at is not None and each.closed_at > joined for each in sessions):
            text = f"The first session with {pc.name} is over: from now on the rules alone change the sheet."
            raise Refused(text, remedy="/level spends what a level brings.", key="shape.closed", name=pc.name)

    async def propose(
        self, game: Game, character: str, said: str, before: Shape | None = None, *, scene_key: str = MAIN
    ) -> Proposal:
        """What these words make of the character, of the proposal `before` if there is one. Changes nothing.

        Raises:
            NotFound, Refused: as `need_open`.
        """
        state = await self._state(game, scene_key)
        await self.need_open(game, state, character)
        if before is None:
            before = shape_of(await self._picks(character))
        return proposal(state.campaign, character, said, before)

    async def take(
        self, game: Game, character: str, shape: Shape, asked: Asked, face: Face, *, scene_key: str = MAIN
    ) -> Turn:
        """Give the character that shape: a beat that the table reads, and that can be taken back. The player's picks
        say so from then on, too.

        Raises:
            NotFound, Refused: as `need_open`; or it is like that already.
        """
        state = await self._state(game, scene_key)
        await self.need_open(game, state, character)
        sheet, pc = sheet_of_shape(state.campaign, shape), own_of(state.campaign, character)

        def resolve(now: SceneState, dice: Dice) -> TurnOutcome:
            return reshape(now, character, sheet)

        said = fate_phrase("reshaped", state.campaign.language, who=pc.name)
        hand = Hand(asked.face, asked.source_id, asked.player, words=said)
        turn = await self.by_hand(game, state.scene, hand, face, resolve)
        await self.keep(character, shape)
        return turn

    async def keep(self, character: str, shape: Shape | None = None, *, ties: tuple[str, ...] | None = None) -> None:
        """Write down what a player says of a character of theirs: its shape, or what ties it to party and world.
        Raises NotFound: it is nobody's, or was erased."""
        picks = await self._picks(character)
        changed = {} if shape is None else {"shape": shape, "good_at": shape.good_at}
        more = {} if ties is None else {"ties": tuple(" ".join(tie.split())[:200] for tie in ties if tie.strip())[:2]}
        async with self.parts.database.begin() as db:
            await change_picks(db, character, picks.model_copy(update={**changed, **more}))
            await db.commit()

    async def _picks(self, character: str) -> CharacterPicks:
        async with self.parts.database.read() as db:
            kept = await load_own(db, (character,))
        if not kept or kept[0].picks is None:
            raise NotFound("There is no such character.", key="reach.nobody")
        return kept[0].picks

    async def _state(self, game: Game, key: str) -> SceneState:
        async with self.parts.database.read() as db:
            scene = await load_scene(db, game.branch_id, key)
        return await view_state(self.parts, game, scene)


def proposal(campaign: Campaign, character: str, said: str, before: Shape) -> Proposal:
    """What these words make of a shape. Raises NotFound, Refused: see `own_of`."""
    shape = shaped(campaign, said, before)
    same = sheet_of_shape(campaign, shape) == own_of(campaign, character).sheet
    return Proposal(shape, choices(campaign, shape, before), same)


def shape_of(picks: CharacterPicks) -> Shape:
    """The shape that a player's picks stand for."""
    return picks.shape or Shape(good_at=picks.good_at)


__all__ = ["Proposal", "ShapeDesk", "proposal", "shape_of"]

"""Sheets from plain words, as faces use them: `engine.shapes`. A character that a player made can be changed until the
first session that it plays in ends; after that, by rules alone.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

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
from gm.play.screening import screen_words
from gm.play.word_help import Place, read_words
from gm.rules.levelling import Plan, list_of, plan_of, planned
from gm.rules.phrases_fates import fate_phrase
from gm.rules.reshaping import own_of, reshape
from gm.rules.shaping import (
    Choice,
    choices,
    known_words,
    lists_of,
    merged,
    says_something,
    shaped,
    sheet_of_shape,
)
from gm.store.games import load_game_by_id, load_scene
from gm.store.own import change_picks, load_games_with, load_joined, load_own
from gm.store.sessions import load_sessions

_TITLES: Final = {
    "calling": "class",
    "species": "species",
    "background": "background",
    "skill": "good at",
    "attribute": "strong in",
}
ByHand = Callable[[Game, Scene, Hand, Face, Resolve | None], Awaitable[Turn]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A shape that would be taken, in words to be corrected."""

    shape: Shape
    choices: tuple[Choice, ...]
    same: bool
    """Whether the sheet is like that already."""
    read_by: Literal["rules", "model", "nobody"] = "rules"
    """Who made something of the words; `nobody`: they say nothing to the rules."""
    known: tuple[str, ...] = ()
    """Names that the rules do know, where nobody understood."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What plain words would spend a level on. `by_model`: a model has read them so, and it waits for a yes."""

    plan: Plan
    by_model: bool = False


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
        self,
        game: Game,
        character: str,
        said: str,
        before: Shape | None = None,
        *,
        scene_key: str = MAIN,
        asked: Asked | None = None,
    ) -> Proposal:
        """What these words make of the character, of the proposal `before` if there is one. Changes nothing. `asked`:
        who says them; words that the rules do not know are then read by a model, where one is set.

        Raises:
            NotFound, Refused: as `need_open`.
        """
        state = await self._state(game, scene_key)
        await self.need_open(game, state, character)
        if before is None:
            before = shape_of(await self._picks(character))
        if asked is None:
            return proposal(state.campaign, character, said, before)
        return await self.read(
            state.campaign, character, said, before, Place(asked.player, asked.face, game, state.scene)
        )

    async def read(self, campaign: Campaign, character: str, said: str, before: Shape, place: Place) -> Proposal:
        """As `propose`, of a character whose sheet is known to be open, in a game or at a table that has yet to begin.

        Raises:
            NotFound, Refused: see `own_of`.
        """
        if says_something(campaign, said):
            return proposal(campaign, character, said, before)
        plain = proposal(campaign, character, "", before)
        stands = tuple((_TITLES[each.kind], each.name) for each in plain.choices if each.why == "kept")
        chosen = await read_words(self.parts, campaign, place, said, lists_of(campaign), stands)
        if not chosen:
            return replace(plain, read_by="nobody", known=known_words(campaign))
        return replace(_proposal(campaign, character, merged(campaign, chosen, before), before), read_by="model")

    async def spend(self, game: Game, character: str, said: str, asked: Asked, *, scene_key: str = MAIN) -> Spending:
        """What these words would improve with what a level brought. Changes nothing. Raises NotFound."""
        state = await self._state(game, scene_key)
        plan = planned(state, character, said)
        if plan.take or plan.refused:
            return Spending(plan)
        place, better = Place(asked.player, asked.face, game, state.scene), list_of(state, character)
        chosen = await read_words(self.parts, state.campaign, place, said, (better,))
        return Spending(plan_of(state, character, chosen.get(better.key, ())), by_model=bool(chosen))

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
        Raises NotFound: it is nobody's, or was erased; Refused: a game that it plays in does not play what is said."""
        picks = await self._picks(character)
        changed = {} if shape is None else {"shape": shape, "good_at": shape.good_at}
        more = {} if ties is None else {"ties": tuple(" ".join(tie.split())[:200] for tie in ties if tie.strip())[:2]}
        for number in await self._games(character) if ties is not None else ():
            async with self.parts.database.read() as db:
                game = await load_game_by_id(db, number)
            await screen_words(self.parts, game, *more["ties"], said=True)
        async with self.parts.database.begin() as db:
            await change_picks(db, character, picks.model_copy(update={**changed, **more}))
            await db.commit()

    async def _games(self, character: str) -> tuple[int, ...]:
        async with self.parts.database.read() as db:
            return await load_games_with(db, character)

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
    """What these words make of a shape, by the rules alone. Raises NotFound, Refused: see `own_of`."""
    return _proposal(campaign, character, shaped(campaign, said, before), before)


def _proposal(campaign: Campaign, character: str, shape: Shape, before: Shape) -> Proposal:
    same = sheet_of_shape(campaign, shape) == own_of(campaign, character).sheet
    return Proposal(shape, choices(campaign, shape, before), same)


def shape_of(picks: CharacterPicks) -> Shape:
    """The shape that a player's picks stand for."""
    return picks.shape or Shape(good_at=picks.good_at)


__all__ = ["Proposal", "ShapeDesk", "Spending", "proposal", "shape_of"]

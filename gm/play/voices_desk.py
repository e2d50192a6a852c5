"""What faces call about characters and how it is told: relations, pace, voice, edits, writing together."""

from dataclasses import dataclass
from typing import Any, Final

from gm.domain.errors import Refused
from gm.domain.play import Game, SceneState, Turn
from gm.domain.scenes import lane_of
from gm.domain.table import Pace, TableSettings, VoiceChange
from gm.play import tellings
from gm.play.holding import SceneHolds
from gm.play.parts import EngineParts
from gm.play.relations import Relation, relations
from gm.play.screening import screen_words
from gm.play.told_how import liked_passages, lock_voice
from gm.play.words_mended import follow, mend_words
from gm.rules.drift import Drift, drift
from gm.store.campaigns import load_campaign
from gm.store.scenes import load_scene_of
from gm.store.table_settings import change_table
from gm.store.turns import load_beats, load_turn_by_number
from gm.store.witnesses import load_witnesses_of

_BACK: Final = 400
"""Beats that are looked through for whom somebody has met."""
LATELY: Final = 12
"""Narrations that are compared with what is liked."""


@dataclass(frozen=True, slots=True)
class VoiceNow:
    """How a game is told: what the table has changed, the passages that it likes, how far it has moved from them."""

    settings: TableSettings
    samples: tuple[str, ...]
    drift: tuple[Drift, ...]


class VoicesDesk:
    """Characters and voices of a game."""

    def __init__(self, parts: EngineParts, holds: SceneHolds) -> None:
        self._parts = parts
        self._holds = holds

    async def relations(self, game: Game, state: SceneState, character: str) -> tuple[Relation, ...]:
        """What those feel whom a character has met."""
        async with self._parts.database.read() as db:
            beats = await load_beats(db, state.scene.branch_id, limit=_BACK, lane=lane_of(state.world, state.scene.key))
            ids = [beat.turn_id for beat in beats]
            there = await load_witnesses_of(db, game.id, min(ids), max(ids)) if ids else {}
        shared = [there[turn] for turn in ids if character in there.get(turn, ())]
        return relations(state, character, frozenset().union(*shared))

    async def set_pace(self, game: Game, pace: Pace | None) -> TableSettings:
        """Tell it so from the next beat on; None: as the campaign has it."""
        return await self._change(game, pace=pace)

    async def set_premise(self, game: Game, words: str) -> TableSettings:
        """What this game is about. Raises Refused if it is too long."""
        words = " ".join(words.replace("\x00", "").split())
        if len(words) > 600:
            raise Refused("A premise takes 600 characters.", key="input.long", most=600)
        await screen_words(self._parts, game, words, said=True)
        return await self._change(game, premise=words)

    async def set_voice(self, game: Game, state: SceneState, **fields: Any) -> TableSettings:
        """Tell it otherwise than the campaign says; fields that are not named stay, all go where none is. Raises
        Refused for a value that its field does not take."""
        try:
            before = state.table.voice.model_dump() if fields else {}
            changed = VoiceChange.model_validate({**before, **fields})
        except ValueError:
            raise Refused("It cannot be told like that.", key="voice.unknown") from None
        await screen_words(self._parts, game, *changed.tone, said=True)  # what is to be avoided may be named
        return await self._change(game, voice=changed.model_dump())

    async def _change(self, game: Game, **fields: object) -> TableSettings:
        async with self._parts.database.begin() as db:
            changed = await change_table(db, game.id, fields)
            await db.commit()
        return changed

    async def lock(self, state: SceneState) -> tuple[str, ...]:
        """Keep the newest liked passages as samples for every narrator; gives them. Raises Refused if none are."""
        await lock_voice(self._parts, state)
        passages = await liked_passages(self._parts, state)
        if not passages:
            raise Refused("Nothing was liked yet.", remedy="Mark tellings that you like first.", key="voice.none")
        return passages

    async def unlock(self, game: Game) -> None:
        """Let the samples go."""
        await self._change(game, liked=())

    async def voice(self, game: Game, state: SceneState) -> VoiceNow:
        """How it is told now, and how far that is from what was liked."""
        passages = await liked_passages(self._parts, state)
        async with self._parts.database.read() as db:
            beats = await load_beats(db, state.scene.branch_id, limit=LATELY)
        now = [beat.narration for beat in beats if beat.narration and beat.kind == "action"]
        liked = passages or state.campaign.voice.samples
        return VoiceNow(state.table, passages, drift(liked, now, state.campaign.language))

    async def edit(
        self, game: Game, number: int, text: str, player: str, *, words: bool = False, anyone: bool = False
    ) -> Turn:
        """Let a turn read so from now on: its telling, or with `words` what its player wrote; memory follows.

        Raises:
            Refused, NotFound: no such turn on this branch, no words, too many, nothing of theirs is in it, or words of
                what this table does not play.
        """
        await screen_words(self._parts, game, text, said=words)
        async with self._parts.database.read() as db:
            turn = await load_turn_by_number(db, game.branch_id, number)
            scene = await load_scene_of(db, game.branch_id, turn.id)

        async def nobody() -> None:
            """Nobody needs to be told that we wait."""

        async with self._holds.hold(scene.id, on_wait=nobody) as lease:
            if words:
                mended = await mend_words(self._parts, scene, lease, turn.id, text, player, anyone=anyone)
            else:
                mended = await tellings.mend(self._parts, scene, lease, turn.id, text, player)
        await follow(self._parts, mended, await self._language(game), player)
        return mended

    async def _language(self, game: Game) -> str:
        async with self._parts.database.read() as db:
            return (await load_campaign(db, game.campaign_version)).language

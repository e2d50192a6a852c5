"""What faces call about characters and voices: who feels how about whom. Nothing is bought."""

from gm.domain.play import Game, SceneState
from gm.play.parts import EngineParts
from gm.play.relations import Relation, relations
from gm.store.turns import load_beats
from gm.store.witnesses import load_witnesses_of

_BACK = 400
"""Beats that are looked through for whom somebody has met."""


class VoicesDesk:
    """Characters and voices of a game."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def relations(self, game: Game, state: SceneState, character: str) -> tuple[Relation, ...]:
        """What those feel whom a character has met."""
        async with self._parts.database.read() as db:
            beats = await load_beats(db, state.scene.branch_id, limit=_BACK)
            ids = [beat.turn_id for beat in beats]
            there = await load_witnesses_of(db, game.id, min(ids), max(ids)) if ids else {}
        shared = [there[turn] for turn in ids if character in there.get(turn, ())]
        return relations(state, character, frozenset().union(*shared))

"""How a scene is told: the campaign's voice, what the table has changed of it, its pace, liked passages."""

import contextlib
from functools import lru_cache
from typing import Final

from gm.domain.campaign import Voice
from gm.domain.errors import NotFound
from gm.domain.play import SceneState
from gm.domain.table import Pace, VoiceChange
from gm.memory.gists import first_sentences
from gm.play.parts import EngineParts
from gm.prompting.same import Same
from gm.store.beats import load_told_apart
from gm.store.marks import load_hidden_turns
from gm.store.steers import is_set_aside
from gm.store.table_settings import change_table, load_table
from gm.store.tellings import load_rated_turns
from gm.store.texts import ERASED
from gm.store.turns import load_turn, load_turn_by_number

SAMPLES: Final = 3
"""Liked passages in a prompt."""
_LENGTH: Final = {"short": 0.6, "usual": 1.0, "long": 1.6}
_PACED: Final = {"brisk": 0.75, "scene": 1.0, "slow": 1.25}
PASSAGE: Final = 420
"""Characters of a passage."""


def voice_of(state: SceneState, liked: tuple[str, ...] = ()) -> Voice:
    """The voice that stands in the stable part of a prompt. The same value is the same object."""
    return _voice(Same(state.campaign.voice), state.table.voice, liked)


@lru_cache(maxsize=256)
def _voice(base: Same[Voice], change: VoiceChange, liked: tuple[str, ...]) -> Voice:
    voice = base.value
    more: dict[str, object] = {
        "person": change.person or voice.person,
        "tense": change.tense or voice.tense,
        "tone": change.tone or voice.tone,
        "avoid": (*voice.avoid, *(each for each in change.avoid if each not in voice.avoid)),
        "samples": (*liked, *voice.samples)[: max(SAMPLES, len(voice.samples))] if liked else voice.samples,
    }
    return (
        voice if all(getattr(voice, name) == value for name, value in more.items()) else voice.model_copy(update=more)
    )


def pace_now(state: SceneState) -> Pace | None:
    """The pace that the table asks for, where that is another than the campaign's; it stands in the tail."""
    asked = state.table.pace
    return asked if asked is not None and asked != state.campaign.voice.pace else None


def words_for(state: SceneState, words: int) -> int:
    """A target length as the table's voice and pace have it."""
    pace = pace_now(state)
    scale = _LENGTH[state.table.voice.length or "usual"] * (
        _PACED[pace] / _PACED[state.campaign.voice.pace] if pace else 1
    )
    return max(20, round(words * scale))


async def liked_passages(parts: EngineParts, state: SceneState) -> tuple[str, ...]:
    """Beginnings of the tellings that this table has locked as its voice, as they read now."""
    async with parts.database.read() as db:
        liked = (await load_table(db, state.game.id)).liked
        if not liked:
            return ()
        hidden = await load_hidden_turns(db, state.game.id) | await load_told_apart(db, liked)
        told = [
            turn.narration or ""
            for each in liked
            if each not in hidden
            and not await is_set_aside(db, each)
            and (turn := await load_turn(db, each, branch_id=state.scene.branch_id)).status == "done"
        ]
    return tuple(first_sentences(text, PASSAGE) for text in told if text and text != ERASED)


async def lock_voice(parts: EngineParts, state: SceneState, *, before: int | None = None) -> tuple[int, ...]:
    """Choose the newest liked passages, of turns before number `before` if one is given, and keep them as samples.
    Gives the ids of their turns. Where nobody has liked anything since, what was chosen stays."""
    async with parts.database.begin() as db:
        rated = await load_rated_turns(db, state.game.id)
        scores: dict[int, int] = {}
        for each in rated:
            scores[each.number or 0] = scores.get(each.number or 0, 0) + each.good - each.weak
        numbers = [n for n in sorted(scores, reverse=True) if scores[n] > 0 and (before is None or n < before)]
        found = []
        for number in numbers[:SAMPLES]:
            with contextlib.suppress(NotFound):  # of another branch
                turn = await load_turn_by_number(db, state.scene.branch_id, number)
                found += [turn.id] if turn.status == "done" else []
        if found:
            await change_table(db, state.game.id, {"liked": tuple(found)})
            await db.commit()
    return tuple(found)

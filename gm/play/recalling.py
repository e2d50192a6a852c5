"""Stage 4: what a turn is given of the past, per lane (scene and role), up to a recorded watermark.

Between two compactions the verbatim transcript only grows at its end, so that a provider's prefix cache covers it.
"""

import contextlib
from dataclasses import replace
from typing import Any, Final

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.errors import ContextOverflow
from gm.domain.play import SceneState
from gm.domain.ruling_brief import PrecedentView, RulingBrief
from gm.domain.scenes import Lane, lane_of
from gm.models.routes import OFFLINE
from gm.play.briefs import Recollection
from gm.play.chronicling import at_place, place_of, retold, told_before
from gm.play.from_afar import as_known, readers_of, standing_with
from gm.play.minding import minded
from gm.play.parts import EngineParts
from gm.play.remembered import remembered
from gm.play.told_how import lock_voice
from gm.prompting.compaction import transcript_start
from gm.prompting.layout import LaneBudget, beat_tokens, lane_budget, place_tokens
from gm.rules.precedents import LOOK_BACK, like_cases, past_cases
from gm.store.beats import with_notes
from gm.store.marks import load_hidden_turns
from gm.store.objections import load_reasoned
from gm.store.turns import load_beats
from gm.store.windows import load_erasures, load_window, record_window


async def recall(
    parts: EngineParts,
    state: SceneState,
    bare: NarrationBrief | RulingBrief,
    *,
    role: Role,
    turn_id: int | None = None,
) -> Recollection:
    """The lane's recollection. Where the transcript has outgrown its share it is compacted first, and that is kept.

    `bare` is the turn's brief before anything is remembered: it tells how much room the lane has. Without `turn_id`
    nothing is kept.
    """
    scene = state.scene
    of = lane_of(state.world, scene.key)
    readers = readers_of(state, [entry.character for entry in bare.inputs])
    async with parts.database.read() as db:
        start, told = await load_window(db, scene.id, role)
        erasures = await load_erasures(db, scene.id)
        hidden = await load_hidden_turns(db, state.game.id)
        beats = await load_beats(db, scene.branch_id, first=start, lane=of)
        if not beats and start > 1:  # undo has taken everything since the last compaction
            beats = await load_beats(db, scene.branch_id, limit=_BEATS_BACK, lane=of)
        if role is Role.ADJUDICATOR:
            beats = await with_notes(db, beats)
        beats = await as_known(db, state, beats, readers)
    templates = parts.templates_of(state)
    budget = _budget(parts, state, bare, role)
    moved = transcript_start(
        beats,
        start,
        budget=budget.transcript - _taken_by(parts, state, bare, budget, place_of(told or ())),
        tokens=lambda beat: beat_tokens(beat, role=role, templates=templates, counter=parts.counter),
    )
    if moved > 1 and (moved != start or told is None):
        kept = told if moved > start or told is None else None  # after a long undo it is chosen from the beginning
        told = await retold(parts, scene.branch_id, moved, kept=kept, budget=budget.chronicle, lane=of, readers=readers)
        told = at_place(told, state.place_id) if role is Role.ADJUDICATOR else told
        if turn_id is not None:
            async with parts.database.begin() as db:
                await record_window(db, scene.id, role, moved, told)
                await db.commit()
            if role is Role.NARRATOR:
                await lock_voice(parts, state, before=moved)
    beats = tuple(beat for beat in beats if beat.number >= moved and (beat.narration or beat.kind == "gm"))
    beats = tuple(beat for beat in beats if beat.turn_id not in hidden and not beat.is_blank)
    lane = (scene.id, moved, erasures)
    chronicle = await told_before(parts, scene.branch_id, told or (), erasures, readers)
    there = standing_with(state, bare.inputs)
    mind = await minded(parts, there, [entry.text for entry in bare.inputs], role=role, start=moved)
    memories = await remembered(parts, there, bare, role=role, before=moved, turn_id=turn_id, told=chronicle)
    return Recollection(
        beats, chronicle, await _told(parts, state, lane, role, of, readers), mind, memories, place_of(told or ())
    )


async def precedents(parts: EngineParts, state: SceneState, brief: RulingBrief) -> tuple[PrecedentView, ...]:
    """How like attempts were ruled before in this game."""
    first = max(1, brief.turn_number - LOOK_BACK)
    async with parts.database.read() as db:
        rulings = await load_reasoned(
            db,
            state.scene.branch_id,
            first=first,
            last=brief.turn_number - 1,
            lane=lane_of(state.world, state.scene.key),
        )
    return like_cases(past_cases(rulings), brief)


_BEATS_BACK = 40
"""How far back is looked for beats to show after a long undo."""


_Lane = tuple[int, int, int]
"""Scene, first turn of the transcript, and how often words were erased from the game."""


async def _told(
    parts: EngineParts, state: SceneState, lane: _Lane, role: Role, of: Lane | None, readers: frozenset[str]
) -> tuple[str, ...]:
    """Narrations of the beats just before the transcript, for the offline narrator; kept like the chronicle."""
    _, before, _ = lane
    if before <= 1 or role is not Role.NARRATOR:
        return ()
    key = (*lane, readers)
    kept = parts.told.get(key)
    if kept is None:
        async with parts.database.read() as db:
            beats = await load_beats(db, state.scene.branch_id, last=before - 1, limit=_TOLD_BEATS, lane=of)
            beats = await as_known(db, state, beats, readers)
        kept = tuple(beat.narration for beat in beats if beat.narration)
        if len(parts.told) >= _KEPT_TOLD:
            parts.told.clear()
        parts.told[key] = kept
    return kept


_TOLD_BEATS = 240
"""How many of them: more cost time and help only in very long games."""

_KEPT_TOLD = 16
"""Games whose older narrations are kept in memory."""

_KEPT_LANES = 256


SPARED: Final = 150
"""Tokens of the tail that a pinned place saves, at least."""


def _taken_by(
    parts: EngineParts, state: SceneState, bare: NarrationBrief | RulingBrief, budget: LaneBudget, place: str
) -> int:
    """Tokens of the place that is told ahead of the transcript: of the one that the next compaction would choose, if
    that is more, so that it does not fill the room at once."""
    if not isinstance(bare, RulingBrief):
        return 0
    room: dict[str, Any] = {"window": budget.limit, "reply_tokens": 0}
    made: dict[str, Any] = {"templates": parts.templates_of(state), "counter": parts.counter}
    places = {place, state.place_id} if place else set()
    taken = max((place_tokens(replace(bare, pinned=each), **made, **room) for each in places), default=0)
    return max(taken - SPARED, 0)


def _budget(parts: EngineParts, state: SceneState, bare: NarrationBrief | RulingBrief, role: Role) -> LaneBudget:
    """Of the first candidate whose window holds what no prompt can do without; of nobody's, where there is none: then
    code goes on, and it reads prompts of any length."""
    windows = tuple(parts.window(role, each) for each in (*parts.door.routes.route(role).candidates, OFFLINE))
    key = (state.game.campaign_version, state.game.id, role, windows)
    budget = parts.budgets.get(key)
    if budget is None:
        budget = _first_room(parts, state, bare, role, windows)
        if len(parts.budgets) >= _KEPT_LANES:
            parts.budgets.clear()
        parts.budgets[key] = budget
    return budget


def _first_room(
    parts: EngineParts, state: SceneState, bare: NarrationBrief | RulingBrief, role: Role, windows: tuple[int, ...]
) -> LaneBudget:
    made: dict[str, Any] = {"templates": parts.templates_of(state), "counter": parts.counter}
    for window in windows[:-1]:
        with contextlib.suppress(ContextOverflow):
            return lane_budget(bare, **made, window=window, reply_tokens=parts.reply_tokens(role, window))
    return lane_budget(bare, **made, window=windows[-1], reply_tokens=parts.reply_tokens(role, windows[-1]))

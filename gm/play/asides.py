"""What a game master asks of the narrator in private: kept beside history, given to the beats that it is for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gm.domain.brief import Aside, NarrationBrief
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game, SceneState
from gm.domain.scenes import lane_of
from gm.play.loading import view_state
from gm.play.parts import EngineParts
from gm.store.games import load_scene
from gm.store.gm_notes import GmNote, load_notes, record_note, remove_note
from gm.store.turn_queries import FOREVER, load_numbers_on_lane
from gm.store.turns import load_last_turn

MAX_NOTE: Final = 500
"""Characters of a note: it stands in every prompt that it is for."""
MAX_NOTES: Final = 8
"""Notes that may stand at a time."""


async def with_asides(parts: EngineParts, state: SceneState, brief: NarrationBrief) -> NarrationBrief:
    """The brief with the notes that are for this beat."""
    notes = [note for note, _ in await _for_beat(parts, state, brief.turn_number)]
    return replace(brief, asides=tuple(Aside(note.text, note.player) for note in notes)) if notes else brief


async def standing(parts: EngineParts, game: Game, scene_key: str) -> tuple[tuple[GmNote, int | None], ...]:
    """The notes that hold for the next beat of a scene, each with how many of its beats it still holds for (None: until
    removed)."""
    async with parts.database.read() as db:
        scene = await load_scene(db, game.branch_id, scene_key)
    return await _for_beat(parts, await view_state(parts, game, scene), FOREVER)


async def _for_beat(parts: EngineParts, state: SceneState, number: int) -> tuple[tuple[GmNote, int | None], ...]:
    """The notes that hold for the beat of that number. Each scene counts its own beats, and those of the scene that it
    came out of up to then: what the others play meanwhile uses no note up."""
    lane, branch = lane_of(state.world, state.scene.key), state.scene.branch_id
    async with parts.database.read() as db:
        notes = await load_notes(db, state.game.id)
        most = max((note.beats or 0 for note in notes), default=0)  # notes that are over are not looked at one by one
        lately = await load_numbers_on_lane(db, branch, lane, before=number, most=most) if most else ()
    found = ((note, _left(note, lately)) for note in notes)
    return tuple((note, left) for note, left in found if left is None or left > 0)


def _left(note: GmNote, lately: Sequence[int]) -> int | None:
    """For how many beats it still holds; None: until it is removed."""
    if note.beats is None or note.after_number is None:
        return None
    return note.beats - sum(each > note.after_number for each in lately)


async def take_note(
    parts: EngineParts, game: Game, player: str, text: str, *, beats: int | None, scene_key: str
) -> int:
    """Keep a note for the next `beats` beats of each scene (None: until it is removed); gives its number.

    Raises:
        Refused: empty, too long, or too many stand already.
    """
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        raise Refused("Nothing was said.", key="input.empty")
    if len(text) > MAX_NOTE:
        raise Refused(f"A note takes {MAX_NOTE} characters.", key="input.long", most=MAX_NOTE)
    if len(await standing(parts, game, scene_key)) >= MAX_NOTES:
        raise Refused(f"{MAX_NOTES} notes stand already.", remedy="Remove one first.", key="note.many", most=MAX_NOTES)
    async with parts.database.begin() as db:
        last = await load_last_turn(db, game.branch_id, include_undone=True)
        after = 0 if last is None else last.number
        number = await record_note(db, game.id, player, text, after_number=after, beats=beats, now=parts.clock.now())
        await db.commit()
    return number


async def drop_note(parts: EngineParts, game: Game, number: int) -> None:
    """Take a note away. Raises NotFound."""
    async with parts.database.begin() as db:
        if not await remove_note(db, game.id, number, parts.clock.now()):
            raise NotFound(f"There is no note {number}.", key="note.none", number=number)
        await db.commit()

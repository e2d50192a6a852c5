"""What a game master asks of the narrator in private: kept beside history, given to the beats that it is for."""

from dataclasses import replace
from typing import Final

from gm.domain.brief import Aside, NarrationBrief
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game
from gm.play.parts import EngineParts
from gm.store.gm_notes import GmNote, load_notes, record_note, remove_note
from gm.store.turns import load_last_turn

MAX_NOTE: Final = 500
"""Characters of a note: it stands in every prompt that it is for."""
MAX_NOTES: Final = 8
"""Notes that may stand at a time."""


async def with_asides(parts: EngineParts, game: Game, brief: NarrationBrief) -> NarrationBrief:
    """The brief with the notes that are for this beat."""
    async with parts.database.read() as db:
        notes = await load_notes(db, game.id, number=brief.turn_number)
    return replace(brief, asides=tuple(Aside(note.text, note.player) for note in notes)) if notes else brief


async def standing(parts: EngineParts, game: Game) -> tuple[tuple[GmNote, int | None], ...]:
    """The notes that hold for the next beat, each with how many beats it still holds for (None: until removed)."""
    after = await _next(parts, game)
    async with parts.database.read() as db:
        notes = await load_notes(db, game.id, number=after)
    return tuple((note, None if note.until_number is None else note.until_number - after + 1) for note in notes)


async def take_note(parts: EngineParts, game: Game, player: str, text: str, *, beats: int | None) -> int:
    """Keep a note for the next `beats` beats (None: until it is removed); gives its number.

    Raises:
        Refused: empty, too long, or too many stand already.
    """
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        raise Refused("Nothing was said.", key="input.empty")
    if len(text) > MAX_NOTE:
        raise Refused(f"A note takes {MAX_NOTE} characters.", key="input.long", most=MAX_NOTE)
    if len(await standing(parts, game)) >= MAX_NOTES:
        raise Refused(f"{MAX_NOTES} notes stand already.", remedy="Remove one first.", key="note.many", most=MAX_NOTES)
    until = None if beats is None else await _next(parts, game) + beats - 1
    async with parts.database.begin() as db:
        number = await record_note(db, game.id, player, text, until_number=until, now=parts.clock.now())
        await db.commit()
    return number


async def drop_note(parts: EngineParts, game: Game, number: int) -> None:
    """Take a note away. Raises NotFound."""
    async with parts.database.begin() as db:
        if not await remove_note(db, game.id, number, parts.clock.now()):
            raise NotFound(f"There is no note {number}.", key="note.none", number=number)
        await db.commit()


async def _next(parts: EngineParts, game: Game) -> int:
    async with parts.database.read() as db:
        last = await load_last_turn(db, game.branch_id, include_undone=True)
    return 1 if last is None else last.number + 1

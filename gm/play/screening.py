"""What is sent to a table is looked at before it is received: what the table does not play never enters its history."""

from collections.abc import Sequence

from gm.domain.play import Game, PlayerInput
from gm.play.bounds import load_played, refuse
from gm.play.parts import EngineParts
from gm.rules.safety.finding import Touch, bounds_of
from gm.store.inputs import is_received


async def screen(parts: EngineParts, game: Game, inputs: Sequence[PlayerInput]) -> None:
    """Look at inputs that are new. One that was received before a line was drawn is played on.

    Raises:
        Refused: one of them touches a line, or is stronger than the table's rating. What is veiled may be wished for.
    """
    touch = await _touched(parts, game, inputs)
    if touch is not None:
        raise await refuse(parts, game, touch, "input")


async def screen_words(parts: EngineParts, game: Game, *texts: str, said: bool = False) -> None:
    """The same for words alone: what is told, and what something is called that others see. Not `said`: a game master
    tells them, who does not show what is veiled either.

    Raises:
        Refused: as `screen`.
    """
    async with parts.database.read() as db:
        touch = bounds_of(await load_played(db, parts, game)).first(texts, said=said)
    if touch is not None:
        raise await refuse(parts, game, touch, "input")


async def _touched(parts: EngineParts, game: Game, inputs: Sequence[PlayerInput]) -> Touch | None:
    async with parts.database.read() as db:
        bounds = bounds_of(await load_played(db, parts, game))
        for entry in inputs:
            touch = bounds.touched(entry.text, said=True)
            if touch is not None and not await is_received(db, game.id, entry.face, entry.source_id):
                return touch
    return None

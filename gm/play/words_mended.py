"""What somebody wrote, corrected after it was played, and what follows it: index, summaries, facts noted from it."""

from typing import Final

from gm.domain.errors import NotFound, Refused
from gm.domain.facts import mark_of_fact
from gm.domain.play import Lease, Scene, Turn
from gm.memory.terms import terms
from gm.play.parts import EngineParts
from gm.store.facts import load_facts
from gm.store.marks import load_marks, record_mark
from gm.store.steers import is_set_aside
from gm.store.turns import load_turn
from gm.store.words_mended import mend_input

MOST: Final = 4_000
"""Characters that somebody's words may have: what a turn takes."""
SUPPORT: Final = 0.5
"""Share of a noted fact's words that must still stand in its turn."""


async def mend_words(
    parts: EngineParts, scene: Scene, lease: Lease, turn_id: int, text: str, player: str, *, anyone: bool = False
) -> Turn:
    """Let a player's own words in a turn read so from now on; `anyone`: whoever wrote them. What happened stays.

    Raises:
        Refused: no words, too many, or the beat was set aside. NotFound: nothing of theirs is in it.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "").strip()
    if not text:
        raise Refused("Nothing would be left of this turn. Undo takes it back.", key="mend.nothing")
    if len(text) > MOST:
        raise Refused("That is too long for one turn.", key="mend.long")
    async with parts.database.begin() as db:
        turn = await load_turn(db, turn_id, branch_id=scene.branch_id)
        theirs = [entry for entry in turn.inputs if anyone or entry.input.player == player]
        if turn.status != "done" or not theirs:
            raise NotFound("You have said nothing in that turn.", key="mend.not_yours")
        if await is_set_aside(db, turn_id):
            raise Refused("That was set aside.", key="undo.set_aside")
        await mend_input(db, lease, turn_id, theirs[0].id, text)
        await db.commit()
    parts.gists.clear()
    parts.told.clear()
    async with parts.database.read() as db:
        return await load_turn(db, turn_id, branch_id=scene.branch_id)


async def follow(parts: EngineParts, turn: Turn, language: str, player: str) -> int:
    """Leave facts out that were noted from a turn and that its words, as they read now, no longer hold; gives how many.
    What people wrote down themselves stays."""
    words = " ".join((turn.narration or "", *(entry.input.text for entry in turn.inputs)))
    there = set(terms(words, language))
    dropped = 0
    async with parts.database.begin() as db:
        marks = await load_marks(db, turn.game_id)
        for fact in await load_facts(db, turn.branch_id, marks):
            if fact.turn_id != turn.id or fact.writer in ("player", "gm") or fact.locked:
                continue
            held = set(terms(fact.text, language))
            if held and len(held & there) < SUPPORT * len(held):
                await record_mark(
                    db,
                    turn.game_id,
                    mark_of_fact(fact.number),
                    "hide",
                    player=player,
                    after=turn.number,
                    now=parts.clock.now(),
                )
                dropped += 1
        await db.commit()
    return dropped


__all__ = ["follow", "mend_words"]

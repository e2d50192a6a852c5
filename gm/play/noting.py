"""What a scribe notes beside a summary becomes facts: checked, then kept as hearsay with the turn they come from."""

import contextlib

from gm.domain.chronicle import Span
from gm.domain.errors import Conflict
from gm.domain.play import Beat
from gm.memory.fact_notes import SpanTurn, facts_of_reply
from gm.memory.scribe import Keep, KeepFacts
from gm.play.parts import EngineParts
from gm.store.facts import load_facts, load_game_of, record_fact
from gm.store.games import load_game_by_id
from gm.store.marks import load_marks
from gm.store.own import load_cast
from gm.store.turns import load_beats
from gm.store.tx import Db
from gm.store.witnesses import load_witnesses_of


def keeping_notes(parts: EngineParts) -> KeepFacts:
    """What takes a scribe's notes: see `KeepFacts`."""

    async def keep(branch_id: int, span: Span, facts: object) -> Keep:
        return await keep_notes(parts, branch_id, span, facts)

    return keep


async def keep_notes(parts: EngineParts, branch_id: int, span: Span, found: object) -> Keep:
    """What writes those of a reply's notes that may be kept. The same notes twice are kept once."""
    async with parts.database.read() as db:
        game = await load_game_by_id(db, await load_game_of(db, branch_id))
        campaign = await load_cast(db, game)
        beats = await load_beats(
            db, branch_id, first=span.first_number, last=span.last_number, lane=((span.scene, None),)
        )
        ids = [beat.turn_id for beat in beats]
        there = await load_witnesses_of(db, game.id, min(ids), max(ids)) if ids else {}
        standing = await load_facts(db, branch_id, await load_marks(db, game.id))
    turns = [_span_turn(beat, tuple(sorted(there.get(beat.turn_id, ())))) for beat in beats]
    kept, _ = facts_of_reply(found, turns, campaign, standing)

    async def write(db: Db) -> None:
        for note in kept:
            with contextlib.suppress(Conflict):  # somebody has worded it anew meanwhile: theirs stands
                await record_fact(
                    db,
                    game.id,
                    branch_id,
                    note.fact,
                    turn_id=note.turn_id,
                    replaces=note.replaces,
                    now=parts.clock.now(),
                )

    return write


def _span_turn(beat: Beat, witnesses: tuple[str, ...]) -> SpanTurn:
    said = " ".join(f"{who}: {words}" for who, words in beat.inputs)
    return SpanTurn(beat.number, beat.turn_id, f"{said} {beat.outcome_line} {beat.narration}", beat.minutes, witnesses)

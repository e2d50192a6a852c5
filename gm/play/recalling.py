"""Stage 4: what a turn is given of the past, per lane (scene and role), up to a recorded watermark.

Between two compactions the verbatim transcript only grows at its end, so that a provider's prefix cache covers it.
"""

from gm.domain.calls import Role
from gm.domain.play import Beat, Scene
from gm.play.briefs import Recollection
from gm.play.parts import EngineParts
from gm.prompting.compaction import transcript_start
from gm.store.turns import load_beats, load_gists
from gm.store.windows import load_window, record_window


async def recall(parts: EngineParts, scene: Scene, role: Role) -> Recollection:
    """The lane's recollection. Where the transcript has outgrown its share, it is compacted first, and that is kept."""
    async with parts.database.read() as db:
        start = await load_window(db, scene.id, role)
        beats = await load_beats(db, scene.branch_id, first=start)
        gists = await load_gists(db, scene.branch_id, before=start) if start > 1 else ()
    moved = transcript_start(
        beats, start, window=parts.door.candidate(role).context_window, counter=parts.counter, role=role
    )
    if moved != start:
        async with parts.database.begin() as db:
            await record_window(db, scene.id, role, moved)
            await db.commit()
        gists = (*gists, *((beat.number, beat.gist) for beat in beats if beat.number < moved))
        beats = tuple(beat for beat in beats if beat.number >= moved)
    return Recollection(transcript=_shown(beats), chronicle=tuple(gist for _, gist in gists if gist))


def _shown(beats: tuple[Beat, ...]) -> tuple[Beat, ...]:
    return tuple(beat for beat in beats if beat.narration)

"""What stands before a prompt's transcript, read from the store: chosen at a compaction, then only read again."""

from collections.abc import Sequence
from typing import Final

from gm.domain.scenes import Lane, in_lane
from gm.memory.chronicle import Past, choose
from gm.play.parts import EngineParts
from gm.store.summaries import load_standing, load_summaries
from gm.store.turns import load_gists

RECENT: Final = 40
"""Spans of each level, beside all arcs, that a chronicle may be folded from."""
_KEPT: Final = 256


def at_place(refs: Sequence[str], place: str) -> tuple[str, ...]:
    """The references, with the place whose fixed part stands behind them (`gm.prompting.pinned_place`)."""
    return (f"@{place}", *refs)


def place_of(refs: Sequence[str]) -> str:
    """That place; '' where none was chosen."""
    return refs[0][1:] if refs and refs[0].startswith("@") else ""


def _told(refs: Sequence[str] | None) -> Sequence[str] | None:
    return refs[1:] if refs and refs[0].startswith("@") else refs


async def retold(
    parts: EngineParts,
    branch_id: int,
    before: int,
    *,
    kept: Sequence[str] | None,
    budget: int,
    lane: Lane | None = None,
    readers: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """What tells the turns before `before` from now on (`gm.memory.chronicle`), of those that a lane goes on from, to
    these readers (ids of characters)."""
    kept = _told(kept)
    async with parts.database.read() as db:
        standing = [
            each
            for each in await load_standing(db, branch_id)
            if each.span.last_number < before and in_lane(lane, each.span.scene, each.span.last_number)
        ]
        wanted = [each.id for each in standing if each.span.level == "arc"]
        for level in ("session", "scene"):
            wanted += [each.id for each in standing if each.span.level == level][-RECENT:]
        named = [int(ref[1:].partition("/")[0]) for ref in kept or () if ref.startswith("s")]
        summaries = await load_summaries(db, {*wanted, *named})
        past = Past(summaries)
        reach = past.reach(kept) if kept else 0
        covered = max((each.span.last_number for each in summaries), default=0)
        gists = [int(ref[1:]) for ref in kept or () if ref.startswith("g")]
        first = min([reach or covered, covered, *gists])
        told = await load_gists(db, branch_id, before=before, first=first, lane=lane, readers=readers)
        past = Past(summaries, dict(told))
    return choose(past, before, kept=kept, budget=budget, size=lambda line: parts.counter.count(f"- {line}\n"))


async def told_before(
    parts: EngineParts, branch_id: int, refs: Sequence[str], erasures: int, readers: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The lines of these references. They change only with compaction, undo or erasing: kept between turns."""
    refs = _told(refs) or ()
    if not refs:
        return ()
    key = (branch_id, tuple(refs), erasures, readers)
    lines = parts.gists.get(key)
    if lines is None:
        gists = [int(ref[1:]) for ref in refs if ref.startswith("g")]
        async with parts.database.read() as db:
            summaries = await load_summaries(
                db, [int(ref[1:].partition("/")[0]) for ref in refs if ref.startswith("s")]
            )
            told: tuple[tuple[int, str], ...] = ()
            if gists:
                told = await load_gists(db, branch_id, first=gists[0], before=gists[-1] + 1, readers=readers)
        lines = Past(summaries, dict(told)).lines(refs)
        if len(parts.gists) >= _KEPT:
            parts.gists.clear()
        parts.gists[key] = lines
    return lines

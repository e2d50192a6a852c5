"""Transcripts brought into a game as old chats, and recalled as players do it: what that costs."""

import resource
import sys
import time
from collections.abc import Sequence

from gm.app import SystemClock
from gm.bench.memory_sets import Transcripts
from gm.bench.report import Measure, percentile, progress
from gm.bench.table import open_table
from gm.domain.chat import ChatLine
from gm.domain.memory import RecallQuery
from gm.memory.archiving import import_lines


async def import_and_recall(found: Transcripts, queries: Sequence[str]) -> list[Measure]:
    """Import all sessions into one game on SQLite, then recall each query."""
    async with open_table() as (app, game):
        clock, start = SystemClock(), time.perf_counter()
        turns = 0
        for sitting in found.sittings:
            progress(f"import of {sitting.name}")
            lines = [ChatLine(speaker=", ".join(line.speakers), text=line.text) for line in sitting.lines]
            turns += len(lines)
            await import_lines(
                app.database,
                game,
                lines,
                title=sitting.name,
                source=sitting.name,
                owner="bench",
                now=clock.now(),
                recall=app.recall,
            )
        rate = turns / (time.perf_counter() - start)
        times = []
        for text in queries:
            before = time.process_time()
            await app.recall.search(game, game.branch_id, RecallQuery(text=text, limit=10))
            times.append((time.process_time() - before) * 1000)
    return [
        Measure("import into one game", rate, "turns/s", 3000, "at least"),
        Measure("recall through the service, CPU, median", percentile(times, 0.5), "ms", 20),
        Measure("recall through the service, CPU, p99", percentile(times, 0.99), "ms", 60),
        Measure("indexes in memory", app.recall.indexes.nbytes() / 1e6, "MB", 300),
        Measure("the whole process at its largest, with this benchmark's own copies", _largest(), "MB"),
    ]


def _largest() -> float:
    """Megabytes that this process has held at most."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1024

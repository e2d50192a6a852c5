"""Transcripts brought into a game as old chats, and recalled as players do it: what that costs."""

import asyncio
import time
from collections.abc import Sequence

from gm.app import SystemClock
from gm.bench.memory_child import recall_apart
from gm.bench.memory_sets import Transcripts
from gm.bench.report import Measure, percentile, progress
from gm.bench.table import open_table
from gm.domain.chat import ChatLine
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
        url = str(app.settings.database_url)
        apart = await asyncio.to_thread(recall_apart, url, game.name, queries)
        times = apart["times"]
    return [
        Measure("import into one game", rate, "turns/s", 3000, "at least"),
        Measure("recall through the service, CPU, median", percentile(times, 0.5), "ms", 20),
        Measure("recall through the service, CPU, p99", percentile(times, 0.99), "ms", 60),
        Measure("the first recall, which reads the index, CPU", apart["opening"], "ms"),
        Measure("memory of a process that only recalls", apart["grown"], "MB", 300),
        Measure("the same at its largest", apart["most"], "MB"),
        Measure("indexes in memory", app.recall.indexes.nbytes() / 1e6, "MB", 300),
    ]

"""A process of its own that opens a game and recalls, so that what that costs is not mixed with a benchmark's own
copies: `python -m gm.bench.memory_child URL GAME`, with queries as a JSON list on stdin. Prints JSON.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gm.domain.memory import RecallQuery
from gm.memory.recall import Recall
from gm.store.database import Database
from gm.store.games import load_game


def recall_apart(url: str, game: str, queries: Sequence[str]) -> dict[str, Any]:
    """Start such a process. Gives milliseconds of CPU of each recall (`times`, after one that brings the index into
    memory: `opening`), and megabytes by which the process grew (`grown`; `most`: at its largest)."""
    command = [sys.executable, "-m", "gm.bench.memory_child", url, game]
    done = subprocess.run(command, input=json.dumps(list(queries)), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def _recalled(url: str, name: str, queries: Sequence[str]) -> dict[str, Any]:
    database = await Database.open(url)
    try:
        async with database.read() as db:
            game = await load_game(db, name)
        import numpy as np

        np.zeros(1)  # the library itself is not the game's memory
        before = _resident()
        recall, times = Recall(database), []
        for text in (*queries[:1], *queries):
            start = time.process_time()
            await recall.search(game, game.branch_id, RecallQuery(text=text, limit=10))
            times.append((time.process_time() - start) * 1000)
        return {
            "opening": times[0],
            "times": times[1:],
            "grown": _resident() - before,
            "most": _largest() - before,
        }
    finally:
        await database.close()


def _resident() -> float:
    """Megabytes that this process holds now; where the system does not say, at most."""
    file = Path("/proc/self/statm")
    if not file.exists():
        return _largest()
    return int(file.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _largest() -> float:
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):  # `getrusage` would count the process that started this one as well
            return int(line.split()[1]) * 1024 / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


if __name__ == "__main__":
    result = asyncio.run(_recalled(sys.argv[1], sys.argv[2], json.load(sys.stdin)))
    print(json.dumps(result))  # noqa: T201 - its output is its purpose

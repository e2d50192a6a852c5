"""`gm bench turn`: what the engine adds to a turn, all but waiting for models.

Scripted models answer at once, so the wall-clock time of a turn is the engine's own. Measured around turn 50 and around
the last turn of a long game; then with litellm against a server on loopback, where the server's own time is part of it.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gm.bench.loopback import bare_client, loopback_server
from gm.bench.report import Measure, Report, append_floor, parser, percentile, print_report, progress
from gm.bench.table import LINES, NARRATION, open_table, play_line
from gm.domain.calls import Candidate
from gm.models.backend import LitellmBackend

WARM = 30


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("turn", __doc__ or "")
    args.add_argument("--turns", type=int, default=2000, help="length of the long game (2000)")
    options = args.parse_args(argv)
    return print_report(asyncio.run(measure(options.turns)), as_json=options.json)


async def measure(turns: int) -> Report:
    """Play the long game and the litellm one, and compare."""
    times: list[float] = []
    async with open_table() as (app, game):
        character = (await app.engine.state(game)).present()[0]
        for number in range(turns):
            start = time.perf_counter()
            await play_line(app, game, number, character=character)
            times.append((time.perf_counter() - start) * 1000)
            if number % 200 == 0:
                progress(f"turn {number} of {turns}")
        stored = _stored_bytes(Path(app.settings.home) / "gm.db")
    early, late = times[WARM:130], times[-100:]
    litellm, floor = await _with_litellm(200)
    return Report(
        "turn",
        (
            Measure("turn overhead around turn 50, median", percentile(early, 0.5), "ms", 25),
            Measure("turn overhead around turn 50, p99", percentile(early, 0.99), "ms", 80),
            Measure(f"turn overhead around turn {turns}, median", percentile(late, 0.5), "ms"),
            Measure("late against early, medians", percentile(late, 0.5) / percentile(early, 0.5), "times", 1.2),
            Measure("with litellm to loopback, median", percentile(litellm, 0.5), "ms", 50),
            Measure("stored a turn beyond texts and text indexes", stored / turns, "bytes", 4096),
            Measure("gm --help, CPU", _help_cpu(), "s", 0.3),
        ),
        floor={
            "append and fsync a turn's text, median ms": append_floor(NARRATION.encode()),
            "bare client to the same loopback server and fsync, two calls, median ms": percentile(floor, 0.5),
        },
    )


async def _with_litellm(turns: int) -> tuple[list[float], list[float]]:
    with loopback_server() as base:
        candidate = Candidate(
            model="openai/loopback", endpoint=base, price_in=0.0, price_out=0.0, context_window=8192, json_schema=True
        )
        floor = await bare_client(base, rounds=turns // 4)
        backend = LitellmBackend(lambda _: "none")
        times: list[float] = []
        async with open_table(candidate=candidate, backends={"litellm": backend}) as (app, game):
            character = (await app.engine.state(game)).present()[0]
            for number in range(turns):
                start = time.perf_counter()
                await play_line(app, game, number, character=character)
                times.append((time.perf_counter() - start) * 1000)
    return times[WARM:], floor


def _stored_bytes(path: Path) -> float:
    """Bytes of the database without the bodies of texts and of prompt sections (SQLite's own page statistics)."""
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute("pragma wal_checkpoint(truncate)")
        total = db.execute("select sum(pgsize) from dbstat").fetchone()[0]
        bodies = sum(
            db.execute(f"select coalesce(sum(length(cast(body as blob))), 0) from {table}").fetchone()[0]
            for table in ("texts", "prompt_sections")
        )
    return float(total - bodies)


def _help_cpu() -> float:
    code = (
        "import resource,subprocess,sys;subprocess.run([sys.executable,'-m','gm','--help'],stdout=subprocess.DEVNULL);"
        "r=resource.getrusage(resource.RUSAGE_CHILDREN);print(r.ru_utime+r.ru_stime)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True) for _ in range(5)]
    return percentile([float(run.stdout) for run in runs], 0.5)


__all__ = ["LINES", "main"]

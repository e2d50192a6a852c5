"""`gm bench usage`: how soon the bill of a million calls is there, and the report with all its charts.

A year of play is made up in a temporary database; each figure is a process of its own, as a host starts it.
"""

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from gm.bench.report import Measure, Report, parser, print_report, progress
from gm.bench.usage_rows import tables_for, write_year
from gm.store.database import Database
from gm.store.spend import DIMENSIONS
from gm.store.usage_days import rebuild_usage

ANSWER_SECONDS = 1.0
REPORT_SECONDS = 20.0
_FLOOR = "SELECT count(*), sum(cost), sum(prompt_tokens) FROM model_calls"


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("usage", __doc__ or "")
    args.add_argument("--rows", type=int, default=1_000_000, help="about so many calls (1000000)")
    options = args.parse_args(argv)
    return print_report(measure(max(1, options.rows)), as_json=options.json)


def measure(rows: int) -> Report:
    """Make the year, ask, write the report."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gm.db"
        calls, days, rebuilding = asyncio.run(_fill(file, rows))
        floor = _floor(file)
        bare = _run(folder, "--version")
        progress("asking")
        answers = [_run(folder, "usage") for _ in range(5)]
        by = {each: _run(folder, "usage", "--by", each) for each in DIMENSIONS}
        slowest = max(by, key=lambda each: by[each][1])
        progress("the report")
        report = _run(folder, "usage", "report", "--output", str(Path(folder) / "usage.html"))
    best = min(answers)
    return Report(
        "usage",
        (
            Measure(f"gm usage over {calls:,} calls, best of 5", best[0], "s", ANSWER_SECONDS),
            Measure("gm usage, CPU", min(cpu for _, cpu in answers), "s"),
            Measure(f"slowest breakdown: --by {slowest}", by[slowest][0], "s"),
            Measure("gm usage report, all charts and pictures", report[0], "s", REPORT_SECONDS),
            Measure("gm usage report, CPU", report[1], "s"),
            Measure("adding all calls up anew", rebuilding, "s"),
            Measure("rows that they are added up to", days, "rows"),
        ),
        floor={
            "bare count and sums over the same calls, s": floor,
            "gm --version (starting Python), best of 1, s": bare[0],
        },
        notes=(f"load on the machine while measuring: {os.getloadavg()[0]:.1f}",),
    )


async def _fill(file: Path, rows: int) -> tuple[int, int, float]:
    """Give the number of calls, of rows that they are added up to, and the seconds that adding took."""
    url = f"sqlite:///{file}"
    await (await Database.open(url)).close()
    progress("writing calls")
    calls = await asyncio.to_thread(write_year, file, tables=tables_for(rows))
    progress("adding them up")
    database = await Database.open(url)
    try:
        began = time.perf_counter()
        async with database.begin() as db:
            days = await rebuild_usage(db)
            await db.commit()
        return calls, days, time.perf_counter() - began
    finally:
        await database.close()


def _floor(file: Path) -> float:
    reading = sqlite3.connect(file)
    try:
        began = time.perf_counter()
        reading.execute(_FLOOR).fetchone()
        return time.perf_counter() - began
    finally:
        reading.close()


def _run(folder: str, *arguments: str) -> tuple[float, float]:
    """Wall-clock and CPU seconds of a command in a process of its own."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-c", _START.format(home=folder), *arguments]
    subprocess.run(command, check=True, capture_output=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


_START = (
    "import os, sys; os.environ.update(GM_HOME={home!r}, GM_PROBE_LOCAL='no'); os.environ.pop('GM_DATABASE_URL', None);"
    " from gm.cli.main import run; sys.exit(run())"
)
"""A fresh home, whatever this process was started with."""

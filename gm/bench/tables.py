"""`gm bench tables`: scripted tables of six, every mode in each turn control, played through, and killed over and over.

Every input has to be answered exactly once and in order, nobody acts twice in a round, nobody waits past a deadline,
the spotlight stays within twice of equal, and the final state is the one that a small model of its own says, value by
value.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from gm.bench.report import Measure, Report, append_floor, parser, print_report, progress
from gm.bench.six import PLAYERS
from gm.bench.table import NARRATION
from gm.bench.tables_lives import play_lives
from gm.bench.tables_look import Found, look
from gm.bench.tables_play import play_through
from gm.bench.tables_script import WAYS, Step, Way, script_of

EVERY: Final = {"free": 60, "round": 240, "initiative": 120}
"""A process dies at one in so many of the moments at which it can."""
_ZERO: Final = {
    "lost": "not answered",
    "doubled": "answered more than once",
    "unwanted": "answered though replaced or withdrawn",
    "disorder": "out of order",
    "strays": "beats other than they must be",
    "twice": "acted twice in a round",
    "differing": "values of the final state other than they must be",
    "blocked": "blocked past a deadline",
    "early": "passed before a deadline",
    "waiting": "left unfinished",
    "leaked": "shown to others of what one whispered",
    "unsound": "history does not verify or fold to the state",
}


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when nothing is wrong."""
    args = parser("tables", __doc__ or "")
    args.add_argument("--turns", type=int, default=300, help="turns of each script (300)")
    args.add_argument("--every", type=int, default=0, help="killed at one in so many moments (by turn control)")
    args.add_argument("--seed", default="1", help="which script (1)")
    args.add_argument("--only", action="append", default=[], metavar="NAME", help="a mode, a control, or mode-control")
    args.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tables at the same time (one a core)")
    args.add_argument("--verbose", action="store_true", help="name what is wrong")
    args.add_argument("--one", nargs=2, metavar=("WAY", "FOLDER"), help="play one table, and print what came of it")
    options = args.parse_args(argv)
    if options.one:
        way = next(each for each in WAYS if each.name == options.one[0])
        print(json.dumps(one(Path(options.one[1]), way, options.turns, options.seed, options.every)))  # noqa: T201
        return 0
    wanted = [way for way in WAYS if not options.only or {way.mode, way.control, way.name} & set(options.only)]
    began = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as pool:
        rows = pool.map(lambda way: _apart(way, options.turns, options.seed, options.every, options.verbose), wanted)
        measures = [measure for each in rows for measure in each]
    floor = {"append and fsync a turn's text, median ms": append_floor(NARRATION.encode())}
    notes = (f"{time.monotonic() - began:.0f} s in all, {options.jobs} at a time",)
    return print_report(Report("tables", tuple(measures), floor=floor, notes=notes), as_json=options.json)


def steps_of(way: Way, turns: int) -> int:
    """How many steps make so many turns: in an order all six act in each step."""
    return -(-turns // len(PLAYERS)) if way.control == "initiative" else turns


def one(top: Path, way: Way, turns: int, seed: str, every: int) -> dict[str, object]:
    """One table: killed first (nothing else has begun in this process), then played through."""
    script = script_of(way, steps_of(way, turns), seed)
    killed = killed_run(top / "killed", way, script, seed, every)
    (top / "through").mkdir(parents=True)
    began = time.process_time()
    through, spent = asyncio.run(_through(top / "through", way, script, began))
    return {"through": asdict(through), "killed": asdict(killed), "spent": spent}


async def _through(folder: Path, way: Way, script: Sequence[Step], began: float) -> tuple[Found, float]:
    blocked, early, leaked = await play_through(folder, way, script)
    spent = time.process_time() - began
    return await look(folder, way, script, blocked=blocked, early=early, leaked=leaked), spent


def killed_run(folder: Path, way: Way, script: Sequence[Step], seed: str = "1", every: int = 0) -> Found:
    """The script by processes that die. Call it where no thread runs."""
    folder.mkdir(parents=True, exist_ok=True)
    story = play_lives(folder, way, script, every or EVERY[way.control], seed)
    found = asyncio.run(look(folder, way, script, blocked=story.blocked, early=story.early, leaked=story.leaked))
    return replace(found, kills=story.kills)


def played_apart(way: Way, turns: int, seed: str, every: int) -> dict[str, object]:
    """One table in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="gm-tables-") as top:
        command = [sys.executable, "-m", "gm", "bench", "tables", "--one", way.name, top]
        command += ["--turns", str(turns), "--seed", seed, "--every", str(every)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{way.name}: {done.stderr[-3000:]}")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _apart(way: Way, turns: int, seed: str, every: int, verbose: bool) -> list[Measure]:
    progress(way.name)
    came = played_apart(way, turns, seed, every)
    through, killed = (Found(**came[each]) for each in ("through", "killed"))  # type: ignore[arg-type]
    spent = float(str(came["spent"])) * 1000 / max(through.beats, 1)
    rows = [
        Measure(f"{way.name}: inputs answered exactly once", through.answered, ""),
        Measure(f"{way.name}: beats", through.beats, ""),
        Measure(f"{way.name}: CPU a beat, played through", spent, "ms"),
        Measure(f"{way.name}: whispers", through.whispers, ""),
        Measure(f"{way.name}: kills", killed.kills, "", 1, "at least"),
        Measure(f"{way.name}: spotlight against equal", max(through.spotlight, killed.spotlight), "times", 2),
    ]
    for name, found in (("through", through), ("killed", killed)):
        for field, said in _ZERO.items():
            value = getattr(found, field)
            rows.append(Measure(f"{way.name}, {name}: {said}", len(value) if isinstance(value, list) else value, "", 0))
            if verbose and value:
                print(f"{way.name}, {name}: {said}: {value}", file=sys.stderr)  # noqa: T201
    return rows


__all__ = ["main"]

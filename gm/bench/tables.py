"""`gm bench tables`: scripted tables of six in each turn control, played through, reopened between turns, and killed.

Every input has to be answered exactly once and in order, nobody acts twice in a round, nobody waits past a deadline,
the spotlight stays within twice of equal, and the final state is the same however it was played, value by value.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

from gm.bench.report import Measure, Report, append_floor, parser, print_report, progress
from gm.bench.six import PLAYERS, ToldClock
from gm.bench.table import NARRATION
from gm.bench.tables_play import Found, clock_of, look, play_mortal, play_through
from gm.bench.tables_script import Step, Way, script_of

_MOST_LIVES: Final = 400


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when nothing is wrong."""
    args = parser("tables", __doc__ or "")
    args.add_argument("--turns", type=int, default=300, help="turns of each script (300)")
    args.add_argument("--every", type=int, default=10, help="killed at each so many steps (10)")
    args.add_argument("--seed", default="1", help="which script (1)")
    args.add_argument("--mortal", nargs=2, metavar=("WAY", "FOLDER"), help="one life of a killed run")
    options = args.parse_args(argv)
    if options.mortal:
        way = next(each for each in get_args(Way) if each == options.mortal[0])
        steps = script_of(way, steps_of(way, options.turns), options.seed)
        asyncio.run(play_mortal(Path(options.mortal[1]), way, steps, options.every))
        return 0
    measures: list[Measure] = []
    for way in get_args(Way):
        measures += measure(way, options.turns, options.seed, options.every)
    floor = {"append and fsync a turn's text, median ms": append_floor(NARRATION.encode())}
    return print_report(Report("tables", tuple(measures), floor=floor), as_json=options.json)


def steps_of(way: Way, turns: int) -> int:
    """How many steps make so many turns: in an order all six act in each step."""
    return -(-turns // len(PLAYERS)) if way == "initiative" else turns


def measure(way: Way, turns: int, seed: str, every: int) -> list[Measure]:
    """One turn control, in all three ways of playing it."""
    script = script_of(way, steps_of(way, turns), seed)
    with tempfile.TemporaryDirectory(prefix="gm-tables-") as top:
        found: dict[str, Found] = {}
        spent = 0.0
        for name in ("through", "reopened", "killed"):
            folder = Path(top) / name
            folder.mkdir()
            progress(f"{way}, {name}")
            started = time.process_time()
            if name == "killed":
                found[name] = killed_run(folder, way, script, turns, seed, every)
            else:
                found[name] = asyncio.run(play_through(folder, way, script, reopen=name == "reopened"))
            spent = time.process_time() - started if name == "through" else spent
    through = found["through"]
    said = sum(1 for step in script for each in step.said if each.fate == "answered")
    rows = [
        Measure(f"{way}: inputs that need an answer", said, ""),
        Measure(f"{way}: beats", through.beats, ""),
        Measure(f"{way}: CPU a beat, played through", spent * 1000 / max(through.beats, 1), "ms"),
    ]
    for name, each in found.items():
        rows += _rows(f"{way}, {name}", each, through, said)
    return rows


def _rows(name: str, found: Found, through: Found, said: int) -> list[Measure]:
    differing = sum(
        1 for key in through.world.keys() | found.world.keys() if through.world.get(key) != found.world.get(key)
    )
    return [
        Measure(f"{name}: not answered exactly once", said - found.answered, "", 0),
        Measure(f"{name}: doubled", len(found.doubled), "", 0),
        Measure(f"{name}: lost", len(found.lost), "", 0),
        Measure(f"{name}: answered though replaced or withdrawn", len(found.unwanted), "", 0),
        Measure(f"{name}: out of order", len(found.disorder), "", 0),
        Measure(f"{name}: acted twice in a round", found.twice, "", 0),
        Measure(f"{name}: blocked past a deadline, or passed before", found.blocked + found.early, "", 0),
        Measure(f"{name}: left unfinished", found.waiting, "", 0),
        Measure(f"{name}: spotlight against equal", found.spotlight, "times", 2),
        Measure(f"{name}: history does not verify or fold to the state", int(not found.sound), "", 0),
        Measure(f"{name}: values of the final state that differ", differing, "", 0),
        *([Measure(f"{name}: kills", found.kills, "")] if found.kills else []),
    ]


def killed_run(folder: Path, way: Way, script: Sequence[Step], turns: int, seed: str, every: int) -> Found:
    """The script by processes that die with SIGKILL, one after another, until one comes to the end."""
    command = [sys.executable, "-m", "gm", "bench", "tables", "--mortal", way, str(folder)]
    command += ["--turns", str(turns), "--seed", seed, "--every", str(every)]
    for life in range(_MOST_LIVES):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            found = asyncio.run(look(folder, way, script, ToldClock(clock_of(folder))))
            return replace(found, kills=life)
        if done.returncode != -9:
            raise RuntimeError(done.stderr[-2000:])
    raise RuntimeError("it never came to its end")


__all__ = ["main"]

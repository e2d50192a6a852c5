"""`gm bot` whose process is killed at a commit that the test names. Run as a program of its own, so that it may fork.

It imports everything once and forks a child for each line on stdin, which serves until SIGKILL strikes; prints `gone`
then. In the folder GM_HOME the file `arm` says `N before` or `N after`: the N-th commit from now on is the last thing
that the process lives to begin, or to end. The file `later` says by how many hours reminders are ahead of the clock,
`pid` which process it is that serves. With GM_HASTE it neither waits for servers nor between edits for long.
No code of the bot or the engine is changed for it, but for `Transaction.commit`, which is wrapped.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast

from gm.app import App, open_app
from gm.bot import passing, reminding, run
from gm.bot.catalogue import shipped_catalogue
from gm.bot.client import GmBot
from gm.bot.run import BotOptions, run_bot
from gm.settings import load_settings
from gm.store.database import Transaction

HOME = Path(os.environ["GM_HOME"])


def mortal() -> None:
    """Count commits while the process is armed, and die at the one that was named."""
    commit = Transaction.commit
    armed, count = "", 0

    async def counted(self: Transaction) -> None:
        nonlocal armed, count
        now = (HOME / "arm").read_text()
        if now != armed:
            armed, count = now, 0
        count += 1
        number, _, when = armed.partition(" ")
        struck = armed != "" and count == int(number)
        if struck and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        await commit(self)
        if struck:
            os.kill(os.getpid(), signal.SIGKILL)

    Transaction.commit = counted  # type: ignore[method-assign]


def hasty() -> None:
    """Reminders are looked for often, at the hour that the test says."""
    look = reminding.remind_all

    async def later(bot: GmBot, now: datetime) -> int:
        return await look(bot, now + timedelta(hours=float((HOME / "later").read_text())))

    reminding.remind_all, reminding.EVERY = later, 0.1  # type: ignore[assignment,misc]
    if os.environ.get("GM_HASTE"):
        passing.LATE = 8.0  # type: ignore[misc]
        made: Callable[..., GmBot] = partial(GmBot, guild_ready_timeout=0.1, apart=0.02)
        run.GmBot = cast("type[GmBot]", made)  # type: ignore[misc]


async def live() -> None:
    """One life."""

    async def serve(app: App) -> None:
        await run_bot(app, BotOptions(gather=0.0))

    async with open_app(load_settings(cwd=HOME), models=True) as app:
        await serve(app)


def main() -> None:
    """Fork a life for each line."""
    shipped_catalogue()
    mortal()
    hasty()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(live())
            os._exit(0)
        (HOME / "pid").write_text(str(child))
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()

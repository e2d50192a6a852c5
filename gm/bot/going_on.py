"""What goes on at one table: its tasks in the background, waited for or broken off together."""

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

_log = logging.getLogger("gm.bot")


class GoingOn:
    """The tasks of one thread."""

    def __init__(self, thread_id: int) -> None:
        self._thread_id = thread_id
        self._tasks: set[asyncio.Future[Any]] = set()
        self._stopped = False

    def spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Do something in the background; it is kept until it is done. Nothing begins where all was stopped."""
        task = asyncio.create_task(work)
        if self._stopped:
            task.cancel()
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Something goes on here that somebody else waits for: the game is not ended under the words of a player who
        was told nothing yet."""
        going_on = asyncio.get_running_loop().create_future()
        self._tasks.add(going_on)
        try:
            yield
        finally:
            self._tasks.discard(going_on)
            if not going_on.done():
                going_on.set_result(None)

    def __bool__(self) -> bool:
        return bool(self._tasks)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("thread %s", self._thread_id, exc_info=task.exception())

    async def rest(self) -> None:
        """Wait until nothing is going on any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Break everything off."""
        self._stopped = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

"""Whose turn it is to be played: a few at a time for each server, servers in rotation, so that none waits for another.

A turn that waits here is committed already and holds its scene; nothing that was said is lost if the process ends.
"""

import asyncio
import contextlib
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

PER_SERVER: Final = 4
"""Turns of one server that are played at the same time."""
AT_ONCE: Final = 32
"""Turns of all servers that are played at the same time."""
MOST_WAITING: Final = 12
"""Inputs of one thread that may wait; the next is turned away, with words that say so."""


@dataclass(slots=True, weakref_slot=True)
class Belonging:
    """That a game is played in a server. Known for as long as somebody keeps it."""

    server: int


@dataclass
class Fairness:
    """Places for turns. `closed`: nobody is let in any more; who waits then is left for the next process."""

    per_server: int = PER_SERVER
    at_once: int = AT_ONCE
    closed: bool = False
    playing: Counter[int] = field(default_factory=Counter)
    """Turns that are being played, by server."""
    _servers: WeakValueDictionary[int, Belonging] = field(default_factory=WeakValueDictionary)
    """By game."""
    _waiting: "OrderedDict[int, deque[asyncio.Future[None]]]" = field(default_factory=OrderedDict)
    _idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._idle.set()

    def belongs(self, game_id: int, server: int) -> Belonging:
        """Say which server a game is played in; whoever plays it keeps what this gives. One that is unknown counts as a
        server of its own."""
        known = self._servers.get(game_id)
        if known is None or known.server != server:
            known = self._servers[game_id] = Belonging(server)
        return known

    @property
    def busy(self) -> int:
        """Turns that are being played."""
        return self.playing.total()

    @property
    def waiting(self) -> int:
        """Turns that wait for a place."""
        return sum(len(line) for line in self._waiting.values())

    @contextlib.asynccontextmanager
    async def place(self, game_id: int, on_wait: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Wait for a place, keep it while the body runs. `on_wait` is called if there is none at once."""
        known = self._servers.get(game_id)
        server = -game_id if known is None else known.server
        await self._enter(server, on_wait)
        try:
            yield
        finally:
            self.playing[server] -= 1
            self._admit()
            if not self.busy:
                self._idle.set()

    async def idle(self) -> None:
        """Wait until no turn is being played."""
        await self._idle.wait()

    async def _enter(self, server: int, on_wait: Callable[[], Awaitable[None]]) -> None:
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(server, deque()).append(ticket)
        self._admit()
        try:
            if not ticket.done():
                await on_wait()
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():  # it was let in at the moment at which it gave up
                self.playing[server] -= 1
            ticket.cancel()
            self._admit()
            raise

    def _admit(self) -> None:
        """Let in who may go: one of each server in rotation, until the places are taken."""
        moved = True
        while moved and not self.closed:
            moved = False
            for server in list(self._waiting):
                line = self._waiting[server]
                while line and line[0].done():  # it gave up
                    line.popleft()
                if not line:
                    del self._waiting[server]
                elif self.busy < self.at_once and self.playing[server] < self.per_server:
                    line.popleft().set_result(None)
                    self.playing[server] += 1
                    self._idle.clear()
                    self._waiting.move_to_end(server)
                    moved = True

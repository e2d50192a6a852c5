"""One gateway session: its sequence, what it was sent, and the socket it is attached to now."""

import asyncio
import copy
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .clock import Changes
from .compression import Compressor

JSON = dict[str, Any]

REPLAY_LIMIT = 5000


class Session:
    """Events are kept for replay whether or not a socket is attached. Frames leave in order, through one writer."""

    def __init__(
        self,
        session_id: str,
        shard: int,
        shards: int,
        intents: int,
        changes: Changes,
        written: Callable[[JSON], None] = lambda _: None,
    ) -> None:
        self.id = session_id
        self.shard = shard
        self.shards = shards
        self.intents = intents
        self.seq = 0
        self.invalid = False
        self.heartbeats = 0
        self.socket: web.WebSocketResponse | None = None
        self.sent: deque[JSON] = deque(maxlen=REPLAY_LIMIT)
        self._held = False
        self._changes = changes
        self._written = written
        self._wire: Compressor | None = None
        self._queue: asyncio.Queue[JSON | int] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    def attach(self, socket: web.WebSocketResponse, wire: Compressor) -> None:
        """From now on send through this socket."""
        self.detach()
        self.socket, self._wire, self._held = socket, wire, False
        self._queue = asyncio.Queue()
        self._writer = asyncio.create_task(self._write(socket, wire, self._queue))

    def detach(self) -> None:
        """The socket is gone."""
        self.socket = self._wire = None
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None

    async def _write(self, socket: web.WebSocketResponse, wire: Compressor, queue: "asyncio.Queue[JSON | int]") -> None:
        while True:
            frame = await queue.get()
            try:
                if isinstance(frame, int):
                    await socket.close(code=frame)
                    return
                await wire.send(socket, frame)
                self._written(frame)
            except (ConnectionError, RuntimeError):
                return

    def send(self, frame: JSON) -> None:
        """Send a frame if a socket is attached."""
        if self.socket is not None and not self._held:
            self._queue.put_nowait(frame)

    def dispatch(self, event: str, body: JSON) -> None:
        """Number an event, keep it for replay, and send it."""
        self.seq += 1
        frame = {"op": 0, "t": event, "s": self.seq, "d": copy.deepcopy(body)}
        self.sent.append(frame)
        self.send(frame)

    def repeat(self) -> None:
        """Dispatch the last event once more, under a number of its own."""
        last = self.sent[-1]
        self.dispatch(last["t"], last["d"])

    def hold(self) -> None:
        """Send nothing more on this connection; what is dispatched waits for the next."""
        self._held = True

    def close_soon(self, code: int) -> None:
        """Close the socket after what is queued; what is dispatched from now on waits for the next."""
        if self.socket is not None:
            self._queue.put_nowait(code)
            self._held = True

    def replay(self, after: int) -> None:
        """Send again everything numbered above `after`."""
        for frame in self.sent:
            if frame["s"] > after:
                self.send(frame)

    def of(self, event: str) -> list[JSON]:
        """The bodies of the events of one name that this session was sent."""
        return [frame["d"] for frame in self.sent if frame["t"] == event]

    async def close(self, code: int) -> None:
        """Close the socket with a code, after what is queued."""
        socket = self.socket
        self.detach()
        if socket is not None:
            await socket.close(code=code)

    def cut(self) -> None:
        """Lose the connection at once, without a closing handshake."""
        socket = self.socket
        self.detach()
        if socket is not None and socket._req is not None and socket._req.transport is not None:
            socket._req.transport.abort()

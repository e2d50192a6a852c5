"""All who look on in a process, as one."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

from gm.domain.guards import GuardCount
from gm.domain.health import CallEvent
from gm.domain.ledger import CallEnd, CallStart
from gm.domain.watching import Here, TurnSeen, Watcher
from gm.telemetry.logs import Logging
from gm.telemetry.spans import open_spans

_log = logging.getLogger("gm.telemetry")
_PATIENCE: Final = 5.0
"""Seconds that a process which ends waits until its last spans are sent."""


class Watchers(Watcher):
    """Several as one. One that fails is told off in the log, by the kind of its error, and disturbs nobody."""

    def __init__(self, watchers: Iterable[Watcher] = ()) -> None:
        self._watchers = list(watchers)

    def add(self, watcher: Watcher) -> None:
        """One more, from now on."""
        self._watchers.append(watcher)

    def _each(self, what: str, *shown: object) -> None:
        for watcher in self._watchers:
            try:
                getattr(watcher, what)(*shown)
            except Exception as error:
                _log.warning("%s of %s failed: %s", what, type(watcher).__name__, type(error).__name__)

    def turn_begins(self, turn: TurnSeen) -> None:
        """Show it to each."""
        self._each("turn_begins", turn)

    def turn_ends(self, turn: TurnSeen, how: str, seconds: float) -> None:
        """Show it to each."""
        self._each("turn_ends", turn, how, seconds)

    def stage_begins(self, here: Here) -> None:
        """Show it to each."""
        self._each("stage_begins", here)

    def stage_ends(self, here: Here, how: str, seconds: float) -> None:
        """Show it to each."""
        self._each("stage_ends", here, how, seconds)

    def call_begins(self, call_id: int, start: CallStart, here: Here | None) -> None:
        """Show it to each."""
        self._each("call_begins", call_id, start, here)

    def call_ends(self, call_id: int, start: CallStart, end: CallEnd, here: Here | None) -> None:
        """Show it to each."""
        self._each("call_ends", call_id, start, end, here)

    def call_refused(self, start: CallStart, kind: str, here: Here | None) -> None:
        """Show it to each."""
        self._each("call_refused", start, kind, here)

    def call_fault(self, event: CallEvent) -> None:
        """Show it to each."""
        self._each("call_fault", event)

    def guarded(self, count: GuardCount) -> None:
        """Show it to each."""
        self._each("guarded", count)


@contextlib.asynccontextmanager
async def watching(otel: Mapping[str, str], version: str) -> AsyncIterator[Watchers]:
    """Those who always look on: the log, and spans where `otel` asks for them. The last spans are sent at the end."""
    spans = open_spans(otel, version)
    watchers = Watchers([Logging()] if spans is None else [Logging(), spans])
    try:
        yield watchers
    finally:
        if spans is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.to_thread(spans.close), _PATIENCE)

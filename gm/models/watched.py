"""The ledger and the log of faults with somebody looking on."""

from collections.abc import Sequence

from gm.domain.budgets import SpendLimit, Strain
from gm.domain.calls import CallPurpose
from gm.domain.errors import BudgetExceeded
from gm.domain.health import CallEvent, CallEvents
from gm.domain.ledger import CallEnd, CallStart, Ledger
from gm.domain.watching import HERE, Here, Watcher


class WatchedLedger:
    """A ledger whose calls are shown to a watcher."""

    def __init__(self, ledger: Ledger, watcher: Watcher) -> None:
        self._ledger = ledger
        self._watcher = watcher
        self._open: dict[int, tuple[CallStart, Here | None]] = {}

    async def reserve(self, call: CallStart) -> int:
        """Write the row and hold its money; gives its id."""
        here = HERE.get()
        try:
            number = await self._ledger.reserve(call)
        except BudgetExceeded as error:
            self._watcher.call_refused(call, error.kind, here)
            raise
        self._open[number] = call, here
        self._watcher.call_begins(number, call, here)
        return number

    async def strains(self, purpose: CallPurpose, limits: Sequence[SpendLimit]) -> tuple[Strain, ...]:
        """Limits that are mostly used up."""
        return await self._ledger.strains(purpose, limits)

    async def settle(self, call_id: int, end: CallEnd) -> None:
        """Close the row."""
        try:
            await self._ledger.settle(call_id, end)
        finally:
            seen = self._open.pop(call_id, None)
            if seen is not None:
                self._watcher.call_ends(call_id, seen[0], end, seen[1])


class WatchedEvents:
    """A log of faults that shows them to a watcher."""

    def __init__(self, events: CallEvents, watcher: Watcher) -> None:
        self._events = events
        self._watcher = watcher

    async def record(self, events: Sequence[CallEvent]) -> None:
        """Write them."""
        for event in events:
            self._watcher.call_fault(event)
        await self._events.record(events)

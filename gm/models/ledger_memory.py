"""A ledger in memory, with a spend limit: for tests and for a single prompt without a database."""

from collections.abc import Sequence
from dataclasses import dataclass

from gm.domain.budgets import SpendLimit, Strain
from gm.domain.calls import CallPurpose, Usage
from gm.domain.errors import BudgetExceeded
from gm.domain.ledger import CallEnd, CallStart, CallStatus


@dataclass(slots=True)
class LedgerEntry:
    """One call: what was known before, and how it ended (None while it is under way)."""

    id: int
    start: CallStart
    end: CallEnd | None = None

    @property
    def status(self) -> CallStatus:
        """`reserved` until it is settled."""
        return self.end.status if self.end else "reserved"

    def held(self) -> float:
        """US dollars that count against a limit. A stream that broke was probably charged: its reserve stays held."""
        if self.end is None:
            return self.start.reserved_cost or 0.0
        if self.end.status == "refused" or (self.end.usage.cost is None and self.end.first_token_ms is None):
            return 0.0
        return self.start.reserved_cost or 0.0 if self.end.usage.cost is None else self.end.usage.cost


class MemoryLedger:
    """Implements `Ledger`. `limit` is in US dollars over all calls; None is no limit. An unknown price counts as 0."""

    def __init__(self, limit: float | None = None) -> None:
        self.limit = limit
        self.entries: list[LedgerEntry] = []

    def spent(self) -> float:
        """US dollars spent and held."""
        return sum(entry.held() for entry in self.entries)

    async def reserve(self, call: CallStart) -> int:
        """Write the row, or refuse and keep a refused one.

        Raises:
            BudgetExceeded: the limit would be passed.
        """
        entry = LedgerEntry(len(self.entries) + 1, call)
        cost = call.reserved_cost or 0.0
        over = self.limit is not None and cost > 0 and self.spent() + cost > self.limit
        self.entries.append(entry)
        if over:
            entry.end = CallEnd("refused", Usage(), error="over the limit")
            raise BudgetExceeded(f"the limit of ${self.limit:g} would be passed")
        return entry.id

    async def strains(self, purpose: CallPurpose, limits: Sequence[SpendLimit]) -> tuple[Strain, ...]:
        """None: its limit has no soft share."""
        return ()

    async def settle(self, call_id: int, end: CallEnd) -> None:
        """Close the row; a second time changes nothing."""
        entry = self.entries[call_id - 1]
        if entry.end is None:
            entry.end = end

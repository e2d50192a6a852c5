"""The tables that a process has in memory: those used last, and every one at which something goes on.

A table that nobody used for long is let go and opened again when it is needed. There is never a second one of a thread:
whoever still holds a table that was let go, and whoever asks for it meanwhile, hold the same.
"""

from collections import OrderedDict
from typing import Final
from weakref import WeakValueDictionary

from gm.bot.table import Table

MOST: Final = 1000
"""Tables that are held although nothing goes on there."""


class OpenTables:
    """By thread."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._known: WeakValueDictionary[int, Table] = WeakValueDictionary()
        """All that anybody holds, we or others."""
        self._held: OrderedDict[int, Table] = OrderedDict()
        """In the order of their last use."""
        self._asleep: set[int] = set()
        """Threads in play whose table was let go: a number each, so that what is written there is still heard."""

    def __len__(self) -> int:
        return len(self._held)

    def get(self, thread_id: int) -> Table | None:
        """The table of a thread, which counts as used."""
        table = self._known.get(thread_id)
        if table is not None:
            self._hold(thread_id, table)
        return table

    def put(self, table: Table) -> Table:
        """Keep a table that was just opened; gives it back."""
        self._known[table.binding.thread_id] = table
        self._hold(table.binding.thread_id, table)
        return table

    def take(self, thread_id: int) -> Table | None:
        """Nothing is played in a thread any more: forget it; gives its table, if it was open."""
        self._asleep.discard(thread_id)
        self._held.pop(thread_id, None)
        return self._known.pop(thread_id, None)

    def asleep(self, thread_id: int) -> bool:
        """Whether a game is played in a thread whose table was let go."""
        return thread_id in self._asleep

    def sleepers(self) -> tuple[int, ...]:
        """Threads in which a game is played and whose table was let go."""
        return tuple(self._asleep)

    def all(self) -> tuple[Table, ...]:
        """Every table that anybody holds."""
        return tuple(self._known.values())

    def _hold(self, thread_id: int, table: Table) -> None:
        self._asleep.discard(thread_id)
        self._held[thread_id] = table
        self._held.move_to_end(thread_id)
        if len(self._held) > self.most:
            self._let_go()

    def _let_go(self) -> None:
        """Let those go that were used longest ago. One at which something goes on is in use."""
        for thread_id in list(self._held)[:-1]:
            table = self._held[thread_id]
            if table.busy:
                continue
            del self._held[thread_id]
            if table.binding.status == "playing":
                self._asleep.add(thread_id)
            if len(self._held) <= self.most:
                return

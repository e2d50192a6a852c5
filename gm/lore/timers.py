"""What lasts: entries that stay for a while (sticky), stay away for a while (cooldown), or remember that they came up.

Timers are world state; a scan takes those that run and gives those that run from then on.
"""

from collections.abc import Iterable

from gm.domain.lore import Activated, Timer, TimerKind
from gm.lore.book import CompiledBook, Entry

_FOREVER = 1 << 30


class Running:
    """The timers at the beginning of a scan, at a talk of `now` messages."""

    def __init__(self, book: CompiledBook, timers: Iterable[Timer], now: int) -> None:
        self._book = book
        self._now = now
        self._kept: dict[tuple[str, str], Timer] = {}
        for timer in timers:
            self._take(timer)
        self.sticky = frozenset(rule for rule, kind in self._kept if kind == "sticky")
        self.cooling = frozenset(rule for rule, kind in self._kept if kind == "cooldown")
        self.matched = frozenset(rule for rule, kind in self._kept if kind == "matched")

    def _take(self, timer: Timer) -> None:
        entry = self._book.by_id.get(timer.rule)
        if entry is None:
            if timer.end > self._now:
                self._keep(timer)  # its book may come back
            return
        if timer.digest != entry.digest or (self._now <= timer.start and not timer.held):
            return  # edited since, or the talk has not gone on: it begins anew
        if self._now < timer.end:
            self._keep(timer)
        elif timer.kind == "sticky" and entry.rule.cooldown > 0:
            end = self._now + entry.rule.cooldown
            self._keep(
                Timer(rule=timer.rule, kind="cooldown", start=self._now, end=end, digest=entry.digest, held=True)
            )

    def _keep(self, timer: Timer) -> None:
        known = self._kept.get((timer.rule, timer.kind))
        if known is None or timer.held:
            self._kept[timer.rule, timer.kind] = timer

    def after(self, active: Iterable[Activated]) -> tuple[Timer, ...]:
        """The timers that run once these came up, in a stable order."""
        for each in active:
            entry = self._book.by_id[each.rule.id]
            rule = entry.rule
            if rule.sticky > 0:
                self._begin(entry, "sticky", self._now + rule.sticky)
            elif rule.cooldown > 0:
                self._begin(entry, "cooldown", self._now + rule.cooldown)
            if rule.once or rule.forever:
                self._begin(entry, "matched", _FOREVER)
        return tuple(self._kept[key] for key in sorted(self._kept))

    def _begin(self, entry: Entry, kind: TimerKind, end: int) -> None:
        if (entry.id, kind) not in self._kept:
            self._kept[entry.id, kind] = Timer(
                rule=entry.id,
                kind=kind,
                start=self._now,
                end=end,
                digest=entry.digest,
            )

"""One scan of the talk: which lore comes up, why, what was kept out, and what lasts.

The rounds of a scan: first what was said is looked through; what comes up may call up more (recursion); where too
little came up, further back; then the levels of entries that only recursion may find. Where SillyTavern does something
odd, the profile `st` does it too and a comment says so.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from gm.domain.dice import Dice
from gm.domain.lore import Activated, LoreResult, LoreScan, Missed, Timer
from gm.lore.book import CompiledBook, Entry
from gm.lore.groups import chosen
from gm.lore.heard import Heard
from gm.lore.reasons import down, up
from gm.lore.timers import Running

_PARTS = 10_000
"""A per cent in hundredths: what a draw is compared with."""

State = Literal["first", "recursion", "further", "done"]


def scan_lore(
    book: CompiledBook,
    scan: LoreScan,
    *,
    dice: Dice,
    count: Callable[[str], int],
    budget: int,
    timers: Iterable[Timer] = (),
) -> LoreResult:
    """What comes up now.

    `budget`: tokens for all of it, as `count` counts them; 0: no limit. `timers`: those that the last scan left. Draws
    are keyed by the scan's turn and the entry, so that the same turn brings the same lore.
    """
    return _Scan(book, scan, dice=dice, count=count, budget=budget, timers=timers).run()


class _Scan:
    def __init__(
        self,
        book: CompiledBook,
        scan: LoreScan,
        *,
        dice: Dice,
        count: Callable[[str], int],
        budget: int,
        timers: Iterable[Timer],
    ) -> None:
        self.book, self.scan, self.dice, self.count, self.budget = book, scan, dice, count, budget
        self.options = book.options
        self.native = self.options.profile == "native"
        self.total = len(scan.messages) if scan.total is None else scan.total
        self.here = {scan.name, *scan.present}
        self.running = Running(book, timers, self.total)
        self.heard = Heard(book, scan)
        self.active: dict[str, Activated] = {}
        self.missed: dict[str, str] = {}
        self.failed: set[str] = set()
        self.full = False
        self.spent = 0
        self.counted = 0
        self.recursed = 0
        """Tokens of the texts that recursion looks through: what SillyTavern's budget remembers of earlier rounds."""
        self.levels = list(book.levels)
        self.level = self.levels.pop(0) if self.levels else 0

    # -- the rounds

    def run(self) -> LoreResult:
        state: State = "first"
        steps = 0
        while state != "done":
            if self.options.recursion_steps and steps >= self.options.recursion_steps:
                break
            steps += 1
            came = self._round(state)
            state = self._next(state, came)
        active = self._ordered()
        return LoreResult(
            active=active,
            missed=tuple(Missed(id=name, why=why) for name, why in self.missed.items() if name not in self.active),
            timers=self.running.after(active),
            steps=steps,
        )

    def _round(self, state: State) -> list[Entry]:
        """Look through everything once; gives what newly came up."""
        found: dict[str, str] = {}
        entries: list[Entry] = []
        for entry in self._looked_at():
            if entry.id in self.active or entry.id in self.failed:
                continue
            why = self._called_up(entry, state)
            if why is not None:
                found[entry.id] = why
                entries.append(entry)
        entries.sort(key=lambda entry: entry.id not in self.running.sticky)
        taken = [self.book.by_id[name] for name in self.active]
        left, lost = chosen(
            entries,
            taken=taken,
            sticky=self.running.sticky | self.scan.forced,
            scoring=self.options.group_scoring,
            score=lambda entry: self._score(entry, state),
            dice=self.dice,
            key=f"lore/{self.scan.turn}",
        )
        self.missed.update(lost)
        return self._let_in(left, found)

    def _next(self, state: State, came: Sequence[Entry]) -> State:
        """What the next round looks through."""
        feeding = [entry for entry in came if not entry.rule.ends_recursion]
        recursive = self.options.recursive and not self.full
        step: State = "done"
        if recursive and (feeding or (state == "further" and self.heard.called)):
            step = "recursion"
        elif not self.full and len(self.active) < self.options.min_activations and not self._at_the_end():
            self.heard.deeper += 1
            step = "further"
        elif self.levels:
            self.level = self.levels.pop(0)
            step = "recursion"
        if step != "done":
            self.heard.call(entry.rule.content for entry in feeding)
            self.recursed += sum(self.count(entry.rule.content) for entry in feeding)
        return step

    def _at_the_end(self) -> bool:
        """Whether there is nothing further back to look at. SillyTavern asks before it goes on, so it looks at one
        message more than it is allowed to."""
        depth = self.options.depth + self.heard.deeper + (1 if self.native else 0)
        return (0 < self.options.max_depth < depth) or depth > self.heard.messages

    def _looked_at(self) -> list[Entry]:
        depth = max(self.options.depth + self.heard.deeper, self.book.deepest)
        found = self.heard.candidates(depth) | set(self.book.always)
        names = self.running.sticky | self.running.matched
        names |= self.scan.forced
        found |= {self.book.by_id[name] for name in names if name in self.book.by_id}
        if self.scan.hidden:
            found = {entry for entry in found if entry.id not in self.scan.hidden}
        return sorted(found, key=lambda entry: entry.rank)

    # -- one entry

    def _called_up(self, entry: Entry, state: State) -> str | None:
        """Why an entry comes up in this round, or None."""
        rule = entry.rule
        sticky = entry.id in self.running.sticky
        if entry.id in self.scan.forced:
            return up("forced")
        if not self._is_meant(entry):
            return None
        barred = self._barred(entry)
        if barred and not (sticky and barred == "rests"):
            if barred != "rests" or self._keys_found(entry, state) is not None:
                self.missed.setdefault(entry.id, down(barred))
            return None
        recursion = state == "recursion"
        if rule.recursion_level and not sticky and (not recursion or rule.recursion_level > self.level):
            return None
        if recursion and self.options.recursive and rule.only_first and not sticky:
            return None
        if rule.force == "on":
            return up("always")
        if rule.force == "off":
            return None
        if rule.constant:
            return up("constant")
        if sticky:
            return up("stays")
        if rule.forever and entry.id in self.running.matched:
            return up("forever")
        return self._keys_found(entry, state)

    def _is_meant(self, entry: Entry) -> bool:
        """Whether it is for this kind of generation, this character, this greeting, this player."""
        rule, cast = entry.rule, entry.rule.cast
        if rule.triggers and self.scan.trigger not in rule.triggers:
            return False
        for wanted, have in ((cast.names, self.here), (cast.tags, set(self.scan.tags))):
            if wanted and (bool(have & set(wanted)) == cast.exclude):
                return False
        if rule.greeting is not None and rule.greeting != self.scan.greeting:
            return False
        return not rule.icon or rule.icon == self.scan.icon

    def _barred(self, entry: Entry) -> str:
        """What of time keeps it away: "" if nothing does."""
        rule = entry.rule
        if rule.delay and self.total < rule.delay:
            return "early"
        if rule.every and self.total % rule.every:
            return "between"
        if rule.once and entry.id in self.running.matched:
            return "once"
        return "rests" if entry.id in self.running.cooling else ""

    def _keys_found(self, entry: Entry, state: State) -> str | None:
        """The words for which key called it up, if its keys are there as its logic wants it."""
        recursion = state != "further"  # SillyTavern: looking further back does not look at what came up

        def there(number: int) -> str | None:
            return self.heard.where(number, entry, recursion=recursion)

        why = next((found for number in entry.primary if (found := there(number)) is not None), None)
        if why is None:
            return None
        if entry.secondary:
            hits = [there(number) is not None for number in entry.secondary]
            logic = entry.rule.logic
            held = {"any": any(hits), "not_all": not all(hits), "not_any": not any(hits), "all": all(hits)}[logic]
            if not held:
                self.missed.setdefault(entry.id, down(logic))
                return None
        if not all(any(there(number) for number in group) for group in entry.extra if group):
            self.missed.setdefault(entry.id, down("additional"))
            return None
        if any(there(number) for number in entry.without):
            self.missed.setdefault(entry.id, down("without"))
            return None
        return why

    def _score(self, entry: Entry, state: State) -> int:
        """How well it fits: primary keys found, and secondary ones where the logic asks for them."""
        recursion = state != "further"

        def hits(numbers: Sequence[int]) -> int:
            return sum(self.heard.where(number, entry, recursion=recursion) is not None for number in numbers)

        score = hits(entry.primary)
        if entry.secondary and entry.rule.logic == "any":
            score += hits(entry.secondary)
        elif entry.secondary and entry.rule.logic == "all" and hits(entry.secondary) == len(entry.secondary):
            score += len(entry.secondary)
        return score

    # -- letting in

    def _let_in(self, entries: Sequence[Entry], found: dict[str, str]) -> list[Entry]:
        """Those that the draw and the budget let in."""
        came: list[Entry] = []
        fresh = 0
        for entry in sorted(entries, key=lambda e: e.rule.first_out) if self.native else entries:
            exempt = entry.rule.ignores_budget or (self.native and entry.rule.constant)
            exempt = exempt or entry.id in self.scan.forced
            if self.full and not exempt:
                self.missed[entry.id] = down("budget")
                continue
            if not exempt and 0 < self.options.most <= self.counted:
                self.missed[entry.id] = down("enough")
                continue
            if not self._drawn(entry):
                self.failed.add(entry.id)
                self.missed[entry.id] = down("chance", chance=f"{entry.rule.probability:g}")
                continue
            free = not self.budget or entry.id in self.scan.standing
            tokens = 0 if free else self.count(entry.rule.content)
            fresh += tokens
            if self.budget and not exempt and self._over(tokens, fresh):
                self.missed[entry.id] = down("budget")
                self.full = not self.native
                continue
            self.spent += tokens
            self.counted += not exempt and entry.id not in self.scan.standing
            self.active[entry.id] = Activated(rule=entry.rule, why=found[entry.id])
            came.append(entry)
        return came

    def _over(self, tokens: int, fresh: int) -> bool:
        """Ours passes over what does not fit. SillyTavern counts this round and what recursion looks through, stops at
        the first that reaches the budget, and then recurs no more."""
        if self.native:
            return self.spent + tokens > self.budget
        return self.recursed + fresh >= self.budget

    def _drawn(self, entry: Entry) -> bool:
        chance = entry.rule.probability
        if chance >= 100 or entry.id in self.running.sticky or entry.id in self.scan.forced:
            return True
        if chance <= 0:
            return False
        return self.dice.draw(f"lore/{self.scan.turn}/{entry.id}", 0, _PARTS) <= chance * (_PARTS // 100)

    def _ordered(self) -> tuple[Activated, ...]:
        """As they stand in the prompt: the lowest order first, the highest nearest to the end."""
        entries = [self.book.by_id[name] for name in self.active]
        if self.native:
            entries.sort(key=lambda entry: (entry.rule.order, entry.rank))
        else:  # SillyTavern: of equal orders the later one comes first; at an outlet all is the other way round
            entries.sort(key=lambda entry: (-entry.rule.order, entry.rank))
            outlets = [entry for entry in entries if entry.rule.placement.where == "outlet"]
            entries = [entry for entry in reversed(entries) if entry.rule.placement.where != "outlet"] + outlets
        return tuple(self.active[entry.id] for entry in entries)

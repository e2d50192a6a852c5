"""A set of lore entries compiled for one way of scanning: sorted, keys numbered, found by the keys they wait for."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.lore import LoreOptions, LoreRule, Scope
from gm.lore.decorators import ST_KNOWS, decorated
from gm.lore.keys import Keys

_SCOPES: Final[dict[str, dict[Scope, int]]] = {
    "character": {"chat": 0, "persona": 1, "character": 2, "global": 3},
    "global": {"chat": 0, "persona": 1, "global": 2, "character": 3},
    "evenly": {"chat": 0, "persona": 1, "character": 2, "global": 2},
}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A rule with its keys as numbers. `rank`: its place in the order in which entries are looked at. Equal only to
    itself: sets of entries are made at every scan."""

    id: str
    rank: int
    rule: LoreRule
    primary: tuple[int, ...]
    secondary: tuple[int, ...]
    extra: tuple[tuple[int, ...], ...]
    without: tuple[int, ...]
    digest: str


class CompiledBook:
    """The entries of all books of a talk, for one profile. Immutable; make it once for a campaign's version."""

    __slots__ = ("always", "by_id", "deepest", "entries", "keys", "levels", "options", "patterned", "waiting")

    def __init__(self, rules: Iterable[LoreRule], options: LoreOptions) -> None:
        self.options = options
        self.keys = Keys(st=options.profile == "st")
        kept = _one_scope_each([rule for rule in _read(rules, options) if rule.enabled])
        scopes = _SCOPES[options.scopes]
        if options.profile == "st":  # the highest order has the first say
            kept.sort(key=lambda rule: (scopes[rule.scope], -rule.order))
        else:
            kept.sort(key=lambda rule: (scopes[rule.scope], not rule.constant, -rule.priority, rule.order, rule.id))
        self.entries = tuple(self._compiled(rank, rule) for rank, rule in enumerate(kept))
        self.keys.close()
        self.by_id = {entry.id: entry for entry in self.entries}
        self.levels = tuple(sorted({entry.rule.recursion_level for entry in self.entries} - {0}))
        self.always = tuple(entry for entry in self.entries if entry.rule.constant or entry.rule.force == "on")
        self.patterned = tuple(
            entry for entry in self.entries if any(number in self.keys.patterns for number in entry.primary)
        )
        """Those with a regular expression among their keys: it has to be tried each time."""
        self.deepest = max((entry.rule.scan_depth or 0 for entry in self.entries), default=0)
        waiting: dict[int, list[Entry]] = {}
        for entry in self.entries:
            for number in entry.primary:
                waiting.setdefault(number, []).append(entry)
        self.waiting = waiting

    def _compiled(self, rank: int, rule: LoreRule) -> Entry:
        return Entry(
            rule.id,
            rank,
            rule,
            self._numbers(rule, rule.keys),
            self._numbers(rule, rule.secondary),
            tuple(self._numbers(rule, group) for group in rule.extra),
            self._numbers(rule, rule.without),
            hashlib.sha256(rule.model_dump_json().encode()).hexdigest()[:16],
        )

    def _numbers(self, rule: LoreRule, keys: Sequence[str]) -> tuple[int, ...]:
        cased = self.options.case_sensitive if rule.case_sensitive is None else rule.case_sensitive
        whole = self.options.whole_words if rule.whole_words is None else rule.whole_words
        numbers = (self.keys.number(key, cased=cased, whole=whole, bare=rule.regex) for key in keys)
        return tuple(number for number in numbers if number is not None)


def _read(rules: Iterable[LoreRule], options: LoreOptions) -> Iterable[LoreRule]:
    """The rules with their decorators read, as far as the profile knows them."""
    st = options.profile == "st"
    for rule in rules:
        read = decorated(rule, only=ST_KNOWS if st else None)
        if not st and not read.content.strip():
            continue  # V3: an empty text adds nothing
        if not st and read.regex and read.constant:
            read = read.model_copy(update={"constant": False})  # V3: so
        yield read


def _one_scope_each(rules: list[LoreRule]) -> list[LoreRule]:
    """A book that is in several places counts in the first of them."""
    first: dict[str, Scope] = {}
    order: dict[Scope, int] = {"chat": 0, "persona": 1, "character": 2, "global": 3}
    for rule in rules:
        if rule.book and (rule.book not in first or order[rule.scope] < order[first[rule.book]]):
            first[rule.book] = rule.scope
    return [rule for rule in rules if not rule.book or rule.scope == first[rule.book]]

"""A campaign's lore, compiled: its own entries, and the books of other programs that came with it. Immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from gm.domain.campaign import Campaign
from gm.domain.lore import NATIVE, ST, LoreOptions, LoreRule
from gm.domain.lorebooks import LoreBook, LoreSearch, rule_of, stands
from gm.domain.ruling import Audience
from gm.lore.book import CompiledBook

ST_DEPTH: Final = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry as people see it, whatever book it is in. `text` is without decorators."""

    id: str
    title: str
    text: str
    keys: tuple[str, ...]
    audience: Audience
    standing: bool
    enabled: bool
    book: str = ""
    """Title of its book; '' for the campaign's own."""
    where: Literal["start", "end"] = "start"


@dataclass(frozen=True, slots=True)
class CampaignLore:
    """All entries of a campaign, ready to be looked for."""

    native: CompiledBook
    st: CompiledBook | None
    entries: Mapping[str, Listed]
    standing: frozenset[str]
    secret: frozenset[str]
    """Ids of the entries that are not everyone's."""
    timed: bool
    """Whether anything in it counts beats."""
    depth: int
    """Beats that have to be at hand."""
    sought: bool = field(default=True)
    """Whether there is anything that has to be looked for."""

    @property
    def books(self) -> tuple[CompiledBook, ...]:
        """What is scanned, in order."""
        return (self.native, self.st) if self.st is not None else (self.native,)


_KEPT: Final = 16
_Key = tuple[object, object, object]
_made: dict[tuple[int, int, int], tuple[_Key, CampaignLore]] = {}


def lore_of(campaign: Campaign) -> CampaignLore:
    """The campaign's lore; compiled once for as long as the same entries are handed in (all copies of a campaign share
    them), so a version that a process has loaded is compiled once."""
    parts: _Key = (campaign.lore, campaign.books, campaign.lore_search)
    key = (id(parts[0]), id(parts[1]), id(parts[2]))
    kept = _made.get(key)
    if kept is not None and all(a is b for a, b in zip(kept[0], parts, strict=True)):
        return kept[1]
    if len(_made) >= _KEPT:
        _made.pop(next(iter(_made)))
    _made[key] = (parts, compiled(campaign))
    return _made[key][1]


def is_compiled(campaign: Campaign) -> bool:
    """Whether `lore_of` has it at hand."""
    return (id(campaign.lore), id(campaign.books), id(campaign.lore_search)) in _made


def compiled(campaign: Campaign) -> CampaignLore:
    """The same, made anew."""
    own = [rule_of(entry) for entry in campaign.lore]
    ours = [rule for book in campaign.books if book.profile == "native" for rule in book.rules]
    theirs = [rule for book in campaign.books if book.profile == "st" for rule in book.rules]
    native = CompiledBook((*own, *ours), _options(campaign.lore_search))
    st = CompiledBook(theirs, ST) if theirs else None
    rules = [rule for book in (native, st) if book is not None for rule in (e.rule for e in book.entries)]
    entries = _listed(campaign, {rule.id: rule for rule in rules})
    standing = frozenset(rule.id for rule in (*own, *ours, *theirs) if stands(rule))
    return CampaignLore(
        native=native,
        st=st,
        entries=entries,
        standing=standing,
        secret=frozenset(entry.id for entry in entries.values() if entry.audience != "everyone"),
        timed=any(_counts(rule) for rule in rules),
        depth=max([native.options.depth, native.deepest, st.deepest if st else 0, ST_DEPTH if st else 0]),
        sought=any(rule.id not in standing for rule in rules),
    )


def _options(search: LoreSearch) -> LoreOptions:
    return NATIVE.model_copy(
        update={
            "depth": search.depth,
            "most": search.most,
            "recursive": search.recursive,
            "names": search.names,
            "case_sensitive": search.case_sensitive,
            "whole_words": search.whole_words,
            "group_scoring": search.group_scoring,
        }
    )


def _counts(rule: LoreRule) -> bool:
    return bool(rule.sticky or rule.cooldown or rule.delay or rule.every or rule.once or rule.forever)


def _listed(campaign: Campaign, rules: Mapping[str, LoreRule]) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    for entry in campaign.lore:
        rule = rules.get(entry.id) or rule_of(entry)
        found[entry.id] = _entry(rule, entry.title, entry.content, entry.audience, "")
    for book in campaign.books:
        for each in book.rules:
            rule = rules.get(each.id, each)
            found[each.id] = _entry(rule, each.title or _name(each), rule.content, book.audience, _title(book))
    return found


def _entry(rule: LoreRule, title: str, text: str, audience: Audience, book: str) -> Listed:
    near = rule.placement.where == "depth" and rule.placement.depth <= 1
    place: Literal["start", "end"] = "end" if near else "start"
    return Listed(rule.id, title, text.strip(), rule.keys, audience, stands(rule), rule.enabled, book, place)


def _name(rule: LoreRule) -> str:
    return rule.keys[0] if rule.keys else rule.id


def _title(book: LoreBook) -> str:
    return book.title or book.id

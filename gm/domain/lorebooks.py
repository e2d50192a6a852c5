"""Lore as an author writes it: a campaign's own entries, how they are looked for, books of other programs."""

from typing import Final, Literal

from pydantic import Field, model_validator

from gm.domain.lore import Cast, Logic, LoreRule, Placement
from gm.domain.ruling import Audience
from gm.domain.values import Slug, Value

Profile = Literal["native", "st"]


class LoreEntry(Value):
    """Knowledge about the world, brought into the prompt when a key is mentioned; for whom, says `audience`.

    Counts of beats are of the scene: what was said and what was told to it are one.
    """

    id: Slug
    title: str
    keys: tuple[str, ...] = ()
    content: str
    audience: Audience = "everyone"
    constant: bool = False
    order: int = 100
    secondary: tuple[str, ...] = ()
    logic: Logic = "any"
    without: tuple[str, ...] = ()
    """Keys that keep it away."""
    regex: bool = False
    whole_words: bool | None = None
    case_sensitive: bool | None = None
    scan_depth: int | None = Field(default=None, ge=0, le=1000)
    """Beats that are looked at, from this one back; None: as `lore_search` has it."""
    probability: int = Field(default=100, ge=0, le=100)
    priority: int = 0
    """Who is let in first where not all fit: the highest."""
    calls_others: bool = True
    called_by_others: bool = True
    level: int = Field(default=0, ge=0, le=100)
    """Only by what else came up, from that round on; 0: by what is said."""
    sticky: int = Field(default=0, ge=0, le=100_000)
    cooldown: int = Field(default=0, ge=0, le=100_000)
    delay: int = Field(default=0, ge=0, le=100_000)
    every: int = Field(default=0, ge=0, le=100_000)
    once: bool = False
    stays: bool = False
    groups: tuple[str, ...] = ()
    group_first: bool = False
    group_weight: int = Field(default=100, ge=0, le=1_000_000)
    group_scoring: bool | None = None
    ignores_budget: bool = False
    cast: tuple[str, ...] = ()
    not_cast: tuple[str, ...] = ()
    placement: Literal["start", "end"] = "start"
    enabled: bool = True
    decorators: tuple[str, ...] = ()
    """Lines of card V3 (`@@…`); those that stand above `content` come here."""

    @model_validator(mode="before")
    @classmethod
    def _decorators_apart(cls, values: object) -> object:
        if not isinstance(values, dict) or not isinstance(values.get("content"), str):
            return values
        lines = values["content"].split("\n")
        found = []
        while lines and lines[0].startswith("@@"):
            found.append(lines.pop(0).strip())
        if not found:
            return values
        return {**values, "content": "\n".join(lines), "decorators": (*values.get("decorators", ()), *found)}


class LoreSearch(Value):
    """How a campaign's own entries are looked for."""

    depth: int = Field(default=5, ge=0, le=100)
    """Beats that are looked at: what is said now, and what was told in the ones before."""
    recursive: bool = False
    names: bool = False
    case_sensitive: bool = False
    whole_words: bool = True
    group_scoring: bool = False
    most: int = Field(default=3, ge=0, le=100)
    """Entries that come up in one beat at most, constant ones not counted; 0: as many as the budget has room for. More
    bury the scene."""
    budget: int = Field(default=0, ge=0, le=4000)
    """Tokens that all of it may take in a prompt; 0: the house's own measure."""


class BookFile(Value):
    """A book of another program in the campaign's folder. `profile` is how it is looked for: by our rules, or as
    SillyTavern does it."""

    file: str
    profile: Profile = "st"
    title: str = ""
    audience: Literal["everyone", "gm"] = "everyone"


class LoreBook(Value):
    """What stands in a book's file. The ids of its rules are `<book>/<entry>`."""

    id: Slug
    title: str
    profile: Profile
    audience: Literal["everyone", "gm"] = "everyone"
    rules: tuple[LoreRule, ...] = ()


OWN: Final = "campaign"
"""What stands for a book in the world's paths where an entry is the campaign's own."""


def rule_of(entry: LoreEntry) -> LoreRule:
    """An author's entry as the scan takes it."""
    return LoreRule(
        id=entry.id,
        title=entry.title,
        content="\n".join((*entry.decorators, entry.content)),
        keys=entry.keys,
        secondary=entry.secondary,
        logic=entry.logic,
        without=entry.without,
        enabled=entry.enabled,
        constant=entry.constant,
        order=entry.order,
        priority=entry.priority,
        case_sensitive=entry.case_sensitive,
        whole_words=entry.whole_words,
        regex=entry.regex,
        scan_depth=entry.scan_depth,
        probability=entry.probability,
        only_first=not entry.called_by_others,
        ends_recursion=not entry.calls_others,
        recursion_level=entry.level,
        sticky=entry.sticky,
        cooldown=entry.cooldown,
        delay=entry.delay,
        every=entry.every,
        once=entry.once,
        forever=entry.stays,
        groups=entry.groups,
        group_first=entry.group_first,
        group_weight=entry.group_weight,
        group_scoring=entry.group_scoring,
        ignores_budget=entry.ignores_budget,
        cast=Cast(names=entry.cast or entry.not_cast, exclude=not entry.cast),
        placement=Placement(where="depth", depth=0) if entry.placement == "end" else Placement(),
    )


def stands(rule: LoreRule) -> bool:
    """Whether a rule is constant whatever happens: its text then stands in the part of a prompt that never changes."""
    sometimes = (
        rule.probability < 100,
        rule.delay or rule.every or rule.once or rule.cooldown or rule.recursion_level,
        rule.groups or rule.triggers or rule.cast.names or rule.cast.tags,
        rule.icon or rule.greeting not in (None, 0),
        rule.regex or rule.content.startswith("@@"),
    )
    return rule.enabled and rule.constant and bool(rule.content.strip()) and not any(sometimes)


def place_of(ident: str) -> tuple[str, str]:
    """The entity of an entry's book in the world's state, and what the entry is called there."""
    book, slash, short = ident.partition("/")
    return (f"lore:{book}", short) if slash else (f"lore:{OWN}", ident)

"""A legal sheet from plain words, step by step: "a sneaky halfling who grew up on ships", then "not athletics, more
perception". No model. Pure.

Words only ever choose among what the kit has; `gm.rules.own.own_sheet` makes the numbers, as strong as the campaign's
ready characters. What words name first counts most; what they deny is dropped; nothing that was chosen before goes
unless something takes its place.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from gm.domain.campaign import Campaign, Sheet
from gm.domain.choosing import ChoiceList
from gm.domain.own import Shape
from gm.domain.ruleset import Ruleset
from gm.domain.words import Phrases, fold, words
from gm.rules.lexicon import affirmed, kept, listing
from gm.rules.own import can_learn, own_sheet, training_ranks
from gm.rules.shaping_words import ATTRIBUTES, BACKGROUNDS, CLASSES, SKILLS

Kind = Literal["calling", "species", "background", "skill", "attribute"]
_NONE: Final = frozenset(
    ("no", "without", "less", "kein", "keine", "keinen", "ohne", "weniger", "sin", "menos", "без", "меньше")
)
_NONE_MARKS: Final = ("没有", "无", "少", "ไม่มี", "ไม่เอา")
MOST_STRONG: Final = 3
"""Attributes that somebody can be strong in, of their own choice."""
MOST_SPARED: Final = 4
"""Skills that are remembered as not wanted."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a shape in words: what it is, what it is called, and how it came about."""

    kind: Kind
    id: str
    name: str
    why: Literal["said", "kept", "fitting"]
    """`said` just now, `kept` from before, or what the kit finds `fitting`."""


def shaped(campaign: Campaign, said: str, before: Shape | None = None) -> Shape:
    """The shape that these words make of the one before (None: of nobody). Always one that the kit can fill."""
    hits = phrases_of(campaign).hits(said)
    yes = tuple(hit for hit in affirmed(hits, said) if not without(hit.start, said))
    chosen: dict[str, list[str]] = {}
    for kind, what in (hit.tag for hit in yes):
        chosen.setdefault(kind, []).append(what)
    denied = {hit.tag for hit in hits} - {hit.tag for hit in yes}
    return merged(campaign, chosen, before, denied)


def merged(
    campaign: Campaign,
    chosen: Mapping[str, Sequence[str]],
    before: Shape | None = None,
    denied: Collection[tuple[str, str]] = (),
) -> Shape:
    """The shape before with what was chosen (kind → ids of the kit, the dearest first) and without what was denied."""
    before = before or Shape()

    def one(kind: Kind, old: str | None) -> str | None:
        found = [*chosen.get(kind, ()), *([old] if old is not None and (kind, old) not in denied else [])]
        return found[0] if found else None

    def several(kind: Kind, old: Iterable[str], most: int) -> tuple[str, ...]:
        kept_on = [each for each in old if (kind, each) not in denied]
        return tuple(dict.fromkeys((*chosen.get(kind, ()), *kept_on)))[:most]

    learns, good_at = can_learn(campaign), several("skill", before.good_at, len(training_ranks(campaign)))
    unwanted = (*(what for kind, what in sorted(denied) if kind == "skill"), *before.spared)
    spared = tuple(each for each in dict.fromkeys(unwanted) if each not in good_at)[:MOST_SPARED]
    return Shape(
        calling=one("calling", before.calling) if learns else None,
        species=one("species", before.species) if learns else None,
        background=one("background", before.background) if learns else None,
        good_at=good_at,
        strong_in=several("attribute", before.strong_in, MOST_STRONG),
        spared=spared,
    )


def says_something(campaign: Campaign, said: str) -> bool:
    """Whether anything in these words is known to the rules, wanted or denied."""
    return bool(phrases_of(campaign).hits(said))


def lists_of(campaign: Campaign) -> tuple[ChoiceList, ...]:
    """All that words may choose among for a sheet; keys are kinds of choices."""
    rules, learns = campaign.ruleset, can_learn(campaign)
    lists = (
        ChoiceList("calling", "class", _pairs(rules.classes), int(learns)),
        ChoiceList("species", "species", _pairs(rules.species), int(learns)),
        ChoiceList("background", "background", _pairs(rules.backgrounds), int(learns)),
        ChoiceList("skill", "good at", _pairs(rules.skills), len(training_ranks(campaign))),
        ChoiceList("attribute", "strong in", _pairs(rules.attributes), MOST_STRONG),
    )
    return tuple(each for each in lists if each.choices and each.most)


def known_words(campaign: Campaign, most: int = 12) -> tuple[str, ...]:
    """Names that the rules know, some of each kind: what somebody may say who was not understood."""
    lists = lists_of(campaign)
    share = max(2, most // max(1, len(lists)))
    return tuple(name for each in lists for _, name in each.choices[:share])[:most]


def _pairs(named: Iterable[_Named]) -> tuple[tuple[str, str], ...]:
    return tuple((each.id, each.name) for each in named)


def sheet_of_shape(campaign: Campaign, shape: Shape) -> Sheet:
    """The legal sheet of a shape."""
    return own_sheet(campaign, shape.good_at, shape)


def choices(campaign: Campaign, shape: Shape, before: Shape | None = None) -> tuple[Choice, ...]:
    """The shape as choices to be read and corrected, with what the kit adds where nothing was said."""
    rules, before, sheet = campaign.ruleset, before or Shape(), sheet_of_shape(campaign, shape)
    found: list[Choice] = []
    old = {before.calling, before.species, before.background}
    groups: tuple[tuple[Kind, str | None, Mapping[str, str]], ...] = (
        ("calling", sheet.class_, {each.id: each.name for each in rules.classes}),
        ("species", sheet.species, {each.id: each.name for each in rules.species}),
        ("background", sheet.background, {each.id: each.name for each in rules.backgrounds}),
    )
    said = {shape.calling, shape.species, shape.background}
    for kind, what, names in groups:
        if what is not None:
            why: Literal["said", "kept", "fitting"] = (
                "fitting" if what not in said else "kept" if what in old else "said"
            )
            found.append(Choice(kind, what, names.get(what, what), why))
    for skill in sorted(rules.skills, key=lambda each: -sheet.skills.get(each.id, 0)):
        if sheet.skills.get(skill.id, 0) > 0:
            how = "fitting" if skill.id not in shape.good_at else "kept" if skill.id in before.good_at else "said"
            found.append(Choice("skill", skill.id, skill.name, how))  # type: ignore[arg-type]
    for attribute in sorted(rules.attributes, key=lambda each: -sheet.attributes.get(each.id, each.default)):
        how = (
            "fitting" if attribute.id not in shape.strong_in else "kept" if attribute.id in before.strong_in else "said"
        )
        value = sheet.attributes.get(attribute.id, attribute.default)
        shown = f"{value:+d}" if attribute.modifier is None else f"{value}"  # a score is no bonus
        found.append(Choice("attribute", attribute.id, f"{attribute.name} {shown}", how))  # type: ignore[arg-type]
    return tuple(found)


def packed(campaign: Campaign, shape: Shape) -> str:
    """A shape in a few characters, for the id of a button: places in the kit's own lists."""
    every = _ids(campaign.ruleset)
    chosen = ([shape.calling], [shape.species], [shape.background], shape.good_at, shape.strong_in, shape.spared)
    parts = [_places(ids, each) for ids, each in zip(every, chosen, strict=True)]
    return ".".join(parts)


def unpacked(campaign: Campaign, code: str) -> Shape | None:
    """The shape of such a code; None where it is none, or of another kit."""
    groups, parts = _ids(campaign.ruleset), code.split(".")
    if len(parts) != len(groups):
        return None
    found: list[tuple[str, ...]] = []
    for every, part in zip(groups, parts, strict=True):
        marks = [part[at : at + 2] for at in range(0, len(part), 2)]
        if any(not mark.isascii() or not mark.isdecimal() or int(mark) >= len(every) for mark in marks):
            return None
        found.append(tuple(every[int(mark)] for mark in marks))
    single = [each[0] if each else None for each in found[:3]]
    return Shape(
        calling=single[0],
        species=single[1],
        background=single[2],
        good_at=found[3],
        strong_in=found[4],
        spared=found[5],
    )


def _ids(rules: Ruleset) -> tuple[tuple[str, ...], ...]:
    """Ids of classes, species, backgrounds, skills, attributes, and of skills again: those not wanted; as the kit lists
    them."""
    return (
        tuple(each.id for each in rules.classes),
        tuple(each.id for each in rules.species),
        tuple(each.id for each in rules.backgrounds),
        tuple(each.id for each in rules.skills),
        tuple(each.id for each in rules.attributes),
        tuple(each.id for each in rules.skills),
    )


def _places(ids: Sequence[str], chosen: Iterable[str | None]) -> str:
    return "".join(f"{ids.index(each):02}" for each in chosen if each in ids)


def without(start: int, said: str) -> bool:
    """Whether what stands there is said to be lacking: "no halfling"."""
    before = [word for word, at in words(said) if at < start][-1:]
    return bool(_NONE.intersection(before)) or fold(said)[:start].rstrip().endswith(_NONE_MARKS)


def phrases_of(campaign: Campaign) -> Phrases[tuple[Kind, str]]:
    """What people may say of a shape, with what it names."""
    return kept(campaign.ruleset, "shapes", lambda: Phrases(_named(campaign.ruleset)))


def _named(rules: Ruleset) -> Iterable[tuple[str, tuple[Kind, str]]]:
    groups: tuple[tuple[Kind, Iterable[tuple[str, str]], Mapping[str, str]], ...] = (
        ("calling", [(each.id, each.name) for each in rules.classes], CLASSES),
        ("species", [(each.id, each.name) for each in rules.species], {}),
        ("background", [(each.id, each.name) for each in rules.backgrounds], BACKGROUNDS),
        ("attribute", [(each.id, each.name) for each in rules.attributes], ATTRIBUTES),
        ("skill", [(each.id, each.name) for each in rules.skills], SKILLS),
    )
    for kind, things, more in groups:
        for what, name in things:
            said = [name, what.replace("-", " ")]
            said += [word for ids, line in more.items() if what in ids.split() for word in listing(line)]
            yield from ((word, (kind, what)) for word in dict.fromkeys(said))
    for skill in rules.skills:
        yield from ((word, ("skill", skill.id)) for line in skill.synonyms.values() for word in line)

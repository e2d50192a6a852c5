"""The text of a rule: a skill, condition, spell, creature, item, rest, degree, whatever the kit has under that name."""

from collections.abc import Iterable, Iterator
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.values import Value
from gm.domain.words import Phrases
from gm.rules.lexicon import kept
from gm.rules.looking.found import Found, Named, find, in_short, nothing

_NOT_A_RULE: Final = frozenset({"id", "name", "title", "label", "synonyms", "aliases", "description"})
_LISTED: Final = (
    "skills",
    "conditions",
    "resources",
    "rests",
    "degrees",
    "spells",
    "creatures",
    "declarations",
    "items",
)
"""What can be listed by the word for all of them."""
_MATTERS: Final = ("check", "dying", "recovery", "advancement", "load", "instead_of_dice")
"""Parts of a kit that are asked for by their own name."""
_NAMED_AT_ONCE: Final = 5


def rule_text(campaign: Campaign, name: str) -> Found:
    """Every rule of that name or id, a line each."""
    things = kept(campaign, "rules by name", lambda: tuple(_rules(campaign)))
    hits = find(things, name)
    if not hits:
        return nothing("rule", name, things)
    return Found("\n".join(each.what for each in hits[:4]))


def rules_named(campaign: Campaign, words: str) -> tuple[str, ...]:
    """The rules that are named in these words, a line each, the longest names first."""
    things = kept(campaign, "rules by name", lambda: tuple(_rules(campaign)))
    names = kept(campaign, "rules by words", lambda: Phrases((n, each.what) for each in things for n in _called(each)))
    hits = sorted(names.hits(words), key=lambda hit: (-hit.length, hit.start))
    return tuple(dict.fromkeys(hit.tag for hit in hits))[:_NAMED_AT_ONCE]


def _called(thing: Named[str]) -> Iterator[str]:
    yield from (name for name in (thing.id, *thing.names) if len(name) > 2 and not name.isdecimal())


def _rules(campaign: Campaign) -> Iterator[Named[str]]:
    rules = campaign.ruleset
    yield from _each("attribute", rules.attributes)
    yield from _each("number", rules.derived)
    yield from _each("skill", rules.skills)
    yield from _each("degree", rules.degrees)
    yield from _each("condition", rules.conditions)
    yield from _each("resource", rules.resources)
    yield from _each("rest", rules.rests)
    yield from _each("after a roll", rules.after_roll)
    yield from _each("declaration", rules.declarations)
    yield from _each("coin", rules.coins)
    yield from _each("spell", rules.spells)
    yield from _each("creature", (*campaign.creatures, *rules.creatures))
    yield from _each("item", campaign.items)
    for kind in _LISTED:
        ids = [each.id for each in getattr(rules if hasattr(rules, kind) else campaign, kind)]
        yield Named(kind, (), f"{kind}: {', '.join(ids) or 'none'}")
    for name, value in rules.difficulties.items():
        yield Named(name, (), f"difficulty {name}: {value}")
    for name, title in rules.damage_types.items():
        yield Named(name, (title,), f"damage type {name}: {title}")
    for matter in _MATTERS:
        part = getattr(rules, matter)
        if part is not None:
            yield Named(matter, (), f"{matter}: {in_short(part) or 'as usual'}")
    if rules.authority == "shared":
        yield Named(
            "authority", (), "authority: shared; players may declare: " + ", ".join(e.id for e in rules.declarations)
        )
    if campaign.house_rules:
        yield Named("house-rules", ("house rules",), "house rules: " + " · ".join(campaign.house_rules))


def _each(kind: str, values: Iterable[Value]) -> Iterator[Named[str]]:
    for value in values:
        own = str(getattr(value, "id", ""))
        names = [str(getattr(value, field, "")) for field in ("name", "title", "label")]
        names = [name for name in (*names, *getattr(value, "aliases", ())) if name]
        text = in_short(value, without=_NOT_A_RULE)
        title = f" ({names[0]})" if names and names[0] != own else ""
        yield Named(own, tuple(names), f"{kind} {own}{title}{f': {text}' if text else ''}")

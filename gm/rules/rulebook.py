"""Rules that a player looks up: what the kit says of anything that has a name in it. Pure.

Only the kit is read, and the words that everybody at the table goes by: what a campaign adds (its creatures, things,
house rules) may be a secret still.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound
from gm.domain.ruleset import Ruleset
from gm.domain.values import Value
from gm.domain.words import Phrases
from gm.rules.lexicon import kept
from gm.rules.looking.found import Named, find, in_short, near

Kind = Literal[
    "attribute",
    "skill",
    "condition",
    "spell",
    "class",
    "feature",
    "species",
    "background",
    "resource",
    "rest",
    "degree",
    "difficulty",
    "other",
]
_SAID: Final = frozenset({"id", "name", "title", "label", "synonyms", "summary", "attribute", "features", "spells"})
"""Fields that a rule says otherwise, or nowhere."""
_AT_ONCE: Final = 4
_LISTED: Final[tuple[Kind, ...]] = (
    "attribute",
    "skill",
    "condition",
    "class",
    "species",
    "background",
    "spell",
    "rest",
)
"""Kinds that are listed where nothing was asked."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `of`: what it belongs to (a skill's attribute, a feature's class). `detail`: the rest, in the kit's own
    notation; '' where the summary says all."""

    kind: Kind
    name: str
    of: str = ""
    summary: str = ""
    detail: str = ""


def rules_about(campaign: Campaign, words: str) -> tuple[Rule, ...]:
    """The rules that these words name, as players read them, the longest names first.

    Raises:
        NotFound: none; says what comes near.
    """
    rules = campaign.ruleset
    things = kept(rules, "rules for players", lambda: tuple(_named(rules)))
    exact = find(things, words)
    if not exact:
        names = kept(
            rules, "rules in words", lambda: Phrases((name, each.what) for each in things for name in _called(each))
        )
        hits = sorted(names.hits(words), key=lambda hit: (-hit.length, hit.start))
        found = tuple(dict.fromkeys(hit.tag for hit in hits))[:_AT_ONCE]
    else:
        found = tuple(dict.fromkeys(each.what for each in exact))[:_AT_ONCE]
    if found:
        return found
    close = tuple(dict.fromkeys(each.what.name for each in near(words, things)))
    raise NotFound(
        f'These rules have nothing called "{words[:60]}".',
        remedy=f"Near it: {', '.join(close)}." if close else "/rule alone says what there is.",
        key="rule.near" if close else "rule.none",
        words=words[:60],
        names=", ".join(close),
    )


def rule_names(campaign: Campaign) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    """What can be looked up, by kind."""
    things = kept(campaign.ruleset, "rules for players", lambda: tuple(_named(campaign.ruleset)))
    groups = ((kind, tuple(each.what.name for each in things if each.what.kind == kind)) for kind in _LISTED)
    return tuple((kind, names) for kind, names in groups if names)


def _called(thing: Named[Rule]) -> Iterator[str]:
    yield from (name for name in (thing.id.replace("-", " "), *thing.names) if len(name) > 1 and not name.isdecimal())


def _named(rules: Ruleset) -> Iterator[Named[Rule]]:
    attributes = {each.id: each.name for each in rules.attributes}
    yield from _each("attribute", rules.attributes)
    for skill in rules.skills:
        yield from _each("skill", (skill,), of=attributes.get(skill.attribute, ""))
    groups: tuple[tuple[Kind, Iterable[Any]], ...] = (
        ("condition", rules.conditions),
        ("spell", rules.spells),
        ("resource", rules.resources),
        ("rest", rules.rests),
        ("degree", rules.degrees),
        ("other", (*rules.derived, *rules.after_roll, *rules.declarations, *rules.coins, *rules.reactions)),
    )
    for kind, values in groups:
        yield from _each(kind, values)
    for one, owners in (("class", rules.classes), ("species", rules.species), ("background", rules.backgrounds)):
        for owner in owners:
            yield Named(owner.id, (owner.name,), _owner(rules, one, owner))  # type: ignore[arg-type]
            yield from _each("feature", owner.features, of=owner.name)
    for name, value in rules.difficulties.items():
        said = rules.difficulty_names.get(name, name)
        yield Named(name, (said,), Rule("difficulty", said, "", str(value)))
    for name, title in rules.damage_types.items():
        yield Named(name, (title,), Rule("other", title))


def _owner(rules: Ruleset, kind: Kind, owner: Any) -> Rule:
    """A class, species or background: what it brings, by the names of things."""
    spells = [spell.name for spell in map(rules.spell, getattr(owner, "spells", ())) if spell is not None]
    features = [f"{each.name} ({each.level})" if each.level > 1 else each.name for each in owner.features]
    detail = "; ".join(filter(None, (", ".join(features), ", ".join(spells))))
    lives_by = [each.name for each in map(rules.attribute, getattr(owner, "attributes", ())) if each is not None]
    return Rule(kind, owner.name, ", ".join(lives_by), owner.summary, detail)


def _each(kind: Kind, values: Iterable[Value], *, of: str = "") -> Iterator[Named[Rule]]:
    for value in values:
        own = str(getattr(value, "id", ""))
        name = str(getattr(value, "name", "") or getattr(value, "label", "") or own)
        summary = str(getattr(value, "summary", ""))
        yield Named(own, (name,), Rule(kind, name, of, summary, in_short(value, without=_SAID).replace("_", " ")))

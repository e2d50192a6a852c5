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
from gm.domain.words import Phrases, fold
from gm.rules.lexicon import kept
from gm.rules.looking.found import Named, find, near
from gm.rules.rule_notions import NOTIONS, notions_of
from gm.rules.rule_sentences import Sentences

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
    "notion",
    "other",
]
_AT_ONCE: Final = 4
_LISTED: Final[tuple[Kind, ...]] = (
    "notion",
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
    """One rule. `of`: what it belongs to (a skill's attribute, a feature's class). `detail`: what code does by it, in
    plain sentences; '' where the summary says all."""

    kind: Kind
    name: str
    of: str = ""
    summary: str = ""
    detail: str = ""


def rules_about(campaign: Campaign, words: str, language: str) -> tuple[Rule, ...]:
    """The rules that these words name, as players of that language read them, the longest names first. The words may
    be those of any language that the game speaks.

    Raises:
        NotFound: none; says what comes near.
    """
    things = _things(campaign.ruleset, language)
    wanted = fold(words).strip(" .:!?«»\"'")
    found = tuple(each.what for each in things if each.answers_to(wanted))
    if not found:
        names = kept(
            campaign.ruleset,
            f"rules in words:{language}",
            lambda: Phrases((name, each.what) for each in things for name in _called(each)),
        )
        hits = sorted(names.hits(words), key=lambda hit: (-hit.length, hit.start))
        found = tuple(hit.tag for hit in hits) or tuple(each.what for each in find(things, words))
    found = tuple(dict.fromkeys(found))[:_AT_ONCE]
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


def rule_names(campaign: Campaign, language: str) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    """What can be looked up, by kind, in that language."""
    things = _things(campaign.ruleset, language)
    groups = ((kind, tuple(each.what.name for each in things if each.what.kind == kind)) for kind in _LISTED)
    return tuple((kind, names) for kind, names in groups if names)


def _things(rules: Ruleset, language: str) -> tuple[Named[Rule], ...]:
    return kept(rules, f"rules for players:{language}", lambda: tuple(_named(rules, Sentences(rules, language))))


def _called(thing: Named[Rule]) -> Iterator[str]:
    words = NOTIONS.get(thing.id, ()) if thing.what.kind == "notion" else (thing.id.replace("-", " "),)
    yield from (name for name in (*words, *thing.names) if len(name) > 1 and not name.isdecimal())


def _named(rules: Ruleset, told: Sentences) -> Iterator[Named[Rule]]:
    attributes = {each.id: each.name for each in rules.attributes}
    yield from _each(told, "attribute", rules.attributes)
    for skill in rules.skills:
        yield from _each(told, "skill", (skill,), of=attributes.get(skill.attribute, ""))
    groups: tuple[tuple[Kind, Iterable[Any]], ...] = (
        ("condition", rules.conditions),
        ("spell", rules.spells),
        ("resource", rules.resources),
        ("rest", rules.rests),
        ("degree", rules.degrees),
        ("other", (*rules.derived, *rules.after_roll, *rules.declarations, *rules.coins, *rules.reactions)),
    )
    for kind, values in groups:
        yield from _each(told, kind, values)
    for one, owners in (("class", rules.classes), ("species", rules.species), ("background", rules.backgrounds)):
        for owner in owners:
            lives_by = [
                each.name for each in map(rules.attribute, getattr(owner, "attributes", ())) if each is not None
            ]
            yield from _each(told, one, (owner,), of=", ".join(lives_by))  # type: ignore[arg-type]
            yield from _each(told, "feature", owner.features, of=owner.name)
    if rules.instead_of_dice is None and not rules.procedure().fixed:
        for name, value in rules.difficulties.items():
            said = rules.difficulty_name(name)
            yield Named(name, (said,), Rule("difficulty", said, "", told.say("must_come_to", number=value)))
    for name, title in rules.damage_types.items():
        yield Named(name, (title,), Rule("other", title, "", told.say("kind_of_damage")))
    for own, title, says in notions_of(told):
        plain = tuple(word for word in NOTIONS[own] if not word.endswith("*"))
        yield Named(own, (title, *plain), Rule("notion", title, "", says[0], " ".join(says[1:])))


def _each(told: Sentences, kind: Kind, values: Iterable[Value], *, of: str = "") -> Iterator[Named[Rule]]:
    for value in values:
        own = str(getattr(value, "id", ""))
        name = str(getattr(value, "name", "") or getattr(value, "label", ""))
        if not name:  # a number that no sheet shows
            continue
        summary = str(getattr(value, "summary", "")) if told.speaks(value) else ""
        yield Named(own, (name,), Rule(kind, name, of, summary, " ".join(told.says(value))))

"""A legal sheet for a character that a player made: as strong as the campaign's ready ones, strong in what was picked.

Pure: the same campaign and picks give the same sheet. Numbers are the lower medians of the ready characters', rank by
rank (their best attribute, their second best…), so that nobody gains or loses by making their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from gm.domain.campaign import Campaign, Npc, PlayerCharacter, Sheet
from gm.domain.classes import CharacterClass
from gm.domain.errors import Refused
from gm.domain.filling import filled
from gm.domain.own import CharacterPicks, OwnCharacter, Shape
from gm.domain.ruleset import Ruleset
from gm.rules.pronouns import pronouns_of

FALLBACK_RANKS: Final = (2, 1, 1)
"""Training of the best skills where there are no ready characters to go by, as far as the ruleset knows it."""
_ALIKE: Final = str.maketrans("авеѕіјкмнорстухусԁһԛԝαβεικνορτυχ01ı", "abesijkmhopctyxycdhqwabeikvoptuxoli")
"""Letters, in lower case, that look like others: Cyrillic and Greek ones, and digits, as Latin letters."""
_DICE: Final = re.compile(r"(\d{0,4})d(\d{1,4})")


def training_ranks(campaign: Campaign) -> tuple[int, ...]:
    """How well trained an own character of this campaign is: levels, best first, all above 0; at least one if the
    ruleset knows any training. As many skills can be picked."""
    ready = [pc.sheet for pc in campaign.characters if not isinstance(pc, OwnCharacter)]
    known = {level for level in campaign.ruleset.training if level > 0}
    most = len(campaign.ruleset.skills)
    ranks = _median_ranks([[level for level in each.skills.values() if level in known] for each in ready])
    found = tuple(level for level in ranks if level > 0)[:most]
    if found or not known:
        return found
    usual: tuple[int, ...] = () if ready else tuple(level for level in FALLBACK_RANKS if level in known)
    return (usual or (min(known),))[:most]


def own_sheet(campaign: Campaign, good_at: Sequence[str], shape: Shape | None = None) -> Sheet:
    """The sheet of somebody who is good at these skills. Unknown and repeated picks, and those beyond what a character
    can be trained in, count for nothing. `shape`: what else was chosen, as far as the kit has it."""
    rules, shape = campaign.ruleset, shape or Shape()
    ready = [pc.sheet for pc in campaign.characters if not isinstance(pc, OwnCharacter)]
    picked = _picked(rules, good_at)
    fitting = own_class(rules, ready, picked)
    learned = fitting if fitting is None else rules.character_class(shape.calling) or fitting
    known = {each.id for each in rules.attributes}
    strong = [name for name in dict.fromkeys(shape.strong_in) if name in known]
    attributes = _attributes(rules, ready, picked, (*strong, *(learned.attributes if learned is not None else ())))
    ranks = training_ranks(campaign)
    if learned is not None:
        origins = rules.origins(shape.species, shape.background)
        brought = [skill for each in origins for skill in each.skills]
        room = max(0, len(ranks) - sum(1 for skill in brought if skill not in picked))
        order = list(
            dict.fromkeys(
                (*picked[:room], *brought, *picked, *_others(rules, picked, attributes, shape.spared, learned.skills))
            )
        )
        level = _median([each.level for each in ready], 1)
        own = Sheet(
            class_=learned.id,
            species=shape.species if any(each.id == shape.species for each in rules.species) else None,
            background=shape.background if any(each.id == shape.background for each in rules.backgrounds) else None,
            level=level,
            attributes=attributes,
            skills=dict(zip(order, ranks, strict=False)),
            resources=_resources(rules, ready),
        )
        return filled(rules, own)
    order = [*picked, *_others(rules, picked, attributes, shape.spared)]
    skills = dict(zip(order, ranks, strict=False))
    return Sheet(
        attributes=attributes,
        skills=skills,
        max_hp=_median([each.max_hp for each in ready], 8),
        defence=_median([each.defence for each in ready], 10),
        damage=_damage(campaign, ready),
        resources=_resources(rules, ready),
        items=_shared([each.items for each in ready]),
    )


def own_character(campaign: Campaign, picks: CharacterPicks, *, slug: str, owner: str) -> OwnCharacter:
    """The person that a player's picks make in this campaign."""
    return OwnCharacter(
        id=slug,
        name=picks.name,
        pronouns=picks.pronouns,
        concept=picks.concept,
        appearance=picks.appearance,
        wish=picks.wish,
        hook=picks.hook,
        sheet=own_sheet(campaign, picks.shape.good_at if picks.shape else picks.good_at, picks.shape),
        owner=owner,
    )


def read_picks(
    campaign: Campaign,
    *,
    name: str,
    pronouns: str,
    about: str,
    good_at: Iterable[str],
    wish: str,
) -> CharacterPicks:
    """Picks from what was typed. `about`: the first line is who they are, what follows is what people see.

    Raises:
        Refused: no name, nothing about them, or a name that looks like somebody else's.
    """
    shown = _line(name, 60)
    first, _, rest = about.strip().partition("\n")
    concept, more = _line(first, 160), _line(rest, 600)
    if not any(char.isalnum() for char in shown):
        raise Refused("A character needs a name.", remedy="Letters of any script will do.", key="own.nameless")
    if not concept:
        remedy = 'For example: "a ferryman who lost his boat".'
        raise Refused("Say in a line who the character is.", remedy=remedy, key="own.who")
    if same_name(campaign, shown):
        text = f"Somebody in this story is called {shown} already."
        raise Refused(text, remedy="Choose another name.", key="own.name_taken", name=shown)
    return CharacterPicks(
        name=shown,
        pronouns=pronouns_of(_line(pronouns, 40)),
        concept=concept,
        appearance=more,
        wish=_line(wish, 300),
        good_at=_picked(campaign.ruleset, tuple(good_at)),
    )


def _names(campaign: Campaign) -> set[str]:
    people: tuple[PlayerCharacter | Npc, ...] = (*campaign.characters, *campaign.npcs)
    return {folded(name) for person in people for name in (person.name, *person.aliases)}


def same_name(campaign: Campaign, name: str) -> bool:
    """Whether somebody of the campaign is called so, or so that nobody could tell the two apart."""
    return folded(name) in _names(campaign)


def folded(name: str) -> str:
    """What a name looks like at a glance: no accents, blanks, signs and unseen characters, letters of other scripts as
    the Latin ones that they look like."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name).casefold() if _is_letter(char))
    return plain.translate(_ALIKE) or name.casefold()


def _is_letter(char: str) -> bool:
    """Letters, digits, and the vowel signs of scripts that need them; not the accents of those that do not."""
    return char.isalnum() or (unicodedata.category(char).startswith("M") and not 0x300 <= ord(char) <= 0x36F)


def _line(text: str, most: int) -> str:
    """One line of what was typed: no control characters, halves of characters or turned writing, blanks closed up."""
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    kept = "".join(char for char in kept if not _is_unseen(char))
    return " ".join(kept.split())[:most].strip()


def _is_unseen(char: str) -> bool:
    """Controls, halves of characters, and marks that take no room or turn the direction of writing; not the joiners
    that words of several scripts and emoji need."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in "\u200c\u200d"


def _picked(rules: Ruleset, good_at: Sequence[str]) -> tuple[str, ...]:
    known = {skill.id for skill in rules.skills}
    return tuple(skill for skill in dict.fromkeys(good_at) if skill in known)


def _others(
    rules: Ruleset,
    picked: Sequence[str],
    attributes: dict[str, int],
    spared: Sequence[str] = (),
    taught: Sequence[str] = (),
) -> list[str]:
    """Skills for training that no pick has claimed: what the class teaches first, then those of the best attributes, in
    the ruleset's order; last of all those that are not wanted."""
    left = [skill for skill in rules.skills if skill.id not in picked]
    order = sorted(
        left, key=lambda skill: (skill.id in spared, skill.id not in taught, -attributes.get(skill.attribute, 0))
    )
    return [skill.id for skill in order]


def _attributes(
    rules: Ruleset, ready: Sequence[Sheet], picked: Sequence[str], lived_by: Sequence[str] = ()
) -> dict[str, int]:
    """The usual values, the best where the picks need them: what the class lives by first, then the first pick."""
    names = [each.id for each in rules.attributes]
    usual = {each.id: each.default for each in rules.attributes}
    ranks = _median_ranks([[each.attributes.get(name, usual[name]) for name in names] for each in ready], len(names))
    weight = dict.fromkeys(names, 0)
    for at, skill_id in enumerate(picked):
        skill = rules.skill(skill_id)
        if skill is not None and skill.attribute in weight:
            weight[skill.attribute] += 2 * len(picked) - at
    place = {name: at for at, name in enumerate(dict.fromkeys(lived_by))}
    order = sorted(names, key=lambda name: (place.get(name, len(names)), -weight[name]))
    made = {name: _within(rules, name, value) for name, value in zip(order, ranks, strict=True)}
    return {name: value for name, value in made.items() if value or usual[name]}


def _within(rules: Ruleset, name: str, value: int) -> int:
    """The value, or the nearest that the kit allows."""
    rule = rules.attribute(name)
    if rule is None:
        return value
    value = value if rule.maximum is None else min(value, rule.maximum)
    return value if rule.minimum is None else max(value, rule.minimum)


def own_class(rules: Ruleset, ready: Sequence[Sheet], picked: Sequence[str]) -> CharacterClass | None:
    """The class that fits what somebody is good at; None where the ready characters have none. Skills that it trains
    weigh most, then the attributes that it lives by, then those of the ready characters."""
    known = {each.class_ for each in ready if rules.character_class(each.class_) is not None}
    if not known:
        return None

    def fits(each: CharacterClass) -> tuple[int, bool]:
        score = 0
        for at, skill_id in enumerate(picked):
            weight = len(picked) - at
            skill = rules.skill(skill_id)
            score += 4 * weight * (skill_id in each.skills)
            if skill is not None and skill.attribute in each.attributes:
                score += weight * (3 - min(2, each.attributes.index(skill.attribute)))
        return score, each.id in known

    return max(rules.classes, key=fits)


def can_learn(campaign: Campaign) -> bool:
    """Whether characters of this campaign have a class, and with it a species and a background."""
    ready = [pc.sheet for pc in campaign.characters if not isinstance(pc, OwnCharacter)]
    return own_class(campaign.ruleset, ready, ()) is not None


def _median_ranks(sets: Sequence[Sequence[int]], length: int | None = None) -> list[int]:
    """The lower median of the largest numbers, of the second largest…; short sets are filled with 0."""
    size = max((len(each) for each in sets), default=0) if length is None else length
    ranked = [sorted((*each, *[0] * (size - len(each))), reverse=True) for each in sets]
    return [_median([each[rank] for each in ranked], 0) for rank in range(size)]


def _median(numbers: Sequence[int], otherwise: int) -> int:
    """The lower median: always one of the numbers."""
    return sorted(numbers)[(len(numbers) - 1) // 2] if numbers else otherwise


def _shared(sets: Sequence[dict[str, int]]) -> dict[str, int]:
    """What more than half have, in the lower median of its quantity."""
    names = sorted({name for each in sets for name in each})
    return {name: count for name in names if (count := _median([each.get(name, 0) for each in sets], 0)) > 0}


def _resources(rules: Ruleset, ready: Sequence[Sheet]) -> dict[str, int]:
    most = {each.id: each.maximum for each in rules.resources}
    shared = {name: count for name, count in _shared([each.resources for each in ready]).items() if name in most}
    tops = {name: count if most[name] is None else min(count, most[name] or 0) for name, count in shared.items()}
    return {name: count for name, count in tops.items() if count > 0}


def _damage(campaign: Campaign, ready: Sequence[Sheet]) -> str | None:
    """What the hands of a middling fighter do, weapons counted; None if most have nothing better than bare hands."""
    best: list[tuple[float, str]] = []
    for each in ready:
        held = [item.damage for item in campaign.items if item.id in each.items and item.damage]
        rolls = [(_mean(dice), dice) for dice in (each.damage, *held) if dice]
        best.append(max(rolls, default=(0.0, "")))
    found = sorted(best)[(len(best) - 1) // 2][1] if best else ""
    return found or None


def _mean(expression: str) -> float:
    """About what the dice come to: good enough to tell a knife from a sword."""
    found = _DICE.findall(expression)
    return sum(int(count or 1) * (int(sides) + 1) / 2 for count, sides in found)

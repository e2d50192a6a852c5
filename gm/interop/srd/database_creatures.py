"""Creatures of the community 5e-database (`5e-SRD-Monsters.json`, 2014 and 2024)."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from gm.interop.srd.fields import Fields, dice_of, feet
from gm.interop.srd.values import (
    ABILITIES,
    ActionKind,
    SrdAction,
    SrdAttack,
    SrdCreature,
    SrdDamage,
    SrdDice,
    SrdKnownSpell,
    SrdSave,
    SrdSpellcasting,
    SrdStep,
    SrdUsage,
)

_SECTIONS: Final[tuple[tuple[str, ActionKind], ...]] = (
    ("special_abilities", "trait"),
    ("actions", "action"),
    ("bonus_actions", "bonus"),
    ("reactions", "reaction"),
    ("legendary_actions", "legendary"),
    ("lair_actions", "lair"),
)
_ATTACK: Final = re.compile(r"\b(?:Weapon|Spell) Attack\b|Attack Roll:|[+−-]\d+ to hit")
_TO_HIT: Final = re.compile(r"[+−-]\d+ to hit")
_REACH: Final = re.compile(r"\breach (\d{1,4})", re.IGNORECASE)
_RANGE: Final = re.compile(r"\brange (\d{1,4})(?:/(\d{1,4}))?", re.IGNORECASE)
_COST: Final = re.compile(r"\(Costs (\d) Actions\)")


def edition_of(record: Fields) -> str:
    """The year of the rules, from the record's address (`/api/2014/…`)."""
    found = re.match(r"/api/(\d{4})/", record.text("url", ""))
    return found.group(1) if found else ""


def read_creature(record: Fields) -> SrdCreature:
    """One stat block.

    Raises:
        AuthoringError: a field that every block has is missing, or is of the wrong kind.
    """
    classes = tuple(record.each("armor_class"))
    saves, skills = _proficiencies(record)
    speeds = {name: feet(value) for name, value in record.pairs("speed") if name != "hover"}
    senses = {name: feet(value) for name, value in record.pairs("senses") if name != "passive_perception"}
    conditions = tuple(each.text("index", "") or each.text("name") for each in record.each("condition_immunities"))
    return SrdCreature(
        key=record.text("index"),
        name=record.text("name"),
        edition=edition_of(record),
        size=record.text("size").lower(),
        type=record.text("type").lower(),
        subtype=record.text("subtype", ""),
        alignment=record.text("alignment", ""),
        armor_class=classes[0].whole("value") if classes else 10,
        armor_note=_armor(classes[0]) if classes else "",
        hit_points=record.whole("hit_points"),
        hit_dice=_hit_dice(record),
        scores={name: record.whole(name) for name in ABILITIES},
        challenge=record.number("challenge_rating"),
        xp=record.whole("xp"),
        proficiency=record.whole_or_none("proficiency_bonus"),
        passive_perception=record.must("senses").whole("passive_perception"),
        speeds={name: value for name, value in speeds.items() if value is not None},
        hover=any(name == "hover" and value is True for name, value in record.pairs("speed")),
        saves=saves,
        skills=skills,
        senses={name: value for name, value in senses.items() if value is not None},
        languages=record.text("languages", ""),
        vulnerabilities=record.texts("damage_vulnerabilities"),
        resistances=record.texts("damage_resistances"),
        immunities=record.texts("damage_immunities"),
        condition_immunities=conditions,
        actions=tuple(_action(each, kind) for section, kind in _SECTIONS for each in record.each(section)),
        spellcasting=tuple(
            _spellcasting(each.must("spellcasting"), each.text("desc", ""))
            for each in record.each("special_abilities")
            if "spellcasting" in each
        ),
    )


def _armor(entry: Fields) -> str:
    worn = ", ".join(each.text("name") for each in entry.each("armor"))
    spell = entry.inner("spell")
    return worn or entry.text("desc", "") or (spell.text("name") if spell else entry.text("type", ""))


def _hit_dice(record: Fields) -> SrdDice:
    """With the bonus, where the block says it; the 2014 data keep it in a field of its own."""
    return record.dice("hit_points_roll") if "hit_points_roll" in record else record.dice("hit_dice")


def _proficiencies(record: Fields) -> tuple[dict[str, int], dict[str, int]]:
    saves: dict[str, int] = {}
    skills: dict[str, int] = {}
    for entry in record.each("proficiencies"):
        index, value = entry.must("proficiency").text("index"), entry.whole("value")
        if index.startswith("saving-throw-"):
            name = index.removeprefix("saving-throw-")
            saves[Fields({"ability": name}, entry.where).ability("ability")] = value
        else:
            skills[index.removeprefix("skill-")] = value
    return saves, skills


def _action(entry: Fields, kind: ActionKind) -> SrdAction:
    name, text = entry.text("name"), entry.text("desc", "")
    damage = tuple(_damage(entry))
    # The data give an attack bonus of 0 to some paragraphs that are no attack: the text decides.
    attack = (_attack(entry, name, text, damage),) if "attack_bonus" in entry and _ATTACK.search(text) else ()
    options = [*entry.each("attacks"), *_choices(entry, "options")]
    found = _COST.search(name)
    return SrdAction(
        name=name,
        kind=kind,
        text=text,
        attacks=attack,
        damage=() if attack else damage,
        save=_save(entry),
        usage=_usage(entry),
        cost=int(found.group(1)) if found else 1,
        multiattack=tuple(_multiattack(entry)),
        options=tuple(_action(each, kind) for each in options if "name" in each),
    )


def _attack(entry: Fields, name: str, text: str, damage: tuple[SrdDamage, ...]) -> SrdAttack:
    reach, ranged = _REACH.search(text), _RANGE.search(text)
    return SrdAttack(
        name=name,
        bonus=entry.whole("attack_bonus"),
        spell="Spell Attack" in text,
        reach=int(reach.group(1)) if reach else None,
        range=int(ranged.group(1)) if ranged else None,
        long_range=int(ranged.group(2)) if ranged and ranged.group(2) else None,
        damage=damage,
    )


def _damage(entry: Fields) -> Iterator[SrdDamage]:
    group = 0
    for part in entry.each("damage"):
        if "choose" in part:
            group += 1
            yield from (_part(option, group) for option in _choices(part, "") if "damage_dice" in option)
        elif "damage_dice" in part:
            yield _part(part, 0)


def _part(entry: Fields, group: int) -> SrdDamage:
    kind = entry.inner("damage_type")
    return SrdDamage(entry.dice("damage_dice"), kind.text("index") if kind else "", _save(entry), group)


def _choices(entry: Fields, name: str) -> Iterator[Fields]:
    """The options of a `choose … from` in the field of that name (or in the entry itself)."""
    choice = entry.inner(name) if name else entry
    source = choice.inner("from") if choice else None
    if source is not None:
        yield from source.each("options")


def _save(entry: Fields) -> SrdSave | None:
    dc = entry.inner("dc")
    if dc is None:
        return None
    said = dc.text("success_type", "") or dc.text("dc_success", "")
    if "half as much" in entry.text("desc", ""):  # the data say `none` of some breaths whose text says otherwise
        said = "half"
    success: Literal["none", "half", "other"] = (
        "half" if said == "half" else "none" if said in ("none", "") else "other"
    )
    return SrdSave(dc.ability("dc_type"), dc.whole_or_none("dc_value"), success)


def _usage(entry: Fields) -> SrdUsage | None:
    usage = entry.inner("usage")
    if usage is None:
        return None
    kind, times = usage.text("type", ""), usage.whole("times", 1)
    if kind == "per day":
        return SrdUsage("day", times)
    if kind == "recharge on roll":
        return SrdUsage("recharge", minimum=usage.whole("min_value"))
    if kind == "recharge after rest":
        return SrdUsage("rest", times, rests=usage.texts("rest_types"))
    return SrdUsage("other", times)


def _multiattack(entry: Fields) -> Iterator[tuple[SrdStep, ...]]:
    steps = tuple(_step(each) for each in entry.each("actions"))
    if steps:
        yield steps
    for option in _choices(entry, "action_options"):
        items = tuple(option.each("items"))
        yield tuple(_step(each) for each in items) if items else (_step(option),)


def _step(entry: Fields) -> SrdStep:
    counted = entry.value.get("count", 1)
    number = dice_of(str(counted))
    if number is None or number.count:
        return SrdStep(entry.text("action_name"), None, str(counted))
    return SrdStep(entry.text("action_name"), number.bonus, entry.text("desc", ""))


def _spellcasting(entry: Fields, text: str) -> SrdSpellcasting:
    # As with actions: a modifier of 0 that the text does not print is a gap in the data.
    attacks = "modifier" in entry and (entry.whole("modifier") != 0 or _TO_HIT.search(text) is not None)
    return SrdSpellcasting(
        ability=entry.ability("ability"),
        dc=entry.whole_or_none("dc"),
        attack_bonus=entry.whole("modifier") if attacks else None,
        level=entry.whole_or_none("level"),
        slots={
            int(level): slots for level, slots in entry.pairs("slots") if level.isdecimal() and isinstance(slots, int)
        },
        spells=tuple(_known(each) for each in entry.each("spells")),
    )


def _known(entry: Fields) -> SrdKnownSpell:
    usage = entry.inner("usage")
    return SrdKnownSpell(entry.text("name"), entry.whole("level"), usage.whole_or_none("times") if usage else None)

"""Spells, items, weapons, armour and conditions as Open5e's API v2 gives them."""

import re
from typing import Any

from gm.interop.srd.fields import Fields, dice_of, feet
from gm.interop.srd.open5e_creatures import edition_of, key_of, name_of
from gm.interop.srd.values import (
    SrdArmor,
    SrdClass,
    SrdCondition,
    SrdDice,
    SrdItem,
    SrdLevel,
    SrdSave,
    SrdSpell,
    SrdWeapon,
)


def read_spell(record: Fields) -> SrdSpell:
    """A spell of `/v2/spells/`.

    Raises:
        AuthoringError: a field is missing or wrong.
    """
    save = record.text("saving_throw_ability", "")
    level, dice = record.whole("level"), record.text("damage_roll", "")
    scaling = {level: dice} if dice else {}
    by_caster = False
    for option in record.each("casting_options"):
        kind, _, at = option.text("type", "").rpartition("_")
        if kind in ("slot_level", "player_level") and at.isdecimal() and option.value.get("damage_roll"):
            scaling[int(at)] = option.text("damage_roll")
            by_caster = by_caster or kind == "player_level"
    size, shape = feet(record.value.get("shape_size")), record.text("shape_type", "")
    letters = (("verbal", "V"), ("somatic", "S"), ("material", "M"))
    return SrdSpell(
        key=key_of(record),
        name=record.text("name"),
        edition=edition_of(record),
        level=level,
        school=name_of(record, "school"),
        casting_time=record.text("casting_time", ""),
        range=record.text("range_text", ""),
        duration=record.text("duration", ""),
        text="\n".join(part for part in (record.text("desc", ""), record.text("higher_level", "")) if part),
        concentration=record.flag("concentration"),
        ritual=record.flag("ritual"),
        components=tuple(letter for name, letter in letters if record.flag(name)),
        material=record.text("material_specified", ""),
        attack=record.flag("attack_roll"),
        save=SrdSave(record.ability("saving_throw_ability"), None, "other") if save else None,
        damage_types=record.texts("damage_types"),
        scales_by="" if len(scaling) < 2 else "caster" if by_caster else "slot",
        scaling=scaling,
        area=f"{size} ft. {shape}" if size and shape else "",
        classes=_classes(record),
    )


def _classes(record: Fields) -> tuple[str, ...]:
    found = record.value.get("classes")
    if not isinstance(found, list):
        return ()
    keys = (
        each.rstrip("/").rpartition("/")[2] if isinstance(each, str) else Fields(each, record.where).text("key")
        for each in found
    )
    return tuple(key.partition("_")[2] or key for key in keys)


def read_item(record: Fields) -> SrdItem:
    """A thing of `/v2/items/`: an `SrdWeapon` or `SrdArmor` if it says how it is one.

    Raises:
        AuthoringError: a field is missing or wrong.
    """
    common = _common(record)
    weapon, armor = record.inner("weapon"), record.inner("armor")
    if weapon is not None:
        return _weapon(weapon, common)
    return _armor(armor, common) if armor is not None else SrdItem(**common)


def read_weapon(record: Fields) -> SrdWeapon:
    """A weapon of `/v2/weapons/`, which has neither price nor weight."""
    return _weapon(record, _common(record))


def read_armor(record: Fields) -> SrdArmor:
    """Armour of `/v2/armor/`, which has neither price nor weight."""
    return _armor(record, _common(record))


def _common(record: Fields) -> dict[str, Any]:
    priced = record.value.get("cost") is not None
    weighed = record.value.get("weight") is not None
    return {
        "key": key_of(record),
        "name": record.text("name"),
        "edition": edition_of(record),
        "category": name_of(record, "category"),
        "cost": int(record.number("cost") * 100) or None if priced else None,
        "weight": float(record.number("weight")) or None if weighed else None,
        "rarity": name_of(record, "rarity").lower(),
        "attunement": record.flag("requires_attunement"),
        "text": record.text("desc", ""),
    }


def _weapon(weapon: Fields, common: dict[str, Any]) -> SrdWeapon:
    properties: list[str] = []
    mastery, two_handed = "", None
    for entry in weapon.each("properties"):
        inner = entry.must("property")
        name = inner.text("name").lower().replace(" ", "-")
        if (inner.text("type", "") or "").lower() == "mastery":
            mastery = name
        else:
            properties.append(name)
        if name == "versatile":
            two_handed = dice_of(entry.text("detail", ""))
    near, far = feet(weapon.value.get("range")), feet(weapon.value.get("long_range"))
    return SrdWeapon(
        **common,
        damage=_dice(weapon),
        damage_type=name_of(weapon, "damage_type"),
        two_handed=two_handed,
        martial=weapon.flag("is_martial"),
        ranged="ammunition" in properties or weapon.flag("is_ranged"),
        range=near or None,
        long_range=far or None,
        properties=tuple(properties),
        mastery=mastery,
    )


def _dice(weapon: Fields) -> SrdDice | None:
    found = dice_of(weapon.text("damage_dice", ""))
    return None if found is None or (not found.count and not found.bonus) else found


def _armor(armor: Fields, common: dict[str, Any]) -> SrdArmor:
    adds = armor.flag("ac_add_dexmod")
    return SrdArmor(
        **common,
        armor_class=armor.whole("ac_base"),
        adds_dexterity=adds,
        dexterity_limit=armor.whole_or_none("ac_cap_dexmod") if adds else 0,
        strength=armor.whole("strength_score_required", 0),
        loud=armor.flag("grants_stealth_disadvantage"),
    )


def read_condition(record: Fields) -> SrdCondition:
    """A condition of `/v2/conditions/`."""
    text = record.text("desc", "") or "\n".join(each.text("desc", "") for each in record.each("descriptions"))
    return SrdCondition(key_of(record), record.text("name"), edition_of(record), text)


def read_class(record: Fields) -> SrdClass | None:
    """A class of `/v2/classes/`; None for a subclass."""
    if "subclass_of" in record:
        return None
    die = re.search(r"[dD](\d+)", record.text("hit_dice", ""))
    if die is None:
        raise record.wrong("hit_dice", "dice such as D8")
    saves = tuple(
        Fields({"ability": each.value}, each.where).ability("ability") for each in record.each("saving_throws")
    )
    key, edition = key_of(record), edition_of(record)
    rows: dict[int, dict[int, int]] = {}
    for feature in record.each("features"):
        number = re.match(r"\d", feature.text("name", ""))
        if number is None or feature.text("feature_type", "") != "SPELL_SLOTS":
            continue
        for cell in feature.each("data_for_class_table"):
            count = re.match(r"\d+", cell.text("column_value", ""))
            rows.setdefault(cell.whole("level"), {})[int(number[0])] = int(count[0]) if count else 0
    levels = tuple(
        SrdLevel(f"{key}-{level}", edition, key, level, tuple(row.get(each, 0) for each in range(1, 10)))
        for level, row in sorted(rows.items())
    )
    return SrdClass(key, record.text("name"), edition, int(die[1]), saves, levels=levels)

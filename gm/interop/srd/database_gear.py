"""Weapons, armour and other things of the community 5e-database (2014 and 2024)."""

from typing import Any, Final

from gm.interop.srd.database_creatures import edition_of
from gm.interop.srd.fields import Fields
from gm.interop.srd.values import SrdArmor, SrdDice, SrdItem, SrdWeapon

COPPER: Final = {"cp": 1, "sp": 10, "ep": 50, "gp": 100, "pp": 1000}


def read_equipment(record: Fields) -> SrdItem:
    """A thing of `5e-SRD-Equipment.json`: an `SrdWeapon`, an `SrdArmor`, or a plain `SrdItem`.

    Raises:
        AuthoringError: a field is missing or wrong.
    """
    categories = _categories(record)
    common: dict[str, Any] = {
        "key": record.text("index"),
        "name": record.text("name"),
        "edition": edition_of(record),
        "category": categories[0] if categories else "",
        "cost": _cost(record),
        "weight": float(record.number("weight")) if "weight" in record else None,
        "text": record.text("desc", "") or record.text("description", ""),
    }
    if "weapon_range" in record or "weapons" in categories:
        return _weapon(record, common, categories)
    if "armor_class" in record:
        return _armor(record, common)
    return SrdItem(**common)


def read_magic_item(record: Fields) -> SrdItem:
    """A thing of `5e-SRD-Magic-Items.json`."""
    rarity = record.inner("rarity")
    text = record.text("desc", "")
    return SrdItem(
        key=record.text("index"),
        name=record.text("name"),
        edition=edition_of(record),
        category=(_categories(record) or ("",))[0],
        rarity=rarity.text("name").lower() if rarity else "varies",
        attunement=record.flag("attunement") or "requires attunement" in text[:300].lower(),
        text=text,
    )


def _categories(record: Fields) -> tuple[str, ...]:
    one = record.inner("equipment_category")
    return (one.text("index"),) if one else tuple(each.text("index") for each in record.each("equipment_categories"))


def _cost(record: Fields) -> int | None:
    cost = record.inner("cost")
    if cost is None:
        return None
    unit = cost.text("unit")
    if unit not in COPPER:
        raise cost.wrong("unit", f"one of {', '.join(COPPER)}")
    return int(cost.number("quantity") * COPPER[unit])


def _weapon(record: Fields, common: dict[str, Any], categories: tuple[str, ...]) -> SrdWeapon:
    damage, both = record.inner("damage"), record.inner("two_handed_damage")
    kind = damage.inner("damage_type") if damage else None
    ranged = record.text("weapon_range", "") == "Ranged" or "ranged-weapons" in categories
    thrown, flying = record.inner("throw_range"), record.inner("range") if ranged else None
    far = thrown or flying
    mastery = record.inner("mastery")
    return SrdWeapon(
        **common,
        damage=_dice(damage),
        damage_type=kind.text("index") if kind else "",
        two_handed=_dice(both),
        martial=record.text("weapon_category", "") == "Martial" or "martial-weapons" in categories,
        ranged=ranged,
        range=far.whole("normal") if far else None,
        long_range=far.whole_or_none("long") if far else None,
        properties=tuple(each.text("index") for each in record.each("properties")),
        mastery=mastery.text("index") if mastery else "",
    )


def _dice(entry: Fields | None) -> SrdDice | None:
    return entry.dice("damage_dice") if entry is not None and "damage_dice" in entry else None


def _armor(record: Fields, common: dict[str, Any]) -> SrdArmor:
    worn = record.must("armor_class")
    adds = worn.flag("dex_bonus")
    return SrdArmor(
        **common,
        armor_class=worn.whole("base"),
        adds_dexterity=adds,
        dexterity_limit=worn.whole_or_none("max_bonus") if adds else 0,
        strength=record.whole("str_minimum", 0),
        loud=record.flag("stealth_disadvantage"),
    )

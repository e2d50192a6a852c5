"""Weapons, armour and other things of the SRD as a campaign's items."""

from typing import Any

from gm.interop.srd.pack_names import Names, without_nothing, zones
from gm.interop.srd.values import SrdArmor, SrdItem, SrdWeapon


def thing(item: SrdItem) -> dict[str, Any]:
    """Anything that is carried."""
    weight = round(item.weight) if item.weight else None
    return without_nothing({"name": item.name, "weight": weight, "price": item.cost})


def weapon(item: SrdWeapon, names: Names) -> dict[str, Any]:
    """A weapon, with its damage and how far it reaches."""
    combat = names.base.combat
    skill = combat.shoot_skill if item.ranged else combat.attack_skill
    made = {
        "damage": item.damage.text if item.damage else None,
        "type": names.damage(item.damage_type),
        "skill": skill,
        "reach": max(1, zones(item.range or 0)) if item.ranged else None,
        "long": zones(item.long_range or 0) or None if item.ranged else None,
    }
    return {**thing(item), **without_nothing(made)}


def armour(item: SrdArmor) -> dict[str, Any]:
    """Armour, or a shield."""
    if item.category.casefold() == "shield" or (item.armor_class < 10 and item.armor_class > 0):
        return {**thing(item), "shield": item.armor_class}
    cap = item.dexterity_limit if item.adds_dexterity else 0
    made: dict[str, Any] = {**thing(item), "armour": item.armor_class}
    return made if cap is None else {**made, "armour_cap": cap}

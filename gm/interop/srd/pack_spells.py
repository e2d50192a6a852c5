"""A spell of the SRD in a kit's fields: cost, reach, area, save or attack, damage, healing, how long it lasts."""

import re
from typing import Any, Final

from gm.interop.srd.pack_names import Names, without_nothing, zones
from gm.interop.srd.values import SrdSpell

_DICE: Final = re.compile(r"^\s*(\d+)d(\d+)\s*(?:\+\s*(\d+))?\s*(?:\+\s*MOD)?\s*$")
_LASTS: Final = re.compile(r"(\d+)\s*(round|minute|hour|day)", re.IGNORECASE)
_ROUNDS: Final = {"round": 1, "minute": 10, "hour": 600, "day": 14_400}
_FAILED: Final = re.compile(
    r"(?:failed save|saving throw or|fails).{0,120}?\b(be|become|becomes|is|fall|falls)\s(\w+)", re.S
)
_FEET: Final = re.compile(r"(\d+)\s*(?:feet|foot|ft)", re.IGNORECASE)
_WIDE: Final = 60


def spell(each: SrdSpell, names: Names) -> dict[str, Any]:
    """The spell. What its text alone says is for the game master."""
    strikes = strikes_of(each, names) if not each.heals else []
    heals = _dice(each) if each.heals else ""
    gives = _gives(each, names)
    if not (strikes or heals or gives):
        names.left_out["spells whose effect is guided by their text"] += 1
    slot = f"slot-{each.level}"
    save = None
    if each.save is not None and each.save.ability in names.abilities and not each.attack:
        half = "half" if each.save.success == "half" else "none"
        save = {"attribute": names.abilities[each.save.ability], "difficulty": 0, "on_success": half}
    made = {
        "name": each.name,
        "summary": f"{each.school.lower()}; {each.duration.lower()}",
        "level": each.level,
        "resource": slot if each.level and names.base.resource(slot) else None,
        "cost": _cost(each.casting_time),
        "area": _area(each),
        "attack": each.attack,
        "save": save,
        "strikes": strikes,
        "heals": heals,
        "gives": gives,
        "concentration": each.concentration,
        "rounds": _lasts(each.duration),
        "higher": _higher(each, strikes),
        "ritual_minutes": 10 if each.ritual else None,
    }
    return without_nothing(made) | {"reach": _reach(each)}


def strikes_of(each: SrdSpell, names: Names) -> list[dict[str, str]]:
    """The damage that it does at its own level."""
    dice = _dice(each)
    if not dice or each.heals:
        return []
    kind = names.damage(each.damage_types[0]) if each.damage_types else ""
    return [without_nothing({"dice": dice, "type": kind})]


def _dice(each: SrdSpell, level: int | None = None) -> str:
    if not each.scaling:
        return ""
    found = _DICE.match(each.scaling[min(each.scaling) if level is None else level])
    if found is None:
        return ""
    return f"{found[1]}d{found[2]}" + (f"+{found[3]}" if found[3] else "")


def _higher(each: SrdSpell, strikes: list[dict[str, str]]) -> list[dict[str, str]]:
    """What each level above its own adds, where that is the same number of the same dice."""
    levels = sorted(each.scaling)
    if each.scales_by != "slot" or not strikes or len(levels) < 2:
        return []
    first, second = (_DICE.match(each.scaling[level]) for level in levels[:2])
    if first is None or second is None or first[2] != second[2] or int(second[1]) <= int(first[1]):
        return []
    return [{**strikes[0], "dice": f"{int(second[1]) - int(first[1])}d{first[2]}"}]


def _gives(each: SrdSpell, names: Names) -> list[dict[str, Any]]:
    if each.save is None:
        return []
    found = (names.condition(word) for _, word in _FAILED.findall(each.text))
    return [{"condition": condition} for condition in dict.fromkeys(found) if condition][:1]


def _cost(casting_time: str) -> str:
    word = casting_time.casefold()
    return "bonus" if "bonus" in word else "reaction" if "reaction" in word else "action"


def _reach(each: SrdSpell) -> int:
    found = _FEET.search(each.range) or (_FEET.search(each.area) if each.area else None)
    return min(9, zones(int(found[1]))) if found else 0


def _area(each: SrdSpell) -> str:
    if each.area:
        found = re.search(r"\d+", each.area)
        return "zones" if found and int(found[0]) >= _WIDE else "zone"
    return "self" if each.range.casefold() == "self" and not (each.attack or each.save) else "one"


def _lasts(duration: str) -> int | None:
    found = _LASTS.search(duration)
    return min(1000, int(found[1]) * _ROUNDS[found[2].casefold()]) if found else None

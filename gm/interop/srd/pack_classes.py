"""Classes of the SRD in a kit's fields: hit die, saves, skills, slots by level, spells. What a kit's class of that name
has besides (features, things) stays: a pack is merged with the kit that it extends."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gm.interop.srd.pack_names import Names, slug_of, without_nothing
from gm.interop.srd.values import SrdClass, SrdLevel, SrdSpell

LEVELS: Final = 20


def character_class(
    each: SrdClass, levels: Sequence[SrdLevel], spells: Sequence[SrdSpell], kept: Mapping[str, Any], names: Names
) -> dict[str, Any]:
    """A class. `kept`: the spells that the pack has; `levels`: of every class of its edition."""
    known = names.base.character_class(slug_of(each.key))
    if known is None:
        names.left_out["features of classes that the kit does not know"] += 1
    slots = _slots([level for level in levels if level.class_key == each.key], names)
    own = [slug_of(spell.key) for spell in spells if each.key in spell.classes]
    trained = [skill for skill in each.skills if names.base.skill(skill) is not None]
    made: dict[str, Any] = {
        "name": each.name,
        "hit_die": each.hit_die,
        "attributes": [names.abilities[name] for name in each.primary if name in names.abilities],
        "saves": [names.abilities[name] for name in each.saves if name in names.abilities],
        "skills": [] if known is not None else trained[: each.choose],
        "spells": sorted(name for name in own if name in kept or names.base.spell(name) is not None),
    }
    made = without_nothing(made)
    if slots:
        made["table"] = None
        made["resources"] = slots
    return made


def _slots(levels: Sequence[SrdLevel], names: Names) -> dict[str, list[int]]:
    """Resource → how many at level 1, 2, 3…; rows without any are left out."""
    by_level = {each.level: each.slots for each in levels if each.slots}
    found: dict[str, list[int]] = {}
    for number in range(9):
        row = [(by_level.get(level) or (0,) * 9)[number] for level in range(1, LEVELS + 1)]
        resource = f"slot-{number + 1}"
        if any(row) and names.base.resource(resource) is not None:
            found[resource] = row
    return found

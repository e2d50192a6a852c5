"""Creatures that come into a fight: by its plan, or because somebody calls them."""

from gm.domain.combat import Creature
from gm.domain.values import Scalar
from gm.rules.combat.ground import Fight
from gm.rules.dice import parse
from gm.rules.dice_parser import Number


def bring(fight: Fight, block: Creature, place: str, *, several: bool) -> str:
    """A creature of this block comes in; gives its id. Hit points are rolled for each."""
    number = 1
    while fight.get(f"character:{block.id}-{number}", "block") is not None:
        number += 1
    who = f"{block.id}-{number}"
    tree = parse(block.hp).tree
    hp = int(tree.value) if isinstance(tree, Number) else fight.roll(block.hp, block.id).total
    values: dict[str, Scalar] = {
        "block": block.id,
        "name": f"{block.name} {number}" if several or number > 1 else block.name,
        "hp": max(1, hp),
        "max_hp": max(1, hp),
        "status": "active",
        "place": place,
        "attitude": -3,
    }
    for path, value in values.items():
        fight.set(who, path, value)
    for spell_id in block.spells:
        spell = fight.rules.spell(spell_id)
        if spell is not None and spell.resource is not None:
            resource = fight.rules.resource(spell.resource)
            fight.set(who, f"resource/{spell.resource}", resource.maximum if resource and resource.maximum else 1)
    return who

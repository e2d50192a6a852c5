"""A stat block of the SRD as a kit's creature: attacks, saves, breaths, multiattack, legendary actions, traits."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from gm.interop.srd.pack_names import Names, slug_of, without_nothing, zones
from gm.interop.srd.pack_spells import strikes_of
from gm.interop.srd.values import SrdAction, SrdAttack, SrdCreature, SrdDamage, SrdSpell, SrdSpellcasting

_OR_BE: Final = re.compile(
    r"DC (\d+) (\w+) saving throw(?:,)? or (?:be |become |fall )?(?:knocked )?(?:magically )?([a-z]+)(.*?)(?:\.|$)",
    re.S,
)
_MAKES: Final = re.compile(r"makes? (?:a|an|one) ([a-z' -]+?) attack", re.IGNORECASE)
_REGAINS: Final = re.compile(r"regains (\d+) hit points")
_AREA: Final = re.compile(r"\b(cone|line|radius|sphere|cube|cylinder|each creature|all creatures)\b", re.IGNORECASE)
_FAR: Final = re.compile(r"(\d+)[- ](?:foot|feet)", re.IGNORECASE)
_CODED: Final = ("pack-tactics", "magic-resistance", "regeneration")
_MOST_TEXT: Final = 160
_SLOTS: Final = 3


def creature(block: SrdCreature, names: Names, spells: Mapping[str, SrdSpell]) -> dict[str, Any]:
    """The block in the kit's fields."""
    attacks: dict[str, dict[str, Any]] = {}
    for action in block.actions:
        if action.kind in ("action", "bonus", "legendary", "lair"):
            attacks |= _attacks(action, names)
    for casting in block.spellcasting:
        attacks |= _cast(casting, names, spells, attacks)
    legendary = [each for each in _legendary(block, attacks, names) if each in attacks]
    melee = [key for key, each in attacks.items() if "bonus" in each and not each.get("reach") and "cost" not in each]
    fastest = max(block.speeds.values(), default=0)
    return without_nothing(
        {
            "name": block.name,
            "summary": f"{block.size.lower()} {block.type}{f' ({block.subtype})' if block.subtype else ''}",
            "hp": block.hit_dice.text if block.hit_dice.count else str(block.hit_points),
            "defence": block.armor_class,
            "attributes": {
                names.abilities[key]: score for key, score in block.scores.items() if key in names.abilities
            },
            "saves": {names.abilities[key]: bonus for key, bonus in block.saves.items() if key in names.abilities},
            "skills": {slug_of(key): n for key, n in block.skills.items() if names.base.skill(slug_of(key))},
            "attacks": attacks,
            "multiattack": _multiattack(block, attacks, names),
            "reactions": melee[:1],
            "legendary": legendary,
            "legendary_actions": 3 if legendary else None,
            "lair": [key for key, each in attacks.items() if each.get("cost") == "lair"],
            "traits": _traits(block, names),
            "resistant": names.types(block.resistances),
            "vulnerable": names.types(block.vulnerabilities),
            "immune": names.types(block.immunities),
            "unaffected": [each for each in map(names.condition, block.condition_immunities) if each],
            "tactics": _tactics(block, attacks),
            "xp": block.xp,
            "tags": [block.size.lower(), block.type],
        }
    ) | {"speed": min(9, zones(fastest) if fastest else 0)}


def _attacks(action: SrdAction, names: Names) -> Iterator[tuple[str, dict[str, Any]]]:
    """What an action can do to somebody: its attacks, its save, or one for each way to use it."""
    key = slug_of(re.sub(r"\(.*?\)", "", action.name)) or "attack"
    if action.kind == "legendary" and action.cost > 1 and (action.attacks or action.save):
        names.left_out["legendary actions that cost more than one"] += 1
        return
    cost = {"cost": action.kind} if action.kind in ("legendary", "lair", "bonus") else {}
    for attack in action.attacks:
        yield from _rolled(key, action, attack, cost, names)
    if not action.attacks and action.save is not None and action.save.dc is not None:
        saved = _saved(action, names, cost)
        if saved is not None:
            yield key, saved
    for option in action.options:
        if option.kind in ("action", "bonus", "legendary", "lair"):
            inherited = option if option.usage is not None else _with_usage(option, action)
            yield from _attacks(inherited, names)
    if not (action.attacks or action.save or action.options or action.multiattack) and action.kind != "legendary":
        names.left_out["actions that are text alone"] += 1


def _with_usage(option: SrdAction, action: SrdAction) -> SrdAction:
    return replace(option, usage=action.usage)


def _rolled(
    key: str, action: SrdAction, attack: SrdAttack, cost: Mapping[str, Any], names: Names
) -> Iterator[tuple[str, dict[str, Any]]]:
    made = {
        "name": re.sub(r"\s*\(.*?\)", "", action.name),
        "bonus": attack.bonus,
        "strikes": _strikes(attack.damage, names),
        "gives": _given(action.text, names),
        **_usage(action),
        **cost,
    }
    near = attack.reach is not None or attack.range is None
    if near:
        yield key, without_nothing({**made, "reach": zones(attack.reach or 5)}) | {"bonus": attack.bonus}
    if attack.range is not None:
        far = {"reach": max(1, zones(attack.range)), "long": zones(attack.long_range or 0) or None}
        yield f"{key}-thrown" if near else key, without_nothing({**made, **far}) | {"bonus": attack.bonus}


def _saved(action: SrdAction, names: Names, cost: Mapping[str, Any]) -> dict[str, Any] | None:
    save = action.save
    assert save is not None
    strikes, gives = _strikes(action.damage, names), _given(action.text, names, plain=True)
    if not (strikes or gives) or save.ability not in names.abilities:
        names.left_out["saves whose effect is text alone"] += 1
        return None
    feet = max((int(each) for each in _FAR.findall(action.text)), default=5)
    return without_nothing(
        {
            "name": re.sub(r"\s*\(.*?\)", "", action.name),
            "save": {
                "attribute": names.abilities[save.ability],
                "difficulty": save.dc,
                "on_success": "half" if save.success == "half" else "none",
            },
            "area": "zone" if _AREA.search(action.text) else "one",
            "reach": min(3, zones(feet)),
            "strikes": strikes,
            "gives": gives,
            **_usage(action),
            **cost,
        }
    )


def _strikes(damage: tuple[SrdDamage, ...], names: Names) -> list[dict[str, str]]:
    """Damage that a hit does. Of alternatives the first; damage behind a save of its own is left out."""
    made, chosen = [], set()
    for part in damage:
        if part.save is not None:
            names.left_out["damage of a hit that a save of its own decides"] += 1
            continue
        if part.one_of and part.one_of in chosen:
            continue
        chosen.add(part.one_of)
        made.append(without_nothing({"dice": part.dice.text, "type": names.damage(part.type)}))
    return made


def _given(text: str, names: Names, *, plain: bool = False) -> list[dict[str, Any]]:
    """Conditions in "… saving throw or be poisoned for 1 minute". `plain`: the save has been made already."""
    found = []
    for difficulty, ability, word, rest in _OR_BE.findall(text):
        condition, attribute = names.condition(word), names.abilities.get(ability.casefold())
        if condition is None or attribute is None:
            continue
        rounds = 10 if "1 minute" in rest else 600 if "hour" in rest else 1 if "next turn" in rest else None
        save = None if plain else {"attribute": attribute, "difficulty": int(difficulty)}
        found.append(without_nothing({"condition": condition, "rounds": rounds, "save": save}))
    return found[:2]


def _usage(action: SrdAction) -> dict[str, int]:
    usage = action.usage
    if usage is None:
        return {}
    if usage.kind == "recharge":
        return {"recharge": max(2, min(6, usage.minimum or 6))}
    return {"uses": max(1, usage.times)}


def _multiattack(block: SrdCreature, attacks: Mapping[str, Mapping[str, Any]], names: Names) -> list[str]:
    """The first way that names attacks which are rolled; what else it names is left to a turn of its own."""
    ways = [way for action in block.actions for way in action.multiattack]
    for way in ways:
        steps = [(slug_of(step.action), step.count) for step in way if "bonus" in attacks.get(slug_of(step.action), {})]
        row = [key for key, count in steps for _ in range(count or 1)]
        if row:
            return row[:8]
    if ways:
        names.left_out["multiattacks that name nothing known"] += 1
    return []


def _legendary(block: SrdCreature, attacks: dict[str, dict[str, Any]], names: Names) -> Iterator[str]:
    for action in block.actions:
        if action.kind != "legendary":
            continue
        key = slug_of(re.sub(r"\(.*?\)", "", action.name))
        named = _MAKES.search(action.text)
        if attacks.get(key, {}).get("cost") == "legendary":
            yield key
        elif named is not None and slug_of(named[1]) in attacks and action.cost == 1:
            yield slug_of(named[1])
        else:
            names.left_out["legendary actions that are text alone"] += 1


def _traits(block: SrdCreature, names: Names) -> dict[str, dict[str, Any]]:
    made = {}
    for action in block.actions:
        if action.kind != "trait":
            continue
        key = slug_of(re.sub(r"\(.*?\)", "", action.name))
        amount = _REGAINS.search(action.text) if key == "regeneration" else None
        if key not in _CODED:
            names.left_out["traits that are guided by their text"] += 1
        text = action.text.split(". ")[0][:_MOST_TEXT]
        made[key] = without_nothing({"name": action.name, "text": text, "amount": int(amount[1]) if amount else None})
    return made


def _cast(
    casting: SrdSpellcasting, names: Names, spells: Mapping[str, SrdSpell], attacks: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Spells that harm, as attacks with so many uses; all others are for the game master."""
    for known in casting.spells:
        spell = spells.get(known.name.casefold())
        strikes = strikes_of(spell, names) if spell is not None else []
        key = slug_of(known.name)
        if spell is None or not strikes or key in attacks or not (spell.attack or spell.save):
            names.left_out["spells of creatures that do not harm"] += 1
            continue
        if (spell.attack and casting.attack_bonus is None) or (spell.save and not spell.attack and casting.dc is None):
            names.left_out["spells of creatures that do not harm"] += 1
            continue
        uses = known.uses or (None if not known.level else max(1, min(_SLOTS, casting.slots.get(known.level, 1))))
        hit: dict[str, Any] = {"bonus": casting.attack_bonus} if spell.attack else {}
        if not spell.attack and spell.save is not None and spell.save.ability in names.abilities:
            half = "half" if spell.save.success == "half" else "none"
            hit = {
                "save": {"attribute": names.abilities[spell.save.ability], "difficulty": casting.dc, "on_success": half}
            }
        feet = max((int(each) for each in re.findall(r"\d+", spell.range)), default=5)
        made = {"name": spell.name, "strikes": strikes, "reach": min(9, zones(feet)), "uses": uses}
        yield key, without_nothing({**made, "area": "zone" if spell.area else None}) | hit


def _tactics(block: SrdCreature, attacks: Mapping[str, Mapping[str, Any]]) -> str:
    if block.spellcasting:
        return "caster"
    if block.type == "beast":
        return "beast"
    rolled = [each for each in attacks.values() if "bonus" in each]
    return "archer" if rolled and all(each.get("reach") for each in rolled) else "brute"

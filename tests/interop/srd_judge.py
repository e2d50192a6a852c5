"""Every number of a stat block that our formulas can work out, and what they make of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gm.interop.srd.fields import dice_of
from gm.interop.srd.values import SrdAction, SrdAttack, SrdCreature
from gm.rules import srd_formulas as ours

DATA = Path(__file__).parents[3] / "shared" / "data" / "5e-database" / "src"
_PRINTED = re.compile(r"(\d+) \((\d+d\d+(?: ?[+−–-] ?\d+)?)\)")


@dataclass(frozen=True)
class Assertion:
    """One printed number, and the values that the formulas allow for it."""

    kind: str
    creature: str
    what: str
    printed: int
    ours: frozenset[int]

    @property
    def agrees(self) -> bool:
        return self.printed in self.ours

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind, self.creature, self.what)


def data_folder() -> Path | None:
    """The 5e-database beside the checkout, or beside the main one of a worktree; None if it is not there."""
    beside = (DATA, *(p / "shared/data/5e-database/src" for p in Path(__file__).resolve().parents))
    return next((path for path in beside if (path / "2014/en/5e-SRD-Monsters.json").is_file()), None)


def assertions(creature: SrdCreature) -> Iterator[Assertion]:
    """All of them, in a fixed order."""

    def made(kind: str, what: str, printed: int, *allowed: int) -> Assertion:
        return Assertion(kind, creature.key, what, printed, frozenset(allowed))

    modifiers = {name: ours.ability_modifier(score) for name, score in creature.scores.items()}
    proficiency = ours.proficiency_by_challenge(creature.challenge)
    dice, constitution = creature.hit_dice, modifiers["constitution"]
    harmless = not any(action.kind in ("action", "reaction") for action in creature.actions)
    perception = creature.skills.get("perception")

    yield made("proficiency", "", creature.proficiency or 0, proficiency)
    yield made("xp", "", creature.xp, ours.xp_by_challenge(creature.challenge, harmless=harmless))
    yield made("hit points", "", creature.hit_points, ours.hit_points(dice.count, dice.sides, constitution))
    yield made("hit points", "bonus", dice.bonus, dice.count * constitution)
    yield made(
        "passive perception",
        "",
        creature.passive_perception,
        ours.passive_perception(modifiers["wisdom"], perception),
    )
    for ability, bonus in creature.saves.items():
        yield made("save", ability, bonus, ours.save_bonus(modifiers[ability], proficiency))
    for casting in creature.spellcasting:
        ability = modifiers[casting.ability]
        if casting.dc is not None:
            yield made("save dc", "spells", casting.dc, ours.save_dc(ability, proficiency))
        if casting.attack_bonus is not None:
            yield made("attack", "spells", casting.attack_bonus, ours.attack_bonus(ability, proficiency))
    dcs = [ours.save_dc(modifier, proficiency) for modifier in modifiers.values()]
    for action in _all(creature.actions):
        for attack in action.attacks:
            allowed = [ours.attack_bonus(each, proficiency) for each in _guides(creature, attack, modifiers)]
            yield made("attack", action.name, attack.bonus, *allowed)
        if action.save is not None and action.save.dc is not None:
            yield made("save dc", action.name, action.save.dc, *dcs)
        for number, (printed, text) in enumerate(_PRINTED.findall(action.text)):
            found = dice_of(text)
            assert found is not None
            average = ours.average_damage(found.count, found.sides, found.bonus)
            what = f"{action.name}, {number + 1}" if number else action.name
            yield made("average", what, int(printed), average, max(1, average))


def _guides(creature: SrdCreature, attack: SrdAttack, modifiers: Mapping[str, int]) -> set[int]:
    """The modifiers that may guide an attack, as the stat block itself has it: those of strength and dexterity; of a
    spell attack, that of its spellcasting, or of any mind where the block has none; and what the hit adds to its dice,
    since that is the modifier of whatever guides it (nothing, where the dice have no addition)."""
    named: tuple[str, ...] = ("strength", "dexterity")
    if attack.spell:
        casting = tuple(each.ability for each in creature.spellcasting)
        named = casting or ("intelligence", "wisdom", "charisma", "dexterity")
    found = {modifiers[name] for name in named}
    first = attack.damage[0].dice if attack.damage else None
    if first is not None and first.count and (first.bonus in modifiers.values() or first.bonus == 0):
        found.add(first.bonus)
    return found


def _all(actions: tuple[SrdAction, ...]) -> Iterator[SrdAction]:
    for action in actions:
        yield action
        yield from _all(action.options)

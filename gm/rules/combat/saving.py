"""Rolls of a fight by the kit's own procedure: to hit, to save, and what helps or hinders them."""

from gm.domain.combat import SaveSpec
from gm.domain.dice import Advantage, RollRecord
from gm.domain.encounter import Step
from gm.domain.formula import parse_formula
from gm.domain.ruleset import DegreeRule, Ruleset
from gm.rules.checks import degree_of, dice_of, read_check
from gm.rules.combat.gifts import added, gifts_now
from gm.rules.combat.ground import Fight
from gm.rules.combat.reacting import Rolled, reacted
from gm.rules.lexicon import kept


def edge(helped: bool, hindered: bool) -> Advantage:
    """Help and hindrance cancel, however many there are of each."""
    if helped == hindered:
        return "none"
    return "advantage" if helped else "disadvantage"


def check_roll(
    fight: Fight, bonus: int, difficulty: int, advantage: Advantage, what: str
) -> tuple[RollRecord, DegreeRule, bool]:
    """A roll by the kit's procedure: the dice, the degree, and whether it is the very best (a critical)."""
    rules = fight.rules
    record = fight.roll(_expression(rules, bonus, advantage), what)
    degree = degree_of(rules, read_check(rules, record, bonus, difficulty))
    return record, degree, degree.success and degree.id == rules.degrees[0].id


def _expression(rules: Ruleset, bonus: int, advantage: Advantage) -> str:
    made: dict[tuple[int, Advantage], str] = kept(rules, "dice of fights", dict)
    if (bonus, advantage) not in made:
        made[bonus, advantage] = dice_of(rules, {}, bonus, advantage)
    return made[bonus, advantage]


def modified(fight: Fight, who: str, number: str) -> int:
    """What conditions add to a number of somebody: `attacks`, `damage`, `saves`, `defence`, `speed`."""
    total = 0
    for condition, level in fight.rules_of(who):
        for modifier in condition.modifiers:
            if modifier.to == number:
                total += parse_formula(modifier.by).value({"level": level})
    return total + added(fight, who, number) if fight.fighter(who).gifts else total


def save(fight: Fight, who: str, spec: SaveSpec, *, by: str, against: str = "", magic: bool = False) -> bool:
    """A save; whether it is made. Conditions can help, hinder, or make it fail outright."""
    fighter = fight.fighter(who)
    helped = magic and "magic-resistance" in fighter.traits
    helped = helped or any(spec.attribute in gift.saves for gift in gifts_now(fight, who))
    hindered = False
    difficulty = spec.difficulty or fight.fighter(by).spell_difficulty
    for condition, _ in fight.rules_of(who):
        if condition.saves and (not condition.save_attributes or spec.attribute in condition.save_attributes):
            if condition.saves == "fail":
                fight.step("save", who, by, against or spec.attribute, difficulty=difficulty, success=False)
                return False
            helped = helped or condition.saves == "advantage"
            hindered = hindered or condition.saves == "disadvantage"
    bonus = fighter.saves.get(spec.attribute, fighter.skills.get(spec.attribute, 0)) + modified(fight, who, "saves")
    record, degree, _ = check_roll(fight, bonus, difficulty, edge(helped, hindered), spec.attribute)
    what = against or spec.attribute
    rolled = Rolled(record, bonus, difficulty, degree)
    if not degree.success and fight.rules.reactions:
        about = Step(kind="save", actor=who, target=by, detail=what, difficulty=difficulty, success=False, roll=record)
        rolled = reacted(fight, "save", rolled, gains=who, about=about)
    total = rolled.total if rolled.changed else None
    success = rolled.degree.success
    fight.step("save", who, by, what, total, difficulty=difficulty, success=success, roll=rolled.record)
    return success

"""What a player may still do when the dice lie there: push, spend luck, invoke an aspect. Once a check."""

from dataclasses import dataclass, replace
from typing import Final

from gm.domain.dice import CheckResult, Dice, RollRecord
from gm.domain.effects import ChangeResource, Effect
from gm.domain.formula import parse_formula
from gm.domain.play import SceneState
from gm.domain.ruleset import AfterRoll, Ruleset
from gm.domain.state import WorldState
from gm.rules.amounts import dice_with
from gm.rules.checks import Reading, degree_of, read_check
from gm.rules.dice import roll
from gm.rules.sheets import numbers_of

KEEP: Final = "keep"
"""The answer that lets the dice stand."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A check after something was done about it. `effects`: what it costs; `rolls`: what was rolled for it."""

    check: CheckResult
    rolls: tuple[RollRecord, ...]
    effects: tuple[Effect, ...]


def offers(state: SceneState, world: WorldState, check: CheckResult, bonus: int) -> tuple[AfterRoll, ...]:
    """What may be done about a check: what the kit has, where it applies and can be paid."""
    ruleset = state.campaign.ruleset
    if not ruleset.after_roll or state.campaign.character(check.character) is None:
        return ()
    names = {**_reading(ruleset, check, bonus).names(), "success": int(check.success)}
    return tuple(
        each
        for each in ruleset.after_roll
        if parse_formula(each.when).holds(names)
        and (each.resource is None or _left(world, check.character, each.resource) >= each.cost)
        and not (each.reroll == "failed" and _kept(ruleset, check) == len(check.roll.dice))
    )


def _left(world: WorldState, character: str, resource: str) -> int:
    return world.number(f"character:{character}", f"resource/{resource}")


def _reading(ruleset: Ruleset, check: CheckResult, bonus: int) -> Reading:
    return read_check(ruleset, check.roll, bonus, check.difficulty)


def _kept(ruleset: Ruleset, check: CheckResult) -> int:
    """Dice that a push leaves where they are: successes, and ones."""
    procedure = ruleset.procedure()
    least = procedure.counts_from or 10**6
    return sum(not die.dropped and (die.value >= least or die.value == 1) for die in check.roll.dice)


def take(
    state: SceneState, world: WorldState, check: CheckResult, option: AfterRoll, dice: Dice, *, purpose: str
) -> Changed:
    """Do it: the dice are thrown again or something is added, and the degree is read anew.

    Raises:
        DiceError, FormulaError: the kit's own dice or formulas are wrong.
    """
    ruleset = state.campaign.ruleset
    numbers = numbers_of(state.campaign, world, check.character)
    bonus = numbers.skill(check.skill)
    rolls: list[RollRecord] = []
    changed = check
    if option.reroll == "all":
        record = roll(check.roll.expression, dice, purpose=f"{purpose}:{option.id}", label=check.roll.label)
        rolls.append(check.roll)
        changed = _read_again(ruleset, check, record, read_check(ruleset, record, bonus, check.difficulty))
    elif option.reroll == "failed":
        changed, thrown = _push(ruleset, check, bonus, dice, f"{purpose}:{option.id}")
        rolls.append(thrown)
    if option.add:
        more = roll(dice_with(option.add, numbers), dice, purpose=f"{purpose}:{option.id}:add", label=option.label)
        rolls.append(more)
        reading = read_check(ruleset, changed.roll, bonus, check.difficulty)
        way = 1 if ruleset.procedure().compare == "over" else -1
        raised = replace(reading, total=changed.total + way * more.total, margin=changed.margin + more.total)
        changed = _read_again(ruleset, changed, changed.roll, replace(raised, natural=None))
    paid: list[Effect] = []
    if option.resource is not None and option.cost:
        paid.append(ChangeResource(character=check.character, resource=option.resource, by=-option.cost))
    paid += option.price
    if not changed.success:
        paid += option.backlash
    return Changed(changed, tuple(rolls), tuple(paid))


def _push(ruleset: Ruleset, check: CheckResult, bonus: int, dice: Dice, purpose: str) -> tuple[CheckResult, RollRecord]:
    """All dice that are neither successes nor ones are thrown again; the total counts both throws."""
    again = [die for die in check.roll.dice if not die.dropped]
    free = len(again) - _kept(ruleset, check)
    sides = again[0].sides if again else 6
    record = roll(f"{max(1, free)}d{sides}", dice, purpose=purpose, label=check.roll.label)
    new = read_check(ruleset, record, bonus, check.difficulty)
    old = read_check(ruleset, check.roll, bonus, check.difficulty)
    both = replace(
        new,
        total=old.total + new.total,
        margin=old.total + new.total - old.target,
        target=old.target,
        ones=old.ones + new.ones,
        tops=old.tops + new.tops,
        dice=old.dice,
        natural=None,
    )
    return _read_again(ruleset, check, check.roll, both), record


def _read_again(ruleset: Ruleset, check: CheckResult, record: RollRecord, reading: Reading) -> CheckResult:
    degree = degree_of(ruleset, reading)
    return check.model_copy(
        update={
            "roll": record,
            "total": reading.total,
            "margin": reading.margin,
            "degree": degree.id,
            "success": degree.success,
        }
    )

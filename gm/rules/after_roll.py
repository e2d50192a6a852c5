"""What a player may still do when the dice lie there: push, spend luck, invoke an aspect. Once a check."""

from dataclasses import dataclass
from typing import Final

from gm.domain.dice import CheckResult, Dice, RollRecord, Taken
from gm.domain.effects import ChangeResource, Effect
from gm.domain.formula import parse_formula
from gm.domain.play import SceneState
from gm.domain.ruleset import AfterRoll, Ruleset
from gm.domain.state import WorldState
from gm.rules.amounts import dice_with
from gm.rules.checks import judged, reading_of
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


def offers(state: SceneState, world: WorldState, check: CheckResult) -> tuple[AfterRoll, ...]:
    """What may be done about a check: what the kit has, where it applies and can be paid."""
    ruleset = state.campaign.ruleset
    if not ruleset.after_roll or state.campaign.character(check.character) is None:
        return ()
    names = {**reading_of(ruleset, check).names(), "success": int(check.success)}
    return tuple(
        each
        for each in ruleset.after_roll
        if parse_formula(each.when).holds(names)
        and (each.resource is None or _left(world, check.character, each.resource) >= each.cost)
        and not (each.reroll == "failed" and _kept(ruleset, check) == len(check.roll.dice))
    )


def _left(world: WorldState, character: str, resource: str) -> int:
    return world.number(f"character:{character}", f"resource/{resource}")


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
    rolls: list[RollRecord] = []
    changed = check
    again: RollRecord | None = None
    if option.reroll == "all":
        rolls.append(check.roll)
        record = roll(check.roll.expression, dice, purpose=f"{purpose}:{option.id}", label=check.roll.label)
        changed = check.model_copy(update={"roll": record})
    elif option.reroll == "failed":
        again = _thrown_again(ruleset, check, dice, f"{purpose}:{option.id}")
        rolls.append(again)
    more: RollRecord | None = None
    if option.add:
        numbers = numbers_of(state.campaign, world, check.character)
        more = roll(dice_with(option.add, numbers), dice, purpose=f"{purpose}:{option.id}:add", label=option.label)
        rolls.append(more)
    taken = Taken(option=option.id, again=again, added=more)
    changed = judged(ruleset, changed.model_copy(update={"after": taken}))
    paid: list[Effect] = []
    if option.resource is not None and option.cost:
        paid.append(ChangeResource(character=check.character, resource=option.resource, by=-option.cost))
    paid += option.price
    if not changed.success:
        paid += option.backlash
    return Changed(changed, tuple(rolls), tuple(paid))


def _thrown_again(ruleset: Ruleset, check: CheckResult, dice: Dice, purpose: str) -> RollRecord:
    """All dice that are neither successes nor ones are thrown once more; the total counts both throws."""
    counted = [die for die in check.roll.dice if not die.dropped]
    free = len(counted) - _kept(ruleset, check)
    sides = counted[0].sides if counted else 6
    return roll(f"{max(1, free)}d{sides}", dice, purpose=purpose, label=check.roll.label)

"""Checks: dice, a bonus, a difficulty or an opponent, and the degree that comes of it, as the kit's procedure says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.dice import Advantage, CheckResult, Dice, RollRecord
from gm.domain.errors import EffectError, FormulaError, NotFound
from gm.domain.formula import parse_formula
from gm.domain.play import SceneState
from gm.domain.ruleset import DegreeRule, Ruleset
from gm.domain.ruling import CheckRequest
from gm.domain.state import WorldState
from gm.rules.dice import parse, roll
from gm.rules.dice_parser import DiceTerm
from gm.rules.numbers import Numbers, condition_levels, with_implied
from gm.rules.sheets import numbers_of

_SLOT: Final = re.compile(r"\{([^{}]+)\}")
_FEWEST: Final = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a check's dice say before the degree is known. `total` counts successes where the kit counts them."""

    total: int
    margin: int
    target: int
    bonus: int
    difficulty: int
    natural: int | None
    ones: int
    tops: int
    dice: int

    def names(self) -> Mapping[str, int]:
        """As formulas of degrees use it."""
        return {
            "total": self.total,
            "margin": self.margin,
            "target": self.target,
            "bonus": self.bonus,
            "difficulty": self.difficulty,
            "natural": self.natural or 0,
            "ones": self.ones,
            "tops": self.tops,
            "dice": self.dice,
        }


def degree_of(ruleset: Ruleset, reading: Reading) -> DegreeRule:
    """The degree of a reading. A die face that a degree claims decides alone; else the first, best, that applies."""
    if reading.natural is not None:
        for degree in ruleset.degrees:
            if degree.when is None and degree.natural == reading.natural:
                return degree
    names = reading.names()
    for degree in ruleset.degrees:
        if parse_formula(degree.when).holds(names) if degree.when is not None else reading.margin >= degree.margin:
            return degree
    return ruleset.degrees[-1]


def degree_for(ruleset: Ruleset, margin: int, natural: int | None = None) -> DegreeRule:
    """The degree of a margin, in a kit whose degrees go by margin; a die face that a degree claims decides alone."""
    return degree_of(ruleset, Reading(margin, margin, 0, 0, 0, natural, 0, 0, 1))


def advantage_of(
    ruleset: Ruleset, world: WorldState, character: str, skill: str, asked: Advantage = "none", *, helped: bool = False
) -> Advantage:
    """What was asked for together with what conditions do, and `helped` by what they are. Help and hindrance cancel,
    however many there are."""
    helped, hindered = helped or asked == "advantage", asked == "disadvantage"
    for name in with_implied(ruleset, condition_levels(world, character)):
        condition = ruleset.condition(name)
        if condition is not None:
            helped = helped or skill in condition.advantage or "*" in condition.advantage
            hindered = hindered or skill in condition.disadvantage or "*" in condition.disadvantage
    if helped == hindered:
        return "none"
    return "advantage" if helped else "disadvantage"


def check_expression(die: str, bonus: int, advantage: Advantage) -> str:
    """The roll of a check in dice notation: `2d20kh1+5`."""
    if advantage == "none":
        text = die
    else:
        keep = "kh1" if advantage == "advantage" else "kl1"
        term = parse(die).tree
        plain = isinstance(term, DiceTerm) and term.count == 1 and not term.operations
        text = f"2d{term.sides}{keep}" if isinstance(term, DiceTerm) and plain else f"({die}, {die}){keep}"
    return f"{text}{bonus:+d}" if bonus else text


def _natural(record: RollRecord) -> int | None:
    """The face that counts, where exactly one die does."""
    kept = [die.value for die in record.dice if not die.dropped]
    return kept[0] if len(kept) == 1 else None


def dice_of(ruleset: Ruleset, numbers: Mapping[str, int], bonus: int, advantage: Advantage) -> str:
    """What is thrown for a check: the kit's dice with formulas worked out, advantage, the bonus if it is added."""
    procedure = ruleset.procedure()
    own = {"advantage": procedure.advantage, "disadvantage": procedure.disadvantage}.get(advantage, "")
    scope = {**numbers, "bonus": bonus}

    def worked_out(found: re.Match[str]) -> str:
        return str(max(_FEWEST, parse_formula(found[1]).value(scope)))

    dice = _SLOT.sub(worked_out, own or procedure.dice)
    added = bonus if procedure.adds_bonus else 0
    return check_expression(dice, added, "none" if own else advantage)


def read_check(ruleset: Ruleset, record: RollRecord, bonus: int, difficulty: int) -> Reading:
    """Read the dice of a check as the kit's procedure says.

    Raises:
        FormulaError: the kit's target cannot be worked out.
    """
    procedure = ruleset.procedure()
    kept = [die for die in record.dice if not die.dropped]
    total = record.total
    if procedure.counts_from is not None:
        total = sum(die.value >= procedure.counts_from for die in kept)
    if procedure.fixed:
        target, margin = 0, total
    else:
        target = parse_formula(procedure.target).value({"difficulty": difficulty, "bonus": bonus})
        margin = total - target if procedure.compare == "over" else target - total
    return Reading(
        total=total,
        margin=margin,
        target=target,
        bonus=bonus,
        difficulty=difficulty,
        natural=_natural(record),
        ones=sum(die.value == 1 for die in kept),
        tops=sum(die.value == die.sides for die in kept),
        dice=len(kept),
    )


def _rolled(
    state: SceneState, world: WorldState, character: str, skill: str, asked: Advantage, dice: Dice, purpose: str
) -> tuple[RollRecord, Advantage, int]:
    ruleset = state.campaign.ruleset
    known = ruleset.skill(skill)
    if known is None:
        raise EffectError(f"the rules know no skill {skill!r}")
    try:
        numbers: Numbers = numbers_of(state.campaign, world, character)
        bonus = numbers.skill(skill)
        advantage = advantage_of(ruleset, world, character, skill, asked, helped=numbers.helped_with(skill))
        expression = dice_of(ruleset, numbers, bonus, advantage)
    except (NotFound, FormulaError) as error:
        raise EffectError(str(error)) from error
    return roll(expression, dice, purpose=purpose, label=known.name), advantage, bonus


def resolve_check(
    state: SceneState, world: WorldState, request: CheckRequest, dice: Dice, *, check_id: str, purpose: str
) -> CheckResult:
    """Roll a check as things stand in `world`. In a contest both roll; the opponent's dice are drawn for
    `purpose:opposed`. The difficulty is then the other's total (at least one success where successes are counted);
    where one rolls under a number, the better degree wins. A tie goes to whoever acts.

    Raises:
        EffectError: the character, the skill or the opponent is unknown, or the kit's formulas have no value here.
    """
    ruleset = state.campaign.ruleset
    record, advantage, bonus = _rolled(state, world, request.character, request.skill, request.advantage, dice, purpose)
    opposed: RollRecord | None = None
    theirs = 0
    if request.opposed_by is not None:
        skill = request.opposed_skill or request.skill
        opposed, _, theirs = _rolled(state, world, request.opposed_by, skill, "none", dice, f"{purpose}:opposed")
    told = ruleset.check is not None or any(degree.when is not None for degree in ruleset.degrees)
    rolled = CheckResult(
        check_id=check_id,
        character=request.character,
        skill=request.skill,
        difficulty=request.difficulty,
        advantage=advantage,
        roll=record,
        opposed_roll=opposed,
        opposed_by=request.opposed_by,
        total=0,
        margin=0,
        degree="",
        success=False,
        bonus=bonus if told else 0,
        opposed_bonus=theirs if told else 0,
    )
    try:
        if opposed is not None:
            rolled = rolled.model_copy(update={"difficulty": contested(ruleset, rolled)})
        return judged(ruleset, rolled)
    except FormulaError as error:
        raise EffectError(str(error)) from error


def contested(ruleset: Ruleset, check: CheckResult) -> int:
    """The difficulty of a contest."""
    procedure = ruleset.procedure()
    if check.opposed_roll is None or procedure.compare == "under" or procedure.fixed:
        return max(ruleset.difficulty_min, min(ruleset.difficulty_max, check.difficulty))
    if procedure.counts_from is None:
        return check.opposed_roll.total
    kept = [die for die in check.opposed_roll.dice if not die.dropped]
    return max(1, sum(die.value >= procedure.counts_from for die in kept))


def reading_of(ruleset: Ruleset, check: CheckResult) -> Reading:
    """A check's dice read once more from its record, with what was done about them.

    Raises:
        FormulaError: the kit's target cannot be worked out.
    """
    reading = read_check(ruleset, check.roll, check.bonus, check.difficulty)
    after = check.after
    if after is not None and after.again is not None:
        new = read_check(ruleset, after.again, check.bonus, check.difficulty)
        reading = replace(
            reading,
            total=reading.total + new.total,
            margin=reading.margin + new.total,
            ones=reading.ones + new.ones,
            tops=reading.tops + new.tops,
            natural=None,
        )
    if after is not None and after.added is not None:
        way = 1 if ruleset.procedure().compare == "over" else -1
        more = after.added.total
        reading = replace(reading, total=reading.total + way * more, margin=reading.margin + more, natural=None)
    return reading


def judged(ruleset: Ruleset, check: CheckResult) -> CheckResult:
    """The check with total, margin and degree as its dice have it.

    Raises:
        FormulaError: the kit's formulas have no value here.
    """
    reading = reading_of(ruleset, check)
    degree = degree_of(ruleset, reading)
    procedure = ruleset.procedure()
    if check.opposed_roll is not None and (procedure.compare == "under" or procedure.fixed):
        theirs = degree_of(ruleset, read_check(ruleset, check.opposed_roll, check.opposed_bonus, check.difficulty))
        order = list(ruleset.degrees)
        lost = theirs.success and order.index(theirs) < order.index(degree)
        if degree.success and lost:
            degree = next((each for each in ruleset.degrees if not each.success), degree)
    return check.model_copy(
        update={"total": reading.total, "margin": reading.margin, "degree": degree.id, "success": degree.success}
    )

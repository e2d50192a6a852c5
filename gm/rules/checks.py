"""Checks: a die, a bonus, a difficulty or an opponent, and the degree that comes of it."""

from gm.domain.dice import Advantage, CheckResult, Dice, RollRecord
from gm.domain.errors import EffectError, NotFound
from gm.domain.play import SceneState
from gm.domain.ruleset import DegreeRule, Ruleset
from gm.domain.ruling import CheckRequest
from gm.domain.state import WorldState
from gm.rules.dice import parse, roll
from gm.rules.dice_parser import DiceTerm
from gm.rules.sheets import conditions_of, skill_bonus


def degree_for(ruleset: Ruleset, margin: int, natural: int | None = None) -> DegreeRule:
    """The degree of a margin; a die face that a degree claims decides alone."""
    for degree in ruleset.degrees:
        if natural is not None and degree.natural == natural:
            return degree
    return next((degree for degree in ruleset.degrees if margin >= degree.margin), ruleset.degrees[-1])


def advantage_of(
    ruleset: Ruleset, world: WorldState, character: str, skill: str, asked: Advantage = "none"
) -> Advantage:
    """What was asked for together with what conditions do. Help and hindrance cancel, however many there are."""
    helped, hindered = asked == "advantage", asked == "disadvantage"
    for name in conditions_of(world, character):
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


def _rolled(
    state: SceneState, world: WorldState, character: str, skill: str, asked: Advantage, dice: Dice, purpose: str
) -> tuple[RollRecord, Advantage]:
    ruleset = state.campaign.ruleset
    known = ruleset.skill(skill)
    if known is None:
        raise EffectError(f"the rules know no skill {skill!r}")
    try:
        bonus = skill_bonus(state, character, skill, world=world)
    except NotFound as error:
        raise EffectError(str(error)) from error
    advantage = advantage_of(ruleset, world, character, skill, asked)
    expression = check_expression(ruleset.die, bonus, advantage)
    return roll(expression, dice, purpose=purpose, label=known.name), advantage


def resolve_check(
    state: SceneState, world: WorldState, request: CheckRequest, dice: Dice, *, check_id: str, purpose: str
) -> CheckResult:
    """Roll a check as things stand in `world`. A contest is rolled by both; its difficulty is the other's total, and
    a tie goes to whoever acts. The opponent's dice are drawn for `purpose:opposed`.

    Raises:
        EffectError: the character, the skill or the opponent is unknown.
    """
    record, advantage = _rolled(state, world, request.character, request.skill, request.advantage, dice, purpose)
    difficulty = request.difficulty
    opposed: RollRecord | None = None
    if request.opposed_by is not None:
        skill = request.opposed_skill or request.skill
        opposed, _ = _rolled(state, world, request.opposed_by, skill, "none", dice, f"{purpose}:opposed")
        difficulty = opposed.total
    margin = record.total - difficulty
    degree = degree_for(state.campaign.ruleset, margin, _natural(record))
    return CheckResult(
        check_id=check_id,
        character=request.character,
        skill=request.skill,
        difficulty=difficulty,
        advantage=advantage,
        roll=record,
        opposed_roll=opposed,
        opposed_by=request.opposed_by,
        total=record.total,
        margin=margin,
        degree=degree.id,
        success=degree.success,
    )

"""A rolled check as people read it: names, and how the kit compares dice."""

from typing import Literal

from gm.domain.brief import CheckView
from gm.domain.campaign import Campaign
from gm.domain.dice import CheckResult
from gm.domain.errors import FormulaError
from gm.domain.formula import parse_formula


def check_view(campaign: Campaign, result: CheckResult, reason: str = "") -> CheckView:
    """A rolled check in names and numbers."""
    ruleset = campaign.ruleset
    skill, degree = ruleset.skill(result.skill), ruleset.degree(result.degree)
    person = campaign.anyone(result.character)
    opponent = campaign.anyone(result.opposed_by) if result.opposed_by else None
    procedure = ruleset.procedure()
    way: Literal["against", "under", "successes", "total"] = "against"
    target = result.difficulty
    faces: tuple[int, ...] = ()
    if procedure.fixed:
        way = "total"
    elif procedure.counts_from is not None:
        way = "successes"
        faces = faces_of(result)
    elif procedure.compare == "under":
        way = "under"
        target = _target(procedure.target, result)
    return CheckView(
        character=person.name if person else result.character,
        skill=skill.name if skill else result.skill,
        difficulty=result.difficulty,
        total=result.total,
        degree=result.degree,
        degree_label=degree.label if degree else result.degree,
        success=result.success,
        opposed_by=opponent.name if opponent else "",
        reason=reason,
        way=way,
        target=target,
        faces=faces,
    )


def faces_of(result: CheckResult) -> tuple[int, ...]:
    """What the dice show that count, those of a push after the first."""
    again = result.after.again if result.after is not None else None
    return tuple(die.value for record in (result.roll, again) if record for die in record.dice if not die.dropped)


def _target(formula: str, result: CheckResult) -> int:
    try:
        return parse_formula(formula).value({"difficulty": result.difficulty, "bonus": result.bonus})
    except FormulaError:
        return result.difficulty

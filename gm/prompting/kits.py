"""What a prompt says differently from kit to kit. Pure."""

from typing import Final

from gm.domain.ruleset import Ruleset

_SNEAKING: Final = ("stealth", "slip-by", "sneak")


def degrees_with_a_price(ruleset: Ruleset) -> tuple[str, ...]:
    """Degrees to which the kit itself adds a cost or a question, whatever skill is rolled."""
    return tuple(
        degree.id for degree in ruleset.degrees if any(degree.id in skill.outcomes for skill in ruleset.skills)
    )


def sneaking_skill(ruleset: Ruleset) -> str:
    """The skill of the example, in which somebody slips past a guard."""
    return next((name for name in _SNEAKING if ruleset.skill(name) is not None), ruleset.default_skill)

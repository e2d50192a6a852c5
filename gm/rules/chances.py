"""How likely somebody is to succeed at an authored challenge, as they are now: worked out, nothing is rolled. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from gm.domain.campaign import Challenge
from gm.domain.errors import GmError
from gm.domain.formula import parse_formula
from gm.domain.play import SceneState
from gm.rules.checks import advantage_of, dice_of
from gm.rules.degree_odds import degree_odds
from gm.rules.ruling import default_difficulty
from gm.rules.sheets import numbers_of


@dataclass(frozen=True, slots=True)
class Chance:
    """A character's chance of a success; None where the kit's odds cannot be worked out."""

    character: str
    chance: Fraction | None


def chances(state: SceneState, challenge: Challenge) -> tuple[Chance, ...]:
    """For each of the party who are here, likeliest first; nothing for a challenge that simply happens."""
    if challenge.skill is None:
        return ()
    here = [who for who in state.present() if state.campaign.character(who) is not None]
    found = [Chance(who, chance_of(state, challenge, who)) for who in here]
    return tuple(sorted(found, key=lambda each: -(each.chance if each.chance is not None else -1)))


def chance_of(state: SceneState, challenge: Challenge, character: str) -> Fraction | None:
    """The chance of any degree that is a success, with the conditions that they have."""
    rules, skill = state.campaign.ruleset, challenge.skill or ""
    difficulty = challenge.difficulty
    usual = default_difficulty(rules)
    needed = difficulty if isinstance(difficulty, int) else rules.difficulties.get(difficulty or "", usual)
    try:
        numbers = numbers_of(state.campaign, state.world, character)
        bonus = numbers.skill(skill)
        advantage = advantage_of(rules, state.world, character, skill, helped=numbers.helped_with(skill))
        procedure = rules.procedure()
        target = parse_formula(procedure.target).value({"difficulty": needed, "bonus": bonus})
        degrees = degree_odds(rules, dice_of(rules, numbers, bonus, advantage), target)
    except GmError:
        return None
    return sum((chance for degree, chance in degrees if degree.success), Fraction(0))

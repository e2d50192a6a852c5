"""Odds of degrees in kits of other dice: rolled under, successes counted, a ladder."""

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from gm.authoring.load import load_ruleset
from gm.domain.errors import DiceError
from gm.domain.ruleset import Ruleset
from gm.rules.degree_odds import degree_odds

KITS = Path(__file__).parent / "kits"


@cache
def kit(name: str) -> Ruleset:
    return load_ruleset((KITS / f"{name}.yaml").read_bytes(), f"{name}.yaml")


def chances(name: str, dice: str, difficulty: int) -> dict[str, Fraction]:
    found = {degree.id: chance for degree, chance in degree_odds(kit(name), dice, difficulty)}
    assert sum(found.values()) == 1
    return found


def test_under_fifty() -> None:
    found = chances("percent", "1d100", 50)
    assert found == {
        "critical": Fraction(1, 100),
        "extreme": Fraction(9, 100),
        "hard": Fraction(15, 100),
        "success": Fraction(25, 100),
        "fumble": Fraction(1, 100),
        "failure": Fraction(49, 100),
    }


def test_one_six_among_four() -> None:
    found = chances("pool", "4d6", 1)
    assert found["failure"] == Fraction(5, 6) ** 4
    assert found["success"] + found["triumph"] == 1 - Fraction(5, 6) ** 4


def test_a_fair_rung() -> None:
    found = chances("ladder", "4d3-8+2", 2)
    assert found["tie"] == Fraction(19, 81)
    assert found["failure"] == Fraction(31, 81)


def test_a_pool_is_a_plain_handful() -> None:
    with pytest.raises(DiceError):
        degree_odds(kit("pool"), "4d6+1", 1)

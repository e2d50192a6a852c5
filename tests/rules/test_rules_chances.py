"""The chance that a player is told is the share of dice with which the very same check succeeds."""

from dataclasses import replace
from fractions import Fraction

import pytest
from rules_stage import mill, state_of

from gm.domain.ruling import CheckRequest
from gm.rules.chances import success_chance
from gm.rules.checks import resolve_check


class Faces:
    """Dice that fall as they are told, in order."""

    def __init__(self, *faces: int) -> None:
        self._faces = list(faces)

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return self._faces[index]


@pytest.mark.parametrize("difficulty", [5, 12, 17, 25])
@pytest.mark.parametrize("skill", ["stealth", "search"])
def test_it_is_the_share_of_faces_that_succeed(skill: str, difficulty: int) -> None:
    state = state_of(mill())
    who = state.present()[0]
    request = CheckRequest(character=who, skill=skill, difficulty=difficulty)
    won = [
        resolve_check(state, state.world, request, Faces(face, face), check_id="c", purpose="check").success
        for face in range(1, 21)
    ]
    assert success_chance(state, who, skill, difficulty) == Fraction(sum(won), 20)


def test_nobody_knows_what_is_no_skill() -> None:
    state = state_of(mill())
    assert success_chance(state, state.present()[0], "juggling", 10) is None
    assert success_chance(replace(state), "nobody", "stealth", 10) is None

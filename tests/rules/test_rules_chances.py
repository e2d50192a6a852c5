"""The chance that a player is told is the share of dice with which the very same check succeeds."""

from fractions import Fraction

import pytest
from rules_stage import mill, state_of

from gm.domain.campaign import Challenge
from gm.domain.ruling import CheckRequest
from gm.rules.chances import chance_of
from gm.rules.checks import resolve_check


class Faces:
    """Dice that fall as they are told, in order."""

    def __init__(self, *faces: int) -> None:
        self._faces = list(faces)

    def draw(self, purpose: str, index: int, sides: int) -> int:
        return self._faces[index]


def _challenge(skill: str, difficulty: int) -> Challenge:
    return Challenge(id="c", title="Try it", keys=("try",), skill=skill, difficulty=difficulty, outcomes={})


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
    assert chance_of(state, _challenge(skill, difficulty), who) == Fraction(sum(won), 20)

"""Checks: what is added, which die counts, and what degree comes of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_stage import Faces, dice_for, lantern, mill, state_of

from gm.domain.dice import CheckResult
from gm.domain.errors import EffectError
from gm.domain.play import SceneState
from gm.domain.ruling import CheckRequest
from gm.domain.state import WorldState
from gm.rules.checks import check_expression, degree_for, resolve_check


def check(face: int, *, state: SceneState | None = None, foe: int | None = None, **request: object) -> CheckResult:
    state = state or state_of()
    asked = CheckRequest(**({"character": "ilse", "skill": "stealth", "difficulty": 11} | request))  # type: ignore[arg-type]
    dice = Faces(check_0=face, **({"check_0_opposed": foe} if foe is not None else {}))
    return resolve_check(state, state.world, asked, dice, check_id="0", purpose="check:0")


def having(condition: str, who: str = "ilse") -> SceneState:
    state = state_of()
    return replace(
        state, world=WorldState({**state.world.values, (f"character:{who}", f"condition/{condition}"): True})
    )


@pytest.mark.parametrize(
    ("face", "degree"),
    [
        (20, "triumph"),
        (15, "triumph"),
        (14, "success"),
        (5, "success"),
        (4, "setback"),
        (2, "setback"),
        (1, "disaster"),
    ],
)
def test_degrees_by_face(face: int, degree: str) -> None:
    result = check(face)
    assert (result.total, result.margin, result.degree) == (face + 6, face + 6 - 11, degree)
    assert result.success is (degree in ("triumph", "success"))


def test_a_natural_decides_alone() -> None:
    assert check(20, difficulty=30).degree == "triumph"
    assert check(1, difficulty=5).degree == "disaster"
    assert check(5, difficulty=30).degree == "failure"


@given(st.integers(-60, 60), st.none() | st.integers(1, 20))
def test_a_better_margin_is_never_worse(margin: int, natural: int | None) -> None:
    order = [degree.id for degree in lantern().degrees]
    here, above = (order.index(degree_for(lantern(), m, natural).id) for m in (margin, margin + 1))
    assert above <= here
    if natural not in (1, 20):
        assert degree_for(lantern(), margin, natural).success is (margin >= 0)


@pytest.mark.parametrize(
    ("state", "asked", "shown"),
    [
        (state_of(), "none", "1d20+6"),
        (state_of(), "advantage", "2d20kh1+6"),
        (state_of(), "disadvantage", "2d20kl1+6"),
        (having("hidden"), "none", "2d20kh1+6"),
        (having("soaked"), "none", "2d20kl1+6"),
        (having("soaked"), "advantage", "1d20+6"),
        (having("exhausted"), "disadvantage", "2d20kl1+6"),
        (having("frightened"), "none", "1d20+6"),
        (having("hidden", "bram"), "none", "1d20+6"),
    ],
)
def test_help_and_hindrance(state: SceneState, asked: str, shown: str) -> None:
    result = check(10, state=state, advantage=asked)
    assert result.roll.expression == shown
    assert result.advantage == ("none" if "k" not in shown else "advantage" if "kh" in shown else "disadvantage")


def test_other_dice_can_have_advantage_too() -> None:
    assert check_expression("3d6", 2, "advantage") == "(3d6, 3d6)kh1+2"
    assert check_expression("1d12", -1, "disadvantage") == "2d12kl1-1"


@pytest.mark.parametrize(("face", "foe", "success"), [(10, 16, True), (10, 15, True), (10, 17, False)])
def test_contests_go_to_the_higher_total_and_ties_to_the_actor(face: int, foe: int, success: bool) -> None:
    result = check(face, foe=foe, opposed_by="miller", opposed_skill="notice")
    assert result.opposed_roll is not None and result.opposed_roll.purpose == "check:0:opposed"
    assert (result.difficulty, result.margin, result.success) == (foe, 16 - foe, success)


def test_the_same_check_falls_the_same() -> None:
    state, asked = state_of(), CheckRequest(character="ilse", skill="stealth", difficulty=11)
    first, second = (
        resolve_check(state, state.world, asked, dice_for(), check_id="0", purpose="check:0") for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("wrong", [{"skill": "flying"}, {"character": "zorro"}, {"opposed_by": "zorro"}])
def test_unknown_names_are_errors(wrong: dict[str, str]) -> None:
    with pytest.raises(EffectError):
        check(10, **wrong)


def test_every_condition_names_real_skills() -> None:
    known = {skill.id for skill in mill().ruleset.skills} | {"*"}
    assert all({*c.advantage, *c.disadvantage} <= known for c in mill().ruleset.conditions)

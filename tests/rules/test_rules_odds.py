"""Exact odds are those of our own roller: every row of faces is rolled with it, and weighed."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gm.domain.errors import DiceError
from gm.domain.ruleset import Attribute, DegreeRule, Ruleset, Skill
from gm.rules.checks import degree_for
from gm.rules.degree_odds import degree_odds
from gm.rules.dice import roll
from gm.rules.odds import odds
from gm.rules.odds_sets import MAX_STEPS

KIT = Ruleset(
    slug="kit",
    title="Kit",
    attributes=(Attribute(id="wit", name="Wit"),),
    skills=(Skill(id="look", name="Look", attribute="wit"),),
    default_skill="look",
    difficulties={"even": 10},
    degrees=(
        DegreeRule(id="crit", label="Triumph", margin=10, success=True, natural=20),
        DegreeRule(id="yes", label="Success", margin=0, success=True),
        DegreeRule(id="no", label="Failure", margin=-9, success=False),
        DegreeRule(id="ruin", label="Ruin", margin=-99, success=False, natural=1),
    ),
)


class _Short(Exception):
    """The row has no more faces: a die with this many sides comes next."""


class Row:
    """Dice that show a row of faces and then stop."""

    def __init__(self, faces: tuple[int, ...]) -> None:
        self.faces = faces

    def draw(self, purpose: str, index: int, sides: int) -> int:
        if index >= len(self.faces):
            raise _Short(sides)
        return self.faces[index]


def enumerated(expression: str, deepest: int = 8) -> tuple[dict[int, Fraction], Fraction]:
    """Total → chance over all rows of at most `deepest` draws, and the share of rows that would go on."""
    found: dict[int, Fraction] = {}
    open_rows = [((), Fraction(1))]
    rest = Fraction(0)
    while open_rows:
        faces, chance = open_rows.pop()
        try:
            total = roll(expression, Row(faces), purpose="x").total
        except _Short as short:
            sides = short.args[0]
            if len(faces) == deepest:
                rest += chance
            else:
                open_rows += [((*faces, face), chance / sides) for face in range(1, sides + 1)]
        else:
            found[total] = found.get(total, Fraction(0)) + chance
    return found, rest


def agrees(expression: str, deepest: int = 8, explosions: int = 6) -> None:
    there, rest = enumerated(expression, deepest)
    found = odds(expression, explosions=explosions)
    here = dict(found.chances)
    assert sum(here.values()) == 1
    for total in here.keys() | there.keys():
        assert abs(here.get(total, 0) - there.get(total, 0)) <= rest + found.cut, (total, here, there)
    if not rest:
        assert here == there
        assert found.cut == 0


@pytest.mark.parametrize(
    "expression",
    [
        "1d20", "1d20+5 [stealth]", "2d6-1", "3d4kh2", "4d6kh3", "4d6kl1", "3d6p1", "3d6ph1", "3d4k>2", "3d4k1k2",
        "4d4kh2kl1", "4d4kh3kl1", "(4d4)kh2", "3d4mi2", "3d4ma3kh2", "3d4kh2mi3", "3d4ro1", "3d4ro<3kh1", "3d4rol1",
        "3d4roh1kl2", "3d4ra4", "3d4rah1", "(1d6, 2d4, 3)kh1", "(1d4, 1d4, 1d4)kh2", "(1d6, 1d4)p1",
        "(1d4+1, 3, 2d4kl1)kh2", "((1d4, 1d6)kh1)kl1", "-1d6", "1d6/3", "1d6//4", "1d6%4", "2d4*1d4", "(1d6+1)*2",
        "1d20 >= 11", "(1d6>=5)+(1d6>=5)+(1d6>=5)", "2d4 == 5", "1d%", "1d%kl1+3", "()", "7", "1.5*1d4", "1d4-1d4",
        "((1d4))kh1", "(2d4+1)k3",
    ],
)  # fmt: skip
def test_finite_odds_are_those_of_every_row(expression: str) -> None:
    agrees(expression)


@pytest.mark.parametrize(
    "expression",
    ["1d4e4", "2d4e4", "2d3e3kh1", "2d4rr1", "2d4rr<3", "1d4e4ro1", "2d3eh1", "2d3e>2mi2", "1d4rr1e4", "2d2e2k2"],
)  # fmt: skip
def test_endless_odds_are_right_but_for_what_is_left_out(expression: str) -> None:
    agrees(expression, deepest=9)


terms = st.tuples(
    st.integers(1, 3),
    st.integers(2, 4),
    st.lists(
        st.sampled_from(["kh1", "kl2", "k>1", "k2", "p1", "ph1", "mi2", "ma2", "ro1", "ro>2", "rol1", "ra3", "rah1",
                         "kh1k1", "kh1kl1", "ph1pl1"]),
        max_size=3,
    ),
).map(lambda each: f"{each[0]}d{each[1]}{''.join(each[2])}")  # fmt: skip
expressions = st.one_of(
    terms,
    st.tuples(terms, st.sampled_from("+-*"), st.integers(0, 3)).map(lambda each: f"{each[0]}{each[1]}{each[2]}"),
    st.tuples(terms, st.sampled_from(["kh1", "pl1", "k>2"])).map(lambda each: f"({each[0]}, 1d3){each[1]}"),
    st.tuples(terms, st.sampled_from(["kh1", "kl1"])).map(lambda each: f"({each[0]}){each[1]}"),
)


@settings(max_examples=60, deadline=None)
@given(expressions)
@example("3d4ra3ro1")
def test_any_small_expression_agrees(expression: str) -> None:
    agrees(expression, deepest=7)


def test_known_odds() -> None:
    best = odds("4d6kh3")
    assert (best.mean, dict(best.chances)[18]) == (Fraction(15869, 1296), Fraction(21, 1296))
    assert odds("2d20kh1").at_least(11) == Fraction(3, 4)
    assert round(odds("2d6").deviation, 4) == 2.4152
    assert odds("200d6").mean == 700
    assert odds("1d6e6", explosions=1).chances[-1] == (12, Fraction(1, 36))
    assert odds("1d6e6", explosions=3).cut == Fraction(1, 6**4)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("1d6//(1d2-1)", "divides by zero"),
        ("1d6rr<9", "never ends"),
        ("2d6rrh1", "never ends"),
        ("1d1e1", "never ends"),
        ("1d6 stealth", "position"),
        ("200d10000", "too many possibilities"),
        ("50d20e20kh3", "too many possibilities"),
        ("d10000*d10000", "too many possibilities"),
        ("60d6eh3", "too many possibilities"),
        ("*".join(["100d6"] * 2 + ["999999999"] * 3), "too large"),
    ],
)
def test_what_has_no_odds_is_refused(expression: str, says: str) -> None:
    with pytest.raises(DiceError, match=says) as caught:
        odds(expression)
    assert caught.value.remedy


def test_a_refusal_costs_little() -> None:
    """Work is counted, so that the limit does not depend on the machine."""
    assert MAX_STEPS <= 4_000_000
    with pytest.raises(DiceError):
        odds("1d6", explosions=101)


@pytest.mark.parametrize("expression", ["1d20+5", "2d20kh1+5", "2d20kl1-1", "1d20", "1d20*1+2", "3d6+2", "1d20+1d4"])
def test_degrees_are_those_of_play(expression: str) -> None:
    expected = {degree.id: Fraction(0) for degree in KIT.degrees}
    rows = [((), Fraction(1))]
    while rows:
        faces, chance = rows.pop()
        try:
            record = roll(expression, Row(faces), purpose="x")
        except _Short as short:
            rows += [((*faces, face), chance / short.args[0]) for face in range(1, short.args[0] + 1)]
            continue
        kept = [die.value for die in record.dice if not die.dropped]
        expected[degree_for(KIT, record.total - 12, kept[0] if len(kept) == 1 else None).id] += chance
    assert {degree.id: chance for degree, chance in degree_odds(KIT, expression, 12)} == expected


def test_degrees_that_depend_on_how_many_dice_count_are_refused() -> None:
    for expression in ("2d20k>10", "(1d20, 1d20)kh1", "1d20e20"):
        with pytest.raises(DiceError, match="single face"):
            degree_odds(KIT, expression, 12)
    plain = KIT.model_copy(update={"degrees": tuple(d.model_copy(update={"natural": None}) for d in KIT.degrees)})
    assert sum(chance for _, chance in degree_odds(plain, "2d20k>10", 12)) == 1

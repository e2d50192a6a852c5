"""Formulas: exact, bounded, and never more than arithmetic. Judged by Python's own arithmetic on fractions."""

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.errors import FormulaError
from gm.domain.formula import LARGEST, parse_formula, scope, unknown_names

NAMES = {"might": 14, "level": 5, "natural": 20, "total": 23, "target": 15}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("floor((might - 10) / 2)", 2),
        ("(might - 10) / 2 * 2", 4),
        ("(9 - 10) / 2", -1),
        ("2 + floor((level - 1) / 4)", 3),
        ("1 / 3 * 3", 1),
        ("ceil(level / 2)", 3),
        ("round(level / 2)", 3),
        ("round(-5 / 2)", -2),
        ("abs(-4) % 3", 1),
        ("min(might, level, 3)", 3),
        ("max(1)", 1),
        ("total >= target and natural != 1", 1),
        ("10 <= might < 14", 0),
        ("not (might > 3 or 1 / (might - 14) > 1)", 0),
        ("level if might > 12 else 1 / (might - 14)", 5),
        ("7 // 2 + True", 4),
        ("  - level ", -5),
    ],
)
def test_what_it_is_worth(text: str, value: int) -> None:
    assert parse_formula(text).value(NAMES) == value


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 0, "empty"),
        ("1 +", 3, "missing at its end"),
        ("might ! 3", 6, "'!'"),
        ("might.real", 0, "might.real"),
        ("__import__('os')", 0, "no function"),
        ("level + open(1)", 8, "'open'"),
        ("level + min", 8, "function"),
        ("min()", 0, "1 to 12 values, not 0"),
        ("floor(1, 2)", 0, "one value"),
        ("level + 7 / 0", 12, "zero"),
        ("2 ** 9", 0, "no other signs"),
        ("might in 3", 0, "compared"),
        ("[1][0]", 0, "no place"),
        ("lambda: 1", 0, "no place"),
        ("'text'", 0, "no place"),
        ("1.5", 0, "no place"),
        ("(x := 3)", 1, "no place"),
        ("f'{might}'", 0, "no place"),
        ("min(*might)", 4, "no place"),
        ("9" * 12, 0, "too large"),
        ("1" + " + 1" * 80, 300, "characters"),
        ("-" * 60 + "1", 41, "deeply"),
        ("(" * 250 + "1" + ")" * 40, 0, ""),
    ],
)
def test_what_is_no_formula_says_where(text: str, at: int, says: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert says in str(caught.value)
    if says:
        assert caught.value.at == at


@pytest.mark.parametrize(
    ("text", "says"), [("1 / (level - 5)", "zero"), ("1 % (level - 5)", "zero"), ("magic + 1", "'magic'"),
                       ("999999999 * 999999999", "large")],
)  # fmt: skip
def test_what_has_no_value(text: str, says: str) -> None:
    with pytest.raises(FormulaError, match=says):
        parse_formula(text).value(NAMES)


def test_ids_with_a_hyphen_are_written_with_an_underscore() -> None:
    formula = parse_formula("hit_dice + 1")
    assert formula.value(scope({"hit-dice": 2}, {"hit-dice": 3})) == 4
    assert unknown_names(formula, ["hit-dice"]) == () and unknown_names(formula, ["hit"]) == ("hit_dice",)


def trees(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas as Python would read them too."""

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "==", "and", "or"]), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            inner.map(lambda t: f"floor({t})"),
            inner.map(lambda t: f"(-{t})"),
            st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        )

    return st.recursive(leaves, grow, max_leaves=8)


class Exact(Fraction):
    """A whole number whose division is exact, for Python's own evaluation."""


def judged(text: str) -> Any:
    numbers = {name: Fraction(value) for name, value in NAMES.items()}
    words = {"floor": lambda v: Fraction(math.floor(v)), "max": max}
    whole = text
    for digit in ("0", "1", "2", "7"):
        whole = whole.replace(digit, f"N{digit}")
    numbers |= {f"N{digit}": Fraction(digit) for digit in ("0", "1", "2", "7")}
    return eval(whole, {"__builtins__": {}}, {**numbers, **words})


@given(trees(st.sampled_from(["0", "1", "2", "7", *NAMES])))
def test_it_agrees_with_exact_arithmetic(text: str) -> None:
    try:
        value = parse_formula(text).value(NAMES)
    except FormulaError as error:
        assert any(word in str(error) for word in ("zero", "large", "characters", "deeply"))
        return
    if " and " in text or " or " in text:
        return  # Python gives the operand back, a formula the truth: compared below
    assert value == math.floor(judged(text))


@given(trees(st.sampled_from(["0", "1", "2", "7", *NAMES])))
def test_truth_agrees(text: str) -> None:
    outer = f"({text}) == 0 or ({text}) > 3"
    try:
        holds = parse_formula(outer).holds(NAMES)
    except FormulaError:
        return
    if " and " not in text and " or " not in text:
        assert holds == bool(judged(outer))


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_a_declared_error(text: str) -> None:
    try:
        value = parse_formula(text).value(NAMES)
    except FormulaError as error:
        assert 0 <= error.at <= max(len(text), 1)
    else:
        assert -LARGEST <= value <= LARGEST

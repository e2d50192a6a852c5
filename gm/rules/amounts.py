"""Dice in which formulas may stand in braces, or a formula alone: `1d8+{con}`, `level * 2`."""

import re
from collections.abc import Mapping
from typing import Final

from gm.domain.errors import FormulaError
from gm.domain.formula import parse_formula

_BRACES: Final = re.compile(r"\{([^{}]+)\}")


def dice_with(text: str, numbers: Mapping[str, int]) -> str:
    """The dice to roll, every formula worked out.

    Raises:
        FormulaError: a formula in braces has no value.
    """
    if _BRACES.search(text):
        plain = _BRACES.sub(lambda found: str(parse_formula(found[1]).value(numbers)), text)
        return plain.replace("+-", "-").replace("--", "+")
    try:
        return str(parse_formula(text).value(numbers))
    except FormulaError:
        return text

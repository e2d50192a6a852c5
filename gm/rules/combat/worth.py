"""What harm comes to on average, for weighing one thing against another."""

import re
from functools import lru_cache
from typing import Final

from gm.domain.combat import Strike
from gm.rules.combat.fighter import Fighter

_DICE: Final = re.compile(r"(\d*)d(\d+)")
_NUMBER: Final = re.compile(r"[+-]?\s*\d+")


def average(strike: Strike, target: Fighter) -> float:
    """What a strike does on average to somebody of these resistances."""
    amount = average_of(strike.dice)
    if strike.type in target.immune:
        return 0.0
    if strike.type in target.resistant:
        amount /= 2
    return amount * 2 if strike.type in target.vulnerable else amount


@lru_cache(maxsize=2048)
def average_of(dice: str) -> float:
    """The average of plain dice with an addition: `2d6+3` is 10."""
    rest = _DICE.sub("", dice)
    thrown = sum(int(count or 1) * (int(sides) + 1) / 2 for count, sides in _DICE.findall(dice))
    return thrown + sum(int(each.replace(" ", "")) for each in _NUMBER.findall(rest))

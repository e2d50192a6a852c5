"""The arithmetic of fifth-edition stat blocks, from the System Reference Document.

Source of every formula: SRD 5.1 (Wizards of the Coast), CC BY 4.0, in our own words. Fractions are rounded down
unless a docstring says otherwise.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from gm.domain.errors import DiceError

_XP: Final[Mapping[Fraction, int]] = MappingProxyType(
    {
        Fraction(0): 10, Fraction(1, 8): 25, Fraction(1, 4): 50, Fraction(1, 2): 100,
        **{Fraction(challenge): xp for challenge, xp in enumerate(
            (200, 450, 700, 1_100, 1_800, 2_300, 2_900, 3_900, 5_000, 5_900, 7_200, 8_400, 10_000, 11_500, 13_000,
             15_000, 18_000, 20_000, 22_000, 25_000, 33_000, 41_000, 50_000, 62_000, 75_000, 90_000, 105_000, 120_000,
             135_000, 155_000), start=1)},
    }
)  # fmt: skip
CHALLENGES: Final = tuple(_XP)
"""Every challenge rating that there is: 0, 1/8, 1/4, 1/2, 1 … 30."""


def ability_modifier(score: int) -> int:
    """What an ability score adds: one step for every two points above or below 10.

    Source: SRD 5.1, CC BY 4.0.
    """
    return (score - 10) // 2


def proficiency_by_challenge(challenge: Fraction | int) -> int:
    """A creature's proficiency bonus: +2 up to challenge 4, and one more for every four ratings begun after that.

    Source: SRD 5.1, CC BY 4.0.
    """
    return 2 + max(0, -(-challenge // 1) - 1) // 4


def proficiency_by_level(level: int) -> int:
    """A character's proficiency bonus: +2 at levels 1 to 4, one more every four levels.

    Source: SRD 5.1, CC BY 4.0.
    """
    return 2 + (max(1, level) - 1) // 4


def xp_by_challenge(challenge: Fraction | int, *, harmless: bool = False) -> int:
    """What overcoming a creature is worth. `harmless`: of challenge 0 and with nothing to fight with, it is worth 0.

    Source: SRD 5.1, CC BY 4.0.

    Raises:
        DiceError: there is no such challenge rating.
    """
    xp = _XP.get(Fraction(challenge))
    if xp is None:
        raise DiceError(f"there is no challenge rating {challenge}", remedy="use 0, 1/8, 1/4, 1/2 or 1 to 30")
    return 0 if challenge == 0 and harmless else xp


def average_of_dice(count: int, sides: int, bonus: int = 0) -> int:
    """What dice come to on average, rounded down: the number that a stat block prints before its dice.

    Source: SRD 5.1, CC BY 4.0.
    """
    return count * (sides + 1) // 2 + bonus


def average_damage(count: int, sides: int, bonus: int = 0) -> int:
    """Average damage of a hit. A penalty never takes it below 0, though a printed block may still say 1.

    Source: SRD 5.1, CC BY 4.0.
    """
    return max(0, average_of_dice(count, sides, bonus))


def hit_points(count: int, sides: int, constitution: int) -> int:
    """Average hit points of that many hit dice, each with the Constitution modifier; at least 1.

    Source: SRD 5.1, CC BY 4.0.
    """
    return max(1, average_of_dice(count, sides, count * constitution))


def passive_perception(wisdom: int, perception: int | None = None) -> int:
    """10 and the Perception bonus; the Wisdom modifier (`wisdom`) stands in where the skill is not listed.

    Source: SRD 5.1, CC BY 4.0.
    """
    return 10 + (wisdom if perception is None else perception)


def save_bonus(modifier: int, proficiency: int, *, proficient: bool = True) -> int:
    """What is added to a saving throw: the ability's modifier, and the proficiency bonus of who is proficient in it.

    Source: SRD 5.1, CC BY 4.0.
    """
    return modifier + (proficiency if proficient else 0)


def attack_bonus(modifier: int, proficiency: int, *, magic: int = 0) -> int:
    """What is added to an attack roll: the ability's modifier, the proficiency bonus, and what a weapon gives.

    Source: SRD 5.1, CC BY 4.0.
    """
    return modifier + proficiency + magic


def save_dc(modifier: int, proficiency: int) -> int:
    """What a saving throw against a creature's power must reach: 8, its modifier and its proficiency bonus.

    Source: SRD 5.1, CC BY 4.0.
    """
    return 8 + modifier + proficiency

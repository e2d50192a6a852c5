"""The judge of the SRD import: our formulas against every number of the 334 monsters of 2014."""

from collections import Counter
from fractions import Fraction

import pytest
from srd_exceptions import DATA, EXCEPTIONS, SPECIAL
from srd_judge import assertions, data_folder

from gm.domain.errors import DiceError
from gm.interop.srd import read_srd
from gm.rules import srd_formulas as ours

FOLDER = data_folder()
needs_data = pytest.mark.skipif(FOLDER is None, reason="shared/data/5e-database is not there")


@needs_data
def test_our_formulas_give_what_stat_blocks_print() -> None:
    assert FOLDER is not None
    name = "2014/en/5e-SRD-Monsters.json"
    creatures = read_srd({name: (FOLDER / name).read_bytes()}).creatures
    assert len(creatures) == 334
    made = [each for creature in creatures for each in assertions(creature)]
    wrong = [each for each in made if not each.agrees]
    kinds = Counter(each.kind for each in made)
    print(f"{len(made)} assertions, {len(made) - len(wrong)} agree: {1 - len(wrong) / len(made):.3%}; {dict(kinds)}")
    assert len(made) >= 3_400
    assert min(kinds[kind] for kind in ("proficiency", "xp", "hit points", "passive perception")) >= 334
    assert min(kinds["save"], kinds["attack"], kinds["average"]) >= 320
    assert kinds["save dc"] >= 200
    assert 1 - len(wrong) / len(made) >= 0.985
    assert Counter(each.key for each in wrong) == Counter(EXCEPTIONS.keys()), "each exception has its row, and no more"
    assert all(cause in (DATA, SPECIAL) and why for cause, why in EXCEPTIONS.values())


@needs_data
def test_the_judge_can_fail() -> None:
    assert FOLDER is not None
    name = "2014/en/5e-SRD-Monsters.json"
    data = (FOLDER / name).read_bytes()
    bent = data.replace(b'"strength": 21', b'"strength": 25')
    assert bent != data
    made = [each for creature in read_srd({name: bent}).creatures for each in assertions(creature)]
    assert {each.key for each in made if not each.agrees} > set(EXCEPTIONS)


@pytest.mark.parametrize(("score", "modifier"), [(1, -5), (8, -1), (9, -1), (10, 0), (11, 0), (12, 1), (30, 10)])
def test_modifiers(score: int, modifier: int) -> None:
    assert ours.ability_modifier(score) == modifier


def test_proficiency_grows_at_the_right_challenges() -> None:
    steps = [ours.proficiency_by_challenge(challenge) for challenge in ours.CHALLENGES]
    assert steps[:5] == [2, 2, 2, 2, 2]
    assert [steps[3 + at] for at in (4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29, 30)] == [
        2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9,
    ]  # fmt: skip
    assert [ours.proficiency_by_level(level) for level in (1, 4, 5, 8, 9, 12, 13, 16, 17, 20)] == [
        2, 2, 3, 3, 4, 4, 5, 5, 6, 6,
    ]  # fmt: skip


def test_experience_rises_with_the_challenge() -> None:
    xps = [ours.xp_by_challenge(challenge) for challenge in ours.CHALLENGES]
    assert xps == sorted(set(xps))
    assert (ours.xp_by_challenge(Fraction(1, 8)), ours.xp_by_challenge(30)) == (25, 155_000)
    assert (ours.xp_by_challenge(0), ours.xp_by_challenge(0, harmless=True)) == (10, 0)
    for challenge in (31, -1, Fraction(1, 3)):
        with pytest.raises(DiceError, match="no challenge rating"):
            ours.xp_by_challenge(challenge)


def test_averages_are_rounded_down() -> None:
    assert [ours.average_of_dice(*dice) for dice in ((1, 6), (2, 6), (1, 4, 2), (3, 8, -1))] == [3, 7, 4, 12]
    assert ours.average_damage(1, 4, -5) == 0
    assert (ours.hit_points(18, 10, 2), ours.hit_points(1, 4, -4)) == (135, 1)
    assert (ours.passive_perception(1), ours.passive_perception(1, 5)) == (11, 15)
    assert (ours.save_bonus(3, 2), ours.save_bonus(3, 2, proficient=False)) == (5, 3)
    assert (ours.attack_bonus(3, 2, magic=1), ours.save_dc(3, 2)) == (6, 13)

"""A ruling of which part cannot be used: the rest is."""

from gm.domain.effects import GiveItem
from gm.domain.ruling import Ruling, Verdict
from gm.rules.salvage import usable_part

TALK = Verdict(input=1, character="wil", text="Joss says so.")
BREAD = Verdict(input=1, character="wil", effects=(GiveItem(character="wil", item="bread"),))
SECOND = Verdict(input=2, character="imre", effects=(GiveItem(character="imre", item="bread"),))


def no_bread(ruling: Ruling) -> tuple[str, ...]:
    return tuple("bread does not lie here" for each in ruling.verdicts if each.effects)


def test_what_can_be_used_is_kept_and_the_rest_falls_away() -> None:
    part = usable_part(Ruling(verdicts=(TALK, BREAD), minutes=3), 1, no_bread)
    assert part == Ruling(verdicts=(TALK,), minutes=3)


def test_nobody_is_left_without_a_ruling() -> None:
    assert usable_part(Ruling(verdicts=(TALK, SECOND)), 2, no_bread) is None
    assert usable_part(Ruling(verdicts=(BREAD,)), 1, no_bread) is None


def test_what_has_problems_only_together_is_not_used() -> None:
    def twice(ruling: Ruling) -> tuple[str, ...]:
        return ("said twice",) if len(ruling.verdicts) > 1 else ()

    assert usable_part(Ruling(verdicts=(TALK, TALK)), 1, twice) is None

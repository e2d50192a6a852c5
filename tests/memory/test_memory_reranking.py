"""The best windows are looked at again: what is around them, and words that stand together, decide between them."""

from dataclasses import replace

from gm.memory.ranking import Sought, rank
from gm.memory.segments import IndexDoc, build_segment
from gm.memory.weights import WEIGHTS

TOLD_FIRST, TOLD_LAST = 1, 2


def sitting(group: int, said: dict[int, str], size: int = 200) -> list[IndexDoc]:
    return [IndexDoc(group * 1000 + at, said.get(at, "rain falls"), group=group, number=at) for at in range(size)]


def test_an_evening_that_speaks_of_the_rest_decides_between_equal_windows() -> None:
    older = sitting(TOLD_FIRST, {60: "the harpoon", 180: "a kraken"})
    newer = sitting(TOLD_LAST, {60: "the harpoon", 180: "a lantern"})
    whole = build_segment([*older, *newer], "en")
    held = [window for window in rank([whole], None, Sought("kraken harpoon")).windows if window.best % 200 == 60]
    assert [window.best for window in held] == [60, 260]
    plain = rank([whole], None, Sought("kraken harpoon"), weights=replace(WEIGHTS, again=(1, 0, 0, 0, 0, 0))).windows
    assert [window.best for window in plain if window.best % 200 == 60] == [260, 60]  # equals: newest first


def test_words_that_one_turn_holds_are_worth_more_than_in_two() -> None:
    older = sitting(TOLD_FIRST, {60: "a silver bell", 61: "rope"})
    newer = sitting(TOLD_LAST, {60: "silver", 61: "a bell"})
    whole = build_segment([*older, *newer], "en")
    only = replace(WEIGHTS, again=(0, 0, 0, 0, 0, 1))
    windows = rank([whole], None, Sought("the silver bell"), weights=only).windows
    assert windows[0].best == 60
    assert windows[0].score > 0 == windows[1].score


def test_nobody_who_may_not_know_is_looked_at_again() -> None:
    older = sitting(TOLD_FIRST, {60: "the harpoon", 180: "a kraken"})
    newer = sitting(TOLD_LAST, {60: "the harpoon"})
    whole = build_segment([*older, *newer], "en")
    allowed = whole.columns["number"] != 180
    windows = rank([whole], None, Sought("kraken harpoon"), allowed=allowed).windows
    assert [window.best for window in windows] == [260, 60]  # the kraken lends nothing

"""The further signs of a stretch: where it and what is around it stand among the others."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gm.memory.field import Field
from gm.memory.ranking import Sought
from gm.memory.segments import IndexDoc, build_segment
from gm.memory.signs import BESIDE, FAR, NEAR, Places, Word, place_of, words_of
from gm.memory.stretches import Stretches, looked_at_again
from gm.memory.weights import WEIGHTS, Weights

TURNS = 1000
BEFORE = np.arange(TURNS + 1) * 10.0
"""Ten words in each turn."""


def places(*spans: tuple[int, int]) -> Places:
    first, end = (np.array(each) for each in zip(*spans, strict=True))
    return Places(first, end, (first // 500) * 500, (first // 500) * 500 + 500, BEFORE)


def word(*at: int, worth: float = 1.0) -> Word:
    where = np.array(sorted(at))

    def between(first: Any, end: Any) -> Any:
        return np.searchsorted(where, end) - np.searchsorted(where, first)

    return Word(worth, len(at), len(at), between)


SIGNS = ("near", "far", "share", "share far", "surprise", "likely", "rarest")


def signs(words: list[Word], *spans: tuple[int, int]) -> dict[str, list[float]]:
    return {
        name: column.tolist() for name, column in zip(SIGNS, words_of(words, places(*spans)), strict=True)
    }  # as `Weights.stretch_again` has them, behind the seven of the first look


def test_what_is_said_around_counts_up_to_its_reach_and_within_the_sitting() -> None:
    for name, reach in (("near", NEAR), ("far", FAR), ("share far", FAR)):
        at = 250
        found = signs([word(at)], (at + reach, at + reach + 1), (at + reach + 1, at + reach + 2), (at, at + 1))[name]
        assert found[0] > 0 == found[1] and found[2] >= found[0]
        assert signs([word(499)], (500, 501), (498, 499))[name][0] == 0  # another sitting
    assert signs([word(250)], (251, 252))["share"] == [0]


def test_the_share_of_what_is_looked_for_goes_by_what_words_are_worth() -> None:
    found = signs([word(10, worth=3.0), word(20, worth=1.0)], (10, 11), (20, 21), (10, 21), (30, 40))
    assert found["share"] == [0.75, 0.25, 1, 0] and found["rarest"] == [3, 1, 3, 0]


def test_a_word_surprises_more_where_few_turns_are_and_where_it_is_rare() -> None:
    short, long, without = signs([word(10)], (10, 11), (10, 400), (11, 12))["surprise"]
    assert short > long > without == 0
    common = signs([word(*range(0, TURNS, 5))], (10, 11))["surprise"][0]
    assert short > common > 0


def test_a_text_is_likelier_to_say_what_it_says_often_and_in_few_words() -> None:
    often, once, long, none = signs([word(10, 11, 12, 700)], (10, 13), (12, 15), (10, 400), (20, 23))["likely"]
    assert often > once > none and often > long


def test_nothing_that_is_looked_for_was_said_by_anybody_allowed() -> None:
    assert all(value == [0, 0] for value in signs([], (0, 5), (7, 9)).values())


def test_places_among_the_others() -> None:
    where = places((0, 1), (0 + BESIDE - 1, BESIDE), (200, 201), (700, 701))
    rank, best, beside = place_of(np.array([5, 6, 7, 8]), np.array([1.0, 3.0, 1.0, 2.0]), where)
    assert rank.tolist() == [3, 0, 2, 1]  # of equals the greater number first
    assert best.tolist() == [0, 0, 0, -1]  # the sitting's best, beside the best of all
    assert np.allclose(beside, np.log([np.exp(-2) + 1, np.exp(-2) + 1, np.exp(-2), np.exp(-1)]))


SAID = [f"We walk on past stone number {at} and the rain goes on" for at in range(400)]
SAID[123] = "The lantern went out, do you remember?"
SAID[323] = "The bell rings"
TWO = Stretches(
    build_segment([IndexDoc(1, "a ferry leaves"), IndexDoc(2, "a ferry leaves")], "en"),
    np.array([120, 320]),
    np.array([120, 320]),
)


def changed(said: Callable[[int], str]) -> Any:
    field = Field([build_segment([IndexDoc(at + 1, said(at), number=at) for at in range(400)], "en")], None)
    asked = Sought("the lantern and the ferry")
    at, rows = looked_at_again(TWO, field, asked, allowed=None, weights=WEIGHTS)
    return dict(zip(at.tolist(), rows[:, len(WEIGHTS.stretch) :].tolist(), strict=True))


def test_a_stretch_is_known_by_what_is_said_shortly_after_it() -> None:
    rows = changed(lambda at: "The ferry leaves" if at in (120, 320) else SAID[at])
    assert rows[0][0] > rows[1][0] and rows[0][2] == rows[1][2]  # the lantern, three turns later; inside both the same
    both = changed(lambda at: "The ferry leaves" if at in (120, 320) else SAID[123] if at == 323 else SAID[at])
    assert both[0][0] == both[1][0]


@given(st.permutations(range(6)))
def test_columns_do_not_depend_on_the_order_of_stretches(order: list[int]) -> None:
    spans = [(10, 12), (50, 90), (90, 91), (480, 500), (500, 501), (700, 800)]
    some = [word(11, 60, 485), word(60, 750, worth=2.5)]
    sums = np.array([3.0, 1.0, 4.0, 1.5, 5.0, 2.0])
    straight = np.column_stack([*words_of(some, places(*spans)), *place_of(np.arange(6), sums, places(*spans))])
    moved = places(*(spans[at] for at in order))
    again = np.column_stack([*words_of(some, moved), *place_of(np.array(order), sums[order], moved)])
    assert np.allclose(again, straight[order])


def test_each_sign_has_a_weight() -> None:
    assert len(Weights().stretch_again) == len(WEIGHTS.stretch) + len(SIGNS) + 3

"""Given stretches: which of them tells what is looked for, over parts and masks."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gm.memory.field import Field
from gm.memory.ranking import Sought
from gm.memory.segments import IndexDoc, build_segment
from gm.memory.stretches import Stretches, border_of, rank_stretches

SAID = [f"We walk on past stone number {at} and the rain goes on" for at in range(60)]
SAID[23] = "The ferrywoman asks for her forty crowns"
SAID[24] = "Ilse pays the crowns and the ferry leaves"
SAID[47] = "A ferry leaves far away"
DOCS = [IndexDoc(at + 1, text, group=1 + at // 30, number=at) for at, text in enumerate(SAID)]
FIRST = np.arange(0, 60, 5)
STRETCHES = Stretches(
    build_segment(
        [IndexDoc(at + 1, " ".join(SAID[at : at + 5]), group=1 + at // 30, number=n) for n, at in enumerate(FIRST)],
        "en",
    ),
    FIRST,
    FIRST + 4,
)
ASKED = Sought("Ilse pays the ferrywoman forty crowns for the ferry")


def test_the_stretch_that_tells_it_comes_first_whatever_the_parts() -> None:
    whole = rank_stretches(STRETCHES, Field([build_segment(DOCS, "en")], None), ASKED)
    parts = [build_segment(DOCS[:17], "en"), build_segment(DOCS[17:], "en")]
    assert whole[0].position == 4 and whole == rank_stretches(STRETCHES, Field(parts, None), ASKED)
    assert 9 in [hit.position for hit in whole] and whole[0].ref == FIRST[4] + 1


def test_what_is_not_allowed_is_not_given_and_nothing_is_found_of_nothing() -> None:
    turns = Field([build_segment(DOCS, "en")], None)
    allowed = np.arange(len(FIRST)) != 4
    assert 4 not in [hit.position for hit in rank_stretches(STRETCHES, turns, ASKED, allowed=allowed)]
    assert rank_stretches(STRETCHES, turns, Sought("")) == () == rank_stretches(STRETCHES, turns, Sought("zeppelin"))
    assert len(rank_stretches(STRETCHES, turns, ASKED, limit=1)) == 1


MANY = 30
ALIKE = [IndexDoc(at + 1, "the ferry " * (1 + at % 4) + f"goes by stone {at}", number=at) for at in range(MANY)]
FIELD = Field([build_segment(ALIKE, "en")], None)
SINGLE = Stretches(build_segment(ALIKE, "en"), np.arange(MANY), np.arange(MANY))
FERRY = Sought("ferry")
BY_WORDS = [hit.position for hit in rank_stretches(SINGLE, FIELD, FERRY, limit=MANY)]
LIKE = st.lists(st.one_of(st.just(float("nan")), st.floats(-1, 1)), min_size=MANY, max_size=MANY)


@given(LIKE, st.integers(1, MANY - 1))
def test_likeness_decides_at_the_border_alone(like: list[float], wanted: int) -> None:
    asked: list[int] = []

    def likeness(positions: Any) -> Any:
        asked.extend(positions.tolist())
        return np.array(like)[positions]

    given_now = [hit.position for hit in rank_stretches(SINGLE, FIELD, FERRY, limit=wanted, likeness=likeness)]
    sure = wanted // 2
    assert given_now[:sure] == BY_WORDS[:sure]
    assert asked == BY_WORDS[sure : wanted * 3 // 2] and set(given_now[sure:]) <= set(asked)
    assert len(set(given_now)) == wanted
    asked.clear()
    assert len(rank_stretches(SINGLE, FIELD, FERRY, limit=MANY, likeness=likeness)) == MANY
    assert not asked  # nothing stands behind these


@given(st.floats(-1, 1), st.integers(1, MANY))
def test_what_is_equally_like_or_not_known_stays_as_words_have_it(like: float, wanted: int) -> None:
    for every in (like, float("nan")):
        hits = rank_stretches(
            SINGLE, FIELD, FERRY, limit=wanted, likeness=lambda at, all_=every: np.full(len(at), all_)
        )
        assert hits == rank_stretches(SINGLE, FIELD, FERRY, limit=wanted)


def test_what_is_like_comes_among_those_given_and_what_is_unlike_falls_out() -> None:
    sixth, fifteenth, sixteenth = BY_WORDS[5], BY_WORDS[14], BY_WORDS[15]

    def likeness(positions: Any) -> Any:
        return np.select([positions == sixth, np.isin(positions, [fifteenth, sixteenth])], [-1.0, 1.0], 0.0)

    given_now = [hit.position for hit in rank_stretches(SINGLE, FIELD, FERRY, likeness=likeness)]
    assert given_now == [*BY_WORDS[:5], fifteenth, *BY_WORDS[6:10]] and sixteenth not in given_now
    assert border_of(10) == slice(5, 15)


def test_unknown_likeness_counts_as_the_mean_of_the_others() -> None:
    at = BY_WORDS[5:15]
    like = dict(zip(at, [0.2, *[float("nan")] * 8, 0.6], strict=True))
    filled = {each: 0.4 if np.isnan(value) else value for each, value in like.items()}
    orders = [
        rank_stretches(
            SINGLE, FIELD, FERRY, likeness=lambda some, by=by: np.array([by[each] for each in some.tolist()])
        )
        for by in (like, filled)
    ]
    assert orders[0] == orders[1]

"""Given stretches: which of them tells what is looked for, over parts and masks."""

import numpy as np

from gm.memory.field import Field
from gm.memory.ranking import Sought
from gm.memory.segments import IndexDoc, build_segment
from gm.memory.stretches import Stretches, rank_stretches

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

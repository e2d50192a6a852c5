"""What a long game costs in fresh tokens: the goals of `gm bench prompt`, on prompts alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompting_simulation import play

from gm.domain.calls import Role
from gm.prompting.economy import common_prefix


@pytest.mark.parametrize(("window", "goal"), [(8192, 0.85), (32768, 0.95)])
def test_most_of_each_prompt_was_sent_before(window: int, goal: float) -> None:
    lanes = play(500, window)
    for lane in lanes.values():
        assert lane.share >= goal
        assert lane.fresh <= 900
        assert lane.dropped == 0, "compaction comes before fit() has to"
        assert lane.compactions >= 3
        assert lane.least_beats >= 4
    assert lanes[Role.NARRATOR].calls == 500


def test_a_lane_that_is_used_now_and_then_still_saves() -> None:
    lanes = play(200, 8192, ruled=0.4)
    assert lanes[Role.ADJUDICATOR].calls == 80
    assert lanes[Role.ADJUDICATOR].share >= 0.75


@given(st.text("ab", max_size=30), st.text("ab", max_size=30))
def test_common_prefix(first: str, second: str) -> None:
    length = common_prefix(first, second)
    assert first[:length] == second[:length]
    assert length == min(len(first), len(second)) or first[length] != second[length]

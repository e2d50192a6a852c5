"""`fit`: what is kept fits, fills the window, keeps its order, and what goes is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.errors import ContextOverflow
from gm.domain.prompt import Layer, PromptSection
from gm.prompting.fit import PromptTooLarge, fit


def section(key: str, tokens: int, priority: int = 100, *, required: bool = False, layer: Layer = Layer.TAIL):
    return PromptSection(key, "x" * tokens, layer, tokens, "user", priority, required)


@st.composite
def prompts(draw: st.DrawFn) -> list[PromptSection]:
    made = []
    for index in range(draw(st.integers(0, 12))):
        transcript = draw(st.booleans())
        made.append(
            section(
                f"{'transcript/' if transcript else 's'}{index}",
                draw(st.integers(0, 40)),
                500 if transcript else draw(st.integers(1, 9)) * 100,
                required=not transcript and draw(st.integers(0, 4)) == 0,
                layer=Layer.TRANSCRIPT if transcript else Layer.TAIL,
            )
        )
        if transcript and draw(st.booleans()):
            made.append(section(made[-1].key, draw(st.integers(0, 40)), 500, layer=Layer.TRANSCRIPT))
    return made


@given(prompts(), st.integers(0, 300))
def test_it_fits_fills_and_tells(sections: list[PromptSection], limit: int) -> None:
    required = sum(s.tokens for s in sections if s.required)
    if required > limit:
        with pytest.raises(PromptTooLarge):
            fit(sections, limit)
        return
    kept, dropped = fit(sections, limit)
    used = sum(s.tokens for s in kept)
    gone = {item.key for item in dropped}
    assert used <= limit
    assert list(kept) == [s for s in sections if s.key not in gone]
    assert not any(s.required for s in sections if s.key in gone)
    assert all(item.reason for item in dropped) and len(gone) == len(dropped)
    assert sum(item.tokens for item in dropped) + used == sum(s.tokens for s in sections)
    beats = [s.key for s in sections if s.layer is Layer.TRANSCRIPT]
    kept_beats = [key for key in beats if key not in gone]
    assert kept_beats == beats[len(beats) - len(kept_beats) :], "the transcript is one piece, its newest part"
    for item in dropped:  # nothing that was dropped would still fit, but for beats behind a hole
        behind = item.key in beats and any(key in gone for key in beats[_last(beats, item.key) + 1 :])
        assert behind or used + item.tokens > limit


def _last(keys: list[str], key: str) -> int:
    return len(keys) - 1 - keys[::-1].index(key)


@given(prompts(), st.integers(0, 300))
def test_no_priority_is_served_before_a_higher_one(sections: list[PromptSection], limit: int) -> None:
    if sum(s.tokens for s in sections if s.required) > limit:
        return
    kept, dropped = fit(sections, limit)
    for item in dropped:
        if item.key.startswith("transcript/"):
            continue
        mine = max(s.priority for s in sections if s.key == item.key)
        before = sum(s.tokens for s in kept if s.required or s.priority >= mine)
        assert before + item.tokens > limit, "it gave way to its betters and equals only"


def test_lowest_goes_first_and_a_pair_goes_together() -> None:
    sections = [
        section("must", 10, required=True),
        section("transcript/1", 5, 500, layer=Layer.TRANSCRIPT),
        section("transcript/1", 5, 500, layer=Layer.TRANSCRIPT),
        section("transcript/2", 10, 500, layer=Layer.TRANSCRIPT),
        section("lore", 10, 700),
    ]
    kept, dropped = fit(sections, 35)
    assert [s.key for s in kept] == ["must", "transcript/2", "lore"]
    assert [(d.key, d.tokens, d.reason) for d in dropped] == [("transcript/1", 10, "10 tokens, 5 were left")]


def test_too_large_names_the_largest() -> None:
    sections = [section("tail/turn", 90, required=True), section("instructions", 50, required=True)]
    with pytest.raises(ContextOverflow, match=r"needs 140 .* leaves 100; largest: tail/turn \(90\), instructions") as e:
        fit(sections, 100)
    assert e.value.remedy

"""Watermarks rest, then move far; the chronicle only grows, then folds once."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from prompting_sample import Characters

from gm.domain.play import Beat
from gm.prompting.compaction import CHRONICLE_LOW, LOW_WATER, MIN_BEATS, chronicle_lines, transcript_start

COUNTER = Characters()


def beats(sizes: list[int], first: int = 1) -> list[Beat]:
    return [Beat(n, n, "action", (), "", "x" * size, "") for n, size in enumerate(sizes, first)]


def size(beat: Beat) -> int:
    return len(beat.narration)


def start(shown: list[Beat], at: int, budget: int = 1000, *, scene_ended: bool = False) -> int:
    return transcript_start(shown, at, budget=budget, tokens=size, scene_ended=scene_ended)


def test_it_rests_until_the_high_water_mark_then_moves_to_the_low_one() -> None:
    mark, moves = 1, []
    played = beats([100] * 60)
    for count in range(1, 61):
        moved = start(played[:count], mark)
        if moved != mark:
            moves.append(count)
            assert sum(size(b) for b in played[moved - 1 : count]) <= 1000 * LOW_WATER
        mark = moved
    assert moves[0] == 11
    assert all(later - earlier >= 6 for earlier, later in itertools.pairwise(moves))


@given(st.lists(st.integers(1, 900), max_size=40), st.integers(1, 45), st.booleans())
def test_it_never_moves_back_and_leaves_what_fits(sizes: list[int], at: int, ended: bool) -> None:
    played = beats(sizes)
    moved = start(played, at, scene_ended=ended)
    if at <= len(sizes):
        assert moved >= at
        left = [b for b in played if b.number >= moved]
        assert len(left) >= min(MIN_BEATS, len(sizes) - at + 1)
        assert sum(map(size, left)) <= 1000 or len(left) == MIN_BEATS
    assert start(played, moved, scene_ended=ended) == moved or ended, "at rest, it stays"


def test_scene_end_compacts_earlier() -> None:
    played = beats([100] * 8)
    assert start(played, 1) == 1
    assert start(played, 1, scene_ended=True) == 5


def test_undo_past_the_watermark_starts_over() -> None:
    assert start(beats([100] * 9), 20) == 6
    assert start([], 20) == 20


def test_one_giant_beat_is_kept() -> None:
    assert start(beats([10, 5000]), 1) == 1
    assert start(beats([10, 10, 5000]), 1) == 2


GISTS = st.lists(
    st.sampled_from(["Ilse talks to Maren", "The bell falls", "Bram finds a key", "", "雨が降る夜"]), max_size=60
)


@given(GISTS, GISTS, st.integers(20, 300))
def test_folding_in_parts_is_folding_at_once(first: list[str], second: list[str], budget: int) -> None:
    numbered = [f"{gist} {n}" if gist and n % 3 else gist for n, gist in enumerate(first + second)]
    first, second = numbered[: len(first)], numbered[len(first) :]
    whole = chronicle_lines([*first, *second], budget=budget, counter=COUNTER)
    parts = chronicle_lines(
        [*chronicle_lines(first, budget=budget, counter=COUNTER), *second], budget=budget, counter=COUNTER
    )
    assert whole == parts
    assert sum(len(line) + 3 for line in whole) <= budget
    remaining = iter(first + second)
    assert all(line in remaining for line in whole), "a selection, in order"


def test_between_foldings_it_only_grows() -> None:
    gists = [f"On day {n} the party crosses the river number {n * 7919}" for n in range(400)]
    folds, previous = 0, ()
    for count in range(1, 400):
        lines = chronicle_lines(gists[:count], budget=2000, counter=COUNTER)
        if lines[: len(previous)] != previous:
            folds += 1
            assert sum(len(line) + 3 for line in lines) <= 2000 * CHRONICLE_LOW
        previous = lines
    assert 10 <= folds <= 30
    assert previous[0] == gists[0], "how it began is kept"
    assert gists[398] in previous


def test_the_telling_lines_survive_folding() -> None:
    dull = [f"Ilse talks to Maren at the inn, again ({n})" for n in range(60)]
    gists = [*dull[:30], "Bram drowns and the bell falls silent for a year", *dull[30:]]
    lines = chronicle_lines(gists, budget=1200, counter=COUNTER)
    assert any("Bram drowns" in line for line in lines)
    assert len(lines) < len(gists)

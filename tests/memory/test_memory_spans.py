"""Every turn lies in one span of a level or in none yet, however history was taken back in between."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gm.domain.chronicle import Mark, Span
from gm.memory.spans import LONGEST, SCENES, SESSIONS, SHORTEST, arc_spans, scene_spans, session_spans


def marks(*runs: tuple[str, int, int], closed: frozenset[int] = frozenset()) -> list[Mark]:
    """Turns from runs of (place, how many, sitting)."""
    found: list[Mark] = []
    for place, count, sitting in runs:
        for _ in range(count):
            number = len(found) + 1
            found.append(Mark(number, number, number, place, sitting, sitting in closed))
    return found


def ranges(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    return [(span.first_number, span.last_number) for span in spans]


def test_a_scene_ends_where_the_party_leaves_for_good() -> None:
    assert ranges(scene_spans(marks(("inn", 12, 1), ("quay", 3, 1)))) == [(1, 12)]
    assert ranges(scene_spans(marks(("inn", 12, 1), ("quay", 2, 1)))) == [], "they may come back yet"
    assert ranges(scene_spans(marks(("inn", 12, 1), ("quay", 2, 1), ("inn", 5, 1)))) == [], "they did"
    assert ranges(scene_spans(marks(("inn", SHORTEST - 1, 1), ("quay", 4, 1)))) == [], "too short to be one of its own"


def test_a_scene_ends_with_its_sitting_and_after_forty_turns() -> None:
    assert ranges(scene_spans(marks(("inn", 5, 1), ("inn", 1, 2)))) == [(1, 5)]
    assert ranges(scene_spans(marks(("inn", 5, 1), closed=frozenset({1})))) == [(1, 5)]
    assert ranges(scene_spans(marks(("inn", LONGEST + 3, 1)))) == [(1, LONGEST)]


def test_a_scene_ends_with_the_story() -> None:
    found = marks(("inn", 5, 1))
    found[-1] = replace(found[-1], ending=True)
    assert ranges(scene_spans(found)) == [(1, 5)]


def test_what_is_left_between_two_scenes_is_over() -> None:
    whole = marks(("inn", 30, 1))
    cover = (Span("scene", 1, 10, 1, 10, 10, 10, 1), Span("scene", 21, 30, 21, 30, 10, 30, 1))
    assert ranges(scene_spans(whole, cover)) == [(11, 20)]
    assert ranges(scene_spans(whole, cover[:1])) == [], "what comes last is still going on"


def scene(first: int, last: int, sitting: int) -> Span:
    return Span("scene", first, last, first, last, last - first + 1, last, sitting)


def test_a_session_is_the_scenes_of_a_sitting() -> None:
    scenes = [scene(1, 10, 1), scene(11, 20, 1), scene(21, 30, 2)]
    assert ranges(session_spans(scenes)) == [(1, 20)]
    assert ranges(session_spans(scenes, closed={2})) == [(1, 20), (21, 30)]
    still = [Mark(31, 31, 31, "inn", 2, True)]
    assert ranges(session_spans(scenes, closed={2}, loose=still)) == [(1, 20)], "its last turns are in no scene yet"
    gap = [Mark(5, 5, 5, "inn", 1, True)]
    torn = [scene(1, 4, 1), scene(11, 20, 1), scene(21, 30, 2)]
    assert ranges(session_spans(torn, loose=gap)) == [], "what is missing in its middle comes first"


def test_a_sitting_without_an_end_is_cut_all_the_same() -> None:
    scenes = [scene(at * 10 + 1, at * 10 + 10, 1) for at in range(SCENES + 1)]
    assert ranges(session_spans(scenes)) == [(1, SCENES * 10)]


def test_an_arc_is_eight_sessions_or_ends_with_the_story() -> None:
    sessions = [replace(scene(at * 10 + 1, at * 10 + 10, at), level="session") for at in range(SESSIONS)]
    assert ranges(arc_spans(sessions)) == [(1, SESSIONS * 10)]
    assert ranges(arc_spans(sessions[:3])) == []
    assert ranges(arc_spans(sessions[:3], ending=25)) == [(1, 30)]


PLACES = st.sampled_from(["inn", "quay", "hill"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("play"), PLACES, st.integers(1, 14)),
        st.tuples(st.just("undo"), PLACES, st.integers(1, 5)),
        st.tuples(st.just("close"), PLACES, st.just(0)),
        st.tuples(st.just("aside"), PLACES, st.integers(1, 200)),
    ),
    max_size=30,
)


@given(STEPS)
def test_every_turn_is_covered_once_or_not_yet(steps: list[tuple[str, str, int]]) -> None:
    turns: list[Mark] = []
    closed: set[int] = set()
    written: dict[str, list[Span]] = {"scene": [], "session": [], "arc": []}
    number, sitting = 0, 1
    for what, place, count in steps:
        if what == "play":
            for _ in range(count):
                number += 1
                turns.append(Mark(number, number, number, place, sitting, False))
        elif what == "close":
            closed.add(sitting)
            sitting += 1
        gone = turns[-count:] if what == "undo" else turns[count - 1 : count] if what == "aside" else []
        turns = [mark for mark in turns if mark not in gone]
        for level, spans in written.items():  # what lost a turn is hidden
            written[level] = [span for span in spans if not any(span.holds(mark.number) for mark in gone)]
        _write_all(turns, closed, written)
        for spans in written.values():
            for mark in turns:
                assert sum(span.holds(mark.number) for span in spans) <= 1
        held = [mark.number for mark in turns if any(span.holds(mark.number) for span in written["scene"])]
        assert sum(span.turns for span in written["scene"]) == len(held)
        old = [mark.number for mark in turns[: -LONGEST - 6]]
        assert set(old) <= set(held), "nothing old waits for ever"


def _write_all(turns: list[Mark], closed: set[int], written: dict[str, list[Span]]) -> None:
    for _ in range(100):
        covered = written["scene"]
        loose = [
            replace(mark, over=mark.sitting in closed)
            for mark in turns
            if not any(span.holds(mark.number) for span in covered)
        ]
        scenes = scene_spans(loose, covered)
        in_order = sorted(covered, key=lambda span: span.first_number)
        sessions = session_spans(in_order, written["session"], closed=closed, loose=loose)
        wholes = sorted(written["session"], key=lambda span: span.first_number)
        arcs = arc_spans(wholes, written["arc"])
        if scenes:
            written["scene"] += scenes
        elif sessions:
            written["session"] += sessions
        elif arcs:
            written["arc"] += arcs
        else:
            return
    raise AssertionError("it never ends")


@given(st.lists(st.tuples(PLACES, st.integers(1, 20), st.integers(0, 1)), min_size=1, max_size=12))
def test_what_is_over_stays_so_while_turns_are_added(runs: list[tuple[str, int, int]]) -> None:
    sitting, made = 1, []
    for place, count, later in runs:
        sitting += later
        made.append((place, count, sitting))
    whole = marks(*made)
    final = ranges(scene_spans(whole))
    for end in range(len(whole)):
        some = ranges(scene_spans(whole[:end]))
        assert some == final[: len(some)]

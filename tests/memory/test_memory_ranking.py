"""What is found first: recall in many languages, masks, the order, and that sealing changes nothing."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.memory import scoring
from gm.memory.ranking import Ranking, Sought, rank
from gm.memory.segments import (
    IndexDoc,
    Merging,
    NotThisFormatError,
    Segment,
    Tail,
    build_segment,
    compacted,
    decode,
    merged,
)

WORDS = ("ferry", "bell", "rope", "Percy's", "lantern", "lanterns", "the", "tide", "башня", "鐘樓", "Häuser")

docs = st.lists(
    st.builds(
        lambda words, group, who: (words, group, who),
        st.lists(st.sampled_from(WORDS), max_size=6),
        st.integers(1, 3),
        st.sampled_from(((), ("Ada",), ("Bo", "Ada"))),
    ),
    max_size=45,
)


def made(drawn: list[tuple[list[str], int, tuple[str, ...]]]) -> list[IndexDoc]:
    ordered = sorted(drawn, key=lambda each: each[1])
    return [
        IndexDoc(ref=-1 - at, text=" ".join(words), speakers=who, group=group, number=at, seq=at)
        for at, (words, group, who) in enumerate(ordered)
    ]


def found(segments: list[Segment], tail: Tail | None, allowed: np.ndarray | None = None) -> Ranking:
    return rank(
        segments, tail, Sought("the bell rope of the lantern in der Häuser 樓", ("Ada",)), allowed=allowed, limit=60
    )


@settings(deadline=None, max_examples=60)
@given(docs, st.integers(0, 45), st.integers(0, 45))
def test_sealing_merging_and_storing_change_nothing(drawn: list, one: int, two: int) -> None:
    given_docs = made(drawn)
    one, two = sorted((one, two))
    whole = build_segment(given_docs, "en")
    parts = [build_segment(given_docs[:one], "en"), build_segment(given_docs[one:two], "en")]
    tail = Tail("en")
    for doc in given_docs[two:]:
        tail.append(doc)
    as_one = found([whole], None)
    assert found(parts, tail) == as_one
    assert found([decode(part.encode()) for part in parts], tail) == as_one
    assert found([merged([*parts, tail.seal()])], None) == as_one
    assert found(list(compacted([*parts, tail.seal()])), None) == as_one
    assert decode(whole.encode()).encode() == whole.encode()
    assert merged([*parts, tail.seal()]).encode() == whole.encode()


@settings(deadline=None, max_examples=60)
@given(docs)
def test_rare_terms_counted_together_are_worth_what_each_is_by_itself(drawn: list) -> None:
    def at_once(share: float) -> Ranking:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scoring, "_DENSE", share)
            return found([build_segment(made(drawn), "en")], None)

    together, one_by_one = at_once(1e9), at_once(0.0)
    for ours, theirs in ((together.turns, one_by_one.turns), (together.windows, one_by_one.windows)):
        scores = [{each[0]: each[1] for each in map(_place, hits)} for hits in (ours, theirs)]
        assert scores[0] == pytest.approx(scores[1], rel=1e-5)


def _place(hit: object) -> tuple[int, float]:
    return getattr(hit, "position", getattr(hit, "first", -1)), hit.score  # type: ignore[attr-defined]


def test_merging_needs_little_beyond_what_it_gives() -> None:
    """A game that is opened holds each stretch only until it is part of the whole."""
    rng = np.random.default_rng(1)
    bodies = []
    for at in range(24):
        drawn = [" ".join(f"w{word}" for word in rng.zipf(1.3, 40) % 20_000) for _ in range(400)]
        bodies.append(build_segment([IndexDoc(-1, text, group=at + 1, number=n) for n, text in enumerate(drawn)], "en"))
    stored = [body.encode() for body in bodies]
    size = merged(bodies).nbytes
    del bodies
    tracemalloc.start()
    merging = Merging()
    for body in stored:
        merging.add(decode(body))
    whole = merging.whole()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert whole.size == 24 * 400 and peak < 3 * size + 8_000_000


@settings(deadline=None, max_examples=40)
@given(docs, st.integers(0, 2**45))
def test_what_is_not_allowed_is_as_if_it_were_not_said(drawn: list, mask: int) -> None:
    given_docs = made(drawn)
    allowed = np.array([bool(mask >> at & 1) for at in range(len(given_docs))], bool)
    ranking = found([build_segment(given_docs, "en")], None, allowed)
    assert all(allowed[hit.position] for hit in ranking.turns)
    assert ranking.looked_at == (int(allowed.sum()) if len(allowed) else 0)
    for window in ranking.windows:
        assert allowed[window.first : window.last + 1].any()
        assert len({doc.group for doc in given_docs[window.first : window.last + 1]}) == 1
        assert window.last - window.first < 20
    silenced = [
        doc if allowed[at] else IndexDoc(doc.ref, "zzz", group=doc.group, number=doc.number)
        for at, doc in enumerate(given_docs)
    ]
    without = found([build_segment(silenced, "en")], None)
    assert {hit.ref for hit in ranking.turns} == {hit.ref for hit in without.turns}
    assert bool(ranking.windows) == bool(without.windows)


def test_equals_stand_newest_first_and_nothing_is_found_where_nothing_fits() -> None:
    said = [IndexDoc(at, "a bell", number=at * 40, group=at) for at in range(1, 6)]
    ranking = rank([build_segment(said, "en")], None, Sought("bells"), limit=3)
    assert [hit.ref for hit in ranking.turns] == [5, 4, 3]
    assert ranking.turns[0].why == ("bells",)
    assert rank([build_segment(said, "en")], None, Sought("harpoon")).turns == ()
    assert rank([], Tail("en"), Sought("bell")) == Ranking()


def test_windows_end_with_a_sitting_and_hold_twenty() -> None:
    said = [IndexDoc(at, "rain" if at != 14 else "the harpoon", group=at // 30, number=at) for at in range(60)]
    ranking = rank([build_segment(said, "en")], None, Sought("harpoon"), limit=9)
    assert {(window.first, window.last) for window in ranking.windows} == {(10, 29)}  # not (0, 19), too: they overlap
    assert {window.best for window in ranking.windows} == {14}


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x63\x00abc", build_segment([], "en").encode()[:-3]])
def test_bytes_of_another_kind_are_to_be_built_again(data: bytes) -> None:
    with pytest.raises(NotThisFormatError):
        decode(data)

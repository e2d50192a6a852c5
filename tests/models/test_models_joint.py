"""Broken streams are joined without a seam."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.models.joint import Continuation, WholeWords, close_off


def joined(shown: str, *pieces: str) -> str:
    words, joint = WholeWords(), Continuation(shown)
    out = [joint.feed(words.feed(piece)) for piece in pieces]
    return shown + "".join(out) + joint.feed(words.finish()) + joint.finish()


@pytest.mark.parametrize(
    ("shown", "continuation", "expected"),
    [
        ("The guard", "nods slowly.", "The guard nods slowly."),
        ("The guard", " nods slowly.", "The guard nods slowly."),
        ("The guard", ", old and tired, nods.", "The guard, old and tired, nods."),
        ("The old guard", "old guard nods.", "The old guard nods."),
        ("The old guard", "The old guard nods.", "The old guard nods."),
        ("The old guard", "guards nod.", "The old guard guards nod."),
        ("He looks at the door", "rattles.", "He looks at the door rattles."),
        ("It rains.", "You wait.", "It rains. You wait."),
        ("It rains.", "\n\nYou wait.", "It rains.\n\nYou wait."),
        ("It rains.", '"Well?" he says.', 'It rains. "Well?" he says.'),
        ('"It rains', '," he says.', '"It rains," he says.'),
        ('"It rains.', '" He waits.', '"It rains." He waits.'),
        ('"It rains."', '"So?"', '"It rains." "So?"'),
        ("„Ja.“", "„Gut.“", "„Ja.“ „Gut.“"),
        ("»Ja.«", "Er wartet.", "»Ja.« Er wartet."),
        ("He says “", "Well?”", "He says “Well?”"),
        ("雨が降っている。扉の前に", "立っている。", "雨が降っている。扉の前に立っている。"),
        ("雨が降っている。扉の前に", "扉の前に立つ。", "雨が降っている。扉の前に立つ。"),
        ("Стража молча", "молча смотрит.", "Стража молча смотрит."),
        ("", "You wait.", "You wait."),
    ],
)
def test_joints(shown: str, continuation: str, expected: str) -> None:
    assert joined(shown, continuation) == expected
    assert joined(shown, *continuation) == expected


@given(st.text(max_size=200), st.lists(st.integers(0, 200), max_size=8))
def test_whole_words_lose_nothing(text: str, cuts: list[int]) -> None:
    cuts = sorted(min(cut, len(text)) for cut in cuts)
    words = WholeWords()
    out = [words.feed(text[a:b]) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert "".join(out) + words.finish() == text


@given(
    st.lists(st.sampled_from(["stone", "walls", "drip", "and", "the", "cold"]), min_size=1, max_size=30),
    st.integers(0, 200),
)
def test_a_stream_that_dies_anywhere_has_shown_whole_words(parts: list[str], at: int) -> None:
    text = " ".join(parts)
    shown = WholeWords().feed(text[:at])
    assert text.startswith(shown)
    assert shown.split(" ") == parts[: len(shown.split(" "))] or not shown


@given(st.integers(1, 20), st.integers(0, 19))
def test_a_repetition_of_the_end_is_cut(length: int, back: int) -> None:
    words = [f"w{n}" for n in range(40)]
    shown = words[:length]
    start = max(0, length - back - 1)
    assert joined(" ".join(shown), " ".join(words[start:])) == " ".join(words)


def test_a_new_start_is_set_off() -> None:
    assert close_off("The guard") == "…\n\n"
    assert close_off("The guard nods. ") == "\n\n"
    assert close_off("") == ""

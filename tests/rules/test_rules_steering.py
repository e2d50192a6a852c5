"""Plain words that steer, tones of lines, oracles, drift: the small readers of how it is told."""

import pytest

from gm.rules.directions import read_direction
from gm.rules.drift import drift
from gm.rules.oracle import CHANCES, answer_of, read_question
from gm.rules.tone import tone_of


@pytest.mark.parametrize(
    "line",
    [
        "Skip ahead.",
        "let's skip ahead",
        "fast-forward",
        "Vorspulen",
        "Saltemos adelante",
        "Давай пропустим",
        "快进",
        "ข้ามไปเลย",
    ],
)
def test_a_line_that_skips(line: str) -> None:
    found = read_direction(line)
    assert found is not None and found.kind == "skip"


@pytest.mark.parametrize(
    ("line", "to"),
    [
        ("cut to the Harbour, at dawn", "the Harbour, at dawn"),
        ("Schnitt zum Hafen", "Hafen"),
        ("corte a la playa", "playa"),
        ("переход к гавани", "гавани"),
        ("切到港口", "港口"),
        ("ตัดไปที่ท่าเรือ", "ท่าเรือ"),
    ],
)
def test_a_line_that_cuts(line: str, to: str) -> None:
    found = read_direction(line)
    assert found is not None and found.kind == "cut" and found.to.endswith(to.split()[-1])


@pytest.mark.parametrize("line", ["I cut to the left", "I skip ahead of the others", "", "We talk", "x" * 200])
def test_what_somebody_does_is_no_direction(line: str) -> None:
    assert read_direction(line) is None


@pytest.mark.parametrize(
    ("line", "language", "tone"),
    [
        ("Thank you, Hanne.", "en", 1),
        ("You are lying!", "en", -1),
        ("Thank you, you liar", "en", 0),
        ("Where is the ford?", "en", 0),
        ("Danke dir", "de", 1),
        ("Halt den Mund", "de", -1),
        ("Спасибо!", "ru", 1),
        ("闭嘴", "zh", -1),
        ("ขอบคุณ", "th", 1),
        ("Cállate", "es", -1),
    ],
)
def test_the_tone_of_a_line(line: str, language: str, tone: int) -> None:
    assert tone_of(line, language) == tone


def test_an_oracle_says_yes_as_often_as_its_odds() -> None:
    for chance in CHANCES.values():
        said = [answer_of(rolled, chance) for rolled in range(1, 101)]
        assert sum(each.startswith("yes") for each in said) == chance
    assert read_question("Is it locked? likely") == ("Is it locked?", 75)
    assert read_question("Is it locked? 30%") == ("Is it locked?", 30)
    assert read_question("Is it locked?") == ("Is it locked?", 50)
    assert read_question("Ist sie zu? unwahrscheinlich") == ("Ist sie zu?", 25)


def test_drift_is_told_where_the_voice_has_moved_and_not_where_it_stands() -> None:
    liked = ["The lamp is low. She sets it down and counts the coins onto her cloth. They are few, and he has none."]
    still = ["The door stands open. He looks at the rain and takes his coat from its hook."] * 2
    still += ["The kettle sings. She takes it off the fire and pours, and does not look up."]
    assert not [each for each in drift(liked, still, "en") if each.drifted and each.what != "openings"]
    moved = ["You were happy. You were so happy! You had it all! You went on!"] * 4
    found = {each.what for each in drift(liked, moved, "en") if each.drifted}
    assert {"sentence", "past", "second_person"} <= found
    assert drift([], moved, "en") == () and drift(liked, moved[:2], "en") == ()

"""Deeds that nobody could do are refused in words; those that are done by saying them are told as done."""

import pytest

from gm.models.offline.english import verb
from gm.rules.harmless import is_beyond


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("fly to the moon", "en"),
        ("become king", "en"),
        ("turn into a dragon", "en"),
        ("stop time", "en"),
        ("pocket the whole castle", "en"),
        ("fliege über das dorf", "de"),
        ("становлюсь королем", "ru"),
        ("飞到屋顶", "zh"),
        ("บินไปที่หอคอย", "th"),
        ("teleport home", "th"),  # English is understood everywhere
    ],
)
def test_what_nobody_could_do(phrase: str, language: str) -> None:
    assert is_beyond(phrase, language)


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("fly the kite", "en"),
        ("become friends with the landlord", "en"),
        ("stop the clock", "en"),
        ("lift the lid of the chest", "en"),
        ("walk through the door", "en"),
        ("pick up the bell", "en"),
        ("fliege raus", "en"),
    ],
)
def test_what_somebody_could_do(phrase: str, language: str) -> None:
    assert not is_beyond(phrase, language)


@pytest.mark.parametrize(
    ("base", "past"),
    [("stop", "stopped"), ("slip", "slipped"), ("visit", "visited"), ("open", "opened"), ("admit", "admitted"),
     ("prefer", "preferred"), ("cry", "cried"), ("look", "looked"), ("fix", "fixed"), ("quiz", "quizzed"),
     ("leap", "leapt"), ("light", "lit")],
)  # fmt: skip
def test_the_past_of_a_verb(base: str, past: str) -> None:
    assert verb(base, "s", "past") == past

"""Phrases in texts of any script: whole words, stems, gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.words import Phrases, fold


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("art", "The cart is art.", True),
        ("art", "A cart, a party.", False),
        ("Old Tib", "they say OLD TIB rings", True),
        ("old tib", "old man Tib", False),
        ("ferry-inn", "the Ferry Inn", True),
        ("Ilse", "Ilse's knife", True),
        ("schleich*", "Ich schleiche leise", True),
        ("schleich*", "geschlichen", False),
        ("brech* … auf", "Ich breche die schwere Tür auf", True),
        ("brech* … auf", "Ich breche mit den Leuten dort oben heute auf", False),
        ("STRASSE", "die Straße", True),
        ("ёлка", "Под елкой? Нет: елка", True),
        ("колокол", "Звонит колокол.", True),
        ("колокол", "колокольня", False),
        ("колокол*", "колокольня", True),
        ("龙", "那条巨龙醒了", True),
        ("守卫", "守护神", False),
        ("มังกร", "ฉันเห็นมังกรตัวใหญ่", True),
        ("ドラゴン", "赤いドラゴンだ", True),
        ("문", "문을 열어요", True),
        ("문", "질문을 해요", False),
        ("باب", "افتح باب البيت", True),
        ("كتاب", "كِتَابٌ قديم", True),
        ("café", "a Cafe\u0301 by the sea", True),
        ("किताब", "यह किताब है", True),
        ("ｄｏｏｒ", "the door", True),
        ("", "anything", False),
        ("…", "anything … at all", False),
        ("*", "anything", False),
    ],
)
def test_phrases(phrase: str, text: str, found: bool) -> None:
    assert bool(Phrases([(phrase, 1)]).hits(text)) is found


def test_the_longest_phrase_wins_then_the_first() -> None:
    phrases = Phrases([("bell", "short"), ("church bell", "long"), ("tower", "other")])
    best = phrases.best("The tower has a church bell and a bell.")
    assert best is not None and best.tag == "long"
    first = phrases.best("bell tower").tag  # type: ignore[union-attr]
    assert first == "other"
    assert phrases.best("nothing") is None


@given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=6))
def test_hits_point_into_the_folded_text(text: str, keys: list[str]) -> None:
    for hit in Phrases([(key, key) for key in keys]).hits(text):
        assert 0 <= hit.start < hit.end <= len(fold(text))
        assert hit.length > 0


@given(st.lists(st.sampled_from(["bell", "tower", "inn", "the", "river"]), min_size=1, max_size=6))
def test_every_run_of_words_of_a_text_is_found_in_it(tokens: list[str]) -> None:
    text = " ".join(tokens)
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            assert Phrases([(" ".join(tokens[start:end]), 0)]).hits(text)

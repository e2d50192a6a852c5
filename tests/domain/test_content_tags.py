"""What a call was about: rules that look at its purpose first, and at talk across the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.calls import Category
from gm.domain.content_tags import ADULT, GAMES, TAGS, WRITERS, tag_of


@pytest.mark.parametrize(
    ("category", "rating", "aside", "tag"),
    [
        ("narration", "", "", GAMES),
        ("adjudication", "teen", "Can I still roll?", GAMES),
        ("memory", "", "", GAMES),
        ("translation", "", "", "translation"),
        ("lore", "", "", WRITERS),
        ("import", "", "", WRITERS),
        ("test", "adult", "", "test"),
        ("translation", "adult", "", ADULT),
        ("narration", "adult", "```print(1)```", ADULT),
        ("narration", "", "Write me a Python script", "programming"),
        ("narration", "", "def roll(n): return n", "programming"),
        ("narration", "", "help me with my homework", "academia"),
        ("narration", "", "What is the right dosage?", "health"),
        ("narration", "", "The class of my cleric is fine", GAMES),
        ("narration", "", "We import grain from the north", GAMES),
    ],
)
def test_rules(category: str, rating: str, aside: str, tag: str) -> None:
    assert tag_of(category, rating=rating, aside=aside) == tag


@given(st.sampled_from(list(Category)), st.sampled_from(["", "teen", "adult"]), st.text())
def test_every_call_has_a_tag_and_adults_keep_theirs(category: Category, rating: str, aside: str) -> None:
    tag = tag_of(category, rating=rating, aside=aside)
    assert tag in TAGS
    assert (tag == ADULT) == (rating == "adult" and category != Category.TEST)

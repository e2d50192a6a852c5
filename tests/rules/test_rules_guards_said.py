"""A sentence without speech is heard the short way: it must come to what letter by letter gives."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.rules.guards import said
from gm.rules.guards.said import Said, Speech

PIECE = st.text(st.sampled_from("ab I.,!?\n*_>—–-'’\"“”„«»‹›「」"), max_size=12)


def heard(sentences: list[str]) -> list[Said]:
    speech = Speech()
    return [speech.hear(each) for each in sentences]


@given(st.lists(PIECE, max_size=8))
def test_the_short_way_hears_the_same(sentences: list[str]) -> None:
    short = heard(sentences)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(said, "_MARKS", re.compile(""))
        assert short == heard(sentences)

"""Who runs a game is asked as sentences, where session zero is asked for."""

import io
from collections.abc import Iterator

import pytest

from gm.cli.screen import Screen
from gm.cli.slash_mode import asked_mode


@pytest.mark.parametrize(
    ("typed", "mode"),
    [
        (["2"], "copilot"),
        (["I run it"], "assist"),
        (["We write together."], "coauthor"),
        (["9", "nobody", "solo"], "solo"),
        ([""], None),
        (["the", ""], None),
    ],
)
def test_a_number_a_sentence_or_enter(typed: list[str], mode: str | None) -> None:
    out = io.StringIO()
    answers: Iterator[str] = iter(typed)
    assert asked_mode(Screen(out, columns=100), lambda _: next(answers)) == mode
    assert "the AI drafts, I approve" in out.getvalue()
    assert ("is no way to play" in out.getvalue()) == (len(typed) > 1)


def test_nobody_is_asked_where_nobody_is() -> None:
    out = io.StringIO()
    assert asked_mode(Screen(out), None) is None and out.getvalue() == ""

"""Talk out of character is asked of the game master; what a character says or does is never taken for it."""

import pytest

from gm.cli.sitting import in_play


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("((how much luck do I have?))", "/ask how much luck do I have?"),
        ("(ooc: wait, who is Hob?)", "/ask wait, who is Hob?"),
        ("OOC who is Hob", "/ask who is Hob"),
        ("ooc, is this a chapel?", "/ask is this a chapel?"),
        ("(quietly) I open the door", "(quietly) I open the door"),
        ("I look for the ooctopus", "I look for the ooctopus"),
        ("/undo", "/undo"),
    ],
)
def test_asides(typed: str, meant: str) -> None:
    assert in_play(typed) == meant

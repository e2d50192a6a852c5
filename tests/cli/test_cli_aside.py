"""Talk out of character is asked of the game master; what a character says or does is never taken for it."""

from pathlib import Path

import pytest
from cli_cases import Gm

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


def test_talk_to_the_game_master_is_answered_and_nothing_happens(gm: Gm, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("/ooc can we keep it mild tonight?\n", encoding="utf-8")
    played = gm("play", "tiny", "--game", "g", "--script", lines, "--json")
    assert played.code == 0, played.err
    assert "(Out of character: noted." in played.out

"""Talk out of character is asked of the game master; what a character says or does is never taken for it."""

from pathlib import Path

import pytest
from cli_cases import Gm

from gm.domain.out_of_character import aside_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("((how much luck do I have?))", "how much luck do I have?"),
        ("(ooc: wait, who is Hob?)", "wait, who is Hob?"),
        ("OOC who is Hob", "who is Hob"),
        ("ooc, is this a chapel?", "is this a chapel?"),
        ("（（我们在哪？））", "我们在哪？"),
        ("OOC：我们在哪？", "我们在哪？"),
        ("// back in five", "back in five"),
        ("(quietly) I open the door", None),
        ("I look for the ooctopus", None),
        ("/undo", None),
    ],
)
def test_asides(typed: str, meant: str | None) -> None:
    assert aside_of(typed) == meant


def test_talk_to_the_game_master_is_answered_and_nothing_happens(gm: Gm, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("/ooc can we keep it mild tonight?\n((and not too late?))\n", encoding="utf-8")
    played = gm("play", "tiny", "--game", "g", "--script", lines, "--json")
    assert played.code == 0, played.err
    assert played.out.count("(Out of character: noted.") == 2


def test_a_question_about_the_rules_is_answered_by_them(gm: Gm, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    asked = ("((how does advantage work?))", "((what is initiative?))", "((shall we order a pizza?))")
    lines.write_text("\n".join((*asked, "")), encoding="utf-8")
    played = gm("play", "tiny", "--game", "g", "--script", lines, "--json")
    assert played.code == 0, played.err
    assert "one die more is thrown and the best count" in played.out
    assert "When a fight begins" in played.out and played.out.count("(Out of character: noted.") == 1

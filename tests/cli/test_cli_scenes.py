"""Scenes of a split party at the command line: `--scene`, asked alone or together, word sent."""

from pathlib import Path

import pytest
from cli_cases import Gm


@pytest.fixture
def play(gm: Gm, home: Path, tmp_path: Path) -> object:
    def said(*lines: str, more: tuple[str, ...] = ()) -> str:
        script = tmp_path / "lines.txt"
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = gm("play", *more, "--game", "split", "--script", str(script), "--again")
        assert done.code == 0, done.err
        return done.out

    said("/as Corin", "/split Corin to street", more=("drowned-bell",))
    return said


def test_a_command_says_whose_scene_it_is_about(gm: Gm, play: object) -> None:
    play("I look around", "/as Corin", "I look at the fog")  # type: ignore[operator]
    asked = gm("undo", "split")
    assert asked.code != 0 and "--scene" in asked.err
    assert "High Street (Corin Pell)" in " ".join(asked.err.split())
    assert "The Dry Eel (Hanne Vetch)" in " ".join(asked.err.split())
    wrong = gm("undo", "split", "--scene", "Nobody")
    assert wrong.code != 0 and "High Street" in wrong.err
    taken = gm("undo", "split", "--scene", "Hanne")
    assert taken.code == 0 and "I look around" in taken.out, taken.err
    shown = gm("prompt", "split", "--scene", "high street", "--line", "I wait")
    other = gm("prompt", "split", "--scene", "Hanne", "--line", "I wait")
    own = gm("prompt", "split", "--as", "Corin", "--line", "I wait")  # whoever speaks tells which scene it is
    assert [shown.code, other.code, own.code] == [0, 0, 0]
    here = [text.out.count("Forty houses") for text in (shown, other, own)]
    assert here[0] == here[2] > here[1], "the place where the scene plays is before the narrator"
    assert gm("redo", "split", "--scene", "corin").code == 0
    assert gm("reword", "split", "shorter", "--scene", "corin").code == 0


def test_whoever_walks_off_is_asked_alone_or_together(gm: Gm, home: Path, tmp_path: Path) -> None:
    def said(*lines: str) -> str:
        script = tmp_path / "lines.txt"
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = gm("play", "drowned-bell", "--game", "ask", "--script", str(script), "--again")
        assert done.code == 0, done.err
        return " ".join(done.out.split())

    told = said("/as Corin", "/scenes ask", "I go to the high street", "/choose Alone", "/scenes")
    assert "Does Corin Pell go alone, or do all go together?" in told
    assert "High Street (you): Corin Pell" in told and "The Dry Eel: Hanne Vetch" in told
    told = said("/undo", "/scenes")
    assert "The Dry Eel (you): Hanne Vetch, Corin Pell" in told, "where it was said, one undo takes back both"
    told = said("/as Corin", "I go to the high street", "/choose All together", "/scenes")
    assert "High Street (you): Hanne Vetch, Corin Pell" in told

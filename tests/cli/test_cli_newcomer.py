"""In play within a minute: one sentence is a character with a legal sheet, in a new game and in one that runs."""

from pathlib import Path

from cli_cases import Gm


def test_one_sentence_is_in_play_with_the_first_line(gm: Gm, home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("/sheet\nI look around\n", encoding="utf-8")
    done = gm(
        "play", "tiny", "--game", "quick", "--new", "Bo, a ferryman who can search a river bed", "--script", str(lines)
    )
    assert done.code == 0, done.err
    assert "You are Bo." in done.out and "Search" in done.out
    joined = gm(
        "play", "--game", "quick", "--new", "Ada, a bell-founder", "--as-archetype", "ilse", "--script", str(lines)
    )
    assert joined.code == 0, joined.err
    shown = gm("play", "--game", "quick", "--as", "bo", "--script", str(lines), "--again")
    assert "Bo" in shown.out and shown.code == 0, shown.err


def test_what_is_missing_or_taken_is_said(gm: Gm, home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("/sheet\n", encoding="utf-8")
    for said, more, answer in (
        ("Bo", (), "who they are"),
        ("Ilse Brand, a spy", (), "called Ilse Brand already"),
        ("Bo, a spy", ("--as-archetype", "astronaut"), "There is no archetype"),
    ):
        done = gm("play", "tiny", "--game", "quick", "--new", said, *more, "--script", str(lines))
        assert done.code != 0 and answer in done.err, done.err
    assert "quick" not in gm("games").out, "nothing was made"


def test_how_they_are_spoken_of_is_said_with_the_name(gm: Gm, home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "said.txt"
    lines.write_text("/sheet\n", encoding="utf-8")
    made = gm("play", "tiny", "--game", "spoken", "--new", "Bo (she), a ferryman", "--script", str(lines))
    assert made.code == 0, made.err
    assert "(she/her)" in made.out and "they/them" not in made.out, made.out

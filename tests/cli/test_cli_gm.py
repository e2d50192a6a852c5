"""`/gm` at the terminal: the same hand that a game master has on Discord."""

from pathlib import Path

import pytest
from cli_cases import Gm

from gm.cli.slash_gm import USES


def played(gm: Gm, folder: Path, *lines: str) -> str:
    file = folder / "gm.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", "g", "--script", str(file))
    assert done.code == 0, done.err
    return done.out


def test_hands_words_and_notes(gm: Gm, tmp_path: Path) -> None:
    out = played(
        gm,
        tmp_path,
        "/gm give ilse, brass lamp",
        "/gm hp Ilse Brand -2",
        "/sheet",
        "/undo",
        "/sheet",
        "/gm say Orla: Close the door.",
        "/gm narrate The wind turns.",
        "/gm note 2 Let it rain.",
        "/gm unnote 1",
        "/gm why",
    )
    assert "brass lamp" in out and "HP 7/9" in out and "HP 9/9" in out
    assert "Orla: Close the door." in out and "The wind turns." in out
    assert "1. Let it rain. (2 more)" in out and "Removed." in out and "Told by: the game master" in out
    assert "verif" not in out and gm("db", "verify").code == 0


def test_what_is_hidden_is_shown_to_who_asks_as_game_master(gm: Gm, tmp_path: Path) -> None:
    secret = "Orla lit the lamp for her dead brother."
    out = played(gm, tmp_path, "/gm secrets", "/gm learn ilse lamp-lighter", "/gm secrets")
    assert out.count(secret) >= 1 and "nobody of the party knows it" in out and "Nothing is hidden" in out


@pytest.mark.parametrize("line", ["/gm fly", "/gm give ilse", "/gm say nothing", "/gm hp ilse", "/gm unnote 9"])
def test_what_cannot_be_meant_says_what_can(gm: Gm, tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.txt"
    file.write_text(line + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", "g", "--script", str(file))
    assert done.code == 2 and "Traceback" not in done.err


def test_alone_it_lists_what_there_is(gm: Gm, tmp_path: Path) -> None:
    out = played(gm, tmp_path, "/gm")
    assert all(f"/gm {use.split()[0]}" in out for use, _ in USES)


def test_a_table_that_wants_to_be_asked_before_it_rolls(gm: Gm, tmp_path: Path) -> None:
    out = played(gm, tmp_path, "/stakes", "/stakes ask", "/stakes")
    assert out.count("You are asked before a roll") == 2 and out.count("the dice roll at once") == 1
    assert "You are asked" in played(gm, tmp_path, "/stakes"), "it is kept"

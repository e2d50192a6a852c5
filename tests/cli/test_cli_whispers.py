"""`/wrong whisper because …` at the terminal: a ruling on a whisper is looked at once more, and stays a whisper."""

import re
from pathlib import Path

from cli_cases import Gm


def test_a_ruling_on_a_whisper_is_put_right_and_stays_a_whisper(gm: Gm, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    lines = (
        "/whisper I try to persuade Bartle about the zqxdebt",
        "/wrong whisper because that is Deceive, I am lying",
        "/mine",
        "/wrong whisper: weil das Deceive ist",
        "/recap",
        "/log",
    )
    file.write_text("\n".join(lines[:3]) + "\n", encoding="utf-8")
    start = ("play", "drowned-bell", "--as", "hanne", "--game", "g", "--script", str(file))
    first = gm(*start)
    assert first.code == 0 and "Put right." in first.out
    told, mine = first.out.split("> /mine")
    whispered, again = told.split("> /wrong")
    (was,), (now,) = (re.findall(r"Dice: 1d20 \((\d+)\)", part) for part in (whispered, again))
    assert was == now, "an objection is no way to new dice"
    assert "Deceive" not in whispered and "Hanne Vetch: Deceive " in mine and mine.count("> I try") == 1
    file.write_text(lines[3] + "\n", encoding="utf-8")
    once = gm("play", "--game", "g", "--script", str(file), "--again")
    assert "once for each turn" in once.out + once.err
    file.write_text("\n".join(lines[4:]) + "\n", encoding="utf-8")
    shown = gm("play", "--game", "g", "--script", str(file), "--again")
    assert "zqxdebt" not in shown.out and "The story so far" in shown.out
    assert gm("dice", "verify", "g").code == 0 and gm("db", "verify").code == 0


def test_without_a_whisper_the_reason_is_that_there_is_none(gm: Gm, home: Path, tmp_path: Path) -> None:
    script = tmp_path / "lines.txt"
    script.write_text("/wrong whisper because that is Deceive\n", encoding="utf-8")
    done = gm("play", "drowned-bell", "--game", "g", "--script", str(script))
    assert "You have whispered nothing here" in done.out + done.err and "last beat can be" not in done.out + done.err


def test_at_a_table_that_a_person_runs_a_whisper_waits_and_is_read_by_one(gm: Gm, home: Path, tmp_path: Path) -> None:
    """Whoever sits here is player and game master; after a restart it waits sealed, and `/mine` opens it."""
    file = tmp_path / "lines.txt"

    def play(*lines: str) -> str:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        before = ("drowned-bell", "--as", "hanne", "--mode", "copilot") if not played else ("--again",)
        done = gm("play", *before, "--game", "g", "--script", str(file))
        played.append(done.out)
        assert done.code == 0, done.err
        return done.out

    played: list[str] = []
    whispered = play("/whisper I try to persuade Bartle about the zqxdebt", "/mine", "/approve")
    asked, _, mine = whispered.partition("> /mine")
    assert "A whisper: what comes of it, Hanne Vetch alone reads." in asked and "/approve lets the dice fall" in asked
    assert "you whispered waits for the game master" in mine and "Rolled: Hanne Vetch: Persuade" in mine
    told = play("/approve", "/mine", "/log", "/recap")  # another process
    approved, _, rest = told.partition("> /mine")
    mine, _, public = rest.partition("> /log")
    assert "Hanne Vetch, Persuade:" in approved, "who approves reads what comes of it, on the same screen"
    assert "zqxdebt" in mine and "whispered" in mine and "zqxdebt" not in public and "Persuade" not in public
    undone = play("/whisper I search the room for the zqxkey", "/undo", "/mine")
    assert "Taken back" in undone and "/redo plays it again" not in undone
    assert "zqxkey" not in undone.partition("> /mine")[2]
    letter = play("/mode assist", "/whisper I hide the zqxletter", "/gm sealed")
    assert "as a letter" in letter and "Hanne Vetch's player notes: I hide the zqxletter" in letter
    assert gm("dice", "verify", "g").code == 0 and gm("db", "verify").code == 0

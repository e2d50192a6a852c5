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

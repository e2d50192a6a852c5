"""The transcript in docs/play/scenes.md, played again: what is no matter of dice is as it says."""

import re
from pathlib import Path

from cli_cases import Gm

DOC = (Path(__file__).parents[2] / "docs" / "play" / "scenes.md").read_text(encoding="utf-8")


def test_the_page_is_what_the_program_says(gm: Gm, home: Path, tmp_path: Path) -> None:
    page = DOC.split("```text")[1].split("```")[0]
    script = tmp_path / "lines.txt"
    script.write_text("\n".join(re.findall(r"^> (.+)$", page, flags=re.MULTILINE)) + "\n", encoding="utf-8")
    done = gm("play", "drowned-bell", "--game", "split", "--script", str(script))
    assert done.code == 0, done.err
    at, told = 0, " ".join(re.sub(r"(?m)^> .*$", "", done.out).split())
    for part in re.split(r"…|\n\n", re.sub(r"(?m)^  (Corin Pell, Search|Dice):.*$|^> .*$", "…", page)):
        line = " ".join(part.split())
        found = told.find(line, at)
        assert found >= 0, f"the program does not say, or not in this order: {line}"
        at = found + len(line)

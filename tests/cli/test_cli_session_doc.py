"""The transcript of a session in docs/play/session.md, played again: what is no matter of dice is as it says there."""

import re
from pathlib import Path

from cli_cases import Gm

DOC = (Path(__file__).parents[2] / "docs" / "play" / "session.md").read_text(encoding="utf-8")


def _typed(block: int) -> list[str]:
    """The lines that were typed in a block of the page."""
    return re.findall(r"^> (.+)$", DOC.split("```text")[block].split("```")[0], flags=re.MULTILINE)


def _play(gm: Gm, folder: Path, lines: list[str], *more: str) -> str:
    script = folder / "lines.txt"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", *more, "--game", "tuesday", "--script", str(script), "--again")
    assert done.code == 0, done.err
    return done.out


def _both(told: str, *lines: str) -> None:
    flat = " ".join(told.split())
    for line in lines:
        assert line in " ".join(DOC.split()), f"the page does not say: {line}"
        assert line in flat, f"the program does not say: {line}"


def test_the_page_is_what_the_program_says(gm: Gm, home: Path, tmp_path: Path) -> None:
    told = _play(gm, tmp_path, _typed(1), "drowned-bell")
    _both(
        told,
        "Tone: dry, uneasy",
        "Persuade:",
        "Corin Pell joins the party.",
        "Corin Pell steps out of the story for now.",
    )
    told = _play(gm, tmp_path, _typed(2))
    _both(
        told, "Session 1 is over: 5 turns.", "There: Hanne Vetch, Corin Pell.", "Corin Pell is parked: out of the story"
    )
    _both(told, "Cost: nothing spent; 5 calls, all answered offline.", "Dice: seed")
    _both(
        gm("prep", "tuesday", "--spoilers").out,
        *(
            "The next session begins at The Dry Eel.",
            "What they may try here",
            "Ask about the dead man: happens without",
        ),
        *("Secrets that are near", "Clocks, the nearest first"),
    )
    told = _play(gm, tmp_path, _typed(5))
    _both(told, "Session 2 so far: 1 turn.", "There: Corin Pell (away: Hanne Vetch).")

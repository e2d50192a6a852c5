"""The transcripts of docs/play/safety.md and whispers.md, played again: what is no matter of dice is as they say."""

import re
from pathlib import Path

from cli_cases import Gm

PLAY = Path(__file__).parents[2] / "docs" / "play"
ODD = "gm: This table does not play that. Say it otherwise."


def _page(name: str) -> tuple[list[str], str]:
    """The lines that are typed on a page, and all of its words in a row."""
    text = (PLAY / name).read_text(encoding="utf-8")
    return re.findall(r"^    > (.+)$", text, flags=re.MULTILINE), " ".join(text.split())


def _play(gm: Gm, folder: Path, lines: list[str], *, fails: bool = False) -> str:
    script = folder / "lines.txt"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "drowned-bell", "--script", str(script), "--again")
    assert (done.code != 0) == fails, done.err
    return " ".join(f"{done.out} {done.err}".split())


def _both(page: str, told: str, *lines: str) -> None:
    for line in lines:
        assert line in page, f"the page does not say: {line}"
        assert line in told, f"the program does not say: {line}"


def test_whispers_md_is_what_the_program_says(gm: Gm, home: Path, tmp_path: Path) -> None:
    typed, page = _page("whispers.md")
    assert typed == [
        "/whisper I search the room for something to hide", "/recap", "/mine", "/gm roll 1d20+2", "/gm reveal 1",
    ]  # fmt: skip
    told = _play(gm, tmp_path, typed)
    _both(
        page, told, "Hanne Vetch, Search: ", "The story so far:", "whispered > I search the room for something to hide"
    )
    whisper, rest = told.split("> /recap")
    recap, rest = rest.split("> /mine")
    mine, rest = rest.split("> /gm roll 1d20+2")
    assert "something to hide" not in recap and "something to hide" in whisper and "something to hide" in mine
    (dice,) = re.findall(r"Dice: (1d20 \(\d+\) \+ 5 = \d+)", whisper)
    assert "Hanne Vetch: Search " in mine and "Hanne Vetch: Search " in page, "and what they were rolled for"
    assert dice in mine, "the dice that fell unseen are shown again to whose they are"
    secret, shown = rest.split("> /gm reveal 1")
    (rolled,) = re.findall(r"In secret: (1d20 \(\d+\) \+ 2 = \d+)", secret)
    assert f"The game master rolled {rolled}" in shown
    _both(page, told, "In secret: 1d20 (", "The game master rolled 1d20 (")


def test_safety_md_is_what_the_program_says(gm: Gm, home: Path, tmp_path: Path) -> None:
    typed, page = _page("safety.md")
    first, refused, second = typed[:2], typed[2], typed[3:]
    assert refused == "I pet the mouse" and second[0] == "I listen at the door"
    told = _play(gm, tmp_path, first)
    _both(
        page, told, "Kept. It counts from now on, and nobody is told whose it is.", "The models are told, but nothing"
    )
    assert "This table does not play that. Say it otherwise." in _play(gm, tmp_path, [refused], fails=True)
    assert ODD in page
    told = _play(gm, tmp_path, second)
    _both(
        page,
        told,
        "Hanne Vetch, Notice: ",
        "That is set aside. It comes back in nothing that follows; the story goes on",
    )
    _both(
        page,
        told,
        "The table rests until somebody types /resume.",
        "On we go, elsewhere.",
        "a line, in what was written",
    )
    _both(page, told, "X-card, after it was told", "What you say from now on goes once the next beat is told")
    assert "mouse in this orchestra" not in told and ("a line, in a telling" in told) == ("Knots, it says" in told)
    assert "local" not in told.split("X-card, after it was told")[0], "the log names nobody"

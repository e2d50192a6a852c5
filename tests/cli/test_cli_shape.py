"""A sheet from plain words at the terminal: proposed, corrected, taken, undone, closed with the first session."""

from pathlib import Path

from cli_cases import Gm


def _played(gm: Gm, folder: Path, *lines: str, more: tuple[str, ...] = ()) -> str:
    script = folder / "lines.txt"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", "shape", "--script", str(script), "--again", *more)
    return done.out + done.err


def test_words_become_a_legal_sheet_step_by_step(gm: Gm, home: Path, tmp_path: Path) -> None:
    new = ("--new", "Bo, a ferryman who lost his boat")
    told = _played(gm, tmp_path, "/sheet", "/sheet change a quiet thief, quick", "/sheet change not sleight", more=new)
    assert "/sheet take makes it so" in told and "Stealth" in told.split("/sheet take")[0]
    told = _played(gm, tmp_path, "/sheet change a quiet thief, quick", "/sheet take", "/sheet", "/undo", "/sheet")
    assert "more to Bo than it seemed" in told
    after, before = told.split("Skills:")[1], told.split("Skills:")[2]
    assert after.split("\n")[0] != before.split("\n")[0], "and /undo took it back"
    _played(gm, tmp_path, "I look around", "/session close")
    assert "The first session with Bo is over" in _played(gm, tmp_path, "/sheet change a brawny fighter")
    assert gm("db", "verify").code == 0


def test_the_transcript_in_the_docs_is_what_the_program_says(gm: Gm, home: Path, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "play" / "characters.md").read_text(encoding="utf-8")
    block = page.split("```text\n")[1].split("```")[0]
    script = tmp_path / "doc.txt"
    typed = [line.removeprefix("> ") for line in block.splitlines() if line.startswith("> ")]
    script.write_text("\n".join(typed) + "\n", encoding="utf-8")
    new = ("--new", "Bo, a ferryman who lost his boat")
    done = gm("play", "salt-tax", "--game", "doc", *new, "--script", str(script))
    assert done.code == 0 and len(typed) == 3, done.err
    assert " ".join(block.split()) in " ".join(done.out.split())


def test_what_the_campaign_wrote_stays_as_written(gm: Gm, home: Path, tmp_path: Path) -> None:
    told = _played(gm, tmp_path, "/sheet change a quiet thief")
    assert "stays as written" in told
    assert "Nothing has been proposed" in _played(gm, tmp_path, "/sheet take")
    assert "Nothing is left to choose" in _played(gm, tmp_path, "/level")

"""What hostile scripts and unlucky runs found: two runs at once, damaged progress, bad dice, odd line ends."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_cases import REPOSITORY, Gm

from gm.cli.script import ScriptLine, ScriptProgress, script_lines
from gm.domain.errors import InputError

LINE = ScriptLine(3, "/roll 1d6", "abc:3")


async def test_two_runs_at_once_carry_a_command_out_once(tmp_path: Path) -> None:
    runs = [ScriptProgress(tmp_path, "game", "abc") for _ in range(3)]
    carried_out = []

    async def play(progress: ScriptProgress) -> None:
        async with progress.held():
            if not progress.is_done(LINE):
                progress.begin(LINE, "before")
                await asyncio.sleep(0)
                carried_out.append(progress)
                progress.finish(LINE)

    await asyncio.gather(*(play(progress) for progress in runs))
    assert len(carried_out) == 1
    assert {Path(name).suffix for name in os.listdir(tmp_path)} == {".json", ".lock"}  # noqa: PTH208


def test_two_processes_at_once(home: Path, gm: Gm, tmp_path: Path) -> None:
    script = tmp_path / "s.txt"
    script.write_text("I look around.\n")
    assert gm("play", "tiny", "--game", "g", "--script", str(script)).code == 0
    script.write_text("/roll 1d6\n/roll 2d6\n/roll 3d6\n")
    command = [sys.executable, "-m", "gm", "play", "--game", "g", "--script", str(script)]
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    runs = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ended = [(run.communicate(), run.returncode) for run in runs]
    assert [code for _, code in ended] == [0, 0], ended
    (progress,) = [file for file in (home / "scripts").glob("*.json") if "3" in json.loads(file.read_text())["done"]]
    assert sorted(json.loads(progress.read_text())["done"]) == ["1", "2", "3"]
    totals = b"".join(out for (out, _), _ in ended)
    assert 3 <= totals.count(b"> /roll") <= 6


@pytest.mark.parametrize(
    "text", ['{"done":[]}', '{"done":[],"intent":{}}', '{"done":{},"intent":7}', "[]", "", "[" * 9999]
)
def test_progress_that_is_damaged(tmp_path: Path, text: str) -> None:
    (tmp_path / "game-abc.json").write_text(text)
    with pytest.raises(InputError, match="damaged"):
        ScriptProgress(tmp_path, "game", "abc")


@pytest.mark.parametrize("dice", ["1d", "999999999d6", "((((", "1d6+"])
def test_dice_that_are_none_name_the_line(gm: Gm, tmp_path: Path, dice: str) -> None:
    script = tmp_path / "s.txt"
    script.write_text(f"I look around.\n/roll {dice}\n", encoding="utf-8")
    done = gm("play", "tiny", "--game", "g", "--script", str(script))
    assert done.code == 2, done
    assert "gm: Line 2: " in done.err


def test_a_refusal_with_more_to_say_names_the_line_too(gm: Gm, tmp_path: Path) -> None:
    script = tmp_path / "s.txt"
    script.write_text("/undo\n")
    done = gm("play", "tiny", "--game", "g", "--script", str(script))
    assert done.code == 2
    assert "gm: Line 1: " in done.err


def test_only_line_ends_end_a_line() -> None:
    text = "I wait\x0b here\u2028and\x85 there.\r\nI go.\rI come.\nI stay.\x0c"
    lines = script_lines(text.encode())
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert lines[1].text == "I go."

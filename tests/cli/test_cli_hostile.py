"""What hostile input found at the command line: secrets, escapes, huge numbers, odd encodings, closed streams."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from cli_cases import REPOSITORY, Gm, Outcome

from gm.cli import start
from gm.review.prompts import readable

SECRET = "lit the lamp for her dead brother"
"""What only the GM of the tiny campaign knows."""


@pytest.fixture
def played(gm: Gm, tmp_path: Path) -> Gm:
    (tmp_path / "s.txt").write_text("I look around.\nI ask Orla about the moor.\n", encoding="utf-8")
    assert gm("play", "tiny", "--game", "g", "--script", str(tmp_path / "s.txt")).code == 0
    return gm


def one_line(done: Outcome, code: int, *parts: str) -> None:
    assert done.code == code, done
    assert "Traceback" not in done.out + done.err
    assert "inside gm" not in done.err
    assert all(part in done.err for part in parts), done.err


@pytest.mark.parametrize("json_too", [(), ("--json",)])
def test_what_only_the_gm_knows_is_behind_spoilers(played: Gm, json_too: tuple[str, ...]) -> None:
    one_line(played("prompt", "g", "--role", "adjudicator", *json_too), 2, "only the GM", "--spoilers")
    one_line(played("prompt", "g", "--role", "adjudicator", "--turn", "2", *json_too), 2, "--spoilers")
    for arguments in (("--turn", "2"), (), ("--role", "narrator", "--turn", "2"), ("--role", "narrator")):
        done = played("prompt", "g", *arguments, *json_too)
        assert done.code == 0
        assert SECRET not in done.out
    assert SECRET in played("prompt", "g", "--role", "adjudicator", "--spoilers", *json_too).out


@pytest.mark.parametrize(
    ("role", "spoilers", "shown"),
    [(None, False, [2]), (None, True, [1, 2, 3]), ("adjudicator", True, [1]), ("narrator", False, [2])],
)
def test_without_a_role_only_what_the_narrator_was_sent_is_shown(
    role: str | None, spoilers: bool, shown: list[int]
) -> None:
    calls = [SimpleNamespace(id=n, role=r) for n, r in enumerate(("adjudicator", "narrator", "scribe"), start=1)]
    assert [call.id for call in readable(calls, role, spoilers=spoilers)] == shown  # type: ignore[arg-type]


def test_a_prompt_is_for_somebody_who_plays(played: Gm) -> None:
    one_line(played("prompt", "g", "--as", "nobody"), 2, "nobody", "ilse")
    assert played("prompt", "g", "--as", "Ilse").code == 0


def test_no_escape_sequence_reaches_a_terminal_through_a_prompt(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "a\x1b]0;title\x07b\x9b31mc\u202e"
    start.print_raw(text)
    assert capsys.readouterr().out == text + "\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    start.print_raw(text)
    assert capsys.readouterr().out == "a]0;titleb31mc\n"


def run(*arguments: str, stdin: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "gm", *arguments],
        input=stdin, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environ},
    )  # fmt: skip


def test_output_that_cannot_hold_every_character(played: Gm, tmp_path: Path) -> None:
    script = "I write “Grüße” — 你好.\n".encode()
    done = run("play", "--game", "g", "--script", "-", "--json", stdin=script, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "你好" in json.dumps(json.loads(done.stdout), ensure_ascii=False)
    shown = run("prompt", "g", "--line", "Grüße", PYTHONIOENCODING="ascii")
    assert shown.returncode == 0, shown.stderr
    assert b"Gr??e" in shown.stdout


@pytest.mark.parametrize("number", ["99999999999999999999", "-1"])
def test_a_turn_that_no_game_has(played: Gm, number: str) -> None:
    one_line(played("prompt", "g", "--turn", number), 2, "--turn")

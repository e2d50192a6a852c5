"""What hostile input found at the command line: secrets, escapes, huge numbers, odd encodings, closed streams."""

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from cli_cases import REPOSITORY, Gm, Outcome

from gm.cli import edge, start
from gm.cli.screen import Screen
from gm.cli.sitting import Sitting
from gm.cli.table import Table
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


def test_a_failure_of_the_log_itself_stays_one_line(gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("half a character \udce9, and sk-or-v1-0123456789abcdef")

    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-0123456789abcdef")
    monkeypatch.setattr("gm.cli.games._games", broken)
    done = gm("games")
    assert done.code == 70
    assert done.err.count("\n") == 1
    (log,) = (home / "logs").iterdir()
    assert "udce9" in log.read_text(encoding="utf-8")
    monkeypatch.setattr("gm.cli.edge._write_log", broken)
    done = gm("games")
    assert (done.code, done.err.count("\n")) == (70, 1)
    assert "no file (ZeroDivisionError)" in done.err
    monkeypatch.undo()


def test_a_bug_is_logged_without_secrets_when_settings_are_broken(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-0123456789abcdef")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    Path("gm.yaml").write_text("profile: nonsense\n")
    log = edge.write_log(ValueError("sk-or-v1-0123456789abcdef"), ["log", "caf\udce9"])
    text = Path(log).read_text(encoding="utf-8")
    assert str(tmp_path) in log
    assert "sk-or" not in text
    assert "udce9" in text


def test_arguments_that_are_no_text(gm: Gm) -> None:
    one_line(gm("log", "caf\udce9"), 2, "caf")
    one_line(gm("play", "caf\ud800"), 2, "caf")


def test_settings_nested_without_end(gm: Gm) -> None:
    Path("gm.yaml").write_text("routes: " + "[" * 500 + "]" * 500)
    one_line(gm("games"), 1, "gm.yaml:1", "nested too deeply")


@pytest.mark.parametrize("arguments", [("config", "show"), ("config", "show", "--json"), ("doctor",), ("games",)])
@pytest.mark.parametrize(
    "url", ["postgresql://127.0.0.1:1/db?password=hunter2&user=x", "postgresql://u:S3C@hunter2@127.0.0.1:1/db"]
)
def test_no_command_shows_the_databases_password(
    gm: Gm, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], url: str
) -> None:
    monkeypatch.setenv("GM_DATABASE_URL", url)
    done = gm(*arguments)
    assert "hunter2" not in done.out + done.err
    assert "Traceback" not in done.err


def test_bytes_that_are_no_text_can_be_typed(home: Path) -> None:
    typed = b"caf\xe9\n/quit\n"
    for environ in ({"PYTHONIOENCODING": "utf-8"}, {"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}):
        done = run("play", "tiny", "--game", "g", stdin=typed, **environ)
        assert done.returncode == 0, done.stderr
        assert b"inside gm" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "closed"),
    [("games", ">&-"), ("games --json", ">&-"), ("play tiny", "<&-"), ("play tiny", "<&- >&- 2>&-"), ("nope", "2>&-")],
)
def test_closed_streams(home: Path, arguments: str, closed: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m gm {arguments} {closed}", shell=True, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    assert done.returncode == (2 if arguments == "nope" else 0), done
    assert done.stderr == "" or "No key" in done.stderr
    assert not (home / "logs").exists()


def test_a_bug_in_a_command_does_not_end_the_evening(home: Path, tmp_path: Path) -> None:
    ran: list[str] = []

    class Broken:
        screen = Screen(io.StringIO(), columns=80)

    async def fails() -> None:
        raise OverflowError("too large")

    async def works() -> None:
        ran.append("on")

    with asyncio.Runner() as runner:
        table = Table(cast(Sitting, Broken), runner, lambda _: "")
        table._attempt(fails())
        table._attempt(works())
    shown = cast(io.StringIO, Broken.screen.out).getvalue()
    assert "OverflowError" in shown
    assert "Traceback" not in shown
    assert ran == ["on"]
    assert len(list((home / "logs").iterdir())) == 1


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite://", "sqlite:////proc/gm.db", "mysql://h/db"])
def test_the_doctor_calls_a_database_that_cannot_be_bad(gm: Gm, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("GM_DATABASE_URL", url)
    done = gm("doctor", "--json")
    (finding,) = [each for each in json.loads(done.out) if each["name"] == "database"]
    assert (done.code, finding["state"]) == (1, "bad")


def test_the_doctor_leaves_nothing_behind(gm: Gm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GM_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'gm.db'}")
    before = sorted(tmp_path.rglob("*"))
    assert gm("doctor").code == 0
    assert sorted(tmp_path.rglob("*")) == before

"""Bad input: one clear line with what to do, a non-zero exit, no traceback, nothing lost."""

import functools
import os
import sqlite3
from pathlib import Path

import pytest
from cli_cases import Gm, Outcome

from gm.store.database import Database

ANNOUNCED = "No key and no local model found"
SECRET = "sk-or-v1-0123456789abcdef"


@pytest.fixture
def script(tmp_path: Path) -> str:
    """A script of one line."""
    (tmp_path / "script.txt").write_text("I wait.\n")
    return str(tmp_path / "script.txt")


def assert_clear(done: Outcome, code: int, *parts: str) -> None:
    """One line on stderr that holds the parts; nothing of Python's insides anywhere."""
    assert done.code == code, done
    lines = [line for line in done.err.splitlines() if line.strip() and not line.startswith(ANNOUNCED)]
    assert len(lines) == 1, done.err
    assert lines[0].startswith("gm: ")
    assert all(part in lines[0] for part in parts), lines[0]
    assert "Traceback" not in done.out + done.err
    assert SECRET not in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("play", "no-such-campaign"), ("no-such-campaign", "tiny")),
        (("play", "tiny", "--as", "nobody", "--script", "{script}"), ("nobody", "ilse")),
        (("play", "tiny", "--game", "bad/name", "--script", "{script}"), ("bad/name",)),
        (("play", "tiny", "--script", "nowhere.txt"), ("nowhere.txt",)),
        (("play", "tiny", "--script", "{empty}"), ("no lines",)),
        (("play", "--json"), ("--script",)),
        (("log", "nope"), ("nope",)),
        (("log", "gone"), ("gone", "game")),
        (("log", "game", "--turn", "99"), ("99",)),
        (("prompt", "game", "--role", "narator"), ("narrator",)),
        (("prompt", "game", "--turn", "2", "--line", "x"), ("--turn",)),
        (("usage", "--by", "rol"), ("role",)),
        (("undo", "nope"), ("nope",)),
        (("branch", "game", "main", "--at", "1"), ("main",)),
        (("db", "verify", "nope"), ("nope",)),
        (("lint", "nowhere"), ("nowhere",)),
        (("import", "nowhere"), ("nowhere",)),
        (("bench", "nothing"), ("nothing", "turn")),
    ],
)
def test_what_was_asked_for_cannot_be(
    gm: Gm, tmp_path: Path, script: str, arguments: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n\n")
    if "game" in arguments:
        assert gm("play", "tiny", "--game", "game", "--script", script).code == 0
    places = {"script": script, "empty": str(tmp_path / "empty.txt")}
    assert_clear(gm(*(argument.format(**places) for argument in arguments)), 2, *parts)


@pytest.mark.parametrize("arguments", [("--nonsense",), ("plya",), ("log", "a", "b"), ("log", "--turn", "x")])
def test_a_wrong_command_line(gm: Gm, arguments: tuple[str, ...]) -> None:
    done = gm(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("title: [", ("campaign.yaml", "lint")),
        ("titel: X\n", ("campaign.yaml:1:1",)),
        ("", ("campaign.yaml",)),
        ("\x00\x01", ("campaign.yaml",)),
    ],
)
def test_a_wrong_campaign_file(gm: Gm, home: Path, script: str, text: str, parts: tuple[str, ...]) -> None:
    (home / "campaigns" / "tiny" / "campaign.yaml").write_text(text)
    assert_clear(gm("play", "tiny", "--game", "g", "--script", script), 1, *parts)
    linted = gm("lint", "tiny")
    assert linted.code == 1
    assert "campaign.yaml" in linted.out
    assert "Traceback" not in linted.err


def test_lint_names_every_problem_at_once(gm: Gm, home: Path) -> None:
    file = home / "campaigns" / "tiny" / "campaign.yaml"
    file.write_text(file.read_text().replace("place: hut, text", "place: hutt, text").replace("hook:", "hok:"))
    linted = gm("lint", "tiny")
    assert linted.code == 1
    assert "hutt" in linted.out
    assert "hok" in linted.out


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("profile: ofline\n", ("gm.yaml:1", "offline")),
        ("limits: [\n", ("gm.yaml:",)),
        (f"openrouter_api_key: {SECRET}\n", ("gm.yaml:1", "secret")),
    ],
)
def test_a_broken_config(gm: Gm, text: str, parts: tuple[str, ...]) -> None:
    Path("gm.yaml").write_text(text)
    assert_clear(gm("games"), 1, *parts)


def test_a_config_that_is_not_there(gm: Gm) -> None:
    assert_clear(gm("--config", "nowhere.yaml", "games"), 1, "nowhere.yaml", "gm init")


def test_a_broken_variable(gm: Gm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GM_DAY_USD", SECRET)
    assert_clear(gm("games"), 1, "GM_DAY_USD")


def test_missing_templates(gm: Gm, tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from gm import resources

    real = resources._root()
    fake = tmp_path / "installation"
    fake.mkdir()
    for name in ("migrations", "campaigns"):
        (fake / name).symlink_to(real / name)
    monkeypatch.setattr(resources, "_root", lambda: fake)
    assert_clear(gm("play", "tiny", "--game", "g", "--script", script), 1, "prompt templates")


def test_a_template_of_a_campaign_that_cannot_be_rendered(gm: Gm, home: Path, script: str) -> None:
    prompts = home / "campaigns" / "tiny" / "prompts" / "narrator"
    prompts.mkdir(parents=True)
    (prompts / "turn.jinja2").write_text("{{ no_such_value }}")
    assert_clear(gm("play", "tiny", "--game", "g", "--script", script), 1, "turn.jinja2")


@pytest.fixture
def played(gm: Gm, home: Path, script: str) -> Path:
    assert gm("play", "tiny", "--game", "g", "--script", script).code == 0
    return home / "gm.db"


def test_a_database_newer_than_the_program(gm: Gm, played: Path) -> None:
    with sqlite3.connect(played) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    assert_clear(gm("games"), 1, "newer")
    assert gm("doctor").code == 1


def test_a_file_that_is_no_database(gm: Gm, home: Path) -> None:
    (home / "gm.db").write_bytes(b"this is no database, it is a letter" * 200)
    assert_clear(gm("games"), 1)


def test_a_locked_database(gm: Gm, played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "open", functools.partial(Database.open, busy_timeout=0.1))
    (tmp_path / "t.txt").write_text("I leave.\n")
    holder = sqlite3.connect(played, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        assert_clear(gm("play", "tiny", "--game", "g", "--script", str(tmp_path / "t.txt")), 1, "busy")
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def test_a_home_that_cannot_be_written(gm: Gm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GM_HOME", str(tmp_path / "file" / "home"))
    assert_clear(gm("games"), 1)


def test_a_server_that_is_not_there(gm: Gm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GM_DATABASE_URL", "postgresql://user:hunter2@127.0.0.1:1/db")
    done = gm("games")
    assert_clear(done, 1)
    assert "hunter2" not in done.err


def test_a_bug_is_a_line_and_a_log_file_without_secrets(gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", SECRET)

    def broken(*_: object) -> None:
        raise ZeroDivisionError(f"while using {SECRET}")

    monkeypatch.setattr("gm.cli.games._games", broken)
    done = gm("games")
    assert_clear(done, 70, "ZeroDivisionError", str(home / "logs"))
    (log,) = (home / "logs").iterdir()
    assert "Traceback" in log.read_text()
    assert SECRET not in log.read_text()


def test_a_reader_that_goes_away(home: Path) -> None:
    import subprocess
    import sys

    from cli_cases import REPOSITORY

    done = subprocess.run(
        f"{sys.executable} -m gm config show | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert done.stderr == ""


def test_help_is_quick_and_imports_nothing_heavy(gm_process: Gm) -> None:
    import subprocess
    import sys

    from cli_cases import REPOSITORY

    heavy = ("sqlalchemy", "pydantic", "litellm", "httpx", "asyncio", "rich", "yaml")
    probe = f"import sys; import gm.cli.main; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    shown = gm_process("--help")
    assert shown.code == 0
    assert "gm play" in shown.out

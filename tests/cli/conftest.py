"""A home of its own, and the command line called as a person would."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_cases import REPOSITORY, TINY, Gm, Outcome

from gm.cli.main import run as run_command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """GM_HOME with the tiny campaign; no keys, no probing, an empty working directory."""
    folder = tmp_path / "home"
    campaign = folder / "campaigns" / "tiny"
    campaign.mkdir(parents=True)
    (campaign / "campaign.yaml").write_text(TINY, encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for name in list(os.environ):
        if name.endswith(("_API_KEY", "_TOKEN")) or name.startswith("GM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GM_HOME", str(folder))
    monkeypatch.setenv("GM_PROBE_LOCAL", "no")
    monkeypatch.setenv("COLUMNS", "80")
    return folder


@pytest.fixture
def gm(home: Path, capfd: pytest.CaptureFixture[str]) -> Gm:
    """Run a command in this process."""

    def call(*arguments: str) -> Outcome:
        capfd.readouterr()
        code = run_command([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def gm_process(home: Path) -> Gm:
    """Run a command as a process of its own."""

    def call(*arguments: str, stdin: str = "") -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "gm", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return call

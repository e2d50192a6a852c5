"""Logs of a terminal: into a file where the host wants one, and never a bare word between the lines of a story."""

import subprocess
import sys
from pathlib import Path

import pytest

from gm.domain.errors import ConfigError
from gm.telemetry.logs import keep_logs

SCRIPT = """
import logging, sys
from pathlib import Path
from gm.telemetry.logs import keep_logs
keep_logs(Path(sys.argv[1]) if sys.argv[1] else None, "warning", "text", lambda text: text.replace("hush", "***"))
logging.getLogger("gm.calls").warning("fault")
logging.getLogger("gm.play").warning("the key is hush")
"""


@pytest.mark.parametrize("named", [False, True])
def test_a_fault_is_written_where_it_belongs(tmp_path: Path, named: bool) -> None:
    file = tmp_path / "logs" / "gm.log"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(file) if named else ""], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
    if named:
        lines = file.read_text(encoding="utf-8").splitlines()
        assert [line.partition("WARNING ")[2] for line in lines] == ["gm.calls: fault", "gm.play: the key is ***"]
        assert file.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import logging

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    (tmp_path / "here").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="log_file"):
        keep_logs(tmp_path / "here" / "gm.log", "warning", "text", str)

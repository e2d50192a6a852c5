"""`gm play --http`: what a table counts can be read at a port, also while nobody types; without it nothing listens."""

import contextlib
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cli_cases import REPOSITORY
from prometheus_client.parser import text_string_to_metric_families

PLAY = ("play", "drowned-bell", "--game", "counted", "--as", "hanne-vetch")


@contextlib.contextmanager
def table(*more: str) -> Iterator["subprocess.Popen[str]"]:
    """`gm play`, typed into by us."""
    command = [sys.executable, "-m", "gm", *PLAY, *more]
    environ = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environ) as running:
        try:
            yield running
        finally:
            running.kill()


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return str(answer.read().decode())


def counts(port: int) -> dict[str, float]:
    """Everything that is counted, whatever its labels."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(get(port, "/metrics")):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found


def until_told(running: "subprocess.Popen[str]") -> None:
    """Read until the turn is over: a command that is answered comes after it."""
    assert running.stdin is not None and running.stdout is not None
    running.stdin.write("/help\n")
    running.stdin.flush()
    for line in running.stdout:
        if "/undo" in line:
            return


def test_a_table_at_the_terminal_is_counted_while_somebody_types(home: Path) -> None:
    with table("--http", "127.0.0.1:0") as running:
        assert running.stderr is not None and running.stdin is not None
        said = next(line for line in running.stderr if line.startswith("Metrics: "))
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)/metrics", said)[1])  # type: ignore[index]
        assert get(port, "/healthz") == "ok\n" and get(port, "/readyz") == "ready\n"
        running.stdin.write("I look around\n")
        until_told(running)
        found = counts(port)  # nobody types: its loop stands still
        assert found["gm_model_calls_total"] >= 1 and found["gm_turns_ended_total"] >= 1
        assert found["gm_turns_total"] >= 1 and found["gm_models_resting"] == 0
        running.stdin.write("/quit\n")
        running.stdin.close()
        assert running.wait(60) == 0
    assert "look around" not in said


def test_a_port_that_is_taken_is_one_clear_line(home: Path, gm_process: Callable[..., Any]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = gm_process(*PLAY, "--script", "-", "--http", f"127.0.0.1:{taken.getsockname()[1]}", stdin="I wait\n")
    assert done.code == 1 and "cannot be listened on" in done.err and "Traceback" not in done.err


def test_a_script_is_counted_too_and_ends(home: Path, gm_process: Callable[..., Any]) -> None:
    done = gm_process(*PLAY, "--script", "-", "--http", "127.0.0.1:0", stdin="I wait\n")
    assert done.code == 0 and "Metrics: http://127.0.0.1:" in done.err
    done = gm_process(*PLAY, "--script", "-", "--again", stdin="I wait\n")
    assert done.code == 0 and "Metrics" not in done.err

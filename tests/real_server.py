"""Starts the house's real inference server (llama-server on tiny random weights), where its tools are at hand.

Tests skip where the shared tools are not there, or where the server cannot be set up within four minutes.
"""

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

SERVE = Path(__file__).resolve().parents[2] / "shared" / "tools" / "real_llm" / "serve"
SETUP_SECONDS = 240
_given_up: list[str] = []
"""Why it cannot be set up here: waited for once, not once a test."""


class Server:
    """One llama-server, ended by its process id."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)


@contextmanager
def llama(*arguments: str) -> Iterator[Server]:
    if not SERVE.exists():
        pytest.skip(f"no shared tools here ({SERVE} is absent)")
    if _given_up:
        pytest.skip(_given_up[0])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(SERVE), str(port), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_healthy(port, process)
        yield Server(port, process)
    finally:
        process.kill()
        process.wait()


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(SETUP_SECONDS * 10):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as reply:
                if reply.status == 200:
                    return
        except OSError:
            pass
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        _give_up(f"the real server could not be set up here (it ended with {process.returncode})")
    _give_up(f"the real server was not healthy within {SETUP_SECONDS} s")


def _give_up(reason: str) -> NoReturn:
    _given_up.append(reason)
    pytest.skip(reason)

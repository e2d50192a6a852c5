"""In play within 60 seconds at a real terminal: from the command to the first line told, questions included."""

import os
import pty
import resource
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

WHO = "Bo, a ferryman who lost his boat"


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (("--new", WHO), ("", "")),
        (("--new", WHO), ("I owe Corin a boat.", "The bell took my brother.")),
        ((), ("", "")),
    ],
    ids=["enter", "told", "asked-who"],
)
def test_from_the_command_to_the_first_act(tmp_path: Path, said: tuple[str, ...], answers: tuple[str, str]) -> None:
    environ = os.environ | {"GM_HOME": str(tmp_path), "GM_PROFILE": "offline", "GM_PROBE_LOCAL": "no", "TERM": "dumb"}
    command = [sys.executable, "-m", "gm", "play", "drowned-bell", *said]
    master, slave = pty.openpty()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    began, seen, times = time.monotonic(), b"", []
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environ, close_fds=True)
    os.close(slave)

    def until(text: bytes) -> None:
        nonlocal seen
        while text not in seen and time.monotonic() - began < 55:
            if select.select([master], [], [], 0.2)[0]:
                try:
                    seen += os.read(master, 65536)
                except OSError:
                    break
        assert text in seen, seen[-400:]
        times.append(time.monotonic() - began)

    try:
        if not said:
            until(b"somebody of your own")
            os.write(master, f"{WHO}\n".encode())
            times.clear()
        for question, answer in zip((b"Whom of the others", b"What do you want here"), answers, strict=True):
            until(question)
            os.write(master, f"{answer}\n".encode())
        until(b"begins to talk")
        assert b"Bo, a ferryman" in seen
        until(b"/quit leaves")
        os.write(master, b"I look around\n")
        until(b"low taproom")
        os.write(master, b"/quit\n")
        process.wait(30)
    finally:
        process.kill()
        process.wait()
        os.close(master)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    print(
        f"newcomer at the terminal: first line {times[2]:.1f} s, first act {times[4]:.1f} s, {cpu:.1f} s of processor"
    )
    assert times[4] < 60

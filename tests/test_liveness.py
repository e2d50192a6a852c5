"""Who holds a lease: a process is given up for dead only where that is sure. In containers all are number 1."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gm.liveness import Process, process_gone, process_name, start_of, surely_gone, this_process

HERE = Process("ship", 1, "boot.4026", "5000", "aa")
LIVING = {1: "5000", 7: "6000", 8: "-"}
LINUX = sys.platform.startswith("linux")


@pytest.mark.parametrize(
    ("owner", "gone"),
    [
        (HERE, False),
        (replace(HERE, nonce="bb"), False),  # another name of the same process
        (replace(HERE, start="4000", nonce="bb"), True),  # number 1 before the restart, number 1 after it
        (replace(HERE, pid=7, start="6000"), False),
        (replace(HERE, pid=7, start="5900"), True),  # the number has gone to somebody else
        (replace(HERE, pid=8, start="5900"), False),  # it runs, and no more can be known
        (replace(HERE, pid=7, start="-"), False),
        (replace(HERE, pid=9), True),
        (replace(HERE, pid=9, space="boot.4027"), False),  # another container: its numbers are not ours
        (
            replace(HERE, pid=9, space="other.4026"),
            False,
        ),  # another machine of this name, or before it was started anew
        (replace(HERE, pid=9, host="boat"), False),
    ],
)
def test_only_who_has_surely_ended_is_given_up(owner: Process, gone: bool) -> None:
    assert surely_gone(str(owner), HERE, LIVING.get) is gone


def test_names_of_another_make_and_a_space_that_is_not_known_are_waited_for() -> None:
    assert Process.parse(str(HERE)) == HERE
    for name in ("", "ship:9:0011aabb", "worker", "::::", "ship:x:boot:1:aa"):
        assert not surely_gone(name, HERE, LIVING.get)
    unknown = replace(HERE, space="-")
    assert not surely_gone(str(replace(unknown, pid=9)), unknown, LIVING.get)


def test_every_name_is_its_own_and_fits_its_column() -> None:
    names = {process_name() for _ in range(20)}
    assert len(names) == 20 and max(map(len, names)) < 200
    assert not any(process_gone(name) for name in names)
    assert Process.parse(process_name()) is not None


SAY = "import sys, time; from gm.liveness import process_name; print(process_name(), flush=True); sys.stdin.read()"
ASK = "import sys; from gm.liveness import process_gone; print(process_gone(sys.argv[1]))"


def started(*before: str) -> subprocess.Popen[str]:
    """A process that says its name and waits."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", SAY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def name_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.skipif(not LINUX, reason="looks at /proc")
def test_a_killed_process_is_gone_before_its_parent_has_looked() -> None:
    process = started()
    name = name_of(process)
    assert name and not process_gone(name)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended; it is still in the table
    assert start_of(process.pid) is None and process_gone(name)
    process.communicate()
    assert process_gone(name)


def contained() -> list[str]:
    """A command that gives what follows a space of process ids of its own, as a container does; skips without."""
    unshare = shutil.which("unshare")
    if not LINUX or unshare is None:
        pytest.skip("needs unshare")
    made = [unshare, "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"]
    for command in (made, [each for each in made if each not in ("--user", "--map-root-user")]):
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("no namespaces here")


def test_number_one_in_another_container_is_neither_us_nor_dead() -> None:
    container = contained()
    process = started(*container)
    try:
        name = name_of(process)
        named, here = Process.parse(name), this_process()
        assert named is not None and named.pid == 1 and named.host == here.host and named.space != here.space
        assert not process_gone(name), "it lives, and its number means another process here"
        assert ask(container, name) == "False", "number 1 there is not number 1 here"
    finally:
        process.kill()
        process.communicate()


def ask(container: list[str], name: str) -> str:
    """What a process in a new container thinks of that name."""
    command = [*container, sys.executable, "-c", ASK, name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_number_one_after_a_restart_in_the_same_container_knows_that_it_was_another(tmp_path: Path) -> None:
    """One space of ids that outlives its process, and in it the same number twice: what a restart may look like."""
    script = tmp_path / "two.py"
    script.write_text(
        "import os, subprocess, sys\n"
        f"say = [sys.executable, '-c', {SAY!r}]\n"
        "def number(n):\n"
        "    open('/proc/sys/kernel/ns_last_pid', 'w').write(str(n - 1))\n"
        "def once():\n"
        "    number(50)\n"
        "    p = subprocess.Popen(say, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)\n"
        "    return p, p.stdout.readline().strip()\n"
        "one, first = once(); one.kill(); one.wait()\n"
        "import time; time.sleep(0.02)\n"  # the clock of start times ticks a hundred times a second
        "two, second = once()\n"
        "from gm.liveness import process_gone\n"
        "print(one.pid, two.pid, process_gone(first), process_gone(second))\n"
        "two.kill()\n"
    )
    done = subprocess.run([*contained(), sys.executable, str(script)], capture_output=True, text=True, check=False)
    if "ns_last_pid" in done.stderr:
        pytest.skip("numbers cannot be chosen here")
    first, second, was, now = done.stdout.split()
    assert first == second and (was, now) == ("True", "False"), done.stderr

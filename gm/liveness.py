"""Which process holds a lease, and whether it has surely ended: "surely" because who is wrongly thought dead has its
work taken from under it, while who is wrongly thought alive is waited for until the lease runs out (at most 30 s).

A process id alone says little. In a container our process may be number 1 before and after a restart; in another
container of the same host's name number 7 may live unseen. So a name holds the machine's boot, the space that the
number counts in (Linux: the pid namespace) and the moment the process began; only a name of our own space is judged.
"""

import os
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LINUX: Final = sys.platform.startswith("linux")
_BOOT: Final = (Path("/proc/sys/kernel/random/boot_id"), Path("/etc/machine-id"))
"""What tells machines of one name apart; the second one where a hardened unit hides the first."""
_UNKNOWN: Final = "-"
_START_FIELD: Final = 19
"""Of /proc/PID/stat behind the command: when the process began, in clock ticks since the machine started."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process as leases and the usage log name it: `host:pid:space:start:nonce`."""

    host: str
    pid: int
    space: str
    """In which its number is unique: boot and pid namespace. `-`: not known."""
    start: str
    """When it began, as the machine counts. `-`: not known."""
    nonce: str = ""
    """A part that no other name shares."""

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.space}:{self.start}:{self.nonce}"

    @classmethod
    def parse(cls, name: str) -> "Process | None":
        """The process of that name; None for a name of another make (an older release, a test)."""
        parts = name.rsplit(":", 4)
        if len(parts) < 5 or not parts[1].isdigit():
            return None
        return cls(parts[0], int(parts[1]), *parts[2:])


def this_process() -> Process:
    """The one that we are, with a new nonce."""
    pid = os.getpid()
    return Process(socket.gethostname(), pid, _space(), start_of(pid) or _UNKNOWN, secrets.token_hex(4))


def surely_gone(owner: str, here: Process, start_of: Callable[[int], str | None]) -> bool:
    """Whether the process of that name has ended, as seen from `here`. `start_of` is None for a number that no process
    has. False wherever it cannot be known."""
    named = Process.parse(owner)
    if named is None or (named.host, named.space) != (here.host, here.space) or here.space == _UNKNOWN:
        return False
    start = start_of(named.pid)
    return start is None or (_UNKNOWN not in (start, named.start) and start != named.start)


def process_name() -> str:
    """This process in leases and the usage log; each call gives a name of its own."""
    return str(this_process())


def process_gone(owner: str) -> bool:
    """Whether the process of that name has surely ended: one of this machine and this space of process ids."""
    return surely_gone(owner, this_process(), start_of)


def start_of(pid: int) -> str | None:
    """When the process of this number began; `-` if it runs and more cannot be known; None if there is none."""
    if os.name == "nt":
        return _UNKNOWN  # to ask there is to interrupt it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except (PermissionError, OverflowError):
        pass
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    if fields[:1] == ["Z"]:
        return None  # it has ended, and only its parent has not looked yet
    return fields[_START_FIELD] if len(fields) > _START_FIELD else _UNKNOWN


def _space() -> str:
    if not _LINUX:  # process ids are the machine's, and a machine's name is hoped to be its own
        return sys.platform
    boot = next((text for path in _BOOT if (text := _read(path))), "")
    try:
        numbers = str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        numbers = ""
    return f"{boot.replace('-', '')[:12]}.{numbers}" if boot and numbers else _UNKNOWN


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""

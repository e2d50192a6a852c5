"""`--script`: lines from a file or stdin, played once each. Running it again plays only what is left.

A line's source id is (script content, line number), so that a turn which was received is never received again. What
stands outside the turns (`/undo`, `/redo` …) has no source id: its progress is kept in a small file under GM_HOME,
with the intent written before the deed.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from gm.domain.errors import InputError, NotFound

_LOOK_AGAIN: Final = 0.05
"""Seconds between two looks at a lock that somebody else holds."""


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line to play: `number` counts from 1 over all lines of the file."""

    number: int
    text: str
    source_id: str

    @property
    def is_command(self) -> bool:
        """Whether it is a slash command."""
        return self.text.startswith("/")


def read_script(path: str, stdin: bytes | None = None) -> bytes:
    """The script's content; `-` is stdin.

    Raises:
        NotFound: there is no such file.
        InputError: it cannot be read.
    """
    if path == "-":
        import sys

        return stdin if stdin is not None else sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no script {path}.") from None
    except OSError as error:
        raise InputError(f"The script {path} cannot be read: {error.strerror}.") from error


def script_lines(content: bytes, *, again: str = "") -> tuple[ScriptLine, ...]:
    """The lines to play, without comments and blank ones. `again` is a nonce that makes every line a new one.

    Raises:
        InputError: the content is not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"The script is not UTF-8 text (byte {error.start}).") from error
    base = hashlib.sha256(content).hexdigest()[:16]
    suffix = f":{again}" if again else ""
    return tuple(
        ScriptLine(number, line.strip(), f"{base}:{number}{suffix}")
        for number, line in enumerate(re.split("\r\n|\r|\n", text), start=1)
        if line.strip() and not line.strip().startswith("#")
    )


class ScriptProgress:
    """Which slash commands of a script have been carried out in a game. One file per game and script."""

    def __init__(self, folder: Path, game_uid: str, script_id: str) -> None:
        self._file = folder / f"{game_uid}-{script_id.replace(':', '-')}.json"
        self._done: dict[str, object] = {}
        self._intent: dict[str, object] = {}
        self._read()

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Nobody else carries out a command of this script in this game meanwhile; what others did is known.

        The lock ends with the process that holds it, however that ends.
        """
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("a") as lock:
            while not _taken(lock):  # noqa: ASYNC110  # another process cannot set an event of ours
                await asyncio.sleep(_LOOK_AGAIN)
            self._read()
            yield

    def _read(self) -> None:
        if not self._file.is_file():
            return
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
            self._done, self._intent = dict(stored["done"].items()), dict(stored["intent"].items())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                f"The progress of this script in {self._file} is damaged.",
                remedy="Delete the file, or play with --again.",
            ) from error

    def is_done(self, line: ScriptLine) -> bool:
        """Whether this command has been carried out."""
        return str(line.number) in self._done

    def intent(self, line: ScriptLine) -> object:
        """What stood when this command was begun, if it was begun and not finished; None otherwise."""
        return self._intent.get(str(line.number))

    def begin(self, line: ScriptLine, before: object) -> None:
        """Write down what stands before the command, so that a crash can be told from a command not begun."""
        self._intent = {str(line.number): before}
        self._save()

    def finish(self, line: ScriptLine) -> None:
        """The command has been carried out."""
        self._intent = {}
        self._done[str(line.number)] = True
        self._save()

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(f".{os.getpid()}-{id(self)}.new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({"done": self._done, "intent": self._intent}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)


def _taken(file: TextIO) -> bool:
    """Lock the open file for this process, unless somebody has it. Closing the file, or dying, gives it back."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True

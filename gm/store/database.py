"""The database: opened once, read and written in short transactions, closed at the end."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from gm.domain.errors import StoreError
from gm.store.engines import Lane, Lanes, PostgresLanes, SqliteLanes
from gm.store.failures import explained
from gm.store.migrate import is_behind, upgrade_on
from gm.store.tx import Db, Tx

P = ParamSpec("P")
R = TypeVar("R")


def parse_url(url: str) -> URL:
    """The address of a database, driver or not.

    Raises:
        StoreError: it is not `sqlite:///path` or `postgresql://…`.
    """
    remedy = "Use sqlite:///path/to/file.db or postgresql://user@host/name."
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError("The address of the database is not a URL.", remedy=remedy) from error
    backend = parsed.drivername.split("+")[0]
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreError("The database must be a file: several connections share it.", remedy=remedy)
        return parsed.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        if "@" in (parsed.host or ""):  # the rest of a password: named nowhere
            raise StoreError(
                "The address of the database has an @ too many.", remedy="Write %40 for one in a password."
            )
        return parsed.set(drivername="postgresql")
    raise StoreError(f"{backend!r} is not a database that gm can use.", remedy=remedy)


def _shown(url: URL) -> str:
    """The address without a password, wherever in it that stands."""
    hidden = {name: "***" for name in url.query if re.search("pass|pwd|secret|token|key", name, re.IGNORECASE)}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


class Transaction:
    """A handle on one transaction (a `Db`). Nothing is begun before the first piece of work."""

    def __init__(self, lane: Lane, dialect: str, where: str) -> None:
        self._lane = lane
        self._dialect = dialect
        self._where = where
        self._tx: Tx | None = None
        self._over = False

    async def run(self, work: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a piece of work. Raises StoreError when the database fails."""
        if self._over:
            raise RuntimeError("this transaction is over: open another one")

        def body(connection: Connection) -> R:
            if self._tx is None:
                self._tx = Tx(connection, self._dialect)
            return work(self._tx, *args, **kwargs)

        with explained(self._where):
            return await self._lane.call(body)

    async def commit(self) -> None:
        """Keep what was written. Said once; a second time is a mistake in the program."""
        if self._over:
            raise RuntimeError("commit is said once")
        self._over = True
        if self._tx is not None:
            with explained(self._where):
                await self._lane.finish(commit=True)


class Database:
    """One database, SQLite or PostgreSQL, with the same code."""

    def __init__(self, url: URL, lanes: Lanes) -> None:
        self._lanes = lanes
        self.url = _shown(url)
        """Where it is, without the password: fit for a log."""
        self.dialect = url.drivername

    def __repr__(self) -> str:
        return f"Database({self.url!r})"

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        migrate: bool = True,
        migrations: Path | None = None,
        durable: bool = False,
        busy_timeout: float = 5.0,
    ) -> "Database":
        """Connect, and bring the tables up to date.

        `durable` makes SQLite wait for the disk at each commit: without it a killed process loses nothing, but a power
        cut may lose the last commits. `busy_timeout` is how many seconds to wait for another program's lock.

        Raises:
            StoreError: unreachable, locked, newer than this program, not ours, or (without `migrate`) too old.
        """
        database = cls._connect(url, durable=durable, busy_timeout=busy_timeout)
        try:
            await database._bring_up_to_date(migrate, migrations)
        except BaseException:
            await database.close()
            raise
        return database

    @classmethod
    def _connect(cls, url: str, *, durable: bool = False, busy_timeout: float = 5.0) -> "Database":
        parsed = parse_url(url)
        if parsed.drivername != "sqlite":
            return cls(parsed, PostgresLanes(parsed, busy_timeout=busy_timeout))
        _make_folder(parsed)
        return cls(parsed, SqliteLanes(parsed, durable=durable, busy_timeout=busy_timeout))

    @classmethod
    async def inspect(cls, url: str, look: Callable[[Connection], R]) -> R:
        """Look at a database as it is, without bringing it up to date. Raises StoreError if it cannot be read."""
        database = cls._connect(url)
        try:
            async with database.read() as db:
                return await db.run(lambda tx: look(tx.connection))
        finally:
            await database.close()

    async def _bring_up_to_date(self, may_migrate: bool, migrations: Path | None) -> None:
        async with self._transaction(write=False) as db:
            behind = await db.run(lambda tx: is_behind(tx.connection, migrations, self.url))
        if not behind:
            return
        if not may_migrate:
            raise StoreError(f"The database is older than this program. ({self.url})", remedy="Run `gm db upgrade`.")
        async with self._transaction(write=True) as db:
            await db.run(lambda tx: upgrade_on(tx.connection, migrations))
            await db.commit()

    async def scrub(self) -> bool:
        """After erasing: let nothing of it stand in the database's files. False: later, a reader is in the way."""
        with explained(self.url):
            return await self._lanes.scrub()

    async def close(self) -> None:
        """Close every connection."""
        await self._lanes.close()

    def begin(self) -> AbstractAsyncContextManager[Db]:
        """A write transaction: `async with database.begin() as db`. Taken back unless `await db.commit()` was said."""
        return self._transaction(write=True)

    def read(self) -> AbstractAsyncContextManager[Db]:
        """A read transaction: one moment, nothing can be written."""
        return self._transaction(write=False)

    @asynccontextmanager
    async def _transaction(self, *, write: bool) -> AsyncIterator[Db]:
        with explained(self.url):
            lane = await self._lanes.take(write=write)
        try:
            yield Transaction(lane, self.dialect, self.url)
        finally:
            await asyncio.shield(self._lanes.give_back(lane, write=write))


def _make_folder(url: URL) -> None:
    """Make the folder of a database file. A file URI is the caller's business."""
    path = url.database or ""
    if path.startswith("file:"):
        return
    with explained(path):
        Path(path).expanduser().parent.mkdir(parents=True, exist_ok=True)

"""How a statement gets to SQLite (threads of our own) and to PostgreSQL (asyncpg)."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from gm.store.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

R = TypeVar("R")
READERS: Final = 4
"""Connections that read at the same time on SQLite."""


class Lane(Protocol):
    """One connection, in use by one transaction at a time."""

    async def call(self, work: Callable[[Connection], R]) -> R:
        """Run work on the connection."""
        ...

    async def finish(self, *, commit: bool) -> None:
        """End the transaction."""
        ...


class Lanes(Protocol):
    """Where connections come from."""

    async def take(self, *, write: bool) -> Lane:
        """A connection of one's own until it is given back."""
        ...

    async def give_back(self, lane: Lane, *, write: bool) -> None:
        """Roll back what is still open, and let others have the connection."""
        ...

    async def scrub(self) -> bool:
        """Let nothing of what was deleted or overwritten stand in files of the database. False: a reader is in the way,
        and it is done a little later by itself."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class SqliteLane:
    """A connection that lives in a thread of its own: work is handed over whole, one hop for each piece."""

    def __init__(self, engine: Engine, file: SqliteFile, *, write: bool) -> None:
        self._engine = engine
        self._file = file
        self._write = write
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gm-store")
        self._connection: Connection | None = None
        self._begun = False
        """Whether work was handed over since the last end of a transaction."""

    def _open(self) -> Connection:
        if self._connection is None:
            self._file.check()
            opened = self._engine.connect().execution_options(gm_write=self._write)
            self._file.remember()
            if not self._write:
                opened.exec_driver_sql("PRAGMA query_only = ON")
                opened.rollback()
            self._connection = opened
        return self._connection

    async def call(self, work: Callable[[Connection], R]) -> R:
        """Run work in the thread. Cancelled or not, the thread finishes it before anything that comes after."""
        self._begun = True
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(self._open()))

    async def finish(self, *, commit: bool) -> None:
        """End the transaction in the thread."""
        await self.call(Connection.commit if commit else Connection.rollback)
        self._begun = False

    def abandon(self) -> None:
        """Roll back what is open without waiting: the thread does it before its next piece of work. Each hop to it
        costs the event loop a turn of Python's lock, so none is made for nothing."""
        if self._begun:
            self._begun = False
            self._thread.submit(self._rollback)

    def _rollback(self) -> None:
        if self._connection is not None:
            try:
                self._connection.rollback()
            except Exception:
                self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.close()
            self._connection = None

    async def close(self) -> None:
        """Close the connection and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._drop)
        self._thread.shutdown(wait=False)


class SqliteLanes:
    """One writer, a few readers. The lock keeps our own writers in order; SQLite's keeps other processes out."""

    def __init__(self, url: URL, *, durable: bool, busy_timeout: float) -> None:
        self._file = SqliteFile(url.database or "")
        self._engine = _sqlite_engine(url, self._file, durable=durable, busy_timeout=busy_timeout)
        self._writer = SqliteLane(self._engine, self._file, write=True)
        self._writing = asyncio.Lock()
        self._readers: list[SqliteLane] = []
        self._idle: list[SqliteLane] = []
        self._reading = asyncio.Semaphore(READERS)

    async def take(self, *, write: bool) -> Lane:
        """The writer (waits for its turn), or a reader. Raises StoreError if the file is gone."""
        self._file.check()
        if write:
            await self._writing.acquire()
            return self._writer
        await self._reading.acquire()
        if not self._idle:
            reader = SqliteLane(self._engine, self._file, write=False)
            self._readers.append(reader)
            return reader
        return self._idle.pop()

    async def give_back(self, lane: Lane, *, write: bool) -> None:
        """Roll back what is open, without waiting: the thread keeps the order."""
        assert isinstance(lane, SqliteLane)
        lane.abandon()
        if write:
            self._writing.release()
        else:
            self._idle.append(lane)
            self._reading.release()

    async def scrub(self) -> bool:
        """Move the write-ahead log into the file and empty it. Freed pages hold nothing: `secure_delete` is on."""
        async with self._writing:
            return await self._writer.call(_checkpoint)

    async def close(self) -> None:
        """Close all connections; the last one lets SQLite tidy up its log. A transaction that is under way ends first:
        its next statement would open the connection again, and leave the file locked for whoever opens it next."""
        for reader in self._readers:
            await reader.close()
        async with self._writing:
            await self._writer.close()
        self._engine.dispose()


def _checkpoint(connection: Connection) -> bool:
    driver: Any = connection.connection.driver_connection  # outside a transaction: SQLAlchemy would begin one
    busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _switch_to_wal(cursor: sqlite3.Cursor, patience: float) -> None:
    """Write-ahead logging, once per file. SQLite does not wait for a lock here, so that two programs which open a new
    file together need it said again; after `patience` seconds the error stands."""
    end = time.monotonic() + patience
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.005)


def _sqlite_engine(url: URL, file: SqliteFile, *, durable: bool, busy_timeout: float) -> Engine:
    options: dict[str, Any] = {"timeout": busy_timeout, "check_same_thread": False, "cached_statements": 256}
    read_only = file.is_read_only()
    given: dict[str, Any] = {"connect_args": options}
    if read_only:
        given = {"creator": lambda: sqlite3.connect(file.frozen_uri(), uri=True, **options)}
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), poolclass=NullPool, query_cache_size=1000, **given)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, never by the driver's guess
        cursor = connection.cursor()
        if not read_only:
            _switch_to_wal(cursor, busy_timeout)
        cursor.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -16000")
        cursor.execute("PRAGMA secure_delete = ON")  # what was erased must not stand in freed pages
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("gm_write", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


class PostgresLane:
    """An asyncpg connection; synchronous work runs on SQLAlchemy's bridge."""

    def __init__(self, connection: "AsyncConnection") -> None:
        self.connection = connection

    async def call(self, work: Callable[[Connection], R]) -> R:
        """Run work on the bridge."""
        return await self.connection.run_sync(work)

    async def finish(self, *, commit: bool) -> None:
        """End the transaction."""
        await (self.connection.commit() if commit else self.connection.rollback())


class PostgresLanes:
    """A pool of connections. Readers see one moment (repeatable read); writers lock the rows that they decide on."""

    def __init__(self, url: URL, *, busy_timeout: float) -> None:
        self._engine = _postgres_engine(url, busy_timeout=busy_timeout)
        self._reads = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def take(self, *, write: bool) -> Lane:
        """A connection from the pool."""
        return PostgresLane(await (self._engine if write else self._reads).connect())

    async def give_back(self, lane: Lane, *, write: bool) -> None:
        """Back to the pool, which rolls back what is open."""
        assert isinstance(lane, PostgresLane)
        await lane.connection.close()

    async def scrub(self) -> bool:
        """Free the dead rows, so that their pages are used again. (Their bytes go when they are.)"""
        quick = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        async with quick.connect() as connection:
            await connection.exec_driver_sql("VACUUM")
        return True

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()


def _postgres_engine(url: URL, *, busy_timeout: float) -> "AsyncEngine":
    query = dict(url.query)
    if "sslmode" in query:  # libpq's word for what asyncpg calls ssl
        query["ssl"] = query.pop("sslmode")
    from sqlalchemy.ext.asyncio import create_async_engine  # with it comes half of the library: SQLite needs none of it

    return create_async_engine(
        url.set(drivername="postgresql+asyncpg", query=query),
        pool_size=5,
        max_overflow=10,
        pool_pre_ping=True,
        query_cache_size=1000,
        connect_args={
            "timeout": max(busy_timeout, 1.0),
            "prepared_statement_cache_size": 500,
            "server_settings": {"lock_timeout": f"{int(busy_timeout * 1000)}", "application_name": "gm"},
        },
    )

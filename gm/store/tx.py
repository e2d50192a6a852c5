"""One transaction as the store's functions see it: a synchronous connection, wherever it runs.

A store function is written once, as plain code over a `Tx`, and called as a coroutine: on SQLite all of it runs in one
hop to the connection's thread (a hop costs more than a statement), on PostgreSQL on SQLAlchemy's asyncio bridge.
"""

import functools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection
from sqlalchemy.sql.base import Executable

from gm.store.rows import Upsert

P = ParamSpec("P")
R = TypeVar("R")
Found: TypeAlias = Any
"""A row that a statement found, by column name or position. (SQLAlchemy 2.0 and 2.1 type theirs differently.)"""


class Tx:
    """A running transaction. Lives in the connection's thread; never leaves the store."""

    __slots__ = ("connection", "dialect", "held")

    def __init__(self, connection: Connection, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect
        self.held: set[tuple[int, int]] = set()
        """(scene, fence) pairs that were checked and locked in this transaction."""

    def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Found]:
        """All rows of a statement."""
        return self.connection.execute(statement, values).all()

    def row(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Found | None:
        """Its first row, or None."""
        return self.connection.execute(statement, values).first()

    def value(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of its first row, or None."""
        row = self.connection.execute(statement, values).first()
        return None if row is None else row[0]

    def write(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> int:
        """Carry out a change; gives the number of rows that it touched. An empty list of values does nothing."""
        if values is not None and not values and not isinstance(values, Mapping):
            return 0
        return self.connection.execute(statement, values).rowcount

    def upsert(self, statement: Upsert, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        """Carry out an INSERT … ON CONFLICT in this database's dialect."""
        return self.write(statement.on(self.dialect), values)


class Db(Protocol):
    """A handle on one transaction, as `Database.begin` and `Database.read` give it."""

    async def run(self, work: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a piece of work in this transaction."""
        ...

    async def commit(self) -> None:
        """Keep what was written. Said once, at the end; leaving without it takes everything back."""
        ...


def stored(work: Callable[Concatenate[Tx, P], R]) -> Callable[Concatenate[Db, P], Coroutine[Any, Any, R]]:
    """Turn a function over a `Tx` into a coroutine over a `Db`."""

    async def call(db: Db, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await db.run(work, *args, **kwargs)

    return functools.update_wrapper(call, work)

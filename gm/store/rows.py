"""What every table is made of: the base class, the column types, and the four kinds of tables.

`world` is changed by commits only and rewound by undo; `table` is never rewound (people, consent, erasable texts);
`ledger` is only added to and closed; `derived` can be thrown away and built again from the others.
"""

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from types import NoneType
from typing import Any, ClassVar, Final, Generic, TypeVar, get_args

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Index, Insert, Integer, MetaData, Table, text
from sqlalchemy.types import TypeDecorator

Value = TypeVar("Value")

KINDS: Final = ("world", "table", "ledger", "derived")

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Mapped(Generic[Value]):
    """What a column holds, in Python's types; `| None`: it may be NULL."""


def mapped_column(*parts: Any, **options: Any) -> Any:
    """A column of a row class, called as its attribute is: what SQLAlchemy's `Column` takes."""
    return partial(Column, *parts, **options)


class Base:
    """All tables: a class for each, written as SQLAlchemy's declarative classes are, and made into a table at once.

    Nothing here becomes an object that follows its row: importing what that takes would be half of a short command's
    time. Constraint names are fixed, so that a migration can name them on both databases.
    """

    metadata: ClassVar = MetaData(naming_convention=NAMING)
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[dict[str, Any] | tuple[Any, ...]] = ()
    __table__: ClassVar[Table]

    def __init_subclass__(cls) -> None:
        told = cls.__table_args__
        options: dict[str, Any] = {}
        others: list[Any] = []
        for each in (told,) if isinstance(told, dict) else told:
            if isinstance(each, dict):
                options |= each
            else:
                others.append(each)
        columns = [column for part in cls.__mro__ if part not in Base.__mro__ for column in _columns(part)]
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *others, **options)


def _columns(part: type) -> Iterator[Column[Any]]:
    """The columns that stand in a class itself."""
    for name, annotation in vars(part).get("__annotations__", {}).items():
        (held,) = get_args(annotation)
        make, nullable = vars(part)[name], NoneType in get_args(held)
        yield make(name=name) if nullable else make(name=name, nullable=False)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. A naive one is refused: nobody can tell afterwards what it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. Raises ValueError for a moment without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone; pass an aware moment")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: always aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number. SQLite numbers rows by itself only in a column that is called INTEGER."""


def table_of(row: type[Base]) -> Table:
    """The table behind a row class: the hot path speaks Core, without a unit of work."""
    return row.__table__


def kind(name: str) -> dict[str, Any]:
    """The declaration of a table's kind, for `__table_args__`."""
    if name not in KINDS:
        raise ValueError(f"{name!r} is not a kind of table")
    return {"info": {"kind": name}}


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over some of the rows only. PostgreSQL is told in `schema.py`: naming it here would import all of its
    dialect, whichever database there is."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), info={"where": where})


class Upsert:
    """An INSERT … ON CONFLICT in both dialects, each built once. `build` gets the dialect's own insert construct.

    A dialect is imported when it is first asked for: PostgreSQL's takes long, and most never use it.
    """

    __slots__ = ("_build", "_statements", "_table")

    def __init__(self, table: Table, build: Callable[[Any], Insert]) -> None:
        self._table, self._build = table, build
        self._statements: dict[str, Insert] = {}

    def on(self, dialect: str) -> Insert:
        """The statement for that dialect."""
        found = self._statements.get(dialect)
        if found is None:
            dialects = importlib.import_module(f"sqlalchemy.dialects.{dialect}")
            found = self._statements[dialect] = self._build(dialects.insert(self._table))
        return found

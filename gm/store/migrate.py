"""Bringing a database's tables up to date. Alembic is imported only when there is something to do: it is slow."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from gm.domain.errors import StoreError

_VERSION_TABLE = "alembic_version"
_LOCK = 0x676D  # any number that all our programs agree on


def migrations_dir(given: Path | None = None) -> Path:
    """Where the migrations are: given, in a checkout, or inside an installed package.

    Raises:
        StoreError: nowhere.
    """
    here = Path(__file__).resolve()
    for folder in (given,) if given else (here.parents[2] / "migrations", here.parents[1] / "_data" / "migrations"):
        if (folder / "versions").is_dir():
            return folder
    raise StoreError("The migrations are missing from this installation.", remedy="Install gm again.")


def revisions(migrations: Path | None = None) -> tuple[str, ...]:
    """All revisions that this program knows, oldest first. A file's name begins with its revision."""
    versions = migrations_dir(migrations) / "versions"
    return tuple(sorted(path.name.split("_")[0] for path in versions.glob("[0-9]*_*.py")))


def head(migrations: Path | None = None) -> str:
    """The newest revision that this program knows."""
    return revisions(migrations)[-1]


def current_on(connection: Connection) -> str | None:
    """The revision of a database, or None if it has none of our tables."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()
    return None if found is None else str(found)


def is_behind(connection: Connection, migrations: Path | None = None, where: str = "") -> bool:
    """Whether migrations must be run.

    Raises:
        StoreError: the database was written by a newer program, or holds tables of something else.
    """
    found = current_on(connection)
    known = revisions(migrations)
    if found is not None and found not in known:
        raise StoreError(
            f"The database is newer than this program (it is at {found}, this gm knows up to {known[-1]}). ({where})",
            remedy="Update gm, or point GM_DATABASE_URL at another database.",
        )
    return found != known[-1]


def _config(connection: Connection, migrations: Path | None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir(migrations)).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade_on(connection: Connection, migrations: Path | None = None) -> None:
    """Run what is missing, in the connection's open transaction. Two programs at once take turns."""
    from alembic import command

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if is_behind(connection, migrations):
        command.upgrade(_config(connection, migrations), "head")


def differences_on(connection: Connection) -> list[str]:
    """What alembic would still change to make the database equal to the program's tables; empty if nothing."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from gm.store.schema import METADATA

    found = compare_metadata(
        MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True}), METADATA
    )
    return [str(difference) for difference in found]


async def upgrade(url: str, *, migrations: Path | None = None) -> None:
    """Bring the database at this address up to date. Raises StoreError if that cannot be."""
    from gm.store.database import Database

    database = await Database.open(url, migrations=migrations)
    await database.close()


async def current(url: str) -> str | None:
    """The revision of the database at this address, or None for an empty one."""
    from gm.store.database import Database

    return await Database.inspect(url, current_on)


async def check(url: str, *, migrations: Path | None = None) -> tuple[str, ...]:
    """Upgrade the database at this address and compare it with the program's tables: each difference is a line."""
    from gm.store.database import Database

    await upgrade(url, migrations=migrations)
    return tuple(await Database.inspect(url, differences_on))

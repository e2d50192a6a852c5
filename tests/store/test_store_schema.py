"""Tables say what they are; migrations make exactly them; moments have a time zone."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from gm.domain.errors import StoreError
from gm.store import migrate
from gm.store.database import Database
from gm.store.rows import KINDS, UtcTime
from gm.store.schema import METADATA

TABLES = METADATA.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_declares_its_kind(table) -> None:
    assert table.info.get("kind") in KINDS


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_says_what_it_means_and_what_null_means(table) -> None:
    for column in table.columns:
        assert column.doc, f"{table.name}.{column.name} has no doc"
        assert not column.nullable or "NULL" in column.doc, f"{table.name}.{column.name} does not say what NULL means"


def test_words_stand_only_where_they_can_be_erased() -> None:
    """History holds ids and mechanical changes: no table that a commit writes has a column for prose."""
    for table in TABLES:
        if table.info["kind"] == "world":
            assert not {"body", "text", "narration"} & {column.name for column in table.columns}


def test_a_foreign_key_points_at_each_parent() -> None:
    for table in TABLES:
        for column in table.columns:
            if column.name in ("game_id", "turn_id", "scene_id", "session_id") and not column.primary_key:
                assert column.foreign_keys, f"{table.name}.{column.name} is not a foreign key"


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=lambda dialect: dialect.name)
def test_a_naive_moment_is_refused(dialect) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        UtcTime().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=lambda dialect: dialect.name)
def test_a_moment_comes_back_as_the_same_moment_in_utc(dialect) -> None:
    moment = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    kept = UtcTime().process_bind_param(moment, dialect)
    back = UtcTime().process_result_value(kept, dialect)
    assert back == moment
    assert back is not None and back.tzinfo is UTC


def test_the_head_is_what_alembic_says_it_is() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.migrations_dir()))
    script = ScriptDirectory.from_config(config)
    assert script.get_current_head() == migrate.head()
    assert {revision.revision for revision in script.walk_revisions()} == set(migrate.revisions())


def test_a_migration_opens_with_why_and_what_old_rows_get() -> None:
    for path in (migrate.migrations_dir() / "versions").glob("*.py"):
        head = path.read_text()[:1000]
        assert "\nWhy: " in head and "\nWhat old rows get: " in head, path.name


async def test_migrations_make_the_tables_that_the_program_uses(database: Database) -> None:
    async with database.read() as db:
        assert await db.run(lambda tx: migrate.differences_on(tx.connection)) == []
        assert await db.run(lambda tx: migrate.current_on(tx.connection)) == migrate.head()


async def test_a_table_too_many_is_a_difference(sqlite_database: Database) -> None:
    async with sqlite_database.begin() as db:
        await db.run(lambda tx: tx.write(text("CREATE TABLE extra (id INTEGER PRIMARY KEY)")))
        await db.run(lambda tx: tx.write(text("ALTER TABLE windows ADD COLUMN colour TEXT")))
        found = await db.run(lambda tx: migrate.differences_on(tx.connection))
    assert any("extra" in line for line in found) and any("colour" in line for line in found)


async def test_upgrade_current_and_check_by_address(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert await migrate.current(url) is None
    await migrate.upgrade(url)
    assert await migrate.current(url) == migrate.head()
    assert await migrate.check(url) == ()


def test_a_missing_folder_of_migrations_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="migrations are missing"):
        migrate.migrations_dir(tmp_path)

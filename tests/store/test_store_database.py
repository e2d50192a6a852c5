"""Transactions, and every way in which a database can fail: one clear line, in bounded time."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from store_table import CAMPAIGN, NOW, VERSION, open_table

from gm.domain.errors import NotFound, StoreError
from gm.store.campaigns import load_campaign, record_campaign
from gm.store.database import Database, parse_url
from gm.store.games import load_games
from gm.store.migrate import head, is_behind
from gm.store.windows import load_window, record_window


async def count_worlds(database: Database) -> int:
    async with database.read() as db:
        return int(await db.run(lambda tx: tx.value(text("SELECT count(*) FROM worlds"))))


async def test_leaving_without_commit_takes_everything_back(database: Database) -> None:
    async with database.begin() as db:
        await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
    assert await count_worlds(database) == 0
    with pytest.raises(NotFound):
        async with database.begin() as db:
            await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
            raise NotFound("something else went wrong")
    assert await count_worlds(database) == 0
    async with database.begin() as db:
        await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
        await db.commit()
    assert await count_worlds(database) == 1


async def test_commit_is_said_once_and_ends_it(database: Database) -> None:
    async with database.begin() as db:
        await db.commit()
        with pytest.raises(RuntimeError):
            await db.commit()
        with pytest.raises(RuntimeError):
            await load_games(db)


async def test_a_read_transaction_cannot_write(database: Database) -> None:
    async with database.read() as db:
        with pytest.raises(StoreError, match="cannot be written"):
            await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
    async with database.begin() as db:
        await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
        await db.commit()


async def test_a_read_sees_one_moment(database: Database) -> None:
    table = await open_table(database)
    async with database.read() as early:
        assert (await load_window(early, table.scene.id, "narrator"))[0] == 1
        async with database.begin() as db:
            await record_window(db, table.scene.id, "narrator", 7)
            await db.commit()
        assert (await load_window(early, table.scene.id, "narrator"))[0] == 1
    async with database.read() as late:
        assert await load_window(late, table.scene.id, "narrator") == (7, ())


async def test_many_readers_and_writers_at_once(database: Database) -> None:
    table = await open_table(database)

    async def write(number: int) -> None:
        async with database.begin() as db:
            start, _ = await load_window(db, table.scene.id, f"role-{number % 3}")
            await record_window(db, table.scene.id, f"role-{number % 3}", start + 1)
            await db.commit()

    async def read() -> None:
        async with database.read() as db:
            await load_games(db)

    await asyncio.gather(*(write(number) for number in range(9)), *(read() for _ in range(9)))
    async with database.read() as db:
        total = sum([(await load_window(db, table.scene.id, f"role-{number}"))[0] for number in range(3)])
    assert total == 12 if database.dialect == "sqlite" else total > 3  # PostgreSQL's writers do not queue by themselves


async def test_a_cancelled_write_leaves_nothing_behind(database: Database) -> None:
    started = asyncio.Event()

    async def work() -> None:
        async with database.begin() as db:
            await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count_worlds(database) == 0
    async with database.begin() as db:
        await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
        await db.commit()
    assert await count_worlds(database) == 1


async def test_a_campaign_comes_back_equal_and_is_read_once(database: Database) -> None:
    version = "c" * 64
    for _ in range(2):
        async with database.begin() as db:
            await record_campaign(db, CAMPAIGN, version=version, now=NOW)
            await db.commit()
    async with database.read() as db:
        loaded = await load_campaign(db, version)
        assert loaded == CAMPAIGN
        assert await load_campaign(db, version) is loaded
        with pytest.raises(NotFound):
            await load_campaign(db, "d" * 64)


async def test_a_naive_moment_never_reaches_the_database(database: Database) -> None:
    async with database.begin() as db:
        with pytest.raises(ValueError, match="no time zone"):
            await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW.replace(tzinfo=None))


def test_the_password_is_never_shown() -> None:
    from gm.store.engines import PostgresLanes

    url = parse_url("postgres://anna:s3cret@db.example/gm?sslmode=require")
    shown = repr(Database(url, PostgresLanes(url, busy_timeout=1)))
    assert "s3cret" not in shown and "anna" in shown


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://h/d", "sqlite://", "sqlite:///:memory:"])
async def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(StoreError) as failure:
        await Database.open(url)
    assert "sqlite:///path" in failure.value.remedy


async def test_a_database_newer_than_the_program_is_not_touched(database: Database) -> None:
    async with database.begin() as db:
        await db.run(lambda tx: tx.write(text("UPDATE alembic_version SET version_num = '9999'")))
        await db.commit()
    async with database.begin() as db:
        with pytest.raises(StoreError, match="newer than this program") as failure:
            await db.run(lambda tx: is_behind(tx.connection))
        await db.run(lambda tx: tx.write(text(f"UPDATE alembic_version SET version_num = '{head()}'")))
        await db.commit()
    assert "Update gm" in failure.value.remedy


async def test_opening_a_newer_database_fails(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    shutil.copyfile(sqlite_template, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="newer than this program"):
        await Database.open(f"sqlite:///{path}")


async def test_an_empty_database_is_not_migrated_when_not_wanted(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as failure:
        await Database.open(f"sqlite:///{tmp_path / 'new.db'}", migrate=False)
    assert "gm db upgrade" in failure.value.remedy


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Anna, this is no database at all. " * 50)
    with pytest.raises(StoreError, match="not a database"):
        await Database.open(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear Anna")


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        await Database.open(f"sqlite:///{tmp_path}")


async def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        await Database.open(f"sqlite:///{tmp_path / 'file' / 'game.db'}")


async def test_a_read_only_file(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "fixed.db"
    shutil.copyfile(sqlite_template, path)
    database = await Database.open(f"sqlite:///file:{path}?mode=ro&uri=true")
    async with database.begin() as db:
        with pytest.raises(StoreError, match="cannot be written"):
            await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
    await database.close()


async def test_a_full_disk_loses_nothing(sqlite_database: Database) -> None:
    table = await open_table(sqlite_database)
    async with sqlite_database.begin() as db:
        pages = await db.run(lambda tx: tx.value(text("PRAGMA page_count")))
        await db.run(lambda tx: tx.rows(text(f"PRAGMA max_page_count = {pages}")))
        big = CAMPAIGN.model_copy(update={"summary": "x" * 100_000})
        with pytest.raises(StoreError, match="disk is full"):
            await record_campaign(db, big, version="f" * 64, now=NOW)
    async with sqlite_database.read() as db:
        assert [game.name for game in await load_games(db)] == [table.game.name]


async def test_a_locked_file_is_given_up_in_bounded_time(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    shutil.copyfile(sqlite_template, path)
    database = await Database.open(f"sqlite:///{path}", busy_timeout=0.1)
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        with pytest.raises(StoreError, match="busy") as failure:
            async with database.begin() as db:
                await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
        assert time.monotonic() - began < 2
        assert "\n" not in str(failure.value)
        other.execute("ROLLBACK")
        async with database.begin() as db:
            await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
            await db.commit()
    finally:
        other.close()
        await database.close()


async def test_opening_a_locked_new_file(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="busy"):
            await Database.open(f"sqlite:///{path}", busy_timeout=0.1)
    finally:
        other.close()


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
async def test_a_new_file_that_another_program_is_setting_up_is_waited_for(tmp_path: Path, lock: str) -> None:
    """SQLite itself does not wait when a file is switched to write-ahead logging."""
    path = tmp_path / "new.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute(f"BEGIN {lock}")
    asyncio.get_running_loop().call_later(0.1, other.execute, "ROLLBACK")
    database = await Database.open(f"sqlite:///{path}", busy_timeout=5)
    await database.close()
    other.close()


async def test_an_unreachable_server() -> None:
    began = time.monotonic()
    with pytest.raises(StoreError, match="cannot be reached") as failure:
        await Database.open("postgresql://anna:s3cret@127.0.0.1:1/gm", busy_timeout=1)
    assert time.monotonic() - began < 5
    assert "s3cret" not in str(failure.value)


async def test_a_database_that_the_server_does_not_have(postgres_url: str) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        await Database.open(postgres_url.replace("/postgres?", "/nowhere?"))


async def test_two_programs_migrate_one_new_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    opened = await asyncio.gather(Database.open(url), Database.open(url))
    for database in opened:
        async with database.read() as db:
            assert await load_games(db) == ()
        await database.close()


def test_alembic_is_not_imported_when_there_is_nothing_to_do(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "ready.db"
    shutil.copyfile(sqlite_template, path)
    code = (
        "import asyncio, sys\n"
        "from gm.store.database import Database\n"
        f"asyncio.run(Database.open('sqlite:///{path}'))\n"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_a_command_that_reads_imports_no_more_than_it_needs(sqlite_template: Path, tmp_path: Path) -> None:
    """Objects that follow their rows, and what PostgreSQL needs, take as long to import as a year's bill to read."""
    path = tmp_path / "quick.db"
    shutil.copyfile(sqlite_template, path)
    code = (
        "import asyncio, sys\n"
        "import gm.store.paces, gm.store.spend, gm.store.turns\n"
        "from gm.store.database import Database\n"
        f"asyncio.run(Database.open('sqlite:///{path}'))\n"
        "heavy = ('sqlalchemy.orm', 'sqlalchemy.ext.asyncio', 'sqlalchemy.dialects.postgresql', 'asyncpg')\n"
        "sys.exit(' '.join(name for name in heavy if name in sys.modules) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


async def test_sqlite_is_set_up_to_survive_a_kill(sqlite_database: Database) -> None:
    async with sqlite_database.read() as db:
        assert await db.run(lambda tx: tx.value(text("PRAGMA journal_mode"))) == "wal"
        assert await db.run(lambda tx: tx.value(text("PRAGMA foreign_keys"))) == 1
        assert await db.run(lambda tx: tx.value(text("PRAGMA synchronous"))) == 1


async def test_closing_waits_for_the_write_that_is_under_way(sqlite_template: Path, tmp_path: Path) -> None:
    """Else its next statement opens the file again, and leaves it locked for whoever comes next."""
    shutil.copyfile(sqlite_template, tmp_path / "closing.db")
    database = await Database.open(f"sqlite:///{tmp_path / 'closing.db'}")
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.begin() as db:
            begun.set()
            await go_on.wait()
            await record_campaign(db, CAMPAIGN, version=VERSION, now=NOW)
            await db.commit()

    writing = asyncio.create_task(write())
    await begun.wait()
    closing = asyncio.create_task(database.close())
    done, _ = await asyncio.wait([closing], timeout=0.05)
    assert not done
    go_on.set()
    await asyncio.gather(writing, closing)

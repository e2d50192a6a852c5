"""Games that were played before anything was remembered: what their turns are given by the migrations, who recalls what
of them, and how they go on."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from databases import DIALECTS, open_copy
from memory_table import NOW, MemoryTable, sit_down
from sqlalchemy import Connection, MetaData, insert, make_url, select, text

from gm.domain.facts import NewFact
from gm.memory.recall import Recall
from gm.store import migrate
from gm.store.database import Database
from gm.store.facts import load_facts, record_fact
from gm.store.rows_turn import TURNS
from gm.store.summaries import load_chronicle
from gm.store.windows import load_window, record_window

BEFORE = "0014"
"""The last revision without memory."""
LATER = (
    "witnesses",
    "archives",
    "archive_lines",
    "recall_segments",
    "facts",
    "memory_marks",
    "summaries",
    "embeddings",
)


@pytest.fixture(scope="module")
def old_migrations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The migrations as they were then."""
    folder = tmp_path_factory.mktemp("old") / "migrations"
    shutil.copytree(migrate.migrations_dir(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / "versions").glob("[0-9]*.py"):
        if path.name.split("_")[0] > BEFORE:
            path.unlink()
    return folder


@pytest.fixture(params=DIALECTS)
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the old database is to be."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"old_{abs(hash(str(tmp_path)))}"

    async def make() -> None:
        connection = await asyncpg.connect(server)
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        await connection.close()

    asyncio.run(make())
    yield make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
async def table(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[MemoryTable]:
    """A table of today on which the old game is played."""
    database = await open_copy(sqlite_template, tmp_path, "today.db")
    yield await sit_down(database)
    await database.close()


async def aged(table: MemoryTable, url: str, old_migrations: Path) -> None:
    """The game as a database of revision 0014 holds it: all rows of tables and columns that were there then."""

    def take(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        now = MetaData()
        now.reflect(connection)
        return {
            name: [dict(row._mapping) for row in connection.execute(select(each))] for name, each in now.tables.items()
        }

    def put(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
        then = MetaData()
        then.reflect(connection)
        assert not set(LATER) & set(then.tables) and "retellings" not in then.tables["games"].c
        assert "chronicle" not in then.tables["windows"].c
        lax = "PRAGMA defer_foreign_keys = ON"
        if connection.dialect.name == "postgresql":
            lax = "SET session_replication_role = replica"
        connection.execute(text(lax))
        for name, each in then.tables.items():
            if name != "alembic_version" and rows[name]:
                for row in rows[name]:
                    kept = {column.name: _of_kind(column, row[column.name]) for column in each.c}
                    connection.execute(insert(each), kept)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = DEFAULT"))
            for name, each in then.tables.items():
                if "id" in each.c and connection.scalar(text(f"SELECT pg_get_serial_sequence('{name}', 'id')")):
                    connection.execute(
                        text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) + 1 FROM {name}))")
                    )

    async with table.database.read() as db:
        rows = await db.run(lambda tx: take(tx.connection))
    old = await Database.open(url, migrations=old_migrations)
    async with old.begin() as db:
        await db.run(lambda tx: put(tx.connection, rows))
        await db.commit()
    await old.close()
    assert await migrate.current(url) == BEFORE


def _of_kind(column: Any, value: Any) -> Any:
    if value is not None and column.type.python_type.__name__ == "datetime" and value.tzinfo is None:
        return value.replace(tzinfo=NOW.tzinfo) if getattr(column.type, "timezone", False) else value
    return value


async def erase_outcome(database: Database, turn_id: int, body: str | None) -> None:
    """An outcome that was erased, or is not to be read."""
    async with database.begin() as db:
        put = text("UPDATE texts SET body = :body WHERE turn_id = :turn AND kind = 'outcome'")
        await db.run(lambda tx: tx.write(put, {"body": body, "turn": turn_id}))
        await db.commit()


async def witnesses(database: Database) -> dict[int, set[str]]:
    async with database.read() as db:
        rows = await db.run(lambda tx: tx.rows(text("SELECT turn_id, character FROM witnesses")))
    found: dict[int, set[str]] = {}
    for turn, who in [tuple(row) for row in rows]:
        found.setdefault(turn, set()).add(who)
    return found


async def test_old_turns_are_recalled_by_those_who_were_there(
    table: MemoryTable, old_url: str, old_migrations: Path
) -> None:
    await table.fill(3)
    sextant = await table.tell("I open the chest", "In the chest lies a sextant.", present=("hob", "nan"))
    heron = await table.tell("I look up", "A heron stands on the roof.", by="tomas")
    await table.tell("The drover goes home", "Tomas leaves.", ("character:tomas", "playing", None))
    guest = await table.tell("I light the lantern", "It burns with a green flame.", by="rosa")
    erased = await table.tell("I read the ledger", "It lists nineteen barrels.", present=("hob",))
    broken = await table.tell("I ask about the ferry", "It sank near Ostrow.", present=("hob",))
    undone = await table.tell("I dig", "A walrus tusk comes to light.", present=("hob",))
    await table.undo(undone)
    await erase_outcome(table.database, erased.id, None)
    await erase_outcome(table.database, broken.id, '{"present": "hob", "cut')
    await aged(table, old_url, old_migrations)

    database = await Database.open(old_url)
    try:
        party = {"ilse", "tomas"}
        found = await witnesses(database)
        assert found[sextant.id] == party | {"hob", "nan"}
        assert found[heron.id] == found[erased.id] == found[broken.id] == party, "what is not known is not made up"
        assert found[guest.id] == party | {"rosa"}
        old = MemoryTable(database, Recall(database), table.game, table.scene, table.session, table.lease, 900)
        for words, turn, knowing in (
            ("sextant", sextant, {"ilse", "tomas", "hob", "nan"}),
            ("heron", heron, {"ilse", "tomas"}),
            ("lantern", guest, {"ilse", "tomas", "rosa"}),
            ("barrels", erased, {"ilse", "tomas"}),
            ("Ostrow", broken, {"ilse", "tomas"}),
        ):
            assert await old.numbers(words) == [turn.number], words
            for who in ("ilse", "tomas", "hob", "nan", "rosa"):
                expected = [turn.number] if who in knowing else []
                assert await old.numbers(words, knowers=frozenset({who})) == expected, (words, who)
        assert await old.numbers("walrus") == [], "undone before, undone after"
    finally:
        await database.close()


async def test_a_game_of_thousands_of_turns_is_filled_whole(
    table: MemoryTable, tmp_path: Path, old_migrations: Path
) -> None:
    """The migration goes by steps of 2,000 turns: none is left out or taken twice where two steps meet."""
    turn = await table.tell("I wait", "Nothing.", present=("hob",))
    spoken = await table.tell("I wait still", "Nothing.", by="rosa")
    async with table.database.begin() as db:
        same = ", ".join(column.name for column in TURNS.columns if column.name not in ("id", "uid", "number"))
        more = text(
            f"INSERT INTO turns (id, uid, number, {same}) SELECT id + value, uid || value, number + value, {same} "
            "FROM turns, (WITH RECURSIVE counted(value) AS (SELECT 10 UNION ALL SELECT value + 1 FROM counted "
            "WHERE value < 4109) SELECT value FROM counted) WHERE id = :turn"
        )
        await db.run(lambda tx: tx.write(more, {"turn": turn.id}))
        last = turn.id + 4109
        said = text("INSERT INTO turn_inputs SELECT :last, position, input_id FROM turn_inputs WHERE turn_id = :turn")
        await db.run(lambda tx: tx.write(said, {"last": last, "turn": spoken.id}))
        await db.commit()
    url = f"sqlite:///{tmp_path / 'long.db'}"
    await aged(table, url, old_migrations)
    database = await Database.open(url)
    found = await witnesses(database)
    await database.close()
    assert len(found) == 4102
    assert found[turn.id] == {"ilse", "tomas", "hob"}
    assert found[spoken.id] == found[last] == {"ilse", "tomas", "rosa"}
    assert all(found[turn.id + at] == {"ilse", "tomas"} for at in range(10, 4109))


async def test_an_old_game_goes_on_with_facts_and_a_chronicle(
    table: MemoryTable, old_url: str, old_migrations: Path
) -> None:
    await table.fill(50)
    async with table.database.begin() as db:
        await record_window(db, table.scene.id, "narrator", 31, ["s1"])
        await db.commit()
    await aged(table, old_url, old_migrations)

    database = await Database.open(old_url)
    try:
        async with database.read() as db:
            assert await db.run(lambda tx: migrate.differences_on(tx.connection)) == []
            assert await load_facts(db, table.scene.branch_id) == ()
            assert await load_window(db, table.scene.id, "narrator") == (31, None), "not chosen yet"
            assert (await load_chronicle(db, table.scene.branch_id)).summaries == ()
        old = MemoryTable(database, Recall(database), table.game, table.scene, table.session, table.lease, 900)
        turn = await old.tell("I count the sacks", "There are eleven sacks of rye.")
        async with database.begin() as db:
            await record_fact(
                db, old.game.id, old.scene.branch_id, NewFact("There are eleven sacks"), turn_id=turn.id, now=NOW
            )
            await db.commit()
        async with database.read() as db:
            assert [fact.object for fact in await load_facts(db, old.scene.branch_id)] == ["There are eleven sacks"]
            assert len((await load_chronicle(db, old.scene.branch_id)).loose) == 51, "old turns are summed up as well"
        assert await old.numbers("sacks of rye") == [turn.number]
        assert (await witnesses(database))[turn.id] == {"ilse", "tomas"}
    finally:
        await database.close()

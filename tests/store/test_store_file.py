"""The file behind SQLite: deleted in play, on a read-only disk, on a failing disk."""

import os
import sqlite3
from pathlib import Path

import pytest
from databases import open_copy
from sqlalchemy.exc import OperationalError
from store_table import open_table, play

from gm.domain.errors import StoreError
from gm.store.database import Database
from gm.store.failures import explain
from gm.store.games import load_games


@pytest.mark.parametrize("replaced", [False, True])
async def test_a_file_that_vanishes_in_play_is_noticed(
    sqlite_database: Database, tmp_path: Path, replaced: bool
) -> None:
    table = await open_table(sqlite_database)
    file = tmp_path / "game.db"
    whole = file.read_bytes()
    file.rename(tmp_path / "away.db")
    if replaced:
        file.write_bytes(whole)
    with pytest.raises(StoreError, match="deleted or replaced") as caught:
        await play(table, "I climb")
    assert caught.value.remedy
    with pytest.raises(StoreError, match="deleted or replaced"):
        async with sqlite_database.read() as db:
            await load_games(db)


async def test_a_file_that_comes_back_is_played_on(sqlite_database: Database, tmp_path: Path) -> None:
    table = await open_table(sqlite_database)
    (tmp_path / "game.db").rename(tmp_path / "away.db")
    with pytest.raises(StoreError):
        await play(table, "I climb")
    (tmp_path / "away.db").rename(tmp_path / "game.db")
    assert (await play(table, "I climb")).number == 1


async def test_a_read_only_disk_can_be_read(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a folder #1"
    folder.mkdir()
    database = await open_copy(sqlite_template, folder)
    await open_table(database)
    await database.close()
    before = {file: file.read_bytes() for file in folder.iterdir()}
    # As root every file can be written: the system's answer is what a read-only disk would give.
    monkeypatch.setattr(os, "access", lambda *_: False)
    database = await Database.open(f"sqlite:///{folder / 'game.db'}")
    try:
        async with database.read() as db:
            assert [game.name for game in await load_games(db)] == ["friday"]
        with pytest.raises(StoreError, match="cannot be written") as caught:
            await open_table(database, "saturday")
        assert "read-only" in caught.value.remedy
    finally:
        await database.close()
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_a_failing_disk_has_a_remedy() -> None:
    error = explain(OperationalError("INSERT", {}, sqlite3.OperationalError("disk I/O error")), "sqlite:///x")
    assert "disk failed" in str(error)
    assert "free space" in error.remedy

"""Rows that were damaged from outside: a named error, never a stack trace; and numbers that no database holds."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from store_table import NOW, begin_turn, open_table, play, resolve, roll_of, say

from gm.domain.errors import NotFound, StoreError
from gm.store.database import Database
from gm.store.forks import fork_branch
from gm.store.games import load_game, load_games
from gm.store.history import load_commits, load_world
from gm.store.rolls import load_rolls, sound_rolls
from gm.store.turns import load_beats, load_turn_by_number, load_turns

WHAT = "damaged"


async def damage(database: Database, statement: str) -> None:
    async with database.begin() as db:
        assert await db.run(lambda tx: tx.write(text(statement))) > 0
        await db.commit()


@pytest.mark.parametrize("body", ["{nonsense", "[[1]]", "5"])
async def test_damaged_rows_are_named(database: Database, body: str) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I climb"))
    await resolve(table, turn, ("character:ilse", "hp", 4), rolls=[roll_of(table, turn)])
    await damage(database, f"UPDATE texts SET body = '{body}' WHERE kind = 'outcome'")
    await damage(database, f"UPDATE rolls SET record = '{body}'")
    await damage(database, f"UPDATE commits SET changes = '{body}' WHERE seq = 2")
    async with database.read() as db:
        with pytest.raises(StoreError, match="Turn 1 is damaged"):
            await load_turns(db, table.branch_id)
        with pytest.raises(StoreError, match="Roll number 1 is damaged"):
            await load_rolls(db, table.game.id)
        with pytest.raises(StoreError, match="Commit 2 is damaged"):
            await load_commits(db, table.branch_id)
        rolls, lines = await sound_rolls(db, table.game.id)
        assert rolls == () and "Roll number 1" in lines[0]


async def test_a_damaged_value_of_the_world_is_named(database: Database) -> None:
    table = await open_table(database)
    await damage(database, "UPDATE states SET value = '{nonsense' WHERE path = 'hp'")
    async with database.read() as db:
        with pytest.raises(StoreError, match=WHAT):
            await load_world(db, table.branch_id)


@pytest.mark.parametrize("number", [10**20, 2**63, 2**62, 0, -1, -(10**20)])
async def test_numbers_that_no_database_holds_are_not_found(database: Database, number: int) -> None:
    table = await open_table(database)
    turn = await play(table, "I climb")
    async with database.begin() as db:
        with pytest.raises(NotFound, match=str(number)):
            await load_turn_by_number(db, table.branch_id, number)
        with pytest.raises(NotFound, match=str(number)):
            await fork_branch(
                db, game_id=table.game.id, from_branch_id=table.branch_id, seq=number, name="b", uid="f" * 32, now=NOW
            )
        later = [] if number > 0 else [turn.id]
        assert [each.id for each in await load_turns(db, table.branch_id, first=number)] == later
        assert [each.turn_id for each in await load_beats(db, table.branch_id, first=number)] == later
        until = [turn.id] if number > 0 else []
        assert [each.id for each in await load_turns(db, table.branch_id, last=number)] == until
        assert [each.turn_id for each in await load_beats(db, table.branch_id, last=number)] == until


async def test_a_game_without_its_branch_is_still_listed(sqlite_database: Database, tmp_path: Path) -> None:
    table = await open_table(sqlite_database)
    with sqlite3.connect(tmp_path / "game.db") as raw:
        raw.execute("DELETE FROM branches")
        raw.execute("DELETE FROM worlds")
    async with sqlite_database.read() as db:
        (listed,) = await load_games(db)
        assert (listed.name, listed.turns, listed.branch) == ("friday", 0, "(missing)")
        assert (await load_game(db, "friday")).id == table.game.id

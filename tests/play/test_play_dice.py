"""Dice at the table are bent neither by what goes on beside them nor by what is taken back."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from engine_table import EngineTable

from gm import resources
from gm.domain.play import Game
from gm.review.dice_proof import prove_dice
from gm.store.database import Database
from gm.store.rolls import load_rolls

NAMES = [f"r{number}" for number in range(12)]


@pytest.fixture
async def tables(tmp_path: Path) -> AsyncIterator[list[EngineTable]]:
    """Two databases whose ids and seeds are the same."""
    opened = [await Database.open(f"sqlite:///{tmp_path}/{n}.db", migrations=resources.migrations_dir()) for n in "ab"]
    yield [EngineTable(database) for database in opened]
    for database in opened:
        await database.close()


async def rolled(table: EngineTable, game: Game) -> dict[str, str]:
    """What each roll at the table showed."""
    async with table.database.read() as db:
        rolls = await load_rolls(db, game.id)
    return {roll.key: json.dumps([die.value for die in roll.record.dice]) for roll in rolls if roll.turn_id is None}


async def test_neither_order_nor_concurrency_nor_undo_changes_a_die(tables: list[EngineTable]) -> None:
    calm, busy = tables
    one = await calm.start()
    for name in NAMES:
        await calm.engine.roll(one, "4d20", source_id=name)
    two = await busy.start()
    await asyncio.gather(*(busy.engine.roll(two, "4d20", source_id=name) for name in reversed(NAMES[:6])))
    await busy.say(two, "I search the mill.")
    await busy.engine.undo(two)
    await asyncio.gather(
        busy.say(two, "I search on."), *(busy.engine.roll(two, "4d20", source_id=name) for name in NAMES[6:])
    )
    await busy.engine.redo(two, busy.face)
    assert await rolled(calm, one) == await rolled(busy, two)
    assert len(set((await rolled(calm, one)).values())) == len(NAMES)
    await busy.engine.close_session(two)
    proof = await prove_dice(busy.database, two)
    assert proof.ok and proof.sessions[0].table_rolls == len(NAMES)
    assert proof.sessions[0].turn_rolls == 3, "the undone roll and the redone one stay"

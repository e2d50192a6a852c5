"""Who laid the X-card is in no byte that is kept: two tables that differ in nothing else have the same database."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from engine_table import EngineTable
from sqlalchemy import inspect, text
from test_play_whispers import whisper
from test_play_xcard import reach

from gm.domain.calls import Role
from gm.store.database import Database

CLOCKED = ("model_calls", "call_events", "usage_days", "usage_months")
"""Whatever takes real time: only their count is compared."""


async def kept(database: Database) -> dict[str, Any]:
    """Every row of every table."""

    def read(tx: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in sorted(inspect(tx.connection).get_table_names()):
            rows = sorted(map(repr, tx.connection.execute(text(f'SELECT * FROM "{name}"')).all()))
            found[name] = len(rows) if name in CLOCKED else rows
        return found

    async with database.read() as db:
        return await db.run(read)


async def laid_by(path: Path, template: Path, who: str | None, stage: str, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The database after Ilse's beat has come to that stage, a card was laid, and the table has gone on."""
    shutil.copyfile(template, path)
    database = await Database.open(f"sqlite:///{path}")
    try:
        table = EngineTable(database)
        game = await table.start(party=("ilse", "odo"), stakes="ask" if stage == "parked" else "show")
        await table.say(game, "I nod to Gregor", character="odo")
        task = await reach(table, game, stage, patch)
        async with asyncio.timeout(20):
            await table.engine.set_aside(game, by=who)
            if task is not None:
                await asyncio.gather(task, return_exceptions=True)
        assert await table.engine.go_on(game)
        table.narrator = lambda _: "Dust settles on the rail, and stays."
        await table.engine.resume(game, table.face)
        return await kept(database)
    finally:
        await database.close()


@pytest.mark.parametrize("stage", ["parked", "resolved", "settled"])
async def test_the_database_does_not_tell_who_laid_it(
    tmp_path: Path, sqlite_template: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, lead = [
        await laid_by(tmp_path / f"{who}.db", sqlite_template, who, stage, monkeypatch) for who in ("ilse", "odo", None)
    ]
    assert one["steers"] and one["safety_events"]
    assert one == two and one == lead


async def test_a_whisper_is_set_aside_without_a_rest_and_steers_whispers_alone(sqlite_database: Database) -> None:
    """One player alone could see it: a table that rests, or a story that turns away, would say who it was."""
    table = EngineTable(sqlite_database)
    game = await table.start(party=("ilse", "odo"))
    await table.say(game, "I nod to Gregor", character="odo")
    hidden = await whisper(table, game)
    assert (await table.engine.set_aside(game, by="ilse")).id == hidden.id
    assert not (await table.engine.table(game)).resting

    def told() -> str:
        return "\n".join(message.content for message in table.asked(Role.NARRATOR)[-1].messages).casefold()

    await table.say(game, "I nod again", character="odo")
    assert "stepped away" not in told()
    await whisper(table, game, "I hide once more")
    assert "stepped away" in told()  # hers goes on elsewhere
    await table.engine.set_aside(game, by="odo")  # a beat that both have read
    assert (await table.engine.table(game)).resting
    await table.engine.go_on(game)
    await table.say(game, "I look about", character="odo")
    assert "stepped away" in told()

"""How a table plays is kept with its game, and two who set different things at once lose neither."""

import asyncio

import pytest
from store_table import open_table

from gm.domain.errors import NotFound
from gm.domain.table import TableSettings
from gm.store.database import Database
from gm.store.table_settings import change_table, load_table


async def test_what_is_set_stays_and_the_rest_is_as_it_was(database: Database) -> None:
    game = (await open_table(database)).game
    async with database.read() as db:
        assert await load_table(db, game.id) == TableSettings()
    async with database.begin() as db:
        await change_table(db, game.id, {"mode": "copilot"})
        await db.commit()
    async with database.begin() as db:
        await change_table(db, game.id, {"pace": "slow"})
        await db.commit()
    async with database.read() as db:
        assert await load_table(db, game.id) == TableSettings(mode="copilot", pace="slow")


async def test_two_at_once_lose_neither(database: Database) -> None:
    game = (await open_table(database)).game

    async def change(**fields: object) -> None:
        async with database.begin() as db:
            await change_table(db, game.id, fields)
            await db.commit()

    await asyncio.gather(change(mode="solo"), change(control="round"), change(pace="brisk"))
    async with database.read() as db:
        assert await load_table(db, game.id) == TableSettings(mode="solo", control="round", pace="brisk")


async def test_what_does_not_exist_is_refused(database: Database) -> None:
    game = (await open_table(database)).game
    async with database.begin() as db:
        with pytest.raises(ValueError, match="flavour"):
            await change_table(db, game.id, {"flavour": "salt"})
        with pytest.raises(ValueError, match="mode"):
            await change_table(db, game.id, {"mode": "chess"})
        with pytest.raises(NotFound):
            await change_table(db, 999, {"mode": "solo"})

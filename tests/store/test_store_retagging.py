"""Calls that are tagged anew move in the bill: whatever happened to them, its sums are those of a recount."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from test_store_usage import DAY, UsageScope, _kept, calls, compare, play_calls, sample

from gm.store.calls import close_lost, load_calls
from gm.store.database import Database
from gm.store.erasure import erase_player
from gm.store.retagging import OF_THE_TURN, retag_turn
from gm.store.rows_call import MODEL_CALLS

tags = st.sampled_from(("roleplay/games", "adult", "health"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=calls, tagged=st.lists(tags, min_size=1, max_size=3), erase=st.booleans())
def test_the_bill_is_that_of_a_recount(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    made: list[tuple[object, ...]],
    tagged: list[str],
    erase: bool,
) -> None:
    from databases import open_copy

    async def work() -> None:
        database = await open_copy(sqlite_template, tmp_path_factory.mktemp("retag"))
        try:
            table = await play_calls(database, made)
            await retag(database, tagged, erase=table.game.id if erase else None)
            await compare(database, UsageScope(), table.game.name)
        finally:
            await database.close()

    asyncio.run(work())


async def retag(database: Database, tagged: list[str], *, erase: int | None = None) -> None:
    """Tag the only turn's calls with each in turn; then close what is on its way."""
    for tag in tagged:
        async with database.begin() as db:
            await retag_turn(db, 1, tag, source="tagger")
            await db.commit()
    async with database.begin() as db:
        if erase is not None:
            await erase_player(db, erase, "anna", DAY)
        await close_lost(db, turn_id=1, owner_gone=lambda _: True, now=DAY + timedelta(days=1))
        await db.commit()
    async with database.read() as db:
        for call in await load_calls(db, turn_id=1):
            assert call.content_tag == tagged[-1] or call.category not in OF_THE_TURN


async def test_on_both_databases(database: Database) -> None:
    made = [sample(fate, at) for at, fate in enumerate(("ok", "failed", "lost", "reserved"))]
    table = await play_calls(database, [*made, sample("ok", 9, within=False)])
    await retag(database, ["health"])
    async with database.read() as db:
        days, months = await _kept(db)
        assert len(months) == 2 and len(days) == 2, "nothing is left under the old tag but the call of no turn"
        rows = await db.run(lambda tx: tx.rows(select(MODEL_CALLS.c.content_tag, MODEL_CALLS.c.tag_source)))
        assert sorted(tuple(row) for row in rows if row.tag_source) == [("health", "tagger")] * 4
        assert [tuple(row) for row in rows if not row.tag_source] == [("adult", None)]
    await compare(database, UsageScope(), table.game.name)


async def test_the_same_tag_again_moves_nothing(sqlite_database: Database) -> None:
    await play_calls(sqlite_database, [sample("ok", 1)])
    async with sqlite_database.begin() as db:
        kept = await _kept(db)
        assert await retag_turn(db, 1, "adult", source="tagger") == 0
        assert await _kept(db) == kept

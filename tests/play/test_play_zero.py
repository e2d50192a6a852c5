"""Session zero: tone, lines, veils and pace in one go, changed one by one; and prompts that go by them."""

import pytest
from engine_table import EngineTable

from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.store.database import Database


async def test_what_is_agreed_on_is_in_the_next_prompt_and_changes_one_by_one(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    assert not (await table.engine.zero.now(game)).held
    await table.engine.zero.agree(game, tone=["dry wit"], lines=["eels: eel*"], veils=["gore"], pace="slow")
    await table.say(game, "I search the floor")
    prompt = "\n".join(message.content for message in table.asked(Role.NARRATOR)[-1].messages)
    assert "dry wit" in prompt and "eels" in prompt and "eel*" not in prompt
    now = await EngineTable(database, owner="host:2:t").engine.zero.agree(game, pace="")
    assert now.held and now.pace is None and now.tone == ("dry wit",) and now.lines == ("eels: eel*",)
    assert (await table.engine.zero.agree(game, tone=())).tone == ()
    with pytest.raises(Refused):
        await table.engine.zero.agree(game, pace="breakneck")
    with pytest.raises(Refused):
        await table.engine.zero.agree(game, lines=[f"topic {n}" for n in range(30)])


async def test_it_is_offered_once_when_a_first_game_stops_being_one_persons(database: Database) -> None:
    table = EngineTable(database)
    game, zero = await table.start(), table.engine.zero
    assert [await zero.is_due(game, party) for party in (1, 2, 3)] == [False, True, False]
    await table.say(game, "I search the floor")
    assert await zero.is_due(game, 2)
    await table.engine.close_session(game)
    assert not await zero.is_due(game, 2), "a table that has sat together knows its own tone"
    other = EngineTable(database, owner="host:2:t")
    await other.engine.zero.agree(game, pace="slow")
    assert not await zero.is_due(game, 2)

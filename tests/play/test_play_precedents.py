"""The adjudicator is reminded of how this game has ruled, and of nothing that was taken back."""

from engine_table import EngineTable

from gm.domain.calls import Role
from gm.store.database import Database


async def test_like_attempts_are_shown_until_they_are_undone(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I search the floor under the stones")
    assert "RULED BEFORE" not in table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    await table.say(game, "I search the floor again, by the wall")
    said = table.asked(Role.ADJUDICATOR)[-1].messages[-1].content
    assert "RULED BEFORE" in said and "- search the floor: search 12" in said
    for _ in range(2):
        await table.engine.undo(await table.engine.reload(game))
    await table.say(await table.engine.reload(game), "I search the floor once more")
    assert "RULED BEFORE" not in table.asked(Role.ADJUDICATOR)[-1].messages[-1].content

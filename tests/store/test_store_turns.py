"""Turns from stage to stage, parked ones, alternatives, and the transcript."""

from store_table import begin_turn, open_table, resolve, roll_of, say, tell

from gm.domain.play import Stage
from gm.store.database import Database
from gm.store.rolls import load_rolls
from gm.store.turns import (
    load_turn,
    load_unfinished,
    load_unsettled,
)


async def test_a_turn_goes_through_its_stages(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "I climb the wheel"))
    assert (turn.stage, turn.status, turn.number, turn.commit_seq) == (Stage.RECEIVED, "running", 1, None)
    assert [each.input.text for each in turn.inputs] == ["I climb the wheel"]
    seq = await resolve(table, turn, ("character:ilse", "hp", 5), rolls=[roll_of(table, turn)])
    async with database.read() as db:
        resolved = await load_turn(db, turn.id)
        waiting = await load_unfinished(db, table.scene.id)
    assert (resolved.stage, resolved.commit_seq, resolved.ruling_source) == (Stage.RESOLVED, seq, "code")
    assert resolved.ruling is not None and resolved.ruling.verdicts[0].intent == "climb the wheel"
    assert resolved.outcome is not None and resolved.outcome.changes[0].after == 5
    assert [each.id for each in waiting] == [turn.id]
    await tell(table, turn)
    async with database.read() as db:
        told = await load_turn(db, turn.id)
        assert await load_unfinished(db, table.scene.id) == ()
        assert await load_unsettled(db, table.scene.id) == ()
        assert [roll.record.total for roll in await load_rolls(db, table.game.id, turn_id=turn.id)] == [14]
    assert (told.stage, told.status, told.narration) == (Stage.SETTLED, "done", "The wheel groans and turns.")

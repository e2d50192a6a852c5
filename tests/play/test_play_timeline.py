"""What a table can do with its history."""

import pytest
from engine_table import EngineTable, check, ruling

from gm.domain.calls import Role
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Game
from gm.rules.dice import roll
from gm.rules.draws import KeyedDice, seed_hash
from gm.store.database import Database
from gm.store.rolls import load_rolls
from gm.store.turns import load_beats

HURT = {"kind": "damage", "character": "ilse", "amount": "1d4"}
BOTH_WAYS = {"success": {"text": "Found.", "effects": [HURT]}, "failure": {"text": "Cut.", "effects": [HURT]}}


async def hp(table: EngineTable, game: Game) -> int:
    return (await table.engine.state(game)).world.number("character:ilse", "hp")


async def told(table: EngineTable, game: Game) -> list[str]:
    async with table.database.read() as db:
        return [beat.narration for beat in await load_beats(db, game.branch_id)]


def hurting(database: Database) -> EngineTable:
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling(check(outcomes=BOTH_WAYS))
    return table


async def test_undo_takes_back_changes_and_keeps_the_dice(database: Database) -> None:
    table = hurting(database)
    game = await table.start()
    before = (await table.engine.state(game)).world.hash()
    await table.say(game, "I search the floor")
    assert await hp(table, game) < 8
    await table.engine.undo(game)
    assert (await table.engine.state(game)).world.hash() == before
    assert len(await told(table, game)) == 1, "the opening alone"
    async with database.read() as db:
        assert len(await load_rolls(db, game.id)) == 2
    with pytest.raises(Refused):
        await table.engine.undo(game)


async def test_an_undone_beat_is_in_no_later_prompt(database: Database) -> None:
    table = hurting(database)
    table.narrator = lambda _: "A zebra crosses the mill."
    game = await table.start()
    await table.say(game, "I search the floor")
    await table.engine.undo(game)
    table.narrator = lambda _: "Quiet."
    await table.say(game, "I nod")
    sent = table.asked(Role.NARRATOR)[-1].messages
    assert not any("zebra" in message.content for message in sent)


async def test_redo_plays_the_same_words_with_new_dice(database: Database) -> None:
    table = hurting(database)
    game = await table.start()
    first = await table.say(game, "I search the floor")
    second = await table.engine.redo(game, table.face)
    assert [entry.input.text for entry in second.inputs] == ["I search the floor"]
    assert (second.number, second.attempt) == (first.number + 1, 2)
    assert first.outcome is not None
    assert second.outcome is not None
    assert first.outcome.checks[0].roll.dice != second.outcome.checks[0].roll.dice
    assert len(await told(table, game)) == 2
    third = await table.engine.redo(game, table.face)
    assert third.attempt == 3
    assert [entry.input.text for entry in third.inputs] == ["I search the floor"]
    assert len(table.asked(Role.ADJUDICATOR)) == 1, "the odds stay as they were ruled"


async def test_after_two_undos_the_one_taken_back_last_is_played_again(database: Database) -> None:
    table = hurting(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    await table.say(game, "I search the wheel")
    await table.engine.undo(game)
    await table.engine.undo(game)
    again = await table.engine.redo(game, table.face)
    assert [entry.input.text for entry in again.inputs] == ["I search the floor"]


async def test_reword_keeps_what_happened_and_both_tellings(database: Database) -> None:
    table = hurting(database)
    game = await table.start()
    turn = await table.say(game, "I search the floor")
    wounds = await hp(table, game)
    table.narrator = lambda _: "Splinters. Blood, a little."
    again = await table.engine.reword(game, "shorter", table.face)
    assert again.narration == "Splinters. Blood, a little."
    assert again.alternatives == 2
    assert again.outcome == turn.outcome
    assert await hp(table, game) == wounds
    assert (await told(table, game))[-1] == "Splinters. Blood, a little."
    assert "shorter" in table.asked(Role.NARRATOR)[-1].messages[-1].content
    with pytest.raises(Refused):
        await table.engine.undo(game)
        await table.engine.reword(game, "", table.face)


async def test_a_branch_shares_the_past_and_parts_from_there(database: Database) -> None:
    table = hurting(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    fork_hp = await hp(table, game)
    other, branch = await table.engine.branch(game, "what if")
    assert other.branch_id == branch.id
    await table.say(other, "I search the wheel")
    assert await hp(table, other) < fork_hp
    assert await hp(table, game) == fork_hp
    back = await table.engine.switch(other, "main")
    assert back.branch_id == game.branch_id
    assert len(await told(table, back)) == 2
    assert len(await told(table, other)) == 3
    await table.engine.undo(back)
    assert len(await told(table, other)) == 3, "what the other branch remembers is its own"
    with pytest.raises(Refused, match="already"):
        await table.engine.branch(back, "what if")
    with pytest.raises(NotFound, match="nowhere"):
        await table.engine.switch(back, "nowhere")


async def test_a_branch_may_start_in_the_past(database: Database) -> None:
    table = hurting(database)
    game = await table.start()
    await table.say(game, "I search the floor")
    await table.say(game, "I search the wheel")
    other, _ = await table.engine.branch(game, "earlier", at=1)
    assert await hp(table, other) == 8
    assert len(await told(table, other)) == 1


async def test_undoing_a_question_calls_the_turn_off(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(stakes="ask")
    parked = await table.say(game, "I search the floor")
    assert parked.status == "parked"
    await table.engine.undo(game)
    assert (await table.engine.resume(game, table.face)) == ()
    again = await table.engine.redo(game, table.face)
    assert [entry.input.text for entry in again.inputs] == ["I search the floor"]
    assert again.status == "parked"
    await table.engine.undo(game)
    assert (await table.say(game, "I nod to Gregor")).status == "done"


async def test_a_closed_session_reveals_the_seed_it_had_promised(database: Database) -> None:
    table = hurting(database)
    game = await table.start()
    promised = (await table.engine.state(game)).session
    assert promised.seed is None
    turn = await table.say(game, "I search the floor")
    at_table = await table.engine.roll(game, "2d6+1", source_id="r1")
    closed = await table.engine.close_session(game)
    assert closed is not None
    assert closed.seed is not None
    assert seed_hash(closed.seed) == promised.seed_hash
    assert turn.outcome is not None
    record = turn.outcome.checks[0].roll
    dice = KeyedDice(closed.seed, turn_uid=turn.uid, attempt=1, source_ids=("line:1",))
    assert roll(record.expression, dice, purpose=record.purpose, label=record.label) == record
    table_dice = KeyedDice(closed.seed, turn_uid="table:r1", attempt=1, source_ids=("r1",))
    assert roll("2d6+1", table_dice, purpose="roll").total == at_table.total
    await table.say(game, "I search the wheel")
    assert (await table.engine.state(game)).session.number == 2


async def test_a_session_is_not_revealed_under_a_turn_that_has_yet_to_roll(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start(stakes="ask")
    await table.say(game, "I search the floor")
    assert await table.engine.close_session(game) is None

"""Ways on and ways not taken: bookmarks outlive undo and branches, and two branches are told apart."""

import pytest
from engine_table import EngineTable, check, ruling

from gm.domain.errors import NotFound, Refused
from gm.domain.table import TableSettings
from gm.play.comparing import compare_branches
from gm.play.suggesting import OFFERED, suggestions
from gm.review.verify import verify
from gm.store.database import Database
from gm.store.rolls import load_rolls


async def test_a_mark_is_found_again_and_forked_after(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    first = await table.say(game, "I look at the stones")
    marked = await table.engine.marks.add(game, " the  stones ")
    assert (marked.name, marked.number) == ("the stones", first.number)
    await table.say(game, "I go on")
    assert await table.engine.marks.turn_of(game, "THE STONES") == first.number
    await table.engine.undo(game)
    assert [each.name for each in await table.engine.marks.all(game)] == ["the stones"]
    other, _ = await table.engine.branch(game, "what if", at=first.number)
    await table.say(other, "I run")
    late = await table.engine.marks.add(other, "running")
    back = await table.engine.switch(other, "main")
    assert [(each.name, each.on_path) for each in await table.engine.marks.all(back)] == [
        ("the stones", True),
        ("running", False),
    ]
    assert late.number > first.number
    with pytest.raises(Refused, match="not on this branch"):
        await table.engine.marks.turn_of(back, "running")
    with pytest.raises(NotFound, match="moon"):
        await table.engine.marks.turn_of(back, "moon")
    await table.engine.marks.drop(back, "running")
    assert (await table.engine.table(back)).bookmarks == {"the stones": first.id}


async def test_a_mark_needs_a_name_and_a_turn(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    await table.say(game, "I look")
    for name in ("", "x" * 41):
        with pytest.raises(Refused):
            await table.engine.marks.add(game, name)
    with pytest.raises(NotFound):
        await table.engine.marks.add(game, "later", number=99)
    assert await table.engine.table(game) == TableSettings()


async def test_two_branches_are_told_apart(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    shared = await table.say(game, "I look at the stones")
    other, _ = await table.engine.branch(game, "outside")
    await table.engine.join(other, "odo")
    await table.say(other, "We wait")
    back = await table.engine.switch(other, "main")
    await table.say(back, "I sit down")
    async with database.read() as db:
        found = await compare_branches(db, back, "main", "outside")
        again = await compare_branches(db, back, "main", "main")
    assert found.shared == shared.number
    assert [said for _, said, _ in found.first.turns] == ["I sit down"]
    assert [said for _, said, _ in found.second.turns] == ["We wait"]
    assert again.differences == () and not again.first.turns
    async with database.read() as db:
        with pytest.raises(NotFound, match="nowhere"):
            await compare_branches(db, back, "main", "nowhere")


async def test_up_to_four_things_to_do_none_twice(database: Database) -> None:
    table = EngineTable(database)
    game = await table.start()
    turn = await table.say(game, "I look")
    state = await table.engine.state(game)
    found = suggestions(state, turn.narration or "", turn.number, who="ilse", most=OFFERED)
    assert 1 <= len(found) <= OFFERED and len(set(found)) == len(found)


async def test_a_what_if_has_dice_of_its_own(database: Database) -> None:
    """The same words on both branches: other draws, from keys of their own; both are verified, and neither changes the
    other."""
    table = EngineTable(database)
    table.adjudicator = lambda _: ruling(check())
    game = await table.start()
    await table.say(game, "I look at the stones")
    other, _ = await table.engine.branch(game, "what if")
    there = await table.say(other, "I search the floor", source="there")
    back = await table.engine.switch(other, "main")
    here = await table.say(back, "I search the floor", source="here")
    assert here.number == there.number and here.dice_uid != there.dice_uid
    async with database.read() as db:
        rolls = {each.turn_id: each for each in await load_rolls(db, game.id)}
    assert rolls[here.id].key != rolls[there.id].key and rolls[here.id].record.dice != rolls[there.id].record.dice
    assert (await verify(database, back)).ok and (await verify(database, other)).ok

"""Facts are rows of history: an undo of their turn hides them, a branch has them, a correction is another row."""

from dataclasses import replace

import pytest
from store_table import NOW, begin_turn, open_table, resolve, say, tell

from gm.domain.errors import Conflict
from gm.domain.facts import Fact, NewFact
from gm.store.database import Database
from gm.store.facts import load_facts, record_fact
from gm.store.forks import fork_branch
from gm.store.marks import drop_mark, load_hidden_turns, load_marks, record_mark
from gm.store.undo import undo_turn


async def standing(database: Database, branch: int) -> dict[int, Fact]:
    async with database.read() as db:
        facts = await load_facts(db, branch, await load_marks(db, 1))
    return {fact.number: fact for fact in facts}


async def test_undo_hides_a_fact_and_what_it_replaced_comes_back_and_a_branch_has_it_still(database: Database) -> None:
    table = await open_table(database)
    game, branch = table.game.id, table.game.branch_id

    async def play(words: str) -> tuple[int, int]:
        turn = await begin_turn(table, await say(table, words))
        seq = await resolve(table, turn)
        await tell(table, turn, words)
        return turn.id, seq

    async def write(fact: NewFact, *, turn: int | None = None, replaces: Fact | None = None, on: int = branch) -> int:
        async with database.begin() as db:
            number = await record_fact(db, game, on, fact, turn_id=turn, replaces=replaces, now=NOW)
            await db.commit()
        return number

    first, _ = await play("I ask")
    old = NewFact("three crowns", "Onley", "owes Ada", writer="scribe", importance=3, valid_from=1085)
    assert await write(old, turn=first) == 1
    assert await write(NewFact("the cellar floods at night", author="local")) == 2
    second, seq = await play("I pay")
    number = await write(replace(old, object="nothing"), turn=second, replaces=(await standing(database, branch))[1])
    now = await standing(database, branch)
    assert number == 1 and now[1].text == "Onley owes Ada nothing"
    assert (now[1].revision, now[1].turn_number is not None, now[1].valid_from) == (1, True, 1085)
    async with database.begin() as db:
        other = await fork_branch(
            db, game_id=game, from_branch_id=branch, seq=seq, name="if", author=None, uid="f" * 32, now=NOW
        )
        early = await fork_branch(
            db, game_id=game, from_branch_id=branch, seq=seq - 1, name="early", author=None, uid="e" * 32, now=NOW
        )
        await undo_turn(db, table.lease, branch_id=branch, turn_id=second, now=NOW)
        await db.commit()
    assert (await standing(database, branch))[1].text == "Onley owes Ada three crowns"
    assert (await standing(database, other.id))[1].text == "Onley owes Ada nothing"
    assert (await standing(database, early.id))[1].text == "Onley owes Ada three crowns"
    with pytest.raises(Conflict):
        await write(replace(old, object="nine"), replaces=now[1])
    async with database.begin() as db:
        await undo_turn(db, table.lease, branch_id=branch, turn_id=first, now=NOW)
        await db.commit()
    assert [*await standing(database, branch)] == [2] and [*await standing(database, other.id)] == [1, 2]


async def test_marks_are_the_tables_and_are_never_rewound(database: Database) -> None:
    table = await open_table(database)
    game, branch = table.game.id, table.game.branch_id
    turn = await begin_turn(table, await say(table, "I look"))
    await resolve(table, turn)
    async with database.begin() as db:
        await record_fact(db, game, branch, NewFact("cold", "The yard", "is"), turn_id=turn.id, now=NOW)
        await record_fact(db, game, branch, NewFact("warm", "The mill", "is"), now=NOW)
        for what, mark in (("fact:1", "pin"), ("fact:1", "lock"), ("fact:2", "hide"), (f"turn:{turn.id}", "hide")):
            assert await record_mark(db, game, what, mark, player="local", after=7, now=NOW)
        assert not await record_mark(db, game, "fact:1", "pin", player="bea", after=9, now=NOW)
        await undo_turn(db, table.lease, branch_id=branch, turn_id=turn.id, now=NOW)
        await db.commit()
    async with database.begin() as db:
        assert len(await load_marks(db, game)) == 4 and await load_hidden_turns(db, game) == {turn.id}
        assert await standing(database, branch) == {}
        assert await drop_mark(db, game, "fact:2", "hide") and not await drop_mark(db, game, "fact:2", "hide")
        await db.commit()
    assert (await standing(database, branch))[2].text == "The mill is warm"

"""Commits, conflicts, undo, forks and verification, by example."""

import asyncio

import pytest
from sqlalchemy import text
from store_table import NOW, START, Table, begin_turn, change, open_table, play, say

from gm.domain.effects import Change
from gm.domain.errors import Conflict, HistoryConflict, NotFound, Refused, StaleFence, StoreError
from gm.domain.play import Lease, Turn
from gm.domain.state import WorldState
from gm.store.database import Database
from gm.store.games import load_scene
from gm.store.history import (
    ancestry,
    check_chain,
    commit_changes,
    fork_branch,
    load_commits,
    load_world,
    undo_turn,
)

HP = ("character:ilse", "hp")


async def commit(
    table: Table, turn: Turn, changes: tuple[Change, ...], read_seq: int, lease: Lease | None = None
) -> int:
    async with table.database.begin() as db:
        seq = await commit_changes(
            db,
            lease or table.lease,
            branch_id=table.branch_id,
            scene_id=table.scene.id,
            turn_id=turn.id,
            kind="turn",
            changes=changes,
            read_seq=read_seq,
            now=NOW,
        )
        await db.commit()
    return seq


async def undo(table: Table, turn: Turn):
    async with table.database.begin() as db:
        record = await undo_turn(db, table.lease, branch_id=table.branch_id, turn_id=turn.id, now=NOW)
        await db.commit()
    return record


async def fork(table: Table, seq: int, name: str):
    async with table.database.begin() as db:
        made = await fork_branch(
            db,
            game_id=table.game.id,
            from_branch_id=table.branch_id,
            seq=seq,
            name=name,
            uid=f"{name:f>32}"[:32],
            now=NOW,
        )
        await db.commit()
    return made


async def test_state_is_the_fold_of_the_commits(database: Database) -> None:
    table = await open_table(database)
    await play(table, "one", (*HP, 5), ("character:ilse", "item/rope", 1))
    await play(table, "two", ("character:ilse", "item/rope", None), (*HP, 4), (*HP, 3))
    async with database.read() as db:
        tip = await load_world(db, table.branch_id)
        commits = await load_commits(db, table.branch_id)
        assert await check_chain(db, table.branch_id) == ()
    world = WorldState()
    for each in commits:
        world = world.apply(each.changes)
    assert tip.world == world and tip.seq == 3
    assert tip.world.number(*HP) == 3
    assert tip.world.get("character:ilse", "item/rope") is None
    assert tip.versions[HP] == 3 and tip.versions[("character:ilse", "item/rope")] == 3
    assert tip.versions[("flag:rain", "on")] == 1
    assert tip.world.get("flag:rain", "on") is True


async def test_a_change_to_what_has_moved_since_is_a_conflict(database: Database) -> None:
    table = await open_table(database)
    changes, seq = await change(database, table.branch_id, (*HP, 2))
    elsewhere, _ = await change(database, table.branch_id, ("world", "minutes", 1200))
    await play(table, "meanwhile", (*HP, 7))
    turn = await begin_turn(table, await say(table, "late"))
    with pytest.raises(Conflict, match="character:ilse/hp"):
        await commit(table, turn, changes, seq)
    assert await commit(table, turn, elsewhere, seq) == 3  # other paths were not touched: no conflict


async def test_a_wrong_before_is_refused(database: Database) -> None:
    table = await open_table(database)
    turn = await begin_turn(table, await say(table, "odd"))
    for before in (3, True, None, "8"):
        with pytest.raises(StoreError, match="holds 8"):
            await commit(table, turn, (Change(entity=HP[0], path=HP[1], before=before, after=1),), 1)
    with pytest.raises(StaleFence):
        stale = Lease(table.scene.id, "me", table.lease.fence - 1, NOW)
        await commit(table, turn, (Change(entity=HP[0], path=HP[1], before=8, after=1),), 1, stale)
    async with database.read() as db:
        assert len(await load_commits(db, table.branch_id)) == 1


async def test_one_and_true_are_kept_apart(database: Database) -> None:
    table = await open_table(database)
    await play(table, "x", ("flag:bell", "on", True), ("clock:flood", "filled", 1), ("place:yard", "note", "1"))
    async with database.read() as db:
        world = (await load_world(db, table.branch_id)).world
    assert world.get("flag:bell", "on") is True
    assert world.get("clock:flood", "filled") == 1 and world.get("clock:flood", "filled") is not True
    assert world.get("place:yard", "note") == "1"


async def test_of_two_commits_at_once_one_conflicts(database: Database) -> None:
    table = await open_table(database)
    turns = [await begin_turn(table, await say(table, str(number))) for number in range(2)]
    changes, seq = await change(database, table.branch_id, (*HP, 2))
    got = await asyncio.gather(*(commit(table, turn, changes, seq) for turn in turns), return_exceptions=True)
    assert sorted(type(each) for each in got if isinstance(each, Exception)) == [Conflict]
    async with database.read() as db:
        assert await check_chain(db, table.branch_id) == ()


async def test_undo_appends_the_inverse(database: Database) -> None:
    table = await open_table(database)
    turn = await play(table, "one", (*HP, 5), (*HP, 2), ("character:ilse", "item/rope", 1))
    record = await undo(table, turn)
    assert (record.kind, record.seq, record.turn_id) == ("undo", 3, turn.id)
    async with database.read() as db:
        tip = await load_world(db, table.branch_id)
        assert tip.world == WorldState().apply(START)
        assert (await load_commits(db, table.branch_id))[-1] == record
        assert await check_chain(db, table.branch_id) == ()
    with pytest.raises(Refused, match="already"):
        await undo(table, turn)


async def test_undo_names_the_paths_that_a_later_turn_changed(database: Database) -> None:
    table = await open_table(database)
    first = await play(table, "one", (*HP, 5), ("world", "minutes", 1090))
    second = await play(table, "two", (*HP, 3))
    third = await play(table, "three", ("flag:rain", "on", None))
    with pytest.raises(HistoryConflict) as failure:
        await undo(table, first)
    assert failure.value.paths == ("character:ilse/hp",)
    await undo(table, second)
    await undo(table, first)  # the later turn is undone itself: nothing in the way
    async with database.read() as db:
        world = (await load_world(db, table.branch_id)).world
        assert await check_chain(db, table.branch_id) == ()
    assert world.number(*HP) == 8 and world.get("flag:rain", "on") is None
    await undo(table, third)


async def test_undo_of_what_is_not_on_the_branch(database: Database) -> None:
    table = await open_table(database)
    turn = await play(table, "one", (*HP, 5))
    branch = await fork(table, 1, "before")
    async with database.begin() as db:
        with pytest.raises(NotFound):
            await undo_turn(db, table.lease, branch_id=branch.id, turn_id=turn.id, now=NOW)


async def test_a_fork_at_any_commit_has_the_state_of_that_moment(database: Database) -> None:
    table = await open_table(database)
    await play(table, "one", (*HP, 5))
    await play(table, "two", (*HP, 3), ("scene:main", "place", "loft"))
    early, late = await fork(table, 2, "early"), await fork(table, 3, "late")
    async with database.read() as db:
        main = await load_world(db, table.branch_id)
        assert (await load_world(db, early.id)).world.number(*HP) == 5
        assert await load_world(db, late.id) == main
        assert await ancestry(db, early.id) == ((early.id, 2), (table.branch_id, 2))
        assert await load_commits(db, early.id) == (await load_commits(db, table.branch_id))[:2]
        assert await load_commits(db, early.id, follow=False) == ()
        assert (await load_scene(db, early.id)).id != table.scene.id
        for branch in (early, late):
            assert await check_chain(db, branch.id) == ()
    with pytest.raises(Refused, match="early"):
        await fork(table, 2, "early")
    for seq in (0, 4):
        with pytest.raises(NotFound):
            await fork(table, seq, f"at {seq}")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE states SET value = '99' WHERE path = 'hp'", "character:ilse/hp stands at 99, history says 5"),
        ("UPDATE states SET version = 1 WHERE path = 'hp'", "said to be of commit 1"),
        ("UPDATE commits SET changes = replace(changes, '5', '6') WHERE seq = 2", "does not match its hash"),
        ("DELETE FROM commits WHERE seq = 1", "commit 1 is missing"),
        ("UPDATE branches SET tip_seq = 7", "ends at commit 7"),
        ("DELETE FROM states WHERE path = 'minutes'", "world/minutes stands at None"),
        ("UPDATE turns SET uid = 'forged' WHERE number = 1", "does not match its hash"),
    ],
)
async def test_verification_names_the_damage(database: Database, damage: str, said: str) -> None:
    table = await open_table(database)
    await play(table, "one", (*HP, 5))
    async with database.begin() as db:
        assert await check_chain(db, table.branch_id) == ()
        await db.run(lambda tx: tx.write(text(damage)))
        found = await check_chain(db, table.branch_id)
    assert any(said in line for line in found), found


async def test_a_branch_that_is_not_there(database: Database) -> None:
    async with database.read() as db:
        with pytest.raises(NotFound):
            await load_world(db, 999)
        assert await check_chain(db, 999) != ()

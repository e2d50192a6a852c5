"""Games, branches, scenes, sittings."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from store_table import NOW, START, open_table, play

from gm.domain.errors import NotFound, Refused
from gm.domain.state import WorldState
from gm.store.database import Database
from gm.store.games import (
    load_branches,
    load_game,
    load_game_by_id,
    load_games,
    load_scene,
    load_scenes,
    record_head,
)
from gm.store.history import fork_branch, load_commits, load_world
from gm.store.sessions import close_session, load_open_session, load_seed, load_sessions, record_session


async def test_a_new_game_has_a_branch_a_start_a_scene_and_seats(database: Database) -> None:
    table = await open_table(database)
    async with database.read() as db:
        game = await load_game(db, "friday")
        assert await load_game_by_id(db, game.id) == game
        assert (game.campaign_slug, game.campaign_version, game.created_at) == ("mill", "a" * 64, NOW)
        (branch,) = await load_branches(db, game.id)
        assert (branch.id, branch.name, branch.parent_id, branch.tip_seq) == (game.branch_id, "main", None, 1)
        (start,) = await load_commits(db, branch.id)
        assert (start.kind, start.changes, start.turn_id) == ("start", START, None)
        assert (await load_world(db, branch.id)).world == WorldState().apply(START)
        assert await load_scenes(db, branch.id) == (table.scene,)
        seats = await db.run(
            lambda tx: tx.rows(
                text(
                    "SELECT c.slug, p.name FROM seats s JOIN characters c ON c.id = s.character_id"
                    " LEFT JOIN players p ON p.id = s.player_id ORDER BY c.slug"
                )
            )
        )
    assert [tuple(seat) for seat in seats] == [("ilse", "anna"), ("tomas", None)]


async def test_a_taken_name_is_refused_and_leaves_nothing(database: Database) -> None:
    await open_table(database)
    with pytest.raises(Refused, match="friday"):
        await open_table(database)
    async with database.read() as db:
        assert len(await load_games(db)) == 1


async def test_an_unknown_game_names_close_ones(database: Database) -> None:
    await open_table(database)
    async with database.read() as db:
        with pytest.raises(NotFound) as failure:
            await load_game(db, "fridya")
        assert "'friday'" in failure.value.remedy
        with pytest.raises(NotFound) as failure:
            await load_game(db, "zzz")
        assert "gm games" in failure.value.remedy
        with pytest.raises(NotFound):
            await load_game_by_id(db, 999)
        with pytest.raises(NotFound):
            await load_scene(db, 999)


async def test_two_games_share_a_world_and_its_characters(database: Database) -> None:
    await open_table(database)
    second = await open_table(database, "saturday")
    await play(second, "I wait", ("world", "minutes", 1090))
    async with database.read() as db:
        first, other = await load_games(db)
        worlds = await db.run(lambda tx: tx.value(text("SELECT count(*) FROM worlds")))
        characters = await db.run(lambda tx: tx.value(text("SELECT count(*) FROM characters")))
    assert (worlds, characters) == (1, 2)
    assert (first.name, first.title, first.turns, first.last_played) == ("friday", "The Mill", 0, None)
    assert (other.name, other.turns, other.last_played, other.branch) == ("saturday", 1, NOW, "main")


async def test_the_head_moves_to_a_branch_of_the_game_only(database: Database) -> None:
    table = await open_table(database)
    other = await open_table(database, "saturday")
    async with database.begin() as db:
        fork = await fork_branch(
            db, game_id=table.game.id, from_branch_id=table.branch_id, seq=1, name="what if", uid="f" * 32, now=NOW
        )
        await record_head(db, table.game.id, fork.id)
        with pytest.raises(NotFound):
            await record_head(db, table.game.id, other.branch_id)
        await db.commit()
    async with database.read() as db:
        assert (await load_game(db, "friday")).branch_id == fork.id


async def test_a_seed_is_shown_only_once_its_sitting_is_closed(database: Database) -> None:
    table = await open_table(database)
    later = NOW + timedelta(hours=3)
    async with database.begin() as db:
        assert await load_open_session(db, table.game.id) == table.session
        assert table.session.seed is None
        with pytest.raises(Refused):
            await record_session(db, table.game.id, seed="x", seed_hash="y", now=later)
        assert await load_seed(db, table.session.id) == "5e" * 32
        assert all(session.seed is None for session in await load_sessions(db, table.game.id))
        closed = await close_session(db, table.session.id, later)
        assert (closed.seed, closed.closed_at) == ("5e" * 32, later)
        assert await close_session(db, table.session.id, later + timedelta(hours=1)) == closed
        assert await load_open_session(db, table.game.id) is None
        second = await record_session(db, table.game.id, seed="77" * 32, seed_hash="z", now=later)
        assert second.number == 2
        assert [each.seed for each in await load_sessions(db, table.game.id)] == ["5e" * 32, None]
        with pytest.raises(NotFound):
            await load_seed(db, 999)
        with pytest.raises(NotFound):
            await close_session(db, 999, later)
        await db.commit()

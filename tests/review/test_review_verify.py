"""Verification of a real game finds what was tampered with in the database, and nothing else."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from gm.app import open_app
from gm.domain.play import PlayerInput
from gm.play.parts import SilentFace
from gm.review.verify import Verification, verify
from gm.settings import load_settings
from gm.store.erasure import erase_player

ROLL = "game_id, session_id, turn_id, key, attempt, source_ids, record, rolled_at"
CHECKED = "WHERE kind = 'outcome' AND body LIKE '%checks%'"


async def verified(home: Path) -> Verification:
    async with open_app(load_settings(environ={"GM_HOME": str(home)}, cwd=home), models=False) as app:
        game = await app.find_game("g")
        assert game is not None
        return await verify(app.database, game)


async def play(home: Path) -> None:
    """An opening, a check that is undone, a roll at the table."""
    async with open_app(load_settings(environ={"GM_HOME": str(home)}, cwd=home), models=False) as app:
        campaign = app.load_campaign("drowned-bell")
        pc = campaign.characters[0].id
        game = await app.start_game(campaign, name="g", characters=[pc])
        await app.engine.open_story(game, SilentFace())
        entry = PlayerInput("test", "1", "p", "I search.", pc, "check", "search")
        await app.engine.take_turn(game, [entry], SilentFace())
        await app.engine.roll(game, "3d6", source_id="r")
        await app.engine.undo(game)
        await app.engine.close_session(game)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with a game of a few turns, as bytes."""
    home = tmp_path_factory.mktemp("home")
    asyncio.run(play(home))
    with sqlite3.connect(home / "gm.db") as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (home / "gm.db").read_bytes()


async def test_an_honest_game_is_as_recorded(played: bytes, tmp_path: Path) -> None:
    (tmp_path / "gm.db").write_bytes(played)
    found = await verified(tmp_path)
    assert found.differences == ()
    assert found.rolls == 2
    assert found.commits >= 3


async def test_redo_rewording_branches_and_erasure_are_no_differences(played: bytes, tmp_path: Path) -> None:
    (tmp_path / "gm.db").write_bytes(played)
    async with open_app(load_settings(environ={"GM_HOME": str(tmp_path)}, cwd=tmp_path), models=False) as app:
        game = await app.find_game("g")
        assert game is not None
        pc = app.load_campaign("drowned-bell").characters[0].id
        engine, face = app.engine, SilentFace()
        await engine.take_turn(game, [PlayerInput("test", "2", "p", "I search.", pc, "check", "search")], face)
        await engine.redo(game, face)
        await engine.reword(game, "shorter", face)
        game, _ = await engine.branch(game, "other")
        await engine.take_turn(game, [PlayerInput("test", "3", "q", "I search.", pc, "check", "search")], face)
        await engine.undo(game)
        async with app.database.begin() as db:
            assert await erase_player(db, game.id, "p") > 0
            await db.commit()
    found = await verified(tmp_path)
    assert found.differences == ()
    assert (found.rolls, found.branches) == (5, 2)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE states SET value = '99' WHERE path = 'minutes'", "minutes"),
        ("UPDATE commits SET kind = 'turn' WHERE kind = 'undo'", "hash"),
        ("DELETE FROM commits WHERE seq = 2", "commit"),
        ("UPDATE rolls SET attempt = attempt + 1", "comes out as"),
        (f"UPDATE sessions SET seed = '{'ab' * 32}'", "hash"),
        ("DELETE FROM rolls WHERE turn_id IS NOT NULL", "the ledger has no such roll"),
        (f"INSERT INTO rolls ({ROLL}) SELECT {ROLL} FROM rolls WHERE turn_id IS NOT NULL", "outcome does not know"),
        (f"INSERT INTO rolls ({ROLL}) SELECT {ROLL} FROM rolls WHERE turn_id IS NULL", "in the ledger 2 times"),
        (f"UPDATE texts SET body = json_set(body, '$.checks[0].degree', 'forged') {CHECKED}", "told as forged"),
        (f"UPDATE texts SET body = json_set(body, '$.checks[0].margin', 99) {CHECKED}", "do not add up"),
        (f"UPDATE texts SET body = json_set(body, '$.changes', json('[]')) {CHECKED}", "changes are not those"),
        (f"UPDATE texts SET body = json_set(body, '$.texts[0]', 'He wins.') {CHECKED}", "not what was ruled"),
        (f"UPDATE texts SET body = '{{}}' {CHECKED}", "outcome does not know"),
        (f"DELETE FROM texts {CHECKED}", "lost its outcome"),
        (f"UPDATE texts SET body = NULL, erased_at = '2026-01-01 00:00:00' {CHECKED}", "nobody's words"),
        ("UPDATE texts SET body = '{}' WHERE kind = 'ruling'", "ruling and outcome do not match"),
        ("UPDATE texts SET body = replace(body, 'difficulty', 'x') WHERE kind = 'ruling'", "damaged ruling"),
        ("DELETE FROM texts WHERE kind = 'ruling'", "lost its ruling"),
        ("DELETE FROM texts WHERE kind = 'narration'", "was told 1 times"),
        ("DELETE FROM undos", "not listed as undone"),
        ("UPDATE undos SET seq = seq + 1", "history says otherwise"),
        ("UPDATE turns SET status = 'running'", "is said to be running"),
        ("UPDATE turns SET stage = 'ruled', status = 'done'", "its stage is ruled"),
        ("UPDATE turns SET commit_seq = 99 WHERE number = 2", "made commit 99"),
        ("UPDATE turns SET attempt = 2 WHERE number = 2", "was drawn for"),
        ("DELETE FROM turns WHERE number = 2", "numbered on to"),
        ("UPDATE world_versions SET campaign = replace(campaign, 'bell', 'bull')", "does not have the hash"),
        ("DELETE FROM world_versions", "is missing"),
        ("DELETE FROM branches", "the branch that play goes on in"),
        ("DELETE FROM worlds", "its world is missing"),
        ("UPDATE rolls SET record = '{nonsense' WHERE turn_id IS NULL", "is damaged"),
        ("UPDATE rolls SET source_ids = '5'", "is damaged"),
        ("UPDATE commits SET changes = '[[1]]' WHERE seq = 2", "commit 2 is damaged"),
        ("UPDATE commits SET created_at = 'yesterday' WHERE seq = 2", "cannot be read"),
        ("UPDATE states SET value = '{nonsense' WHERE path = 'minutes'", "world/minutes is damaged"),
        ("UPDATE texts SET body = '{nonsense' WHERE kind = 'outcome'", "damaged outcome"),
        ("UPDATE sessions SET seed = 'not hexadecimal'", "hash"),
        ("UPDATE world_versions SET campaign = '{nonsense'", "is damaged"),
    ],
)
async def test_what_was_tampered_with_is_named(played: bytes, tmp_path: Path, statement: str, expected: str) -> None:
    (tmp_path / "gm.db").write_bytes(played)
    with sqlite3.connect(tmp_path / "gm.db") as db:
        assert db.execute(statement).rowcount > 0
    found = await verified(tmp_path)
    assert not found.ok
    assert any(expected in difference for difference in found.differences), found.differences

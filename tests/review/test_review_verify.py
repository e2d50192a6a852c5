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


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE states SET value = '99' WHERE path = 'minutes'", "minutes"),
        ("UPDATE commits SET kind = 'turn' WHERE kind = 'undo'", "hash"),
        ("DELETE FROM commits WHERE seq = 2", "commit"),
        ("UPDATE rolls SET attempt = attempt + 1", "comes out as"),
        (f"UPDATE sessions SET seed = '{'ab' * 32}'", "hash"),
    ],
)
async def test_what_was_tampered_with_is_named(played: bytes, tmp_path: Path, statement: str, expected: str) -> None:
    (tmp_path / "gm.db").write_bytes(played)
    with sqlite3.connect(tmp_path / "gm.db") as db:
        assert db.execute(statement).rowcount > 0
    found = await verified(tmp_path)
    assert not found.ok
    assert any(expected in difference for difference in found.differences), found.differences

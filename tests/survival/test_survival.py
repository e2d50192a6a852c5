"""A game whose process is killed where it waits ends exactly as one that was left in peace. By default at every third
point, so that a slow machine is done in minutes; GM_KILL_STEP=1: at every one."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

HARNESS = Path(__file__).with_name("harness.py")
ROOT = HARNESS.parents[2]
STEP = int(os.environ.get("GM_KILL_STEP", "3"))


def play(home: Path, *args: object) -> dict[str, Any]:
    command = [sys.executable, str(HARNESS), str(home), *(str(arg) for arg in args)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=3600)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def must_hold(report: dict[str, Any]) -> None:
    peace, war = report["peace"], report["war"]
    assert report["failures"] == 0
    for same in ("state", "dice", "rolls", "turns", "told"):
        assert war[same] == peace[same], same
    assert war["unfinished"] == war["untold"] == []
    assert war["open_calls"] == 0, "every call's row is closed"
    assert war["bought_twice"] == 0, "a reply that had arrived is not bought again"
    assert war["calls"] == peace["calls"] + war["lost"]
    assert report["asked_at_once"] == 1, "a kill loses at most one call for a role, and some kills lost one"
    assert peace["lost"] == 0


def test_every_await_and_fifty_moments(tmp_path: Path) -> None:
    report = play(tmp_path, 200, STEP, 50)
    assert report["boundaries"] > 100
    assert report["kills"] == -(-report["boundaries"] // STEP), "the process was killed at each of them"
    assert report["random_kills"] == 50
    assert report["peace"]["told"] > 200
    assert report["war"]["lost"] > 0, "some kills struck while a model was being asked"
    must_hold(report)


def test_on_postgresql(tmp_path: Path, postgres_urls: tuple[str, str]) -> None:
    report = play(tmp_path, 30, 7, 5, *postgres_urls)
    assert report["kills"] > 10
    must_hold(report)


@pytest.fixture
def postgres_urls(postgres_url: str) -> tuple[str, str]:
    """Two databases of one server; the second is made from the first by the harness, once a game has begun."""

    async def create(name: str) -> None:
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        await connection.close()

    asyncio.run(create("survival_peace"))
    url = make_url(postgres_url)
    peace, war = (url.set(database=f"survival_{name}") for name in ("peace", "war"))
    return peace.render_as_string(hide_password=False), war.render_as_string(hide_password=False)

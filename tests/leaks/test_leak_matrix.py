"""The leak matrix: a hundred and more secrets, every surface, every reader: nobody is shown what they may not know.

The game is played, its store closed and opened again by another process's engine; then each surface is read by each who
could stand before it. The control reads the same surfaces of a copy in which what was kept from people has been made
everybody's: there each of them must be found to leak. `pytest -s tests/leaks` prints the figures.
"""

import io
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from databases import open_copy
from leak_game import LeakTable, Played, play_all, unseal
from leak_prompts import PROMPTS
from leak_reading import Reading, Surface
from leak_surfaces import READ

from gm.store.database import Database
from gm.telemetry.counting import Counting
from gm.telemetry.logs import Logging
from gm.telemetry.metrics import Metrics
from gm.telemetry.watchers import Watchers

BARE: Final = frozenset({
    *("dice card", "posts", "/safety", "host"), *("prompt: triage", "prompt: tagger", "prompt: translation"),
})  # fmt: skip
"""Surfaces to which nothing comes that a filter keeps away as it is read (that was decided when it was shown).
Their control is that they show what all may see, as every other surface must as well."""


@dataclass
class Found:
    """What reading a surface has come to. `looks`: looks of a reader at one surface for one secret."""

    looks: int = 0
    leaks: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    """Secrets that whoever may read them was shown."""


async def read(surface: Surface, at: Reading) -> Found:
    found, secrets = Found(), at.played.secrets
    for reader in surface.readers:
        found.looks += sum(not at.may_read(each, reader) for each in secrets.all)
        async for shown in surface.look(at, reader):
            for secret in secrets.found(shown.text):
                if at.may_read(secret, reader):
                    found.own.add(secret.word)
                elif secret.word not in shown.echo:
                    found.leaks.append(f"{surface.name} shows {reader}: {secret.kind} ({secret.word})")
    return found


@asynccontextmanager
async def reading(path: Path, played: Played) -> AsyncIterator[Reading]:
    """The game in a file, opened by another process's engine, with everybody who looks on."""
    database = await Database.open(f"sqlite:///{path}")
    table, metrics, log = LeakTable(database, owner="host:2:test"), Metrics(), io.StringIO()
    object.__setattr__(table.parts, "watch", Watchers([Counting(metrics), Logging()]))
    handler, logger = logging.StreamHandler(log), logging.getLogger("gm")
    logger.addHandler(handler)
    before, _ = logger.level, logger.setLevel(logging.DEBUG)
    try:
        yield Reading(table, played, log.getvalue, lambda: metrics.text())
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        await database.close()


async def read_all(path: Path, played: Played) -> dict[str, Found]:
    async with reading(path, played) as at:
        return {each.name: await read(each, at) for each in (*READ, *PROMPTS)}


async def test_no_secret_is_shown_to_whom_it_is_not_for(
    sqlite_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await open_copy(sqlite_template, tmp_path)
    played = await play_all(database)
    await database.close()
    shutil.copyfile(tmp_path / "game.db", tmp_path / "open.db")
    found = await read_all(tmp_path / "game.db", played)
    unseal(tmp_path / "open.db", played)
    planted = await read_all(tmp_path / "open.db", played)
    with capsys.disabled():
        print(f"\n{len(played.secrets.all)} secrets, {len(found)} surfaces")
        for name, each in found.items():
            print(f"{name:24} {each.looks:5} looks {len(set(each.leaks)):3} leaks {len(each.own):3} seen by their own "
                  f"{len(set(planted[name].leaks)):3} found where they are everybody's")  # fmt: skip
        looks, leaks = (sum(len(each.leaks) if of else each.looks for each in found.values()) for of in (0, 1))
        print(f"{looks} looks, {leaks} leaks")
    assert len(played.secrets.all) >= 100
    assert [leak for each in found.values() for leak in sorted(set(each.leaks))] == []
    assert {name for name, each in planted.items() if not each.leaks} <= BARE, "the control"
    assert {name for name, each in found.items() if not each.own} == set(), "whoever may read something there does"

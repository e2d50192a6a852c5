"""Six players in every mode and each turn control, in short (`gm bench tables` plays 300 turns of each); and that what
is wrong is seen."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gm.bench.six import ToldClock
from gm.bench.tables import played_apart, steps_of
from gm.bench.tables_beats import beats_of
from gm.bench.tables_look import Found, look
from gm.bench.tables_play import play_through
from gm.bench.tables_script import WAYS, Way, script_of

ROUND = Way("game", "round")
KILLED = ("game-initiative", "copilot-round", "assist-free")


async def played(folder: Path, way: Way, turns: int, *, reopen: bool = False, clock: ToldClock | None = None) -> Found:
    """A script, played and looked at."""
    script = script_of(way, steps_of(way, turns))
    blocked, early, leaked = await play_through(folder, way, script, reopen=reopen, clock=clock)
    return await look(folder, way, script, blocked=blocked, early=early, leaked=leaked)


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
async def test_six_play_and_come_to_the_end_that_the_model_says(tmp_path: Path, way: Way) -> None:
    found = await played(
        tmp_path, way, 8 if way.control != "initiative" else 12, reopen=way.mode in ("game", "copilot")
    )
    assert found.faults() == 0, found
    assert found.answered >= 8 and found.beats >= 6


@pytest.mark.parametrize("name", KILLED)
def test_killed_over_and_over_they_come_to_the_same_end(name: str) -> None:
    way = next(each for each in WAYS if each.name == name)
    came: Any = played_apart(way, 4 if way.control != "initiative" else 6, "1", 12)
    killed = Found(**came["killed"])
    assert killed.faults() == 0, killed
    assert killed.kills >= 2
    assert killed.answered == came["through"]["answered"]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three rounds, played as they should be."""
    folder = tmp_path_factory.mktemp("table")
    assert asyncio.run(played(folder, ROUND, 3)).faults() == 0
    return folder


def _doubled(db: sqlite3.Connection) -> None:
    one, other = _beats(db)[:2]
    entry = db.execute("SELECT input_id FROM turn_inputs WHERE turn_id = ? AND position = 1", (one,)).fetchone()[0]
    db.execute("INSERT INTO turn_inputs VALUES (?, 90, ?)", (other, entry))


def _lost(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM turn_inputs WHERE turn_id = ? AND position = 1", (_beats(db)[0],))


def _twice(db: sqlite3.Connection) -> None:
    """Whoever spoke first in a round speaks for whoever came second, too."""
    first, second = (
        db.execute(
            "SELECT input_id FROM turn_inputs WHERE turn_id = ? AND position = ?", (_beats(db)[0], at)
        ).fetchone()[0]
        for at in (0, 1)
    )
    who = db.execute("SELECT character FROM inputs WHERE id = ?", (first,)).fetchone()[0]
    db.execute("UPDATE inputs SET character = ? WHERE id = ?", (who, second))


def _swapped(db: sqlite3.Connection) -> None:
    one, other = _beats(db)[:2]
    for at, turn in ((-1, one), (one, other), (other, -1)):
        db.execute("UPDATE turn_inputs SET turn_id = ? WHERE turn_id = ?", (at, turn))


def _changed(db: sqlite3.Connection) -> None:
    changed = db.execute("UPDATE states SET value = '8' WHERE entity = 'character:dee' AND path = 'hp'")
    assert changed.rowcount == 1


def _unfinished(db: sqlite3.Connection) -> None:
    db.execute("UPDATE turns SET stage = 'received', status = 'running' WHERE id = ?", (_beats(db)[-1],))


def _beats(db: sqlite3.Connection) -> list[int]:
    rounds = "SELECT turn_id FROM turn_inputs GROUP BY turn_id HAVING count(*) > 3 ORDER BY turn_id"
    return [row[0] for row in db.execute(rounds)]


@pytest.mark.parametrize(
    ("harm", "seen"),
    [
        (_doubled, "doubled"),
        (_lost, "lost"),
        (_twice, "twice"),
        (_swapped, "disorder"),
        (_swapped, "strays"),
        (_changed, "differing"),
        (_changed, "unsound"),
        (_unfinished, "waiting"),
    ],
)
async def test_what_is_wrong_is_seen(
    table: Path, tmp_path: Path, harm: Callable[[sqlite3.Connection], None], seen: str
) -> None:
    shutil.copytree(table, tmp_path / "harmed")
    with sqlite3.connect(tmp_path / "harmed" / "gm.db") as db:
        harm(db)
    db.close()
    found = await look(tmp_path / "harmed", ROUND, script_of(ROUND, 3))
    assert getattr(found, seen), found
    assert found.faults() > 0


async def test_the_one_value_that_was_changed_is_named(table: Path, tmp_path: Path) -> None:
    shutil.copytree(table, tmp_path / "harmed")
    with sqlite3.connect(tmp_path / "harmed" / "gm.db") as db:
        _changed(db)
    db.close()
    assert (await look(tmp_path / "harmed", ROUND, script_of(ROUND, 3))).differing == ["character:dee/hp: 8 for 9"]


class StuckClock(ToldClock):
    """Time passes for the players, and the engine does not see it: whoever is away is waited for without end."""

    def until(self, moment: datetime) -> None:
        """It does not pass."""


@pytest.mark.parametrize("control", ["round", "initiative"])
async def test_waiting_for_the_absent_past_a_deadline_is_seen(tmp_path: Path, control: str) -> None:
    way = next(each for each in WAYS if each.mode == "game" and each.control == control)
    clock = StuckClock()
    script = script_of(way, 6)
    blocked, *_ = await play_through(tmp_path, way, script, clock=clock)
    assert (await look(tmp_path, way, script, blocked=blocked)).blocked > 0


def test_the_model_knows_what_words_say_once_the_order_is_known() -> None:
    way = Way("game", "initiative")
    script = script_of(way, 2)
    forth = beats_of(way, script, ("ada", "bo", "cy", "dee", "eli", "flo"))
    back = beats_of(way, script, ("flo", "eli", "dee", "cy", "bo", "ada"))
    assert [beat.key for beat in forth.beats] != [beat.key for beat in back.beats]
    assert {act.who for beat in forth.beats for act in beat.acts} == {"ada", "bo", "cy", "dee", "eli", "flo"}


def test_a_spotlight_beyond_twice_of_equal_is_a_fault() -> None:
    assert Found().faults() == 0
    assert Found(spotlight=2.1).faults() == 1


async def test_what_others_are_shown_of_a_whisper_is_seen(tmp_path: Path) -> None:
    """The control: without its seal a whisper is everybody's."""
    way = Way("copilot", "free")
    found = await played(tmp_path, way, 11)
    assert found.faults() == 0 and found.whispers >= 1, found
    with sqlite3.connect(tmp_path / "gm.db") as db:
        db.execute("DELETE FROM sealed")
    db.close()
    assert (await look(tmp_path, way, script_of(way, 11))).leaked > 0

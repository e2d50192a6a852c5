"""Six players in each turn control, in short: what `gm bench tables` plays for 300 turns."""

import asyncio
from pathlib import Path
from typing import get_args

import pytest

from gm.bench.tables import killed_run
from gm.bench.tables_play import Found, play_through
from gm.bench.tables_script import Way, script_of

WAYS = get_args(Way)


def whole(found: Found) -> bool:
    """Whether nothing is wrong with it."""
    return found.faults() == 0 and found.sound


@pytest.mark.parametrize("way", WAYS)
async def test_a_table_of_six_comes_to_the_same_end_reopened_between_turns(tmp_path: Path, way: Way) -> None:
    script = script_of(way, 4 if way == "initiative" else 12)
    (tmp_path / "through").mkdir()
    (tmp_path / "reopened").mkdir()
    through = await play_through(tmp_path / "through", way, script)
    assert whole(through), through
    assert through.answered == sum(1 for step in script for said in step.said if said.fate == "answered")
    reopened = await play_through(tmp_path / "reopened", way, script, reopen=True)
    assert whole(reopened) and reopened.world == through.world


@pytest.mark.parametrize(("way", "turns", "kills"), [("free", 6, 2), ("round", 6, 2), ("initiative", 18, 1)])
def test_a_table_killed_while_words_wait_comes_to_the_same_end(
    tmp_path: Path, way: Way, turns: int, kills: int
) -> None:
    steps = script_of(way, turns // 6 if way == "initiative" else turns)
    (tmp_path / "through").mkdir()
    (tmp_path / "killed").mkdir()
    through = asyncio.run(play_through(tmp_path / "through", way, steps))
    killed = killed_run(tmp_path / "killed", way, steps, turns, "1", 3)
    assert whole(killed), killed
    assert killed.kills == kills and killed.world == through.world


def test_what_is_wrong_is_seen() -> None:
    assert Found(sound=True).faults() == 0
    for wrong in (Found(), Found(sound=True, lost=["1"]), Found(sound=True, twice=1), Found(sound=True, spotlight=2.1)):
        assert wrong.faults() == 1

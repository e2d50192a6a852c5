"""Fights whose process is killed at every other point at which it waits end as those that were left in peace: with
questions open in the middle of them, spells kept up, people dying."""

import json
import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).with_name("fight_harness.py")
SEEN = {
    "attack", "save", "cast", "condition", "concentration", "react", "move", "dying", "down", "heal", "round", "end"
}  # fmt: skip
"""What must have happened in them, or the kills struck nothing of it."""


def test_killed_at_every_other_await_inside_a_fight(tmp_path: Path) -> None:
    command = [sys.executable, str(HARNESS), str(tmp_path), "2", "80"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HARNESS.parents[2], timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)
    peace, war = report["peace"], report["war"]
    assert report["failures"] == 0
    assert report["kills"] == -(-report["boundaries"] // 2) > 50, "it was killed at each of them"
    for same in ("state", "dice", "rolls", "turns", "told", "untold"):
        assert war[same] == peace[same], same
    assert war["unfinished"] == [] and war["open_calls"] == 0
    assert war["bought_twice"] == 0, "a reply that had arrived is not bought again"
    assert war["calls"] == peace["calls"] + war["lost"] and peace["lost"] == 0
    assert report["asked_at_once"] <= 1
    seen = report["seen"]
    assert set(seen["kinds"]) >= SEEN, sorted(SEEN - set(seen["kinds"]))
    assert {"keep", "strike", "protect", "shield"} <= set(seen["answers"]), "players were asked in the middle"

"""Whatever is done in the background once turns are told outlives a killed process: nothing is missing, nothing is
there twice, and nothing is paid for twice beyond what docs/decisions/0007 allows. GM_KILL_STEP=1: at every await."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("settling_harness.py")
STEP = int(os.environ.get("GM_KILL_STEP", "37"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict:
    home = tmp_path_factory.mktemp("settling")
    command = [sys.executable, str(HARNESS), str(home), str(STEP)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HARNESS.parents[2], timeout=1800)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_what_is_left_in_peace_is_whole(report: dict) -> None:
    peace = report["peace"]
    assert {level for level, *_ in peace["spans"]} == {"scene", "session"}
    assert {source for *_, source in peace["sources"]} == {"model"}
    assert len(peace["facts"]) == 1 and peace["vectors"][0] > 20 and peace["found"]
    assert peace["scribe"] == {"ok": 2} and peace["embed"]["ok"] >= 3
    assert report["boundaries"] > 100


def test_nothing_is_missing_or_doubled_wherever_it_is_killed(report: dict) -> None:
    peace = report["peace"]
    assert len(report["rounds"]) == -(-report["boundaries"] // STEP)
    for each in report["rounds"]:
        where = f"killed at {each['at']}"
        assert each["killed"] and each["again"] == 0, where
        assert each["spans"] == peace["spans"] and not each["empty"], where
        assert each["vectors"] == peace["vectors"] and each["found"] == peace["found"], where
        lost = each["scribe"].get("lost", 0)
        written = sum(source == "model" for *_, source in each["sources"])
        assert written == len(peace["sources"]) - lost, f"{where}: what had arrived is used"
        assert each["facts"] == peace["facts"] or (lost and not each["facts"]), where


def test_nothing_is_paid_for_twice_wherever_it_is_killed(report: dict) -> None:
    peace = report["peace"]
    for each in report["rounds"]:
        where = f"killed at {each['at']}"
        assert each["twice"] == 0, f"{where}: one asking for a span"
        assert sum(each["scribe"].values()) == sum(peace["scribe"].values()), where
        assert "reserved" not in each["scribe"] | each["embed"], f"{where}: every call's row is closed"
        again = each["embed"].get("ok", 0) + each["embed"].get("lost", 0) - peace["embed"]["ok"]
        assert again <= 1, f"{where}: at most the batch of vectors that was on its way is asked for again"

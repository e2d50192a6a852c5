"""Whatever a human game master decides about what waits for them outlives a killed process: nothing reaches players
before they have spoken, nothing is told, rolled or bought again, and people find the table where they left it.
GM_KILL_STEP=1: at every await."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("copilot_harness.py")
STEP = int(os.environ.get("GM_KILL_STEP", "149"))
SAME = ("next", "world", "dice", "rolls", "turns", "waiting", "objections", "drafts", "sealed", "bought_twice")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict:
    home = tmp_path_factory.mktemp("copilot")
    command = [sys.executable, str(HARNESS), str(home), str(STEP)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=HARNESS.parents[2], timeout=3600)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_story_holds_all_that_a_game_master_does(report: dict) -> None:
    done = [deed.rpartition(" ")[0] for deed, _ in report["deeds"]]
    wanted = {"say", "approve", "reword", "edit", "overrule dc", "overrule succeeds", "undo", "whisper"}
    assert wanted | {"object", "look again", "object as master"} == set(done)
    last = report["peace"][report["deeds"][-1][0]]
    assert [turn[2] for turn in last["turns"]].count("done") == 7 and last["shown"] > 150
    assert not last["unapproved"] and not last["differences"] and not last["answered_twice"] and last["lost"] == 0
    assert last["sealed"], "what was whispered waits for whoever whispered it"
    waiting = [each for each in report["peace"].values() if each["drafts"] and each["waiting"]]
    assert len(waiting) >= 8, "a draft waits after many of the deeds"


def test_nothing_is_missing_or_doubled_wherever_it_is_killed(report: dict) -> None:
    killed = sum(each["killed"] for each in report["rounds"])
    assert killed >= 0.9 * len(report["rounds"]), "a deed may be done a moment sooner than in peace"
    assert killed > len(report["deeds"]) or STEP > 149
    for each in report["rounds"]:
        where, peace = f"{each['deed']}: killed at {each['at']}", report["peace"][each["deed"]]
        assert each["again"] == 0, where
        for same in SAME:
            assert each[same] == peace[same], (where, same)
        assert not each["differences"] and not each["answered_twice"], where


def test_nothing_reaches_players_before_it_is_approved_nor_twice(report: dict) -> None:
    for each in report["rounds"]:
        where = f"{each['deed']}: killed at {each['at']}"
        assert not each["early"] and not each["unapproved"], where
        assert not each["told_again"], where


def test_nothing_is_paid_for_twice(report: dict) -> None:
    for each in report["rounds"]:
        where, peace = f"{each['deed']}: killed at {each['at']}", report["peace"][each["deed"]]
        assert each["bought"] == peace["bought"], f"{where}: what had arrived is used"
        assert each["lost"] <= 1 and each["open_calls"] == 0, where
    assert any(each["lost"] for each in report["rounds"]) or STEP > 149, "some kills struck while a model was asked"

"""A small storm in every run of the suite; the full one is `python tests/discord/storm.py`."""

from pathlib import Path

from bot_journey import make_home
from storm import storm


# What a machine that runs other tests beside it can show; the full storm holds the bot to one second.
async def test_a_small_storm_breaks_no_promise(tmp_path: Path, sqlite_template: Path) -> None:
    home = make_home(tmp_path, sqlite_template)
    report = await storm(home, turns=24, rate=0.04, seed=7, tables=8, kills=1, ack_within=3.0, patience=10.0)
    assert report["broken"] == [], report
    assert report["findings"] == [] and report["log_errors"] == []
    assert report["inputs"] >= 24, report
    assert report["restarts"] == 1 and {"429", "500", "429_cloudflare"} <= set(report["faults"]), report["faults"]

"""`gm bench lore` measures both ways of looking, and a plain way beside them."""

import json

import pytest

from gm.bench import lore


def test_it_prints_both_profiles_and_the_plain_way(capsys: pytest.CaptureFixture[str]) -> None:
    lore.main(["--json", "--scans", "3"])
    found = json.loads(capsys.readouterr().out)
    values = {measure["name"]: measure for measure in found["measures"]}
    for profile in ("native", "st"):
        median = values[f"{profile}, 10,000 entries: a scan, median"]
        assert median["goal"] == 5 and median["ok"] == (median["value"] <= 5)
        assert values[f"{profile}, 10,000 entries: came up a scan"]["value"] > 10
    assert values["plain way, 1,000 entries: a scan"]["value"] > 0 and found["floor"]

"""`gm bench import` prints its figures, and they are met."""

import json

import pytest

from gm.bench.bring import measure
from gm.bench.report import print_report


def test_its_figures_are_met(capsys: pytest.CaptureFixture[str]) -> None:
    report = measure(quick=True)
    assert print_report(report, as_json=True) == 0, report
    said = json.loads(capsys.readouterr().out)
    figures = {each["name"]: each["value"] for each in said["measures"]}
    assert figures["files that come in"] >= 60
    assert figures["files that lose something on the way out and in again"] == 0
    assert 0 < figures["memory for a hostile file, at most"] < 200

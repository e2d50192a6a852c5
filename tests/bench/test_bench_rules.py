"""`gm bench rules` says what it measured, and why it did not measure the rest."""

import json
import sys

import pytest

from gm.bench import rules

QUICK = ["--json", "--rounds", "1", "--seconds", "0.002"]


def test_ours_and_theirs_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    rules.main(QUICK)
    found = json.loads(capsys.readouterr().out)
    measures = {measure["name"]: measure for measure in found["measures"]}
    for expression in ("1d20", "4d6kh3"):
        ours, theirs = measures[f"{expression}, ours"]["value"], measures[f"{expression}, d20"]["value"]
        ratio = measures[f"{expression}, ours against d20"]
        assert ours > 0 and theirs > 0
        assert ratio["value"] == pytest.approx(ours / theirs, abs=0.01)
        assert (ratio["goal"], ratio["relation"], ratio["ok"]) == (1.5, "at least", ratio["value"] >= 1.5)


def test_without_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "d20", None)
    rules.main(QUICK)
    found = json.loads(capsys.readouterr().out)
    assert "the d20 library is not installed" in found["notes"][0]
    assert not any("d20," in measure["name"] and "against" in measure["name"] for measure in found["measures"])
    assert any(measure["name"] == "4d6kh3, ours" for measure in found["measures"])


def test_combats_are_counted_against_their_goal(capsys: pytest.CaptureFixture[str]) -> None:
    rules.main(QUICK)
    measures = {measure["name"]: measure for measure in json.loads(capsys.readouterr().out)["measures"]}
    combats = measures["four-on-four combats"]
    assert (combats["goal"], combats["relation"], combats["ok"]) == (100, "at least", combats["value"] >= 100)
    assert 2 < measures["rounds of such a combat"]["value"] < 20

"""`gm usage --by failure`: what went wrong with models, how often, and what was done about it."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_cases import Gm

NOW = datetime.now(UTC).replace(tzinfo=None)
WENT_WRONG = [
    *[(NOW, "narrator", "a/small", "rate", "retried", "")] * 12,
    (NOW, "narrator", "a/small", "moment", "escalated", "a/best"),
    (NOW - timedelta(days=30), "adjudicator", "b/old", "form", "next", "a/small"),
]


@pytest.fixture
def played(gm: Gm, tmp_path: Path) -> Gm:
    file = tmp_path / "s.txt"
    file.write_text("I ask Orla about the moor.\n")
    assert gm("play", "tiny", "--game", "g", "--as", "ilse", "--script", str(file)).code == 0
    return gm


@pytest.fixture
def troubled(played: Gm, home: Path) -> Gm:
    with sqlite3.connect(home / "gm.db") as db:
        db.executemany(
            "INSERT INTO call_events (at, role, model, fault, done, to_model) VALUES (?, ?, ?, ?, ?, ?)",
            [(at.isoformat(" ", "microseconds"), *rest) for at, *rest in WENT_WRONG],
        )
    return played


def test_nothing_went_wrong(played: Gm) -> None:
    assert played("usage", "--by", "failure").out == "No trouble with any model.\n"
    assert played("usage", "--by", "failure", "--format", "csv").out == "model,fault,done,times\n"


def test_what_went_wrong_is_counted_the_most_frequent_first(troubled: Gm, tmp_path: Path) -> None:
    assert troubled("usage", "--by", "failure").out.splitlines() == [
        "Trouble with models:",
        "12 × a/small limited the rate; asked again",
        " 1 × a/small was passed over for a decisive moment; asked another one",
        " 1 × b/old gave no answer of the form; asked another one",
    ]
    lately = troubled("usage", "--by", "failure", "--since", "7d").out
    assert "a/small" in lately and "b/old" not in lately
    assert troubled("usage", "--by", "failure", "--game", "g").out.endswith("No trouble with any model.\n")
    found = json.loads(troubled("usage", "--by", "failure", "--json").out)
    assert found["lines"][0] == {"model": "a/small", "fault": "rate", "done": "retried", "times": 12}
    file = tmp_path / "trouble.csv"
    assert troubled("usage", "--by", "failure", "--format", "csv", "--output", file).out == ""
    assert file.read_text().splitlines()[:2] == ["model,fault,done,times", "a/small,rate,retried,12"]


@pytest.mark.parametrize("wrong", [("--format", "parquet"), ("--chart", "x.svg")])
def test_what_there_is_not_is_said(played: Gm, wrong: tuple[str, str]) -> None:
    refused = played("usage", "--by", "failure", *wrong)
    assert refused.code == 2 and refused.err.startswith("gm: ")

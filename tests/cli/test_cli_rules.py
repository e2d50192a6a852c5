"""`gm rules simulate`: how a prepared fight is likely to go."""

import json
import textwrap
from pathlib import Path

import pytest
from cli_cases import Gm

from gm.bench.combats import KIT, PARTY, PIT


@pytest.fixture
def pit(tmp_path: Path) -> str:
    kit = textwrap.indent(KIT.decode(), "  ")
    (tmp_path / "pit").mkdir()
    (tmp_path / "pit" / "campaign.yaml").write_text(PIT.decode().replace("ruleset: bench", f"ruleset:\n{kit}"))
    return str(tmp_path / "pit")


def test_it_says_how_it_went(gm: Gm, pit: str) -> None:
    done = gm("rules", "simulate", pit, "--encounter", "goblins", "-n", "60")
    assert done.code == 0, done.err
    rows = done.out.splitlines()
    assert rows[0] == "Goblins: Ada, Bo, Cy, Di, 60 fights"
    won, lost = (float(next(r for r in rows if r.split()[0] == word).split()[1]) for word in ("won", "lost"))
    assert won + lost == pytest.approx(100, abs=0.2)
    assert any(row.startswith("  Cy") and "first to fall" in row for row in rows)
    assert all(len(row) <= 80 for row in rows)


def test_the_same_seed_gives_the_same_odds_and_they_add_up(gm: Gm, pit: str) -> None:
    asked = ("rules", "simulate", pit, "-e", "Goblins", "-n", "60", "--json", "--seed")
    first, again, other = (json.loads(gm(*asked, seed).out) for seed in ("5", "5", "6"))
    assert first == again and first != other
    assert sum(first["outcomes"].values()) == pytest.approx(1)
    assert first["party"] == list(PARTY) and 0 <= sum(first["first_down"].values()) <= 1
    assert max(first["died"].values()) <= first["deadly"] <= sum(first["died"].values())
    assert first["rounds"]["p5"] <= first["rounds"]["mean"] <= first["rounds"]["p95"]


def test_fewer_fighters_lose_more(gm: Gm, pit: str) -> None:
    asked = ("rules", "simulate", pit, "-e", "goblins", "-n", "80", "--json")
    four, one = json.loads(gm(*asked).out), json.loads(gm(*asked, "--party", "bo").out)
    assert one["party"] == ["bo"] and one["outcomes"]["won"] < four["outcomes"]["won"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-e", "goblin"], 'did you mean "goblins"'),
        (["-e", "goblins", "--party", "zoe"], "There are: ada, bo, cy, di."),
        (["-e", "goblins", "-n", "0"], "Between 1 and"),
    ],
)
def test_what_cannot_be_simulated(gm: Gm, pit: str, arguments: list[str], says: str) -> None:
    done = gm("rules", "simulate", pit, *arguments)
    assert done.code != 0 and says in done.err

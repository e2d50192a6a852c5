"""`gm lore`, `/lore` and `/gm lore`: what a character has met, what only a game master sees, what a text calls up."""

import json
from pathlib import Path

import pytest
from cli_cases import TINY, Gm

LORE = """
lore_search: {recursive: true}
lore:
  moor: {title: The Moor, keys: [moor], content: The moor takes a walker every winter., sticky: 2}
  body: {title: The body, keys: [moor], audience: gm, content: The reeve lies in the black pool.}
  pool: {title: The pool, keys: [black pool], content: Nothing that falls in comes up.}
  odds: {title: Odds, keys: [/moo+r/i], probability: 0, content: Never.}
"""
SECRETS = ("The body", "the reeve lies", "The pool", "black pool")


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GM_PROFILE", "offline")


@pytest.fixture
def told(gm: Gm, tmp_path: Path) -> str:
    """What the table saw of a short game with more lore."""
    folder = tmp_path / "moor"
    folder.mkdir()
    kept = [line for line in TINY.splitlines() if "{id: moor" not in line and not line.startswith("lore:")]
    (folder / "campaign.yaml").write_text("\n".join([*kept, LORE]).replace("slug: tiny", "slug: moor"), "utf-8")
    lines = tmp_path / "lines.txt"
    lines.write_text(
        "I look at the moor\n/lore\n/lore moor\n/lore body\n/ask what of the moor?\n/why\n/gm lore\n", "utf-8"
    )
    done = gm("play", str(folder), "--as", "ilse", "--game", "g", "--script", str(lines))
    assert "Traceback" not in done.err, done.err
    return done.out + done.err


def test_a_player_sees_what_their_character_has_met(told: str) -> None:
    players, master = told.split("> /gm lore")
    assert "The moor takes a walker every winter." in players and "· The Moor" in players
    assert 'The Moor: "moor" was mentioned' in players and 'holds "body"' in players
    assert not any(secret in players for secret in SECRETS)
    assert all(secret in master for secret in ("The body (game master only)", "The pool", "stays for")), "the control"


def test_the_command_line_filters_alike(gm: Gm, told: str) -> None:
    assert told
    known = gm("lore", "list", "g", "--json").out
    assert [json.loads(line)["id"] for line in known.splitlines()] == ["moor"]
    assert not any(secret in known for secret in SECRETS)
    assert gm("lore", "show", "g", "body").code != 0 and gm("lore", "show", "g", "body", "--spoilers").code == 0
    for command in (("log", "g", "--why"), ("log", "g", "--json"), ("prompt", "g", "--line", "The moor")):
        shown = gm(*command)
        assert shown.code == 0 and not any(secret in shown.out for secret in SECRETS), command
    assert "The body (GM only)" in gm("log", "g", "--why", "--spoilers").out, "the positive control"
    assert "lore: moor (The Moor): it stays for a while" in gm("prompt", "g", "--line", "The moor").out
    whole = gm("prompt", "g", "--line", "The moor", "--role", "adjudicator", "--spoilers").out
    assert "lore kept out: odds: its probability of 0 % did not hit" in whole
    assert "The reeve lies in the black pool." in whole, "the positive control"
    rows = {row["id"]: row for row in map(json.loads, gm("lore", "list", "g", "--spoilers", "--json").out.splitlines())}
    assert rows["body"]["came"] and rows["odds"]["why"] == "its probability of 0 % did not hit"
    assert gm("lore", "off", "g", "The Moor").out.startswith("moor is switched off for this game.")
    assert gm("lore", "list", "g", "--json").out == ""
    assert gm("undo", "g").code == 0
    assert "moor" in gm("lore", "list", "g", "--json").out


def test_an_author_tries_a_text(gm: Gm) -> None:
    shown = gm("lore", "test", "drowned-bell", "I ask about the bell", "The flood took Low Street.").out
    assert 'comes up: old-tib, Old Tib: "bell" was mentioned' in shown and "always there: quittance" in shown
    assert "1 back" in shown.replace("\n", " ").replace("  ", " ")
    rows = [json.loads(row) for row in gm("lore", "test", "drowned-bell", "the bell", "--json").out.splitlines()]
    assert next(row for row in rows if row["id"] == "old-tib")["came"]
    assert gm("lore", "test", "drowned-bell", "xyzzy").out.endswith("Nothing comes up.\n")

"""`gm dice`: odds as a chart, proof of what fell; and no seed of an open sitting anywhere that people look."""

import asyncio
import json
import logging
import sqlite3
from pathlib import Path

import pytest
from cli_cases import Gm

from gm.app import open_app
from gm.cli import edge
from gm.domain.play import PlayerInput
from gm.play.parts import SilentFace
from gm.rules.dice import roll
from gm.rules.draws import KeyedDice, seed_hash
from gm.settings import load_settings


def test_odds_are_a_chart(gm: Gm) -> None:
    done = gm("dice", "odds", "4d6kh3", "--dc", "15")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0] == "4d6kh3: 3 to 18, on average 12.24, most often 13, give or take 2.8"
    assert lines[1] == "15 or more: 23.15 % (1 in 4.32)"
    assert len([line for line in lines if "%" in line]) == 17
    assert next(line for line in lines if line.lstrip().startswith("15>")).split()[1:3] == ["10.11", "%"]
    assert all(len(line) <= 80 for line in lines)


def test_degrees_of_a_ruleset(gm: Gm) -> None:
    done = gm("dice", "odds", "1d20+5", "--dc", "15", "--ruleset", "lantern-d20", "--json")
    found = json.loads(done.out)
    assert sum(degree["chance"] for degree in found["degrees"]) == pytest.approx(1)
    assert found["reached_exactly"] == "11/20"
    assert gm("dice", "odds", "1d20+5", "--dc", "15", "--ruleset", "lantern-d20").out.count(" %") > 20


@pytest.mark.parametrize("expression", ["1d20", "-1d6", "200d6", "1d100", "10d6e6", "1d6 [fire] + 2", "7", "1d20>=11"])
def test_any_odds_fit_the_terminal(gm: Gm, expression: str) -> None:
    done = gm("dice", "odds", expression)
    assert done.code == 0, done.err
    rows = done.out.splitlines()
    assert 3 <= len(rows) <= 30
    assert all(len(row) <= 80 for row in rows)


def test_what_is_left_out_is_said(gm: Gm) -> None:
    assert "at most 0.08 % of all rolls" in gm("dice", "odds", "1d6e6", "--explosions", "3").out
    assert "left out" not in gm("dice", "odds", "4d6kh3").out


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["1d20 stealth"], "position 6", 1),
        (["50d20e20kh3"], "too many possibilities", 1),
        (["2d6", "--ruleset", "lantern-d20"], "Add --dc", 2),
        (["2d6", "--ruleset", "lantrn-d20", "--dc", "9"], 'did you mean "lantern-d20"', 2),
        (["1d6", "--explosions", "-1"], "explode -1 times", 1),
    ],
)
def test_odds_that_cannot_be(gm: Gm, arguments: list[str], says: str, code: int) -> None:
    done = gm("dice", "odds", *arguments)
    assert (done.code, done.out) == (code, "")
    assert says in done.err


async def _play(home: Path, *, close: bool, again: str = "") -> str:
    """A game with a check, an undone one and a roll at the table; gives the seed of its last sitting."""
    async with open_app(load_settings(environ={"GM_HOME": str(home)}, cwd=home), models=False) as app:
        game = await app.find_game("g")
        if game is None:
            campaign = app.load_campaign("tiny")
            game = await app.start_game(campaign, name="g", characters=[campaign.characters[0].id])
            await app.engine.open_story(game, SilentFace())
        pc = "ilse"
        entry = PlayerInput("test", f"1{again}", "p", "I search the stove.", pc, "check", "search")
        await app.engine.take_turn(game, [entry], SilentFace())
        await app.engine.undo(game)
        entry = PlayerInput("test", f"2{again}", "p", "I search the stove.", pc, "check", "search")
        await app.engine.take_turn(game, [entry], SilentFace())
        await app.engine.roll(game, "3d6", source_id=f"r{again}")
        if close:
            await app.engine.close_session(game)
    with sqlite3.connect(home / "gm.db") as db:
        return str(db.execute("SELECT seed FROM sessions ORDER BY number DESC").fetchone()[0])


def test_closed_sittings_are_proved_open_ones_have_promised(gm: Gm, home: Path) -> None:
    first = asyncio.run(_play(home, close=True))
    second = asyncio.run(_play(home, close=False, again="b"))
    done = gm("dice", "verify", "g")
    assert done.code == 0, done.err
    said = " ".join(done.out.split())
    assert "Sitting 1, " in said and "2 rolls in play and 1 at the table, all drawn again" in said
    assert f"Seed {first}" in said
    assert f"still open: 2 rolls in play and 1 at the table. Promised: {seed_hash(second)}" in said
    assert "3 rolls proved. 3 rolls can be proved once the open sitting closes." in said
    found = json.loads(gm("dice", "verify", "--json").out)
    assert [session["seed"] for session in found["sessions"]] == [first, None]
    assert [session["proved"] for session in found["sessions"]] == [True, False]
    assert found["ok"] is True


def test_a_stranger_can_draw_the_rolls_again(gm: Gm, home: Path) -> None:
    """With the seed that is shown and the ledger's keys alone."""
    asyncio.run(_play(home, close=True))
    seed = json.loads(gm("dice", "verify", "--json").out)["sessions"][0]["seed"]
    with sqlite3.connect(home / "gm.db") as db:
        key, sources, record = db.execute("SELECT key, source_ids, record FROM rolls WHERE turn_id IS NULL").fetchone()
    stored = json.loads(record)
    again = roll(stored["expression"], KeyedDice(seed, turn_uid=key, attempt=1, source_ids=json.loads(sources)),
                 purpose=stored["purpose"])  # fmt: skip
    assert again.total == stored["total"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE rolls SET record = json_set(record, '$.total', 99) WHERE turn_id IS NULL", "comes out as"),
        ("UPDATE rolls SET record = json_set(record, '$.total', 99) WHERE turn_id IS NOT NULL", "comes out as"),
        (f"UPDATE sessions SET seed = '{'ab' * 32}'", "hash that was published"),
        ("UPDATE rolls SET record = '{nonsense' WHERE turn_id IS NULL", "is damaged"),
        ("UPDATE rolls SET session_id = 77 WHERE turn_id IS NULL", "belongs to no sitting"),
    ],
)
def test_what_was_bent_is_named(gm: Gm, home: Path, statement: str, says: str) -> None:
    asyncio.run(_play(home, close=True))
    with sqlite3.connect(home / "gm.db") as db:
        assert db.execute(statement).rowcount > 0
    done = gm("dice", "verify", "g")
    assert done.code == 1
    assert says in done.out.replace("\n", " ").replace("  ", " ") and "NOT as recorded" in done.out


def test_an_open_promise_that_is_broken_is_named(gm: Gm, home: Path) -> None:
    asyncio.run(_play(home, close=False))
    with sqlite3.connect(home / "gm.db") as db:
        db.execute(f"UPDATE sessions SET seed = '{'ab' * 32}'")
    done = gm("dice", "verify", "g")
    assert done.code == 1
    assert "does NOT have that hash" in done.out
    assert "ab" * 32 not in done.out


def test_a_game_without_a_sitting(gm: Gm, home: Path) -> None:
    assert gm("dice", "verify").code == 2
    assert "no game" in gm("dice", "verify").err


def _long_ago(home: Path) -> None:
    with sqlite3.connect(home / "gm.db") as db:
        for table, column in (("sessions", "opened_at"), ("turns", "created_at"), ("rolls", "rolled_at")):
            db.execute(f"UPDATE {table} SET {column} = '2026-01-01 00:00:00.000000'")


def test_coming_back_after_long_says_that_the_old_sitting_is_over(gm_process: Gm, home: Path) -> None:
    asyncio.run(_play(home, close=False))
    _long_ago(home)
    back = gm_process("play", "--game", "g", stdin="/roll 1d20\n/quit\n")
    assert back.code == 0, back.err
    said = " ".join(back.out.split())
    assert "Sitting 1 was left open and is closed now: gm dice verify g proves its dice." in said
    assert "The dice of this sitting can be checked now: gm dice verify g" in said
    found = json.loads(gm_process("dice", "verify", "g", "--json").out)
    assert [(session["rolls"]["table"], session["proved"]) for session in found["sessions"]] == [(1, True), (1, True)]


def test_tidy_closes_what_was_left(gm: Gm, home: Path) -> None:
    seed = asyncio.run(_play(home, close=False))
    assert gm("db", "tidy").out.startswith("Nothing to tidy")
    _long_ago(home)
    assert "1 sitting that was left has been closed" in gm("db", "tidy").out
    assert f"Seed {seed}" in gm("dice", "verify").out


COMMANDS = [
    "games", "games --json", "log", "log --json", "log --why", "log --why --spoilers", "log --why --spoilers --json",
    "prompt", "prompt --spoilers", "prompt --role adjudicator --spoilers", "usage", "usage --json",
    "usage --by session", "branches", "dice verify", "dice verify --json", "db verify", "db verify --json",
    "db current", "db upgrade", "config show", "doctor", "undo", "redo", "reword g shorter", "branch g other",
]  # fmt: skip


def test_the_seed_of_an_open_sitting_is_nowhere(
    gm: Gm, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a command's output, a log, an error, a script's JSON, a file beside the database, or another table."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("GM_LOG_LEVEL", "debug")
    seed = asyncio.run(_play(home, close=False))
    shown: dict[str, str] = {}
    for arguments in COMMANDS:
        done = gm(*arguments.split())
        assert done.code != edge.EXIT_BUG, done.err
        shown[arguments] = done.out + done.err

    script = tmp_path / "s.txt"
    script.write_text("/check search I search the stove.\n/roll 2d6\n/sheet\n/log 9\n/why\n/usage\n/recap\n")
    done = gm("play", "--game", "g", "--script", str(script), "--json")
    assert done.code == 0, done.err
    shown["script"] = done.out + done.err
    with sqlite3.connect(home / "gm.db") as db:
        closed = [row[0] for row in db.execute("SELECT seed FROM sessions WHERE closed_at IS NOT NULL")]
        assert seed not in closed, "else nothing was proved: the sitting must still be open"

    def broken(*_: object) -> int:
        raise ZeroDivisionError("a bug in the middle of drawing")

    monkeypatch.setattr(KeyedDice, "draw", broken)
    script.write_text("/roll 1d20\n")
    done = gm("play", "--game", "g", "--script", str(script), "--json", "--again")
    assert done.code == edge.EXIT_BUG
    shown["bug"] = done.out + done.err + Path(done.err.split("Details are in ")[1].strip()).read_text()
    assert "KeyedDice" in shown["bug"] or "in broken" in shown["bug"], "the log tells where"
    shown["logging"] = caplog.text
    for path in home.rglob("*"):
        if path.is_file() and not path.name.startswith("gm.db"):
            shown[str(path)] = path.read_bytes().decode("utf-8", "replace")
    with sqlite3.connect(home / "gm.db") as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = db.execute(f'SELECT * FROM "{table}"').fetchall()
            if table == "sessions":
                assert any(seed in row for row in rows), "the seed is planted"
                continue
            shown[f"table {table}"] = repr(rows)
    raw = bytes.fromhex(seed)
    leaks = [where for where, text in shown.items() if seed in text or seed[:16] in text or repr(raw)[2:-1] in text]
    assert leaks == []

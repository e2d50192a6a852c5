"""`gm player`: a host takes out or erases what is stored about one person."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from cli_cases import Gm

SCRIPT = "I look for the zqxjlamp under the table\nI wait\n"


@pytest.fixture
def played(gm: Gm, tmp_path: Path) -> Gm:
    """A game of two lines."""
    script = tmp_path / "script.txt"
    script.write_text(SCRIPT, encoding="utf-8")
    done = gm("play", "tiny", "--as", "ilse", "--game", "one", "--script", str(script))
    assert done.code == 0, done.err
    return gm


def player_of(home: Path) -> str:
    with sqlite3.connect(home / "gm.db") as db:
        return str(db.execute("SELECT player FROM inputs").fetchone()[0])


def test_export_and_erase(played: Gm, home: Path, tmp_path: Path) -> None:
    name, out = player_of(home), tmp_path / "data.zip"
    done = played("player", "export", name, "--out", str(out))
    assert done.code == 0 and "words 2" in " ".join(done.out.split())
    with zipfile.ZipFile(out) as archive:
        data = json.loads(archive.read("data.json"))
    assert [row["text"] for row in data["words"]] == SCRIPT.splitlines()
    done = played("player", "erase", name, "--yes")
    assert done.code == 0 and "texts" in done.out, done.err
    assert b"zqxjlamp" not in b"".join(file.read_bytes() for file in home.glob("gm.db*"))
    assert player_of(home) == "erased"
    assert played("db", "verify").code == 0

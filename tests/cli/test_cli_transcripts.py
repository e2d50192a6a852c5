"""Transcripts in the docs that are played again, word for word. `UPDATE_DOCS=1` writes them anew: read what changes."""

import itertools
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_cases import REPOSITORY, Gm

from gm import app as composition

PLAY = REPOSITORY / "docs" / "play"
SCRIPTS = {
    "branches": (
        "I look closely at the iron weight by the door",
        "I take the doorstop along",
        "We go out to High Street",
        "We go to Bank House",
        "/bookmark the reeve's parlour",
        "I ask her what she would offer for the clapper",
        "/choose sell",
        "/branch unsold at the reeve's parlour",
        "I ask the reeve about tonight's tide",
        "We leave for High Street",
        "/branch",
        "/compare main",
    ),
    "turns": (
        "/as Corin Pell",
        "/turns round 12h",
        "I ask Onley about the bell",
        "/as Hanne Vetch",
        "I look closely at the iron weight by the door",
        "/as Corin Pell",
        "I eat the pie",
        "/hold",
        "/as Hanne Vetch",
        "((is the pie safe?",
        "/ready all",
        "/turns initiative 12h",
        "I take the doorstop along",
        "/as Corin Pell",
        "I listen for the bell",
        "/turns free",
        "We go out to High Street",
    ),
    "lore": (
        "/lore",
        "/ask who is Tib?",
        "I ask Onley about Old Tib",
        "/lore",
        "/lore Old Tib",
        "/ask who cast the bell?",
        "/ask who killed the reeve?",
        "/memory add Onley says that it is the pipes",
        "/memory search the curate",
    ),
}
BLOCK = re.compile(r"```text\n(.*?)```", re.DOTALL)


class SameEntropy:
    """Ids and seeds that are the same in every run: `ids` is counted through whatever a run composes."""

    ids: Iterator[int]

    def uid(self) -> str:
        return f"{next(self.ids):032x}"

    def seed(self) -> str:
        return f"{next(self.ids):064x}"


@pytest.mark.parametrize("page", list(SCRIPTS))
def test_a_page_is_what_is_played(
    gm: Gm, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(composition, "SystemEntropy", SameEntropy)
    monkeypatch.setattr(SameEntropy, "ids", itertools.count(7), raising=False)
    shutil.copytree(REPOSITORY / "campaigns" / "drowned-bell", home / "campaigns" / "drowned-bell", dirs_exist_ok=True)
    file = tmp_path / "lines.txt"
    file.write_text("\n".join(SCRIPTS[page]) + "\n", encoding="utf-8")
    done = gm("play", "drowned-bell", "--game", "g", "--as", "hanne-vetch", "--script", str(file))
    assert done.code == 0, done.err
    told = "\n".join(line.rstrip() for line in done.out.splitlines()).strip() + "\n"
    told = told[told.index("> ") :]  # the title and the opening are the same on each page
    place = PLAY / f"{page}.md"
    text = place.read_text(encoding="utf-8")
    if os.environ.get("UPDATE_DOCS"):
        place.write_text(BLOCK.sub(lambda _: f"```text\n{told}```", text), encoding="utf-8")
        return
    (shown,) = BLOCK.findall(text)
    assert shown == told

"""Pages of ways to play, whose transcripts are played again, word for word (`UPDATE_DOCS=1` writes them anew)."""

from pathlib import Path

import pytest
from cli_cases import Gm
from cli_replay import must_say, replayed

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


@pytest.mark.parametrize("page", list(SCRIPTS))
def test_a_page_is_what_is_played(gm: Gm, home: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    must_say(page, replayed(gm, home, monkeypatch, SCRIPTS[page], "--as", "hanne-vetch", opening=False))

"""Playing the transcript of a page in the docs again. `UPDATE_DOCS=1` writes it anew: read what changes."""

import itertools
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from cli_cases import REPOSITORY, Gm

from gm import app as composition

PLAY = REPOSITORY / "docs" / "play"
_BLOCK = re.compile(r"```text\n(.*?)```", re.DOTALL)


class SameEntropy:
    """Ids and seeds that are the same in every run: `ids` is counted through whatever a run composes."""

    ids: Iterator[int]

    def uid(self) -> str:
        return f"{next(self.ids):032x}"

    def seed(self) -> str:
        return f"{next(self.ids):064x}"


def replayed(
    gm: Gm, home: Path, patch: pytest.MonkeyPatch, lines: Sequence[str], *options: str, opening: bool = True
) -> str:
    """What these lines bring in a new game of The Drowned Bell; without `opening`, from the first line on."""
    patch.setattr(composition, "SystemEntropy", SameEntropy)
    patch.setattr(SameEntropy, "ids", itertools.count(7), raising=False)
    shutil.copytree(REPOSITORY / "campaigns" / "drowned-bell", home / "campaigns" / "drowned-bell", dirs_exist_ok=True)
    file = home / "lines.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = gm("play", "drowned-bell", "--game", "g", *options, "--script", str(file))
    assert done.code == 0, done.err
    told = "\n".join(line.rstrip() for line in done.out.splitlines()).strip() + "\n"
    return told if opening else told[told.index("> ") :]


def must_say(page: str, told: str) -> None:
    """The one transcript of a page is this, word for word."""
    place = PLAY / f"{page}.md"
    text = place.read_text(encoding="utf-8")
    if os.environ.get("UPDATE_DOCS"):
        place.write_text(_BLOCK.sub(lambda _: f"```text\n{told}```", text), encoding="utf-8")
        return
    (shown,) = _BLOCK.findall(text)
    assert shown == told

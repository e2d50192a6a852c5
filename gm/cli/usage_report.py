"""What `gm usage report` does: reads the figures, draws the charts, writes the page and the pictures, and says so."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gm.cli.usage_show import span_text, usage_game
from gm.domain.errors import InputError
from gm.review.charts import png_of, svg_of
from gm.review.report import PARTS, anonymous
from gm.review.report_figures import load_figures
from gm.review.report_html import report_html, summary
from gm.review.when import read_since, read_until

if TYPE_CHECKING:
    from gm.store.database import Database

_READS = 5
"""Steps in which the figures are read."""
_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class ReportWish:
    """What was asked for at the command line."""

    output: str
    since: str | None
    until: str | None
    game: str | None
    anonymous: bool
    pictures: bool
    json: bool


class Progress:
    """A bar on stderr, where someone is watching."""

    def __init__(self, steps: int) -> None:
        self._steps, self._done = steps, 0
        self._shown = sys.stderr.isatty()

    def step(self, what: str) -> None:
        """One more step begins."""
        if self._shown:
            full = _COLUMNS * self._done // self._steps
            bar = "#" * full + "-" * (_COLUMNS - full)
            print(
                f"\r[{bar}] {100 * self._done // self._steps:3d} %  {what:<32.32}", end="", file=sys.stderr, flush=True
            )
        self._done = min(self._steps, self._done + 1)

    def end(self) -> None:
        """Leave the line to what comes after."""
        if self._shown:
            print(f"\r{' ' * (_COLUMNS + 44)}\r", end="", file=sys.stderr, flush=True)


async def write_report(database: "Database", wish: ReportWish) -> None:
    """Do it.

    Raises:
        InputError: the page cannot be written there.
        ConfigError: the libraries for charts are not installed.
    """
    page = Path(wish.output)
    if page.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"A report cannot be written to {wish.output}.", remedy="Its name ends in .html.")
    now = datetime.now(UTC)
    since = read_since(wish.since, now) if wish.since else None
    until = read_until(wish.until, now) if wish.until else None
    progress = Progress(_READS + 2 * len(PARTS) + 1)
    try:
        async with database.read() as db:
            game_id, name = await usage_game(db, wish.game)
            found = await load_figures(db, now=now, since=since, until=until, game_id=game_id, step=progress.step)
        figures = anonymous(found) if wish.anonymous else found
        parts, charts = [], {}
        for make in PARTS:
            parts.append(part := make(figures))
            progress.step(part.title)
            if part.chart is not None:
                charts[part.key] = svg_of(part.chart)
        pictures: list[str] = []
        folder = page.with_name(f"{page.stem}-charts")
        for at, part in enumerate(parts, 1):
            progress.step(f"{part.title} (picture)")
            if wish.pictures and part.key in charts:
                for dark in (False, True):
                    file = folder / f"{at:02d}-{part.key}{'-dark' if dark else ''}.png"
                    _write(file, png_of(charts[part.key], dark=dark))
                    pictures.append(str(file))
        progress.step("the page")
        _write(page, report_html(figures, parts, charts, now=now).encode())
    finally:
        progress.end()
    _say(
        wish, page, folder, pictures, f"{f'Game: {name}. ' if name else ''}{summary(figures)}{span_text(since, until)}"
    )


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


def _say(wish: ReportWish, page: Path, folder: Path, pictures: list[str], text: str) -> None:
    from gm.cli.start import print_json, stdout_screen

    if wish.json:
        print_json({"page": str(page), "pictures": pictures, "summary": text})
        return
    screen = stdout_screen()
    screen.line(text)
    screen.line(f"The report is in {page}{f', its charts as pictures in {folder}' if pictures else ''}.")

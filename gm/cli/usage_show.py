"""What `gm usage` shows: four lines, a table, how quick the table is; or a file or a chart of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gm.domain.errors import InputError
from gm.review.spend import (
    DIMENSIONS,
    SpendHead,
    head_json,
    head_rows,
    line_json,
    load_head,
    load_names,
    load_table,
    table_rows,
)
from gm.review.when import read_since, read_until
from gm.store.spend import SpendLine
from gm.store.usage_names import load_last_game

if TYPE_CHECKING:
    from gm.review.pace import Pace
    from gm.store.database import Database
    from gm.store.tx import Db

FORMS: Final = ("table", "json", "csv", "parquet")
PACE_TURNS: Final = 500
"""How quick the table is, is told of so many turns, the last ones."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for at the command line."""

    by: str
    game: str | None
    since: str | None
    until: str | None
    form: str
    output: str | None
    chart: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    game: str
    head: SpendHead
    lines: tuple[SpendLine, ...]
    names: dict[str, str]
    pace: "Pace"
    span: str


async def show_usage(database: "Database", wish: Wish) -> None:
    """Do it.

    Raises:
        InputError: something was asked for that there is not.
        ConfigError: a library that it needs is not installed.
    """
    _check(wish)
    found = await _load(database, wish, datetime.now(UTC))
    if wish.chart:
        from gm.review.chart_of import write_chart

        title = f"Usage by {wish.by}{found.span}"
        write_chart(Path(wish.chart), found.lines, wish.by, found.names, title)
    if wish.form == "table" and wish.output is None:
        _print(found, wish)
    elif wish.form == "json" and wish.output is None:
        from gm.cli.start import print_json

        print_json(_object(found, wish))
    else:
        _write(found, wish)


def _check(wish: Wish) -> None:
    if wish.by not in DIMENSIONS or wish.form not in FORMS:
        from gm.settings import did_you_mean

        dimensions = (*DIMENSIONS, "failure")
        what, given, known = ("by", wish.by, dimensions) if wish.by not in DIMENSIONS else ("as", wish.form, FORMS)
        text = f'Usage cannot be shown {what} "{given}"{did_you_mean(given, known)}.'
        raise InputError(text, remedy=f"{what.capitalize()}: {', '.join(known)}.")
    if wish.form == "parquet" and wish.output is None:
        raise InputError("A Parquet file cannot be shown.", remedy="Say where to write it: --output FILE.")
    if wish.chart and Path(wish.chart).suffix.lower() not in (".svg", ".png", ".html"):
        raise InputError(f"A chart cannot be written to {wish.chart}.", remedy="Its name ends in .svg, .png or .html.")


async def _load(database: "Database", wish: Wish, now: datetime) -> _Found:
    from gm.review.pace import pace_of
    from gm.store.paces import load_paces

    since = read_since(wish.since, now) if wish.since else None
    until = read_until(wish.until, now) if wish.until else None
    async with database.read() as db:
        game_id, name = await usage_game(db, wish.game, by=wish.by)
        head = await load_head(db, game_id, now=now)
        lines = await load_table(db, by=wish.by, game_id=game_id, since=since, until=until)
        names = await load_names(db, wish.by, lines)
        pace = pace_of(await load_paces(db, game_id=game_id, latest=PACE_TURNS))
    return _Found(name, head, lines, names, pace, span_text(since, until))


async def usage_game(db: "Db", name: str | None, by: str = "") -> tuple[int | None, str]:
    """Number and name of the game that is meant; None and '': all of them. Sessions and turns are counted within a
    game: without a name those of the one that was played last are meant."""
    if name is not None:
        from gm.store.games import load_game

        game = await load_game(db, name)
        return game.id, game.name
    if by not in ("session", "turn"):
        return None, ""
    return await load_last_game(db) or (None, "")


def span_text(since: datetime | None, until: datetime | None) -> str:
    """` from 2026-11-01 until 2026-12-01 (UTC)`; '' for all time."""
    if since is None and until is None:
        return ""
    parts = [(" from ", since), (" until ", until)]
    return "".join(f"{word}{_moment(at)}" for word, at in parts if at is not None) + " (UTC)"


def _moment(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%d}" if (at.hour, at.minute, at.second) == (0, 0, 0) else f"{at:%Y-%m-%d %H:%M}"


def _object(found: _Found, wish: Wish) -> dict[str, Any]:
    from gm.review.pace import pace_json

    return {
        **head_json(found.head),
        "by": wish.by,
        "pace": pace_json(found.pace),
        "lines": [line_json(line) for line in found.lines],
    }


def _print(found: _Found, wish: Wish) -> None:
    from gm.cli.start import stdout_screen
    from gm.review.pace import pace_rows

    screen = stdout_screen()
    if found.game:
        screen.line(f"Game: {found.game}")
    for row in head_rows(found.head):
        screen.line(row)
    if found.span:
        screen.line()
        screen.line(f"By {wish.by}{found.span}:" if found.lines else f"Nothing was asked of a model{found.span}.")
    if found.lines:
        if not found.span:
            screen.line()
        for row in table_rows(found.lines, wish.by, found.names):
            screen.line(row, keep=True)
    if found.pace.turns and not found.span:
        screen.line()
        for row in pace_rows(found.pace):
            screen.line(row, keep=True)
    if wish.chart:
        screen.line()
        screen.line(f"The chart is in {wish.chart}.")


def _write(found: _Found, wish: Wish) -> None:
    from gm.cli.start import json_line, print_raw
    from gm.review.usage_files import csv_text, file_rows, parquet_bytes

    rows = file_rows(found.lines, wish.by, found.names)
    if wish.form == "parquet":
        body = parquet_bytes(rows, wish.by)
    elif wish.form == "csv":
        text = csv_text(rows, wish.by)
        if wish.output is None:
            print_raw(text.rstrip("\n"))
            return
        body = text.encode()
    elif wish.form == "json":
        body = f"{json_line(_object(found, wish))}\n".encode()
    else:
        table = "\n".join([*head_rows(found.head), "", *table_rows(found.lines, wish.by, found.names)])
        body = f"{table}\n".encode()
    assert wish.output is not None
    Path(wish.output).write_bytes(body)

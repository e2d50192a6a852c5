"""`gm usage --by failure`: what went wrong with calls, how often, and what was done about it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gm.cli.usage_show import Wish, span_text, usage_game
from gm.domain.errors import InputError
from gm.review.trouble import failure_json, failure_rows
from gm.review.when import read_since, read_until
from gm.store.health import load_failures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gm.store.database import Database
    from gm.store.health import FailureLine

_FORMS: Final = ("table", "json", "csv")
_COLUMNS: Final = "model,fault,done,times\n"


async def show_failures(database: "Database", wish: Wish) -> None:
    """Do it.

    Raises:
        InputError: a form or a chart was asked for that there is not.
    """
    if wish.form not in _FORMS:
        raise InputError(f"Failures cannot be shown as {wish.form}.", remedy=f"As: {', '.join(_FORMS)}.")
    if wish.chart:
        raise InputError("There is no chart of failures.", remedy="Leave --chart out, or choose another --by.")
    now = datetime.now(UTC)
    since = read_since(wish.since, now) if wish.since else None
    until = read_until(wish.until, now) if wish.until else None
    async with database.read() as db:
        game_id, name = await usage_game(db, wish.game)
        lines = await load_failures(db, since=since, until=until, game_id=game_id)
    span = span_text(since, until)
    if wish.output is None and wish.form == "table":
        _print(lines, name, span)
        return
    _put(_text(lines, wish.form), wish.output)


def _print(lines: "Sequence[FailureLine]", name: str, span: str) -> None:
    from gm.cli.start import stdout_screen

    screen = stdout_screen()
    if name:
        screen.line(f"Game: {name}")
    screen.line(f"Trouble with models{span}:" if lines else f"No trouble with any model{span}.")
    for row in failure_rows(lines):
        screen.line(row, keep=True)


def _put(text: str, output: str | None) -> None:
    if output is None:
        from gm.cli.start import print_raw

        print_raw(text.rstrip("\n"))
    else:
        Path(output).write_text(text, encoding="utf-8")


def _text(lines: "Sequence[FailureLine]", form: str) -> str:
    from gm.cli.start import json_line
    from gm.review.usage_files import csv_text

    rows: list[dict[str, Any]] = [failure_json(line) for line in lines]
    if form == "json":
        return json_line({"by": "failure", "lines": rows}) + "\n"
    if form == "csv":
        return csv_text(rows, "failure") if rows else _COLUMNS
    return "".join(f"{row}\n" for row in failure_rows(lines))

"""The run of `gm import`: every file is tried, each failure is one line."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from gm.cli.import_files import Taken, Wishes, files_of, take_file, take_order

if TYPE_CHECKING:
    from gm.domain.campaign import Rating
    from gm.settings import Settings


def check_rating(rating: str | None) -> "Rating | None":
    """The rating that was asked for. Raises InputError for one that there is not."""
    from typing import get_args

    from gm.domain.campaign import Rating
    from gm.domain.errors import InputError
    from gm.settings import did_you_mean

    known = list(get_args(Rating))
    if rating is not None and rating not in known:
        raise InputError(f'There is no rating "{rating}"{did_you_mean(rating, known)}.', remedy=", ".join(known))
    return cast("Rating | None", rating)


def run_import(files: Sequence[str], wishes: Wishes, settings: "Settings", *, json: bool) -> bool:
    """Take every file in and say what became of it; False if one of several was not taken in.

    Raises:
        GmError: the only file was not taken in, or there is nothing at a path.
    """
    from gm.cli.import_report import report_rows, summary
    from gm.cli.start import print_json, stdout_screen
    from gm.domain.errors import GmError

    paths = take_order(files_of(files))
    wishes = _asked(wishes, paths) if not json else wishes
    screen, done = stdout_screen(), list[Taken]()
    for path in paths:
        try:
            taken = take_file(path, wishes, settings)
        except GmError as error:
            if len(paths) == 1:
                raise
            taken = Taken(str(path), error=str(error), remedy=error.remedy)
        done.append(taken)
        if not json:
            for row in report_rows(taken):
                screen.line(row.strip(), indent=len(row) - len(row.lstrip()))
    if json:
        print_json([each.as_json() for each in done])
    elif len(done) > 1:
        screen.line(summary(done))
    return not any(each.error for each in done)


def _asked(wishes: Wishes, paths: Sequence[object]) -> Wishes:
    """The wishes with the player's name, asked for at a terminal where a card may want it and nobody said it."""
    if wishes.as_ is not None or wishes.into or wishes.game or not sys.stdin.isatty() or not sys.stdout.isatty():
        return wishes
    if not any(str(path).lower().endswith((".png", ".json", ".charx", ".yaml", ".yml", ".jpg")) for path in paths):
        return wishes
    try:
        name = input("Who are you to them? [Enter: Traveller] > ").strip()
    except EOFError:
        return wishes
    return replace(wishes, as_=name[:60] or None)

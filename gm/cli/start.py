"""What every command begins with: settings, an open app, the game that was named."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from gm.app import App
    from gm.cli.screen import Screen
    from gm.domain.play import Game
    from gm.settings import Settings
    from gm.store.database import Database

Found = TypeVar("Found")


def settings_of(ctx: typer.Context) -> "Settings":
    """The settings, with `--config` honoured."""
    from gm.settings import load_settings

    named = ctx.find_root().obj
    return load_settings(Path(named) if named else None)


def with_app(ctx: typer.Context, work: "Callable[[App], Awaitable[Found]]", *, models: bool = False) -> Found:
    """Open the app, do the work, close it again. Without `models` nothing outside this machine's disk is touched."""
    settings = settings_of(ctx)

    async def opened() -> Found:
        from gm.app import open_app

        async with open_app(settings, models=models) as app:
            return await work(app)

    return asyncio.run(opened())


def with_database(ctx: typer.Context, work: "Callable[[Database], Awaitable[Found]]") -> Found:
    """Open the database alone, do the work, close it again: for what only reads, and should be there at once."""
    from gm.settings_where import database_address

    named = ctx.find_root().obj
    address = database_address(Path(named) if named else None) or settings_of(ctx).database_url

    async def opened() -> Found:
        from gm.resources import migrations_dir
        from gm.store.database import Database

        database = await Database.open(address, migrations=migrations_dir())
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(opened())


async def game_of(app: "App", name: str | None) -> "Game":
    """The game of that name, or the last played one.

    Raises:
        NotFound: there is no such game; close names are in the remedy.
    """
    from gm.domain.errors import NotFound
    from gm.store.games import load_game

    if name is not None:
        async with app.database.read() as db:
            return await load_game(db, name)
    game = await app.find_game(None)
    if game is None:
        raise NotFound("There is no game yet.", remedy="`gm play` starts one.")
    return game


def stdout_screen() -> "Screen":
    """The screen that commands write to."""
    from gm.cli.screen import Screen
    from gm.settings_where import terminal_environment

    return Screen(sys.stdout, environ=terminal_environment())


def print_json(value: object) -> None:
    """One JSON value on stdout, on one line."""
    print(json_line(value), flush=True)


def json_line(value: object) -> str:
    """The value as JSON that stdout can take: characters that its encoding lacks are escaped."""
    import json

    line = json.dumps(value, ensure_ascii=False, default=str)
    try:
        line.encode(_encoding())
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, default=str)
    return line


def print_raw(text: str) -> None:
    """A text on stdout as it is, but for control characters where a terminal would obey them.

    What stdout's encoding lacks becomes `?`.
    """
    from gm.cli.screen import clean

    encoding = _encoding()
    shown = clean(text) if sys.stdout.isatty() else text
    print(shown.encode(encoding, "replace").decode(encoding))


def _encoding() -> str:
    return getattr(sys.stdout, "encoding", None) or "utf-8"

"""`gm db upgrade|current|verify|tidy`: the database."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The database."""


@app.command()
def upgrade(ctx: typer.Context) -> None:
    """Bring the database up to this program's version (also done when a game is opened)."""
    import asyncio

    from gm.cli.start import settings_of, stdout_screen
    from gm.store import migrate

    url = settings_of(ctx).database_url
    asyncio.run(migrate.upgrade(url))
    stdout_screen().line(f"The database is at version {asyncio.run(migrate.current(url))}.")


@app.command()
def current(ctx: typer.Context) -> None:
    """Say which version the database has, and which one this program knows."""
    import asyncio

    from gm.cli.start import settings_of, stdout_screen
    from gm.store import migrate

    settings = settings_of(ctx)
    version = asyncio.run(migrate.current(settings.database_url))
    stdout_screen().line(
        f"{settings.masked_database_url}: version {version or 'none (empty)'}; this program knows {migrate.head()}."
    )


@app.command()
def tidy(ctx: typer.Context) -> None:
    """Close sittings that were left (`session_hours`), so that their dice can be proved; mend sums of usage."""
    from gm.cli.start import stdout_screen, with_app

    async def work(app: "App") -> tuple[int, bool]:
        return len(await app.engine.close_idle()), await _recount(app)

    closed, counted = with_app(ctx, work)
    if counted:
        stdout_screen().line("Usage has been added up anew.")
    what = "1 sitting that was left has been" if closed == 1 else f"{closed} sittings that were left have been"
    stdout_screen().line(
        f"{what} closed; `gm dice verify GAME` proves the dice."
        if closed
        else "Nothing to tidy."
        if not counted
        else "No sitting was left."
    )


async def _recount(app: "App") -> bool:
    from gm.store.usage_days import rebuild_usage, usage_differs

    async with app.database.begin() as db:
        if not await usage_differs(db):
            return False
        await rebuild_usage(db)
        await db.commit()
    return True


@app.command()
def verify(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Argument(help="Which game (default: all of them).")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Recompute state from history and dice from seeds; name any difference. Exit 1 if there is one."""
    from gm.cli.start import with_app

    async def work(app: "App") -> bool:
        return await _verify(app, game, json)

    if not with_app(ctx, work):
        raise typer.Exit(1)


async def _verify(app: "App", name: str | None, json: bool) -> bool:
    from gm.cli.start import game_of, print_json, stdout_screen
    from gm.review.verify import verify
    from gm.store.games import load_game, load_games

    async with app.database.read() as db:
        every = [await load_game(db, summary.name) for summary in await load_games(db)] if name is None else []
    games = [await game_of(app, name)] if name is not None else every
    screen, well = stdout_screen(), True
    for game in games:
        found = await verify(app.database, game)
        well = well and found.ok
        if json:
            counts = {"branches": found.branches, "commits": found.commits, "rolls": found.rolls}
            print_json({"game": found.game, "ok": found.ok, **counts, "differences": list(found.differences)})
            continue
        checked = (
            f"{found.commits} commits on {found.branches} branches, {found.rolls} rolls of {found.sessions} sittings"
        )
        screen.line(f"{found.game}: {checked}: {'all as recorded.' if found.ok else 'DIFFERENCES:'}")
        for difference in found.differences:
            screen.line(difference, indent=2)
    if not games and not json:
        screen.line("There is no game yet.")
    return await _verify_usage(app, json) and well if name is None else well


async def _verify_usage(app: "App", json: bool) -> bool:
    """Whether the days that usage is read from are the sums of their calls."""
    from gm.cli.start import print_json, stdout_screen
    from gm.store.usage_days import usage_differs

    async with app.database.read() as db:
        days = await usage_differs(db)
    if days and json:
        print_json({"usage": "differs", "days": list(days)})
    elif days:
        stdout_screen().line(f"Usage: not the sum of its calls on {', '.join(days)}. `gm db tidy` adds it up anew.")
    return not days

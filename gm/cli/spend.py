"""`gm spend show|limits|stop|go`: how limits stand; a stop to all spending, also of a bot that is running."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App

app = typer.Typer(help="Limits, and a stop to all spending.", no_args_is_help=True)
Server = Annotated[int | None, typer.Option("--server", metavar="ID", help="Only this Discord server.")]


@app.callback()
def _group() -> None:
    """Limits, and a stop to all spending."""


@app.command()
def stop(ctx: typer.Context, server: Server = None) -> None:
    """From the next call on nothing that costs is asked, by no process on this database; games go on offline."""
    from gm.cli.start import stdout_screen, with_app

    async def work(app: "App") -> bool:
        from gm.app import SystemClock
        from gm.store.money import drop_stop, record_stop

        async with app.database.begin() as db:
            known = await drop_stop(db, _scope(server))  # a server's own stop becomes the host's, which only they lift
            await record_stop(db, _scope(server), "terminal", SystemClock().now())
            await db.commit()
        return not known

    new = with_app(ctx, work)
    screen = stdout_screen()
    screen.line(f"{_whose(server)}: spending is stopped{'' if new else ' already'}. Games go on offline.")
    screen.line(f"`gm spend go{'' if server is None else f' --server {server}'}` lets it go on.")


@app.command()
def go(ctx: typer.Context, server: Server = None) -> None:
    """Let spending go on, within the caps. A server that stopped its own stays stopped."""
    from gm.cli.start import stdout_screen, with_app

    async def work(app: "App") -> bool:
        from gm.store.money import drop_stop

        async with app.database.begin() as db:
            gone = await drop_stop(db, _scope(server))
            await db.commit()
        return gone

    gone = with_app(ctx, work)
    stdout_screen().line(f"{_whose(server)}: spending {'goes on' if gone else 'was not stopped'}.")


@app.command()
def show(ctx: typer.Context) -> None:
    """What is stopped, since when and by whom."""
    from gm.cli.start import stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.store.money import EVERYTHING, load_stops

        async with app.database.read() as db:
            stops = await load_stops(db)
        screen = stdout_screen()
        if not stops:
            screen.line("Nothing is stopped.")
        for each in stops:
            whose = "everything" if each.scope == EVERYTHING else each.scope
            screen.line(f"{whose}: stopped since {each.since:%Y-%m-%d %H:%M} UTC by {each.by}")

    with_app(ctx, work)


@app.command()
def limits(ctx: typer.Context) -> None:
    """Each limit with what is spent, held and left, and when it begins anew."""
    from gm.cli.start import stdout_screen, with_app

    async def work(app: "App") -> list[str]:
        from gm.review.standings import limit_lines

        return await limit_lines(app.database, app.settings.config.limits.all_limits(), app.clock.now())

    screen = stdout_screen()
    for line in with_app(ctx, work):
        screen.line(line, keep=True)


def _scope(server: int | None) -> str:
    from gm.models.accounts import guild_account
    from gm.store.money import EVERYTHING

    return EVERYTHING if server is None else guild_account(server)


def _whose(server: int | None) -> str:
    return "Everything" if server is None else f"Server {server}"

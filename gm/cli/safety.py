"""`gm safety log`: what was kept out at which table, without who and what."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App

app = typer.Typer(help="What tables do not play: the host's log.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """What tables do not play: the host's log."""


@app.command()
def log(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Option("--game", metavar="NAME", help="Only this game.")] = None,
    json_out: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """X-cards, and what code or a checker kept out: when, at which table, what kind. Never who, never what."""
    from gm.cli.start import game_of, print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.review.safety import log_json, log_rows

        played = await game_of(app, game) if game else None
        events = await app.engine.safety.log(game=played)
        if json_out:
            print_json(log_json(events))
            return
        screen = stdout_screen()
        for row in log_rows(events, games=True):
            screen.line(row)
        if not events:
            screen.line("Nothing has been kept out at any table.")

    with_app(ctx, work)

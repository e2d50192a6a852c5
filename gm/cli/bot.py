"""`gm bot`: play on Discord."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App


def bot(
    ctx: typer.Context,
    gather: Annotated[
        float, typer.Option(min=0, max=30, metavar="SECONDS", help="Posts this close together become one turn.")
    ] = 2.0,
    drain: Annotated[
        float,
        typer.Option(min=0, max=900, metavar="SECONDS", help="When told to stop, give running turns this long."),
    ] = 30.0,
    shards: Annotated[
        str | None,
        typer.Option(metavar="IDS/COUNT", help="Play these shards only (0-3/8); needs PostgreSQL. Default: all."),
    ] = None,
    http: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Serve /healthz, /readyz and /metrics here (127.0.0.1:8080)."),
    ] = None,
) -> None:
    """Run the Discord bot (DISCORD_TOKEN in the environment or in .env)."""
    from gm.app import server_cap_line
    from gm.cli.start import with_app
    from gm.domain.errors import ConfigError

    try:
        from gm.bot.health import parse_address
        from gm.bot.run import BotOptions, run_bot
        from gm.bot.shards import parse_shards
    except ModuleNotFoundError as error:
        if error.name != "discord":
            raise
        raise ConfigError(
            "The Discord library is not installed.", remedy='Install it: pip install "gm-engine[discord]"'
        ) from error

    address = None if http is None else parse_address(http)
    options = BotOptions(gather=gather, drain=drain, shards=parse_shards(shards), http=address)

    async def serve(app: "App") -> None:
        for line in filter(None, (app.announcement, server_cap_line(app.settings))):
            typer.echo(line, err=True)
        await run_bot(app, options)

    with_app(ctx, serve, models=True)

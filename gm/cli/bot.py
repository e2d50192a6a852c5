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
) -> None:
    """Run the Discord bot (DISCORD_TOKEN in the environment or in .env)."""
    from gm.cli.start import with_app
    from gm.domain.errors import ConfigError

    try:
        from gm.bot.run import run_bot
    except ModuleNotFoundError as error:
        if error.name != "discord":
            raise
        raise ConfigError(
            "The Discord library is not installed.", remedy='Install it: pip install "gm-engine[discord]"'
        ) from error

    async def serve(app: "App") -> None:
        await run_bot(app, gather=gather)

    with_app(ctx, serve, models=True)

"""`gm usage`: what the models have cost."""

from typing import Annotated

import typer

app = typer.Typer(help="What was spent: tonight, this month, at this pace, and on what.")
_BY = (
    "category, role, model, maker, provider, campaign, game, server, player, payer, day, week, month, session, turn, "
    "tag, open or size."
)


@app.callback(invoke_without_command=True)
def usage(
    ctx: typer.Context,
    by: Annotated[str, typer.Option(help=_BY)] = "category",
    game: Annotated[str | None, typer.Option(metavar="NAME", help="Only this game.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help='From then on (UTC): 2026-11-01, 2026-11, 7d, "last month".')
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Up to then; a day or a month that is named is included.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="FORM", help="table, json, csv or parquet.")] = "table",
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="Where to write it instead of showing it.")
    ] = None,
) -> None:
    """What was spent: tonight, this month, at this pace, and on what."""
    if ctx.invoked_subcommand is not None:
        return
    from gm.cli.start import with_database
    from gm.cli.usage_show import Wish, show_usage

    wish = Wish(by, game, since, until, "json" if json else format_, output)
    with_database(ctx, lambda database: show_usage(database, wish))

"""`gm usage`: what the models have cost."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.store.database import Database

app = typer.Typer(help="What was spent: tonight, this month, at this pace, and on what.")
_BY = (
    "category, role, model, maker, provider, campaign, game, server, player, payer, day, week, month, session, turn, "
    "tag, open, size; or failure: what went wrong how often."
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
    chart: Annotated[
        str | None, typer.Option("--chart", metavar="FILE", help="Draw it, too: .svg, .png or .html.")
    ] = None,
) -> None:
    """What was spent: tonight, this month, at this pace, and on what."""
    if ctx.invoked_subcommand is not None:
        return
    from gm.cli.start import with_database
    from gm.cli.usage_show import Wish, show_usage

    wish = Wish(by, game, since, until, "json" if json else format_, output, chart)
    if by == "failure":
        from gm.cli.usage_failures import show_failures

        with_database(ctx, lambda database: show_failures(database, wish))
        return
    with_database(ctx, lambda database: show_usage(database, wish))


@app.command()
def report(
    ctx: typer.Context,
    output: Annotated[
        str, typer.Option("--output", metavar="FILE", help="The page; pictures are put beside it.")
    ] = "gm-usage.html",
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="From then on (UTC).")] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="Up to then.")] = None,
    game: Annotated[str | None, typer.Option(metavar="NAME", help="Only this game.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Players and games without their names.")] = False,
    pictures: Annotated[bool, typer.Option(help="Also write PNGs into a folder beside the page.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Say what was written as JSON.")] = False,
) -> None:
    """Write a page with charts: who or what it went to, over time. It needs no network, and can be sent to others."""
    from gm.cli.start import with_database

    async def work(database: "Database") -> None:
        from gm.cli.usage_report import ReportWish, write_report

        await write_report(database, ReportWish(output, since, until, game, anonymous, pictures, json))

    with_database(ctx, work)

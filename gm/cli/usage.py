"""`gm usage`: what the models have cost."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App


def usage(
    ctx: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            help="category, role, model, maker, provider, campaign, game, player, day, week, month, session or turn."
        ),
    ] = "category",
    game: Annotated[str | None, typer.Option(metavar="NAME", help="Only this game.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What was spent: tonight, this month, at this pace, and on what."""
    from gm.cli.start import with_app

    async def work(app: "App") -> None:
        await _usage(app, by, game, json)

    with_app(ctx, work)


async def _usage(app: "App", by: str, name: str | None, json: bool) -> None:
    from datetime import UTC, datetime

    from gm.cli.start import game_of, print_json, stdout_screen
    from gm.domain.errors import InputError
    from gm.review.pace import pace_json, pace_of, pace_rows
    from gm.review.spend import (
        DIMENSIONS,
        head_json,
        head_rows,
        line_json,
        load_head,
        load_names,
        load_table,
        table_rows,
    )
    from gm.settings import did_you_mean
    from gm.store.paces import load_paces

    if by not in DIMENSIONS:
        raise InputError(
            f'Usage cannot be shown by "{by}"{did_you_mean(by, DIMENSIONS)}.', remedy=f"By: {', '.join(DIMENSIONS)}."
        )
    game = await game_of(app, name) if name else None
    if game is None and by in ("session", "turn"):  # their numbers begin anew in each game
        game = await app.find_game(None)
    async with app.database.read() as db:
        head = await load_head(db, game, now=datetime.now(UTC))
        lines = await load_table(db, by=by, game=game)
        names = await load_names(db, game, by)
        pace = pace_of(await load_paces(db, game_id=game.id if game is not None else None))
    if json:
        print_json({**head_json(head), "by": by, "pace": pace_json(pace), "lines": [line_json(line) for line in lines]})
        return
    screen = stdout_screen()
    if game is not None:
        screen.line(f"Game: {game.name}")
    for row in head_rows(head):
        screen.line(row)
    if lines:
        screen.line()
        for row in table_rows(lines, by, names):
            screen.line(row, keep=True)
    if pace.turns:
        screen.line()
        for row in pace_rows(pace):
            screen.line(row, keep=True)

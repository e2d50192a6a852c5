"""`gm guards`: what the guards had to do about each model's narrations."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App


def guards(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Option("--game", metavar="NAME", help="Only this game.")] = None,
    json_out: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Count by model what had to be cut, mended or asked for again before anyone saw it."""
    from gm.cli.start import game_of, print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.review.guards import by_model_json, by_model_rows
        from gm.store.guards import load_guard_counts

        played = await game_of(app, game) if game else None
        async with app.database.read() as db:
            counts = await load_guard_counts(db, game_id=played.id if played else None)
        if json_out:
            print_json(by_model_json(counts))
            return
        screen = stdout_screen()
        for row in by_model_rows(counts):
            screen.line(row, indent=len(row) - len(row.lstrip(" ")))
        if not counts:
            screen.line("Nothing has been narrated yet.")

    with_app(ctx, work)

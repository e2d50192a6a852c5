"""`gm recap`: the story so far, as long as one likes, and what is still open."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App


def recap(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Argument(help="Which game (default: the last played).")] = None,
    words: Annotated[int, typer.Option(metavar="N", help="About how many words.")] = 200,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """What has happened in a game, and what is still open."""
    from gm.cli.start import game_of, print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.cli.slash_back import thread_line

        found, screen = await game_of(app, game), stdout_screen()
        back = await app.engine.back.previously(found, await app.engine.look(found), words=words)
        if json:
            rows = [{"first_turn": row.first, "last_turn": row.last, "text": row.text} for row in back.rows]
            print_json({"game": found.name, "rows": rows, "open": [thread_line(each) for each in back.threads]})
            return
        if not back.rows:
            screen.line("Nothing has happened yet.")
        for row in back.rows:
            screen.line(row.text)
            screen.blank()
        if back.threads:
            screen.line("Still open:", style="bold")
        for thread in back.threads:
            screen.line(f"· {thread_line(thread)}", indent=2)

    with_app(ctx, work, models=False)

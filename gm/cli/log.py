"""`gm log`: what was played, and why it came out so."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App


def log(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Argument(help="Which game (default: the last played).")] = None,
    turn: Annotated[int | None, typer.Option(metavar="N", help="Only this turn.")] = None,
    why: Annotated[bool, typer.Option("--why", help="How it was decided, and what it cost.")] = False,
    spoilers: Annotated[bool, typer.Option("--spoilers", help="With --why: what only the GM knows, too.")] = False,
    ratings: Annotated[bool, typer.Option("--ratings", help="What readers thought of the tellings, by model.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Read a game back."""
    from gm.cli.start import game_of, print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.cli.explaining import show_rows, show_why
        from gm.review.transcript import load_transcript, transcript_json, transcript_rows
        from gm.review.why import load_why
        from gm.review.why_json import why_json

        found, screen = await game_of(app, game), stdout_screen()
        async with app.database.read() as db:
            if ratings:
                from gm.review.ratings import load_review, ratings_json, ratings_rows

                review = await load_review(db, found)
                if json:
                    print_json(ratings_json(review))
                    return
                for row in ratings_rows(review):
                    screen.line(row, keep=True)
                return
            transcript = await load_transcript(db, found, number=turn)
            if not why:
                if json:
                    print_json(transcript_json(transcript))
                    return
                show_rows(screen, transcript_rows(transcript))
                return
            for each in transcript.turns:
                if each.status == "set_aside" and not spoilers and turn is None:
                    continue  # it has no explanation
                explained = await load_why(db, found, number=each.number, spoilers=spoilers)
                if json:
                    print_json(why_json(explained))
                    continue
                show_why(screen, explained)
                screen.line()

    with_app(ctx, work)

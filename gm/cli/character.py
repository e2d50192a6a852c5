"""`gm character carry FROM TO NAME`: a character of one's own goes from one game to another."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from gm.app import App

app = typer.Typer(help="Characters that players made.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Characters that players made."""


@app.command()
def carry(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="The game that they leave.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The game that they come to.")],
    name: Annotated[str, typer.Argument(help="Who: a character that was made with --new.")],
    takes: Annotated[str, typer.Option("--takes", help="kit: what the other game has; nothing.")] = "kit",
) -> None:
    """Carry a character to another game of the same rules, as it has become; both logs say so."""
    from gm.cli.start import game_of, stdout_screen, with_app
    from gm.domain.errors import Refused

    if takes not in ("kit", "nothing"):
        raise Refused(f'"{takes}" is nothing that can go along.', remedy="--takes kit, or --takes nothing.")
    what: Literal["kit", "nothing"] = "kit" if takes == "kit" else "nothing"

    async def work(app: "App") -> None:
        import uuid

        from gm.cli.seating import pick
        from gm.cli.sitting import PLAYER
        from gm.cli.slash_party import seen
        from gm.play.parts import SilentFace
        from gm.play.scenes import Asked

        start, end = await game_of(app, source), await game_of(app, target)
        state = await app.engine.state(start)
        who = pick(name, seen(state), start.name)
        asked = Asked("terminal", uuid.uuid4().hex, PLAYER)
        done = await app.engine.carrying.carry(start, end, who.id, asked, SilentFace(), takes=what)
        screen = stdout_screen()
        screen.line(f"{who.name} has gone from {start.name} to {end.name}. {done.memory}")
        if done.luggage.left:
            screen.line(f"Left behind: {', '.join(done.luggage.left)}.")
        screen.line(
            f"gm play --game {end.name} --as '{who.name}' goes on there; /undo in either game takes its part back."
        )

    with_app(ctx, work)

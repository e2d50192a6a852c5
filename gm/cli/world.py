"""`gm world list|offer|offers|withdraw|take GAME`: a world that several games share, each pinned to a version of it."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App

app = typer.Typer(help="A world that several games share: its versions.", no_args_is_help=True)
_Game = Annotated[str, typer.Argument(help="Which game.")]


@app.callback()
def _group() -> None:
    """A world that several games share."""


@app.command("list")
def list_(ctx: typer.Context, game: _Game) -> None:
    """The versions of a game's world, and which game is pinned to which."""
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        for each in await app.engine.worlds.versions(await game_of(app, game)):
            games = ", ".join(each.games) or "no game"
            stdout_screen().line(f"{each.version[:12]}  {each.created_at:%Y-%m-%d %H:%M}  {games}", keep=True)

    with_app(ctx, work)


@app.command()
def offer(
    ctx: typer.Context,
    game: _Game,
    title: Annotated[str, typer.Argument(help="What it is about, in a few words.")],
    text: Annotated[str, typer.Argument(help="What is true, for everybody there to know.")],
) -> None:
    """Offer what this game made true to the others, as a new version of the world."""
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        done = await app.engine.worlds.offer(await game_of(app, game), title, text)
        screen = stdout_screen()
        screen.line(f"{done.name} is pinned to version {done.campaign_version[:12]}, which says so.")
        screen.line("Others stay as they are until you take it there: gm world take GAME")

    with_app(ctx, work)


@app.command()
def offers(ctx: typer.Context, game: _Game) -> None:
    """What other games of the same world have made true, and this one does not know yet."""
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        screen = stdout_screen()
        found = await app.engine.worlds.offers(await game_of(app, game))
        for each in found:
            screen.line(f"{each.entry} ({each.game}): {each.title}. {each.text}", keep=True)
        screen.line("gm world take GAME ID takes one." if found else "Nothing is offered to this game.", style="dim")

    with_app(ctx, work)


@app.command()
def withdraw(
    ctx: typer.Context,
    game: _Game,
    entry: Annotated[str | None, typer.Argument(metavar="ID", help="Which; none: what there is.")] = None,
) -> None:
    """Let something that this game made true be true no longer, here and for whoever has not taken it."""
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.play.shared_worlds import made_in
        from gm.store.campaigns import load_campaign

        screen, found = stdout_screen(), await game_of(app, game)
        if entry is not None:
            done = await app.engine.worlds.withdraw(found, entry)
            screen.line(f"{done.name} is pinned to version {done.campaign_version[:12]} now, without it.")
            return
        async with app.database.read() as db:
            made = made_in(await load_campaign(db, found.campaign_version))
        for each in made:
            screen.line(f"{each.id}: {each.title}. {each.content}", keep=True)
        last = "gm world withdraw GAME ID withdraws one; games that took it keep it."
        screen.line(last if made else "Nothing was made true in this game.", style="dim")

    with_app(ctx, work)


@app.command()
def take(
    ctx: typer.Context,
    game: _Game,
    entry: Annotated[str | None, typer.Argument(metavar="ID", help="Only this, of what others offer.")] = None,
) -> None:
    """Pin a game to the newest version of its world; with an id, take one thing that another game made true."""
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        worlds, found = app.engine.worlds, await game_of(app, game)
        done = await (worlds.take(found) if entry is None else worlds.accept(found, entry))
        stdout_screen().line(f"{done.name} is pinned to version {done.campaign_version[:12]} now.")

    with_app(ctx, work)

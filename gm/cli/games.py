"""`gm games`: the games that there are, or the campaigns."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App


def games(
    ctx: typer.Context,
    campaigns: Annotated[bool, typer.Option("--campaigns", help="List campaigns instead.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List your games, or the campaigns that can be played."""
    from gm.cli.start import print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        screen = stdout_screen()
        if campaigns:
            listed = app.campaigns()
            if json:
                print_json([{"slug": c.slug, "title": c.title, "tagline": c.tagline, "path": c.path} for c in listed])
                return
            for campaign in listed:
                tagline = f" {campaign.tagline}" if campaign.tagline else ""
                screen.line(f"{campaign.slug}: {campaign.title}.{tagline}")
            return
        await _games(app, json)

    with_app(ctx, work)


async def _games(app: "App", json: bool) -> None:
    from gm.cli.start import print_json, stdout_screen
    from gm.store.games import load_games

    async with app.database.read() as db:
        found = await load_games(db)
    if json:
        keys = ("name", "title", "campaign", "turns", "branch", "last_played")
        print_json([{key: getattr(game, key) for key in keys} for game in found])
        return
    screen = stdout_screen()
    if not found:
        screen.line("There is no game yet. `gm play` starts one.")
    for game in found:
        when = f"{game.last_played:%Y-%m-%d %H:%M}" if game.last_played else "never played"
        branch = f", branch {game.branch}" if game.branch != "main" else ""
        screen.line(f"{game.name}: {game.title}, {game.turns} turns{branch}, {when}")

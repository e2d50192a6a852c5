"""`gm player list|export|erase`: what is stored about a person, for a host who is asked."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App

app = typer.Typer(help="What is stored about a person: take it out, or erase it.", no_args_is_help=True)

_Who = Annotated[str, typer.Argument(help="The player's id: `discord:123…`, or a name at the terminal.")]


@app.callback()
def _group() -> None:
    """What is stored about a person."""


def _user_id(player: str) -> int | None:
    face, _, number = player.partition(":")
    return int(number) if face == "discord" and number.isdecimal() else None


@app.command()
def export(
    ctx: typer.Context,
    player: _Who,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Where to write the ZIP.")] = "player.zip",
) -> None:
    """Write everything about a person into a ZIP: a README and JSON."""
    from gm.cli.start import stdout_screen, with_app

    async def work(app: "App") -> None:
        from pathlib import Path

        from gm.app import SystemClock
        from gm.review.personal_export import export_zip
        from gm.store.personal_data import load_personal

        async with app.database.read() as db:
            data = await load_personal(db, player, _user_id(player))
        Path(out).write_bytes(export_zip(data, SystemClock().now()))  # noqa: ASYNC240
        found = ", ".join(f"{name} {len(rows)}" for name, rows in data.parts.items() if rows) or "nothing"
        stdout_screen().line(f"{out}: {found}")

    with_app(ctx, work)


@app.command()
def erase(
    ctx: typer.Context,
    player: _Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person everywhere. Dice, changes and costs stay, without their name. It cannot be taken back."""
    from gm.cli.start import stdout_screen, with_app

    if not yes:
        typer.confirm(f"Erase everything of {player}? It cannot be taken back.", abort=True)

    async def work(app: "App") -> None:
        from gm.app import SystemClock
        from gm.store.erasure import erase_person

        async with app.database.begin() as db:
            done = await erase_person(db, player, SystemClock().now(), user_id=_user_id(player))
            await db.commit()
        await app.database.scrub()
        screen = stdout_screen()
        screen.line(f"{done.texts} texts, {done.cut} sentences of tellings, {done.rows} rows that named them.")
        if done.threads:
            screen.line("The bot shrinks its posts with their words when it is next started.")

    with_app(ctx, work)

"""`gm table`: draw from a table of a game's campaign, for whoever runs it."""

import uuid
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App


def table(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Which table, by id or name; without one, the tables.")] = None,
    game: Annotated[str | None, typer.Option("--game", help="Which game (default: the last played).")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Draw from a table of the campaign. Nothing of it happens; the dice are kept in the ledger."""
    from gm.cli.start import game_of, print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.rules.dice import render

        found, screen = await game_of(app, game), stdout_screen()
        if name is None:
            state = await app.engine.look(found)
            tables = state.campaign.tables if state is not None else ()
            rows = [{"id": each.id, "name": each.name, "lines": len(each.entries)} for each in tables]
            if json:
                print_json({"game": found.name, "tables": rows})
                return
            for row in rows:
                screen.line(f"{row['id']}: {row['name'] or row['lines']}")
            if not rows:
                screen.line("This game's campaign has no tables.")
            return
        drawn = await app.engine.world.draw(found, name, source_id=f"cli:{uuid.uuid4().hex}")
        dice = [render(record) for record in drawn.rolls]
        if json:
            kinds = [effect.kind for effect in drawn.effects]
            print_json({"game": found.name, "text": drawn.text, "dice": dice, "effects": kinds})
            return
        screen.line(drawn.text or "Nothing comes up now.")
        for line in dice:
            screen.line(line, indent=2)

    with_app(ctx, work, models=False)

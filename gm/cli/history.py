"""`gm undo|redo|reword|branch|branches`: a game's history from the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

from gm.cli.scene_option import SceneOption, scene_key

if TYPE_CHECKING:
    from gm.app import App
    from gm.domain.play import Game as PlayedGame

Game = Annotated[str, typer.Argument(help="Which game.")]


def undo(ctx: typer.Context, game: Game, scene: SceneOption = None) -> None:
    """Take the last turn back."""
    from gm.cli.phrases import taken_back
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        found = await game_of(app, game)
        turn = await app.engine.undo(found, leads=True, scene_key=await scene_key(app, found, scene))
        stdout_screen().line(taken_back(turn.number, turn.inputs[0].input.text if turn.inputs else ""))

    with_app(ctx, work)


def redo(ctx: typer.Context, game: Game, scene: SceneOption = None) -> None:
    """Play the last turn again: the same ruling and odds, new dice (also one that was just undone)."""
    from gm.cli.greeting import shell_word
    from gm.cli.sitting import show_question
    from gm.cli.start import game_of, with_app

    async def work(app: "App") -> None:
        found, face = await game_of(app, game), _face()
        turn = await app.engine.redo(found, face, scene_key=await scene_key(app, found, scene))
        if turn.status == "parked" and turn.parked is not None:
            show_question(face.screen, turn.parked)
            face.screen.line(f"The answer is given at the table: gm play --game {shell_word(found.name)}")

    with_app(ctx, work, models=True)


def reword(
    ctx: typer.Context,
    game: Game,
    how: Annotated[str, typer.Argument(help="In which way, e.g. shorter.")] = "",
    scene: SceneOption = None,
) -> None:
    """Tell the last turn in other words; what happened stays."""
    from gm.cli.start import game_of, with_app

    async def work(app: "App") -> None:
        found = await game_of(app, game)
        await app.engine.reword(found, how, _face(), scene_key=await scene_key(app, found, scene))

    with_app(ctx, work, models=True)


def branch(
    ctx: typer.Context,
    game: Game,
    name: Annotated[str, typer.Argument(help="A new branch, or one to go to.")],
    at: Annotated[int | None, typer.Option(metavar="N", help="Fork after this turn (default: the last).")] = None,
) -> None:
    """Fork the story, or go to another branch of it."""
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.domain.errors import Refused
        from gm.store.games import load_branches

        found = await game_of(app, game)
        async with app.database.read() as db:
            known = {each.name for each in await load_branches(db, found.id)}
        if name in known:
            if at is not None:
                raise Refused(f'There is a branch "{name}" already; --at forks a new one.')
            await app.engine.switch(found, name)
            stdout_screen().line(f'"{found.name}" goes on at branch "{name}".')
            return
        await app.engine.branch(found, name, at=at)
        where = f"after turn {at}" if at is not None else "here"
        stdout_screen().line(f'Branch "{name}" starts {where}; "{found.name}" goes on there.')

    with_app(ctx, work)


def branches(
    ctx: typer.Context,
    game: Game,
    compare: Annotated[
        tuple[str, str] | None, typer.Option("--compare", metavar="A B", help="Two of them, side by side.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Draw the tree of a game's branches, or two of them side by side."""
    from gm.cli.start import game_of, print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.review.tree import draw_tree, load_tree, tree_json

        found = await game_of(app, game)
        if compare is not None:
            await _compare(app, found, *compare, json=json)
            return
        async with app.database.read() as db:
            tree = await load_tree(db, found)
        if json:
            print_json(tree_json(tree))
            return
        for row in draw_tree(tree):
            stdout_screen().line(row, keep=True)

    with_app(ctx, work)


async def _compare(app: "App", game: "PlayedGame", first: str, second: str, *, json: bool) -> None:
    from dataclasses import asdict

    from gm.cli.comparing import comparison_rows
    from gm.cli.explaining import show_rows
    from gm.cli.start import print_json, stdout_screen
    from gm.play.comparing import compare_branches

    async with app.database.read() as db:
        found = await compare_branches(db, game, first, second)
    if json:
        print_json(asdict(found))
    else:
        show_rows(stdout_screen(), comparison_rows(found))


def _face() -> "TerminalFace":
    from gm.cli.start import stdout_screen
    from gm.cli.terminal import TerminalFace

    return TerminalFace(stdout_screen())


if TYPE_CHECKING:
    from gm.cli.terminal import TerminalFace

"""The command `gm`. Importing this is quick: each command imports what it needs when it runs."""

import gc
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from gm.cli import (
    bench,
    bot,
    character,
    config,
    db,
    dice,
    doctor,
    edge,
    exports,
    forge,
    games,
    guards,
    history,
    imports,
    init,
    lint,
    log,
    lore,
    memory,
    models,
    play,
    player,
    prep,
    prompt,
    recap,
    rules,
    safety,
    spend,
    tables,
    usage,
    world,
)

app = typer.Typer(
    name="gm",
    help="A game master that runs long roleplay campaigns over many language models.\n\nStart with: gm play",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from gm import __version__

        print(f"gm {__version__}")
        raise typer.Exit


@app.callback()
def start(
    ctx: typer.Context,
    config: Annotated[str | None, typer.Option(metavar="FILE", help="Settings file (default: gm.yaml).")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Options that stand before the command."""
    ctx.obj = config


_COMMANDS: tuple[Callable[..., Any], ...] = (
    play.play,
    games.games,
    log.log,
    guards.guards,
    recap.recap,
    prep.prep,
    prompt.prompt,
    history.undo,
    history.redo,
    history.reword,
    history.branch,
    history.branches,
    lint.lint,
    forge.forge,
    doctor.doctor,
    init.init,
    tables.table,
    bot.bot,
)
for _command in _COMMANDS:
    app.command()(_command)
app.command(context_settings=bench.PASS_ON)(bench.bench)
app.command(name="import")(imports.import_)
app.add_typer(db.app, name="db")
app.add_typer(dice.app, name="dice")
app.add_typer(lore.app, name="lore")
app.add_typer(memory.app, name="memory")
app.add_typer(exports.app, name="export")
app.add_typer(player.app, name="player")
app.add_typer(character.app, name="character")
app.add_typer(rules.app, name="rules")
app.add_typer(safety.app, name="safety")
app.add_typer(config.app, name="config")
app.add_typer(spend.app, name="spend")
app.add_typer(usage.app, name="usage")
app.add_typer(world.app, name="world")
app.add_typer(models.app, name="models")


_GARBAGE = (20_000, 20, 20)
"""When Python looks for garbage: rarely, for what a command imports is none, and looking takes a tenth of its start."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code: the edge where every failure becomes one clear line."""
    gc.set_threshold(*_GARBAGE)
    edge.open_streams()
    argv = [edge.whole_text(each) for each in (sys.argv[1:] if arguments is None else arguments)]
    return edge.guarded(lambda: app(args=argv, prog_name="gm"), argv)

"""`gm models`: what is configured, role by role; `test` asks each for real, `refresh` reads today's prices."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.models.known import Known
    from gm.models.profiles import Profile
    from gm.settings import Settings

app = typer.Typer(help="Which model plays which part, what it costs, and what becomes of the words it is sent.")
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback(invoke_without_command=True)
def models(
    ctx: typer.Context,
    json: Json = False,
    catalogue: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help="Instead: models that litellm knows, by words of their name; or all."),
    ] = None,
) -> None:
    """What is configured, role by role in order: price, window, abilities, where words may go, warnings."""
    if ctx.invoked_subcommand is not None:
        return
    from gm.cli.models_text import catalogue_lines, catalogue_values, listing_lines, listing_values
    from gm.cli.start import print_json, settings_of, stdout_screen

    if catalogue is not None:
        words = [] if catalogue.strip().casefold() == "all" else catalogue.split()
        if json:
            print_json(catalogue_values(words))
            return
        for line in catalogue_lines(words):
            stdout_screen().line(line, keep=True)
        return
    settings = settings_of(ctx)
    profile, known = configured(settings)
    if json:
        print_json(listing_values(settings, profile, known))
        return
    screen = stdout_screen()
    for text, indent in listing_lines(settings, profile, known):
        screen.line(text, indent=indent)


@app.command()
def test(
    ctx: typer.Context,
    which: Annotated[str, typer.Argument(help="A role, a model or a name of yours; without one all.")] = "",
    json: Json = False,
) -> None:
    """Ask each model for real, at most three tiny calls each: does it answer, how fast, at what cost, and can it what
    its route says. Metered as any call, under every limit. Exit 1 if one did not answer."""
    import asyncio

    from gm.cli.models_trials import run_trials, trial_lines, trial_values
    from gm.cli.start import print_json, settings_of, stdout_screen

    done = asyncio.run(run_trials(settings_of(ctx), which))
    if json:
        print_json(trial_values(done))
    else:
        screen = stdout_screen()
        for text, indent in trial_lines(done):
            screen.line(text, indent=indent, keep=not indent)
    if any(trial.error for trial in done):
        raise typer.Exit(1)


@app.command()
def refresh(
    ctx: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Keep it without asking.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON; keeps it only with --yes.")] = False,
) -> None:
    """Read today's prices, windows and what is retired from OpenRouter's public list; shows what changes first. No key
    is sent. It is kept in the data folder, and never changes a price that you wrote yourself."""
    import sys

    from gm.cli.models_refresh import change_lines, change_values, keep, read_anew
    from gm.cli.start import print_json, settings_of, stdout_screen

    settings = settings_of(ctx)
    news = read_anew(settings)
    screen = stdout_screen()
    if json:
        print_json(change_values(news, kept=yes))
    else:
        for line in change_lines(news):
            screen.line(line)
    asked = not yes and not json and sys.stdin.isatty()
    if yes or (asked and input("Keep this? [Y/n] > ").strip().casefold() in ("", "y", "yes")):
        file = keep(settings, news)
        if not json:
            screen.line(f"Kept in {file}. `gm models` shows the new prices.")
    elif not json:
        screen.line("Nothing was changed." if asked else "Nothing was changed: `gm models refresh --yes` keeps it.")


def configured(settings: "Settings") -> "tuple[Profile, Known]":
    """The routes as a game would have them, and what was last read of their models."""
    import asyncio

    from gm.app import find_profile
    from gm.models.known import load_known

    return asyncio.run(find_profile(settings)), load_known(settings.home)

"""`gm dice odds|verify`: what dice can come to, and whether those that fell were fair."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from gm.app import App
    from gm.domain.ruleset import Ruleset

app = typer.Typer(help="Dice: exact odds, and proof of what was rolled.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Dice: exact odds, and proof of what was rolled."""


@app.command(context_settings={"ignore_unknown_options": True})
def odds(
    ctx: typer.Context,
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="Dice, such as 4d6kh3 or '2d20kh1 + 5'.")],
    dc: Annotated[int | None, typer.Option("--dc", metavar="N", help="How likely is N or more?")] = None,
    ruleset: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --dc: the degrees of success of this ruleset.")
    ] = None,
    explosions: Annotated[int | None, typer.Option(metavar="N", help="Let a die explode at most N times (10).")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, with exact fractions.")] = False,
) -> None:
    """Print the exact odds of dice as a chart: worked out, not sampled."""
    from gm.cli.odds_chart import chart_rows, odds_json
    from gm.cli.start import print_json, settings_of, stdout_screen
    from gm.domain.errors import InputError
    from gm.rules.degree_odds import degree_odds
    from gm.rules.odds import odds as odds_of
    from gm.rules.odds_sets import EXPLOSIONS

    if ruleset is not None and dc is None:
        raise InputError("Degrees of success need a number to reach.", remedy="Add --dc N.")
    kit = None if ruleset is None else _ruleset(ruleset, settings_of(ctx).home)
    deep = EXPLOSIONS if explosions is None else explosions
    found = odds_of(expression, explosions=deep)
    degrees = () if kit is None or dc is None else degree_odds(kit, expression, dc, explosions=deep)
    if json:
        print_json(odds_json(found, dc, degrees))
        return
    screen = stdout_screen()
    for row in chart_rows(found, dc, degrees, width=screen.width, unicode=screen.unicode):
        screen.line(row, keep=True)


def _ruleset(name: str, home: "Path") -> "Ruleset":
    """The ruleset of that name, shipped or the host's own.

    Raises:
        NotFound: there is none.
    """
    from gm import resources
    from gm.authoring.kit_words import tongue_in
    from gm.authoring.load import load_ruleset
    from gm.domain.errors import NotFound
    from gm.settings import did_you_mean

    sources = resources.ruleset_sources(home)
    known = {file.removesuffix(".yaml"): file for file in sources if not tongue_in(file)}
    if name not in known:
        raise NotFound(
            f'There is no ruleset "{name}"{did_you_mean(name, known)}.', remedy=f"There are: {', '.join(known)}."
        )
    return load_ruleset(sources[known[name]], known[name], rulesets=sources)


@app.command()
def verify(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Argument(help="Which game (default: the last played).")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON, with the seeds of sittings that are over.")] = False,
) -> None:
    """Draw every roll again from revealed seeds; check what open sittings have committed to. Exit 1 if wrong."""
    from gm.cli.start import with_app

    async def work(app: "App") -> bool:
        return await _verify(app, game, json)

    if not with_app(ctx, work):
        raise typer.Exit(1)


async def _verify(app: "App", name: str | None, json: bool) -> bool:
    from gm.cli.start import game_of, print_json, stdout_screen
    from gm.review.dice_proof import proof_json, proof_rows, prove_dice

    proof = await prove_dice(app.database, await game_of(app, name))
    if json:
        print_json(proof_json(proof))
    else:
        screen = stdout_screen()
        for row in proof_rows(proof):
            screen.line(row)
    return proof.ok

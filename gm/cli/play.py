"""`gm play`: play a campaign at the terminal, or from a script."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import asyncio

    from gm.app import App
    from gm.cli.screen import Screen
    from gm.cli.seating import Ask, NewGame, Seat
    from gm.cli.sitting import Sitting
    from gm.settings import Settings
    from gm.telemetry.metrics import Metrics


IMPROV = "improv"
"""The campaign that `--as-improv` plays."""


def play(
    ctx: typer.Context,
    campaign: Annotated[str | None, typer.Argument(help="Its name (see `gm games --campaigns`) or folder.")] = None,
    game: Annotated[str | None, typer.Option(metavar="NAME", help="Which game; made if new.")] = None,
    as_: Annotated[str | None, typer.Option("--as", metavar="CHARACTER", help="Who you play.")] = None,
    new: Annotated[
        str | None, typer.Option("--new", metavar="'NAME, WHO'", help="A character of your own, in one sentence.")
    ] = None,
    archetype: Annotated[
        str, typer.Option("--as-archetype", metavar="NAME", help="With --new: a class or ready character to be like.")
    ] = "",
    zero: Annotated[bool, typer.Option("--zero", help="Session zero first: who runs it, tone, lines, pace.")] = False,
    mode: Annotated[
        str | None, typer.Option(metavar="HOW", help="Who runs it: 'the AI drafts, I approve' … (see `/mode`).")
    ] = None,
    as_improv: Annotated[
        str | None, typer.Option("--as-improv", metavar="PREMISE", help="A scene for two, made up as you go.")
    ] = None,
    script: Annotated[str | None, typer.Option(metavar="FILE|-", help="Play these lines, each once.")] = None,
    again: Annotated[bool, typer.Option("--again", help="With --script: play its lines anew.")] = False,
    json: Annotated[bool, typer.Option("--json", help="With --script: one JSON object a turn.")] = False,
    http: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Serve /metrics and /healthz here (127.0.0.1:8080).")
    ] = None,
) -> None:
    """Play: a new game, or the one you played last."""
    from gm.cli.start import settings_of
    from gm.domain.errors import Refused

    if script is None and (json or again):
        raise Refused("--json and --again go with --script.")
    settings = settings_of(ctx)
    if as_improv is not None and campaign is not None:
        raise Refused(
            "--as-improv brings a campaign of its own.", remedy='gm play --as-improv "a lighthouse, two keepers"'
        )
    campaign = IMPROV if as_improv is not None else campaign
    if script is not None:
        more = {"mode": mode, "premise": as_improv}
        more |= {"new": new, "archetype": archetype, "http": http}
        raise typer.Exit(play_script(settings, campaign, game, as_, script, again=again, json=json, **more))
    more = {"mode": mode, "premise": as_improv, "new": new, "archetype": archetype, "http": http}
    play_at_terminal(settings, campaign, game, as_, **more, zero=zero)


def play_at_terminal(
    settings: "Settings",
    campaign: str | None,
    game: str | None,
    character: str | None,
    *,
    mode: str | None = None,
    premise: str | None = None,
    new: str | None = None,
    archetype: str | None = None,
    http: str | None = None,
    zero: bool = False,
) -> None:
    """The prompt loop, on the main thread, with one event loop for all turns."""
    import asyncio
    import sys

    from gm.app import open_app
    from gm.cli.adults import need_adults
    from gm.cli.greeting import show_title
    from gm.cli.seating import NewGame, find_seat
    from gm.cli.slash_mode import asked_mode
    from gm.cli.slash_zero import asked_zero
    from gm.cli.table import Table, terminal_ask
    from gm.cli.watching import counted

    screen = _screen()
    with asyncio.Runner() as runner:
        opened = open_app(settings)
        app = runner.run(opened.__aenter__())
        try:
            found = runner.run(find_seat(app, campaign=campaign, game=game, character=character, comes=new is not None))
            ask = terminal_ask if sys.stdin.isatty() else None
            runner.run(need_adults(app, found, screen, ask))
            if isinstance(found, NewGame):
                show_title(screen, found.campaign)
            seat = _seated(app, runner, screen, found, new, archetype or "", ask)
            runner.run(_played_in(app, seat, mode or (asked_mode(screen, ask) if zero else None)))
            if zero:
                runner.run(app.engine.zero.agree(seat.game, **asked_zero(screen, ask)))
            if premise:
                runner.run(app.engine.voices.set_premise(seat.game, premise))
            with counted(app, _address(http)) as metrics:
                Table(_sitting(app, seat, screen, "terminal", metrics), runner, terminal_ask).play()
        finally:
            runner.run(opened.__aexit__(None, None, None))


def _seated(
    app: "App",
    runner: "asyncio.Runner",
    screen: "Screen",
    found: "Seat | NewGame",
    new: str | None,
    archetype: str,
    ask: "Ask | None",
) -> "Seat":
    """Who plays: whoever is there, was named or is chosen now, or somebody new in the player's own words."""
    from gm.cli.newcomer import asked_ties, seat_newcomer, show_newcomer
    from gm.cli.seating import Seat, choose_character, start_game

    said = new
    if said is None:
        if isinstance(found, Seat):
            return found
        chosen = found.character or choose_character(screen, found.campaign, ask)
        if not isinstance(chosen, str):
            return runner.run(start_game(app, found, chosen))
        said = chosen
    seat = runner.run(seat_newcomer(app, found, said, archetype, asked_ties(screen, ask)))
    show_newcomer(screen, seat)
    return seat


def play_script(
    settings: "Settings",
    campaign: str | None,
    game: str | None,
    character: str | None,
    script: str,
    *,
    again: bool,
    json: bool,
    mode: str | None = None,
    premise: str | None = None,
    new: str | None = None,
    archetype: str | None = None,
    http: str | None = None,
) -> int:
    """Play a script; gives the exit code: 0 when every turn was narrated."""
    import asyncio
    import sys
    import uuid

    from gm.cli.newcomer import seat_newcomer
    from gm.cli.script import read_script, script_lines
    from gm.domain.errors import Refused

    lines = script_lines(read_script(script), again=uuid.uuid4().hex[:12] if again else "")
    if not lines:
        raise Refused("The script holds no lines to play.")

    async def run() -> bool:
        from gm.app import open_app
        from gm.cli.adults import need_adults
        from gm.cli.script_run import ScriptRun
        from gm.cli.seating import NewGame, find_seat, start_game
        from gm.cli.watching import counted

        async with open_app(settings) as app:
            found = await find_seat(app, campaign=campaign, game=game, character=character, comes=new is not None)
            await need_adults(app, found, _screen(), None)
            if new is not None:
                found = await seat_newcomer(app, found, new, archetype or "", ())
            if isinstance(found, NewGame):
                found = await start_game(app, found, found.character or found.campaign.characters[0])
            await _played_in(app, found, mode)
            if premise:
                await app.engine.voices.set_premise(found.game, premise)
            emit = (lambda line: print(line, flush=True)) if json else None
            if app.announcement:
                print(app.announcement, file=sys.stderr)
            with counted(app, _address(http)) as metrics:
                sitting = _sitting(app, found, _screen(quiet=json), "script", metrics)
                return await ScriptRun(sitting, lines, emit=emit).play()

    if asyncio.run(run()):
        return 0
    print("gm: Not every turn was narrated. Run it again to go on.", file=sys.stderr)
    return 1


async def _played_in(app: "App", seat: "Seat", mode: str | None) -> None:
    """Set the mode that was asked for (None: as the game has it). Raises Refused: there is none such."""
    if mode is not None:
        from gm.play.modes import mode_of

        await app.engine.copilot.change_mode(seat.game, mode_of(mode))


def _screen(*, quiet: bool = False) -> "Screen":
    import io
    import sys

    from gm.cli.screen import Screen
    from gm.settings_where import terminal_environment

    return Screen(io.StringIO() if quiet else sys.stdout, environ=terminal_environment())


def _address(written: str | None) -> tuple[str, int] | None:
    if written is None:
        return None
    from gm.bot.health import parse_address

    return parse_address(written)


def _sitting(app: "App", seat: "Seat", screen: "Screen", face: str, metrics: "Metrics | None" = None) -> "Sitting":
    import uuid

    from gm.cli.sitting import Sitting
    from gm.cli.terminal import TerminalFace

    shown = TerminalFace(screen)
    if metrics is not None:
        shown.noted = metrics.turn_event
    return Sitting(
        app=app,
        game=seat.game,
        campaign=seat.campaign,
        character=seat.character,
        face=shown,
        source_face=face,
        fresh_id=lambda: uuid.uuid4().hex,
    )

"""`gm prep` and `/gm prep`: the next session rehearsed, for the game master alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App
    from gm.cli.screen import Screen
    from gm.play.prep import Attempt, Prep


def prep(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Argument(help="Which game (default: the last played).")] = None,
    spoilers: Annotated[bool, typer.Option("--spoilers", help="Yes, show what players must not know.")] = False,
) -> None:
    """The next session, for its game master: what lies at hand, odds, secrets, clocks. Spoilers; nothing is spent."""
    from gm.cli.start import game_of, stdout_screen, with_app
    from gm.domain.errors import Refused

    if not spoilers:
        raise Refused("This shows secrets of the game.", remedy="If you run it: gm prep --spoilers")

    async def work(app: "App") -> None:
        found = await game_of(app, game)
        show_prep(stdout_screen(), await app.engine.sittings.prepare(found))

    with_app(ctx, work, models=False)


def show_prep(screen: "Screen", found: "Prep") -> None:
    """A heading for each part that there is anything of."""
    screen.line(f"The next session begins at {found.place}.", style="bold")
    if found.ways:
        screen.line(f"From here: {', '.join(found.ways)}")
    for title, rows in _parts(found):
        if rows:
            screen.blank()
            screen.line(title, style="bold")
        for row in rows:
            screen.line(f"· {row}", indent=2)


def _parts(found: "Prep") -> Iterator[tuple[str, list[str]]]:
    from gm.cli.slash_back import thread_line

    yield "Still open", [thread_line(each) for each in found.threads]
    due = [f", {quest.days_left} days left" if quest.days_left is not None else "" for quest in found.quests]
    yield "Quests", [f"{quest.title} ({quest.state}{left})" for quest, left in zip(found.quests, due, strict=True)]
    yield "What they may try here", [attempt_row(each) for each in found.attempts]
    yield "Fights that could begin here", list(found.fights)
    yield (
        "Secrets that are near",
        [f"{s.owner}: {s.text}" + (f" — {s.reveal}" if s.reveal else "") for s in found.secrets],
    )
    yield (
        "Clocks, the nearest first",
        [f"{c.name}: {c.filled} of {c.segments}" + (f" — {c.then}" if c.then else "") for c in found.clocks],
    )
    yield "What people would notice next", [f"{front}: {text}" for front, text in found.portents]


def attempt_row(each: "Attempt") -> str:
    """`Force the cupboard (cupboard): Ilse 55%, Tam 30%`."""
    odds = ", ".join(f"{name} {'?' if percent is None else f'{percent}%'}" for name, percent in each.odds)
    return f"{each.title}: {odds or 'happens without a check'}"

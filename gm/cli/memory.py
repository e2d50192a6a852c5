"""`gm memory …`: what a game remembers, from the command line. Without --spoilers only what the party knows."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gm.app import App
    from gm.domain.play import Game as PlayedGame
    from gm.play.memories import Reader

app = typer.Typer(help="What a game remembers: facts, pins, what was said.", no_args_is_help=True)

Game = Annotated[str, typer.Argument(help="Which game.")]
Ref = Annotated[str, typer.Argument(metavar="FACT", help="Number of a fact, id of a secret that came out, or t12.")]
Words = Annotated[list[str], typer.Argument(help="The words.")]
Spoilers = Annotated[bool, typer.Option("--spoilers", help="As the game master: everything.")]
As = Annotated[str | None, typer.Option("--as", metavar="WHO", help="Only what this character knows (id).")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Work = Callable[["App", "PlayedGame", "Reader"], Awaitable[None]]


@app.command("list")
def list_(ctx: typer.Context, game: Game, who: As = None, spoilers: Spoilers = False, json: AsJson = False) -> None:
    """Facts and what is pinned."""

    async def work(app: "App", found: "PlayedGame", reader: "Reader") -> None:
        from gm.cli.remembering import listed_json, listed_rows

        listed = await app.engine.memory.listed(found, reader)
        await _show(app, found, listed_json(listed) if json else None, lambda c: listed_rows(c, listed))

    _with(ctx, game, work, who=who, spoilers=spoilers)


@app.command()
def search(
    ctx: typer.Context,
    game: Game,
    words: Words,
    who: As = None,
    spoilers: Spoilers = False,
    most: Annotated[int, typer.Option("--most", min=1, max=50, help="How many passages.")] = 5,
    json: AsJson = False,
) -> None:
    """Look for words in what was said and told, and in facts."""

    async def work(app: "App", found: "PlayedGame", reader: "Reader") -> None:
        from gm.cli.remembering import looked_json, looked_rows

        looked = await app.engine.memory.search(found, reader, " ".join(words), limit=most)
        await _show(app, found, looked_json(looked) if json else None, lambda c: looked_rows(c, looked))

    _with(ctx, game, work, who=who, spoilers=spoilers)


@app.command()
def add(
    ctx: typer.Context,
    game: Game,
    words: Words,
    secret: Annotated[bool, typer.Option("--secret", help="For the game master alone.")] = False,
    known_to: Annotated[str, typer.Option("--known-to", metavar="IDS", help="Only these characters: ada,bo.")] = "",
    turn: Annotated[int | None, typer.Option("--turn", metavar="N", help="The turn it comes from.")] = None,
    importance: Annotated[int, typer.Option("--importance", min=1, max=3, help="1 a trifle, 3 a turning point.")] = 2,
) -> None:
    """Keep a fact, as the game master: it is canon."""

    async def work(app: "App", found: "PlayedGame", reader: "Reader") -> None:
        from gm.cli.start import stdout_screen

        named = tuple(each for each in known_to.split(",") if each.strip())
        number = await app.engine.memory.add(
            found,
            reader,
            " ".join(words),
            audience="gm" if secret else "named" if named else "party",
            knowers=await _people(app, found, named),
            importance=importance,
            turn=turn,
        )
        stdout_screen().line(f"Kept as fact {number}.")

    _with(ctx, game, work, spoilers=True)


@app.command()
def edit(ctx: typer.Context, game: Game, ref: Ref, words: Words) -> None:
    """Word a fact anew; what it said before stays in history."""

    async def work(app: "App", found: "PlayedGame", reader: "Reader") -> None:
        from gm.cli.start import stdout_screen

        old = await app.engine.memory.correct(found, reader, ref, " ".join(words))
        stdout_screen().line(f"Fact {old.ref} was: {old.text}")

    _with(ctx, game, work, spoilers=True)


@app.command()
def pin(ctx: typer.Context, game: Game, ref: Ref) -> None:
    """Keep a fact or a turn in every prompt."""
    _mark(ctx, game, lambda app, found, reader: app.engine.memory.pin(found, reader, ref), "Pinned.")


@app.command()
def unpin(ctx: typer.Context, game: Game, ref: Ref) -> None:
    """Take a pin away."""
    _mark(ctx, game, lambda app, found, reader: app.engine.memory.unpin(found, reader, ref), "Unpinned.")


@app.command()
def lock(
    ctx: typer.Context, game: Game, ref: Ref, off: Annotated[bool, typer.Option("--off", help="Unlock it.")] = False
) -> None:
    """Let nobody but a game master supersede a fact."""
    said = "Unlocked." if off else "Locked."
    _mark(ctx, game, lambda app, found, reader: app.engine.memory.lock(found, reader, ref, on=not off), said)


@app.command()
def forget(
    ctx: typer.Context,
    game: Game,
    ref: Ref,
    back: Annotated[bool, typer.Option("--back", help="Recollect it again.")] = False,
) -> None:
    """Leave a fact or a turn out of all recollection. The words stay in the log."""
    from gm.cli.remembering import FORGOTTEN

    if back:
        _mark(ctx, game, lambda app, found, reader: app.engine.memory.recollect(found, reader, ref), "Recollected.")
        return
    _mark(ctx, game, lambda app, found, reader: app.engine.memory.forget(found, reader, ref), FORGOTTEN)


def _mark(
    ctx: typer.Context, game: str, does: "Callable[[App, PlayedGame, Reader], Awaitable[bool]]", said: str
) -> None:
    async def work(app: "App", found: "PlayedGame", reader: "Reader") -> None:
        from gm.cli.start import stdout_screen

        stdout_screen().line(said if await does(app, found, reader) else "It is so already.")

    _with(ctx, game, work, spoilers=True)


def _with(ctx: typer.Context, game: str, work: Work, *, who: str | None = None, spoilers: bool = False) -> None:
    """Do the work as this reader: a character, the party, or (`spoilers`) the game master."""
    from gm.cli.start import game_of, with_app

    async def opened(app: "App") -> None:
        from gm.cli.sitting import PLAYER
        from gm.play.memories import Reader
        from gm.rules.world import playing

        found = await game_of(app, game)
        kept = await app.engine.memory.kept(found)
        party = playing(kept.campaign, kept.world)
        shown = await _people(app, found, (who,)) if who is not None else tuple(party)
        await work(app, found, Reader(PLAYER, shown, is_gm=spoilers and who is None))

    with_app(ctx, opened)


async def _people(app: "App", game: "PlayedGame", named: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of characters. Raises NotFound."""
    from gm.domain.errors import NotFound

    campaign = (await app.engine.memory.kept(game)).campaign
    for each in named:
        if campaign.anyone(each) is None:
            raise NotFound(f'There is no character "{each}".', remedy=f"There are: {_ids(campaign)}.")
    return named


def _ids(campaign: "Campaign") -> str:
    return ", ".join(pc.id for pc in campaign.characters)


async def _show(app: "App", game: "PlayedGame", tree: object, rows: "Callable[[Campaign], Iterable[str]]") -> None:
    from gm.cli.start import print_json, stdout_screen

    if tree is not None:
        print_json(tree)
        return
    shown = list(rows((await app.engine.memory.kept(game)).campaign))
    for row in shown or ("Nothing is remembered here yet.",):
        stdout_screen().line(row)


if TYPE_CHECKING:
    from collections.abc import Iterable

    from gm.domain.campaign import Campaign

"""`gm lore …`: a game's lore, and what would call it up. Without --spoilers only what the party has met."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from gm.app import App

app = typer.Typer(help="Lore: what a game has met, what comes up and why.", no_args_is_help=True)

Game = Annotated[str, typer.Argument(help="Which game.")]
Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="Its id or title.")]
Spoilers = Annotated[bool, typer.Option("--spoilers", help="As the game master: every entry, and why it came up.")]
As = Annotated[str | None, typer.Option("--as", metavar="WHO", help="Only what this character has met.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.callback()
def _group() -> None:
    """A game's lore."""


@app.command("list")
def list_(
    ctx: typer.Context,
    game: Game,
    words: Annotated[str, typer.Argument(help="Only what holds these words.")] = "",
    who: As = None,
    spoilers: Spoilers = False,
    json: AsJson = False,
) -> None:
    """The entries that the party has met; with --spoilers all, and what came up in the last turns."""
    from gm.cli.start import game_of, print_json, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.cli.explaining import show_rows
        from gm.cli.lore_rows import entry_json, list_rows, tended_json, tended_rows
        from gm.play.lore_desk import recent_turns
        from gm.play.lore_view import lore_known, lore_tended, searched

        found = await game_of(app, game)
        state = await app.engine.state(found)
        if spoilers:
            all_ = lore_tended(state, await recent_turns(app.database, found.branch_id))
            fitting = {entry.id for entry in searched((each.entry for each in all_), words)}
            rows = [each for each in all_ if each.entry.id in fitting]
            for each in rows if json else ():
                print_json(tended_json(each))
            if not json:
                show_rows(stdout_screen(), tended_rows(rows, whole=bool(words)))
            return
        ids, name = await _whose(app, found.name, state, who)
        known = {entry.id: entry for each in ids for entry in lore_known(state, each)}
        entries = searched(known.values(), words)
        for entry in entries if json else ():
            print_json(entry_json(entry))
        if not json:
            show_rows(stdout_screen(), list_rows(entries, name=name))

    with_app(ctx, work)


@app.command()
def show(ctx: typer.Context, game: Game, entry: Entry, who: As = None, spoilers: Spoilers = False) -> None:
    """One entry, whole."""
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.cli.explaining import show_rows
        from gm.cli.lore_rows import entry_rows, tended_row
        from gm.domain.errors import NotFound
        from gm.play.lore_desk import recent_turns
        from gm.play.lore_view import find_lore, lore_known, lore_tended, the_one

        found = await game_of(app, game)
        state = await app.engine.state(found)
        if spoilers:
            wanted = find_lore(state, entry)
            all_ = lore_tended(state, await recent_turns(app.database, found.branch_id))
            rows = [tended_row(each) for each in all_ if each.entry.id == wanted.id]
            show_rows(stdout_screen(), [*rows, f"  keys: {', '.join(wanted.keys) or '-'}", f"  {wanted.text}"])
            return
        ids, name = await _whose(app, found.name, state, who)
        known = the_one([each for one in ids for each in lore_known(state, one)], entry)
        if known is None:
            raise NotFound(f'{name} has met nothing that is called "{entry[:60]}".', remedy="gm lore list GAME")
        show_rows(stdout_screen(), entry_rows(known))

    with_app(ctx, work)


async def _whose(app: "App", game: str, state: "object", who: str | None) -> tuple[tuple[str, ...], str]:
    """The ids of those whose lore is meant, and what to call them."""
    from gm.cli.seating import pick
    from gm.domain.play import SceneState

    assert isinstance(state, SceneState)
    party = tuple(pc for pc in state.campaign.characters if state.is_playing(pc.id))
    if who is None:
        return tuple(pc.id for pc in party), "The party" if len(party) != 1 else party[0].name
    one = pick(who, party, f'the party of "{game}"')
    return (one.id,), one.name


@app.command()
def on(ctx: typer.Context, game: Game, entry: Entry) -> None:
    """Switch an entry on again for this game."""
    _tend(ctx, game, entry, "on")


@app.command()
def off(ctx: typer.Context, game: Game, entry: Entry) -> None:
    """Switch an entry off for this game: it comes up no more."""
    _tend(ctx, game, entry, "off")


@app.command("next")
def next_(ctx: typer.Context, game: Game, entry: Entry) -> None:
    """Bring an entry up in the next beat, whatever is said."""
    _tend(ctx, game, entry, "next")


def _tend(ctx: typer.Context, game: str, entry: str, to: Literal["on", "off", "next"]) -> None:
    from gm.cli.start import game_of, stdout_screen, with_app

    async def work(app: "App") -> None:
        from gm.app import SystemEntropy
        from gm.cli.sitting import PLAYER
        from gm.domain.play import Hand
        from gm.play.engine import SilentFace
        from gm.play.lore_desk import tending

        found = await game_of(app, game)
        effect = tending(await app.engine.state(found), entry, to)
        hand = Hand("terminal", f"lore:{SystemEntropy().uid()}", PLAYER, (effect,))
        await app.engine.adjust(found, hand, SilentFace())
        stdout_screen().line(f"{effect.entry} {SAID[to]} gm undo {found.name} takes it back.")

    with_app(ctx, work)


SAID = {
    "on": "comes up again.",
    "off": "is switched off for this game.",
    "next": "comes in the next beat.",
}


@app.command()
def test(
    ctx: typer.Context,
    campaign: Annotated[str, typer.Argument(help="Name of a campaign, or its folder.")],
    texts: Annotated[list[str], typer.Argument(metavar="TEXT…", help="What is said; earlier beats after it.")],
    here: Annotated[str, typer.Option("--here", metavar="IDS", help="Who is here, for entries with a cast.")] = "",
    json: AsJson = False,
) -> None:
    """What a text would call up in a campaign and why, without a game. Secrets are shown: it is for authors."""
    from gm.app import load_campaign_at
    from gm.cli.explaining import show_rows
    from gm.cli.lore_rows import tried_json, tried_rows
    from gm.cli.start import print_json, settings_of, stdout_screen
    from gm.models.tokens import EstimatingCounter
    from gm.play.lore_desk import tried

    loaded = load_campaign_at(settings_of(ctx).home, campaign)
    present = tuple(each.strip() for each in here.split(",") if each.strip())
    found = tried(loaded, texts, present=present, counter=EstimatingCounter())
    for each in found if json else ():
        print_json(tried_json(each))
    if not json:
        show_rows(stdout_screen(), tried_rows(found))

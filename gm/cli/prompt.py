"""`gm prompt`: what a model would be sent next, or was sent for a turn."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from gm.cli.scene_option import SceneOption, scene_key

if TYPE_CHECKING:
    from gm.app import App
    from gm.domain.play import Game

MAX_TURN: Final = 2**31 - 1
"""No game has more turns, and no database takes a number without end."""


def prompt(
    ctx: typer.Context,
    game: Annotated[str | None, typer.Argument(help="Which game (default: the last played).")] = None,
    role: Annotated[str | None, typer.Option(help="narrator, adjudicator or npc.")] = None,
    line: Annotated[str | None, typer.Option(metavar="TEXT", help="What a player would say.")] = None,
    as_: Annotated[str | None, typer.Option("--as", metavar="CHARACTER", help="Who says it.")] = None,
    turn: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=MAX_TURN, help="The exact bytes that were sent for this turn.")
    ] = None,
    scene: SceneOption = None,
    spoilers: Annotated[bool, typer.Option("--spoilers", help="What only the GM knows, too: every role.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show the next turn's prompt by section (nothing is sent), or what was sent: the narrator's, unless --spoilers."""
    from gm.cli.start import game_of, print_json, with_app
    from gm.domain.calls import Role
    from gm.domain.errors import InputError
    from gm.settings import did_you_mean

    roles = [each.value for each in Role]
    if role is not None and role not in roles:
        raise InputError(f'There is no role "{role}"{did_you_mean(role, roles)}.', remedy=f"Roles: {', '.join(roles)}.")
    if turn is not None and (line is not None or as_ is not None):
        raise InputError("--turn shows what was sent; it does not go with --line or --as.")

    async def work(app: "App") -> None:
        from gm.review.prompts import check_reader, load_sent_prompts, prompt_json, prompt_rows, sent_json, sent_rows
        from gm.review.unspoiled import unspoiled_prompt
        from gm.store.gm_notes import load_note_words

        check_reader(role, spoilers=spoilers)
        found = await game_of(app, game)
        if turn is not None:
            async with app.database.read() as db:
                sent = await load_sent_prompts(db, found, number=turn, role=role, spoilers=spoilers)
            for each in sent:
                _put([sent_json(each)] if json else list(sent_rows(each)), json)
            return
        speaker = await _speaker(app, found, as_)
        own = await app.engine.scenes.of(found, speaker) if as_ is not None and speaker else None
        key = await scene_key(app, found, scene, default=own)
        dry = await app.engine.preview(
            found, role=Role(role or "narrator"), line=line, character=speaker, scene_key=key
        )
        if not spoilers:
            async with app.database.read() as db:
                dry = unspoiled_prompt(dry, await load_note_words(db, found.id))
        if json:
            print_json(prompt_json(dry))
        else:
            _put(list(prompt_rows(dry)), False)

    with_app(ctx, work)


def _put(rows: list[object], json: bool) -> None:
    """Rows on stdout as they are: these are the bytes, so nothing is wrapped, and cleaned only for a terminal."""
    from gm.cli.start import print_json, print_raw

    for row in rows:
        if json:
            print_json(row)
        else:
            print_raw(str(row))


async def _speaker(app: "App", game: "Game", character: str | None) -> str | None:
    """The id of the player character that was named; None if nobody was.

    Raises:
        NotFound: nobody in the party is called so.
    """
    from gm.cli.seating import pick

    if character is None:
        return None
    state = await app.engine.state(game)
    party = tuple(pc for pc in state.campaign.characters if state.is_playing(pc.id))
    return pick(character, party, f'the party of "{game.name}"').id

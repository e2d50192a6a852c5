"""A chat of another program into the memory of a character."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from gm.cli.import_files import Taken, Wishes

if TYPE_CHECKING:
    from gm.app import App
    from gm.domain.campaign import Campaign, Npc
    from gm.domain.play import Game
    from gm.interop.sniff import ChatFile
    from gm.settings import Settings


def take_chat(path: Path, found: "ChatFile", sha: str, wishes: Wishes, settings: "Settings") -> Taken:
    """Keep a chat as memory of a game: the one that was named, else one with the character whom the chat is with.

    Raises:
        NotFound: there is no such game, or nobody of that name in it. Refused: it cannot be told whose chat this is.
    """

    async def work() -> Taken:
        from gm.app import open_app

        async with open_app(settings, models=False) as app:
            return await _take(app, path, found, sha, wishes)

    return asyncio.run(work())


async def _take(app: "App", path: Path, found: "ChatFile", sha: str, wishes: Wishes) -> Taken:
    from gm.cli.sitting import PLAYER
    from gm.domain.card import Note
    from gm.play.old_chats import bring_chat

    game, who = await _whose(app, path, found, wishes)
    brought = await bring_chat(
        app.database,
        app.recall,
        await app.engine.state(game),
        found.chat,
        npc=who,
        owner=PLAYER,
        source=path.name,
        sha256=sha,
        now=app.clock.now(),
    )
    title = f"{len(found.chat.lines)} messages with {brought.name}"
    if brought.again:
        return Taken(str(path), "chat", title, game.name, f"{game.name} has this chat already")
    await app.engine.settling.catch_up(game)
    told = f"{brought.name} remembers it: gm memory search {game.name} WORDS"
    notes = list(found.notes)
    whose = ", ".join(brought.people) or "everybody"
    notes.insert(1, Note(fate="mapped", what="memory", text=f"{brought.lines} messages, of {whose} in {game.name}"))
    return Taken(str(path), "chat", title, game.name, told, notes)


async def _whose(app: "App", path: Path, found: "ChatFile", wishes: Wishes) -> "tuple[Game, str]":
    """The game, and the id of the character."""
    from gm.domain.errors import Refused
    from gm.play.old_chats import npc_called
    from gm.store.games import load_game
    from gm.store.own import load_cast

    name = found.chat.character
    if wishes.game is not None:
        async with app.database.read() as db:
            game = await load_game(db, wishes.game)
            cast = await load_cast(db, game)
        return game, npc_called(cast, wishes.as_ or name, wanted=wishes.as_ is not None).id
    for slug, npc in _campaigns_with(app, name):
        return await _game_of(app, slug), npc.id
    raise Refused(
        f"{path} is a chat with {name or 'somebody'}, and no campaign of yours has a character of that name.",
        remedy="Import their card first, or say whose memory it is: --game GAME --as NPC.",
    )


def _campaigns_with(app: "App", name: str) -> "list[tuple[str, Npc]]":
    """The campaigns of the user's own with somebody of that name: those that were imported come first."""
    from gm import resources
    from gm.domain.errors import GmError
    from gm.play.old_chats import is_called

    found = []
    for slug, folder in resources.campaign_folders(app.settings.home).items():
        if not folder.is_relative_to(app.settings.home) or not name:
            continue
        try:
            campaign: Campaign = app.load_campaign(slug)
        except GmError:
            continue
        found += [(not (folder / "imported").is_dir(), slug, npc) for npc in campaign.npcs if is_called(npc, name)]
    return [(slug, npc) for _, slug, npc in sorted(found, key=lambda each: each[:2])]


async def _game_of(app: "App", slug: str) -> "Game":
    """The game of this campaign that was played last; a new one where there is none."""
    from gm.cli.seating import NewGame, find_seat, start_game

    seat = await find_seat(app, campaign=slug, game=None, character=None)
    if isinstance(seat, NewGame):
        seat = await start_game(app, seat, seat.campaign.characters[0])
    return seat.game

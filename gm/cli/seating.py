"""Who sits down to which game: the campaign, the game and the character that `gm play` was asked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gm.cli.screen import Screen
from gm.domain.campaign import Campaign, PlayerCharacter
from gm.domain.errors import NotFound, Refused
from gm.domain.own import OwnCharacter
from gm.domain.play import Game
from gm.domain.words import called, is_name
from gm.resources import campaign_folders

if TYPE_CHECKING:
    from gm.app import App

Ask = Callable[[str], str]
"""Asks a question at the terminal and gives the answer; raises EOFError when nobody is there."""

_COMMA = re.compile(r"[\w)）]\s*[,，、،]\s*\w")

_LEAVING = frozenset({"/quit", "/exit", "/q"})

STARTER = "drowned-bell"
"""The campaign that is played when none is named."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A game, and who plays in it."""

    game: Game
    campaign: Campaign
    character: PlayerCharacter


@dataclass(frozen=True, slots=True)
class NewGame:
    """A game that is to be made. `character` is None while it is still to be chosen."""

    campaign: Campaign
    name: str
    character: PlayerCharacter | None


async def find_seat(
    app: "App", *, campaign: str | None, game: str | None, character: str | None, comes: bool = False
) -> Seat | NewGame:
    """The game to play and who plays in it, or the game that is to be made. `comes`: somebody is about to be made, and
    it may be that nobody of the party is left.

    Raises:
        NotFound, Refused: what was named does not exist, or does not fit together.
        AuthoringError: a new game's campaign is broken.
    """
    found = await app.find_game(game) if game or not campaign else await _game_of_campaign(app, campaign)
    if found is None:
        loaded = app.load_campaign(campaign or _starter(app))
        chosen = None if character is None else pick(character, loaded.characters, loaded.title)
        return NewGame(loaded, check_name(game or await _free_name(app, loaded.slug)), chosen)
    if campaign and found.campaign_slug != _slug(app, campaign):
        raise Refused(
            f'"{found.name}" is a game of {found.campaign_slug}, not of {campaign}.',
            remedy="Give a new game another name with --game.",
        )
    return Seat(found, *await _seat_in(app, found, character, comes=comes))


async def start_game(app: "App", new: NewGame, character: PlayerCharacter) -> Seat:
    """Make the game."""
    game = await app.start_game(new.campaign, name=new.name, characters=[character.id])
    return Seat(game, new.campaign, character)


async def _free_name(app: "App", slug: str) -> str:
    """The campaign's own name, with a number if a game of another campaign has it."""
    name, number = slug, 1
    while await app.find_game(name) is not None:
        number += 1
        name = f"{slug}-{number}"
    return name


async def _seat_in(app: "App", game: Game, character: str | None, *, comes: bool) -> tuple[Campaign, PlayerCharacter]:
    from gm.rules.fates import is_parked

    state = await app.engine.state(game)
    here = [pc for pc in state.campaign.characters if state.is_playing(pc.id)]
    party = (*here, *(pc for pc in state.campaign.characters if is_parked(state.world, pc.id)))
    if comes:
        return state.campaign, next(iter((*party, *state.campaign.characters)))
    if not party:
        remedy = f'gm play --game {game.name} --new "NAME, WHO" makes somebody new.'
        raise Refused("Nobody of the party is left in this game.", remedy=remedy)
    if character is None:
        return state.campaign, party[0]
    return state.campaign, pick(character, party, f'the party of "{game.name}"')


async def _game_of_campaign(app: "App", campaign: str) -> Game | None:
    from gm.store.games import load_game, load_games

    slug = _slug(app, campaign)
    async with app.database.read() as db:
        games = [game for game in await load_games(db) if game.campaign == slug]
        never = datetime.min.replace(tzinfo=UTC)
        latest = max(games, key=lambda each: each.last_played or never, default=None)
        return await load_game(db, latest.name) if latest else None


def choose_character(screen: Screen, campaign: Campaign, ask: Ask | None) -> PlayerCharacter | str:
    """One of the ready characters, by number or name; the first where nobody can be asked or Enter is pressed. A name,
    a comma and who that is: somebody new, in these words (`--new` takes them). Raises SystemExit where they leave."""
    if ask is None or len(campaign.characters) == 1:
        return campaign.characters[0]
    screen.line("Who do you play?")
    for number, pc in enumerate(campaign.characters, start=1):
        screen.line(f"{number}. {pc.name}: {pc.concept}", indent=2)
    screen.line("Or somebody of your own: a name, a comma, and who they are.", indent=2)
    screen.line('"Bo (she), a ferryman" says how they are spoken of; else it is they.', indent=2, style="dim")
    while True:
        answer = ask(f"[1-{len(campaign.characters)}, Enter = 1] > ").strip()
        screen.typed()
        if not answer:
            return campaign.characters[0]
        if answer.casefold() in _LEAVING:
            raise SystemExit
        if answer.isdecimal() and 1 <= int(answer) <= len(campaign.characters):
            return campaign.characters[int(answer) - 1]
        try:
            return pick(answer, campaign.characters, campaign.title)
        except NotFound:
            if _COMMA.search(answer):
                return answer
            screen.line(f"A number from 1 to {len(campaign.characters)}, please, a name, or: Bo Tam, a tired ferryman")


def pick(wanted: str, characters: tuple[PlayerCharacter, ...], where: str) -> PlayerCharacter:
    """The character of that id or name (the start of a word of it is enough when only one fits).

    Raises:
        NotFound: none fits, or several.
    """
    fitting = called(wanted, ((pc.id, name) for pc in characters for name in (pc.name, *pc.aliases)))
    if len(fitting) != 1:
        known = ", ".join(pc.name if isinstance(pc, OwnCharacter) else f"{pc.id} ({pc.name})" for pc in characters)
        raise NotFound(f'There is no character "{wanted}" in {where}.', remedy=f"There are: {known}.")
    return next(pc for pc in characters if pc.id == fitting[0])


def check_name(name: str) -> str:
    """The name of a new game, if it can be typed in a command.

    Raises:
        Refused: it is empty, too long, or holds something that is hard to type.
    """
    if not is_name(name):
        raise Refused(
            f'"{name}" cannot be the name of a game.', remedy="Letters, digits, spaces, . ' _ and -, up to 64."
        )
    return name


def _slug(app: "App", campaign: str) -> str:
    known = campaign_folders(app.settings.home)
    return campaign if campaign in known else app.load_campaign(campaign).slug


def _starter(app: "App") -> str:
    slugs = sorted(campaign_folders(app.settings.home))
    if not slugs:
        raise NotFound("There is no campaign to play.", remedy="`gm import FOLDER` takes one in.")
    return STARTER if STARTER in slugs else slugs[0]

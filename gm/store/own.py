"""Characters that players made: kept, found, brought into games, exported and erased."""

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, literal_column, select, update

from gm.domain.campaign import Campaign, Sheet
from gm.domain.errors import NotFound
from gm.domain.filling import with_kit
from gm.domain.own import CharacterPicks, OwnCharacter
from gm.domain.play import Game, TurnOutcome
from gm.domain.words import names_in_text
from gm.store.campaigns import load_campaign
from gm.store.coding import readable, uid_of
from gm.store.rows import Upsert
from gm.store.rows_call import PROMPT_SECTIONS, SECTION_PLAYERS
from gm.store.rows_game import CHARACTERS, GAMES
from gm.store.rows_own import GUESTS, OWN_CHARACTERS
from gm.store.rows_turn import TEXTS, TURNS
from gm.store.texts import ERASED
from gm.store.tx import Db, Found, Tx, stored

_KEPT: Final = 128
_casts: OrderedDict[int, tuple[tuple[object, ...], Campaign]] = OrderedDict()
"""By game: what stands in its guests' rows, and the campaign with them: the very same value for as long as nobody comes
and nothing is erased, for prompts are kept by it."""


@dataclass(frozen=True, slots=True)
class KeptCharacter:
    """A character that a player made. `picks` None: its words were erased."""

    slug: str
    owner: str
    ruleset: str
    picks: CharacterPicks | None
    created_at: datetime

    @property
    def name(self) -> str:
        """What it is called; a mark once it is erased."""
        return self.picks.name if self.picks else ERASED


_O, _G = OWN_CHARACTERS.c, GUESTS.c
_OWN = select(_O.slug, _O.owner, _O.ruleset, _O.picks, _O.created_at).order_by(_O.id)
_OF_PLAYER = _OWN.where(_O.owner == bindparam("owner"), _O.erased_at.is_(None))
_BY_SLUG = _OWN.where(_O.slug.in_(bindparam("slugs", expanding=True)))
_PUT_OWN = Upsert(OWN_CHARACTERS, lambda put: put.on_conflict_do_nothing(index_elements=["slug"]))
_PUT_GUEST = Upsert(GUESTS, lambda put: put.on_conflict_do_nothing(index_elements=["game_id", "own_id"]))
_CHANGE = (
    update(OWN_CHARACTERS).where(_O.slug == bindparam("which"), _O.erased_at.is_(None)).values(picks=bindparam("body"))
)
_JOINED = (
    select(_G.joined_at)
    .select_from(GUESTS.join(OWN_CHARACTERS, _O.id == _G.own_id))
    .where(_G.game_id == bindparam("game"), _O.slug == bindparam("slug"))
)
_PLAYED_IN = (
    select(_G.game_id)
    .select_from(GUESTS.join(OWN_CHARACTERS, _O.id == _G.own_id))
    .where(_O.slug == bindparam("slug"))
    .order_by(_G.game_id)
)
_ID = select(_O.id).where(_O.slug == bindparam("slug"))
_GUESTS = (
    select(_O.slug, _O.owner, _O.picks, _G.sheet)
    .select_from(GUESTS.join(OWN_CHARACTERS, _O.id == _G.own_id))
    .where(_G.game_id == bindparam("game"))
    .order_by(_G.joined_at, _O.id)
)
_WORLD = select(GAMES.c.world_id).where(GAMES.c.id == bindparam("game"))
_PUT_NAME = Upsert(
    CHARACTERS,
    lambda put: put.on_conflict_do_update(index_elements=["world_id", "slug"], set_={"name": put.excluded.name}),
)
_SLUGS_OF = select(_O.slug).where(_O.owner == bindparam("who"))
_ERASE_NAMES = update(CHARACTERS).where(CHARACTERS.c.slug.in_(_SLUGS_OF)).values(name=ERASED)
_SECTIONS_OF = (
    select(SECTION_PLAYERS.c.section_id)
    .join(PROMPT_SECTIONS, PROMPT_SECTIONS.c.id == SECTION_PLAYERS.c.section_id)
    .where(SECTION_PLAYERS.c.player == bindparam("who"), PROMPT_SECTIONS.c.body.is_not(None))
    .distinct()
)
_ERASE_SECTION = (
    update(PROMPT_SECTIONS)
    .where(PROMPT_SECTIONS.c.id == bindparam("section"))
    .values(body=None, erased_at=bindparam("now"), sha256=bindparam("random"))
)
GUEST_GAMES: Final = (
    select(_G.game_id).select_from(GUESTS.join(OWN_CHARACTERS, _O.id == _G.own_id)).where(_O.owner == bindparam("who"))
)
"""Games that a player's (`who`) characters came into, whether they have acted there or not."""
_NOTED = (
    select(TEXTS.c.id, TEXTS.c.body)
    .select_from(TEXTS.join(TURNS, TURNS.c.id == TEXTS.c.turn_id))
    .where(
        TEXTS.c.kind == literal_column("'outcome'"),
        TEXTS.c.body.like('%"notes":[%'),
        TURNS.c.game_id.in_(GUEST_GAMES),
    )
)
"""What code had told in the games that somebody's characters came into: arrivals name them, whoever acted then."""
_REWRITE = update(TEXTS).where(TEXTS.c.id == bindparam("which")).values(body=bindparam("clean"))
_ERASE_OWN = (
    update(OWN_CHARACTERS).where(_O.owner == bindparam("who")).values(picks=None, owner="", erased_at=bindparam("now"))
)


def _kept(row: Found) -> KeptCharacter:
    with readable(f"The character {row.slug}"):
        picks = None if row.picks is None else CharacterPicks.model_validate_json(row.picks)
    return KeptCharacter(row.slug, row.owner, row.ruleset, picks, row.created_at)


@stored
def record_character(tx: Tx, *, slug: str, owner: str, ruleset: str, picks: CharacterPicks, now: datetime) -> None:
    """Keep a character that a player made. Doing it again changes nothing."""
    values = {"slug": slug, "owner": owner, "ruleset": ruleset, "picks": picks.model_dump_json(), "created_at": now}
    tx.upsert(_PUT_OWN, values | {"erased_at": None})


@stored
def change_picks(tx: Tx, slug: str, picks: CharacterPicks) -> bool:
    """What a player says of a character of theirs now. False if there is none, or it was erased."""
    return bool(tx.write(_CHANGE, {"which": slug, "body": picks.model_dump_json()}))


@stored
def load_joined(tx: Tx, game_id: int, slug: str) -> datetime | None:
    """When a player's own character came into a game; None if it did not."""
    found: datetime | None = tx.value(_JOINED, {"game": game_id, "slug": slug})
    return found


@stored
def load_characters_of(tx: Tx, player: str) -> tuple[KeptCharacter, ...]:
    """All characters that a player made, oldest first: to choose from, and to export."""
    return tuple(_kept(row) for row in tx.rows(_OF_PLAYER, {"owner": player}))


@stored
def load_own(tx: Tx, slugs: tuple[str, ...]) -> tuple[KeptCharacter, ...]:
    """The characters of these ids that players made; ids of ready ones give nothing."""
    return tuple(_kept(row) for row in tx.rows(_BY_SLUG, {"slugs": list(slugs)})) if slugs else ()


def own_names(tx: Tx, player: str) -> tuple[str, ...]:
    """What the characters that a player made are called: erasing takes these names out of tellings, too."""
    kept = [_kept(row) for row in tx.rows(_OF_PLAYER, {"owner": player})]
    return tuple(each.picks.name for each in kept if each.picks is not None)


def own_words(tx: Tx, player: str) -> tuple[str, ...]:
    """What a player wrote about characters of their own: tellings may repeat it."""
    kept = [each.picks for row in tx.rows(_OF_PLAYER, {"owner": player}) if (each := _kept(row)).picks is not None]
    return tuple(
        text for picks in kept if picks for text in (picks.concept, picks.appearance, picks.wish, *picks.ties) if text
    )


def erase_characters(tx: Tx, player: str, now: datetime) -> int:
    """As `erase_characters_of`, within the store."""
    _unname_notes(tx, player)
    tx.write(_ERASE_NAMES, {"who": player})
    for row in tx.rows(_SECTIONS_OF, {"who": player}):
        tx.write(_ERASE_SECTION, {"section": row.section_id, "now": now, "random": secrets.token_bytes(32)})
    return tx.write(_ERASE_OWN, {"who": player, "now": now})


def _unname_notes(tx: Tx, player: str) -> None:
    """Take the names of a player's characters out of what code had told: also of one who came and never acted."""
    names = names_in_text(own_names(tx, player))
    if names is None:
        return
    for row in tx.rows(_NOTED, {"who": player}):
        outcome = TurnOutcome.model_validate_json(row.body)
        notes = tuple(names.sub(ERASED, note) for note in outcome.notes)
        if notes != outcome.notes:
            clean = outcome.model_copy(update={"notes": notes}).model_dump_json(exclude_defaults=True)
            tx.write(_REWRITE, {"which": row.id, "clean": clean})


@stored
def erase_characters_of(tx: Tx, player: str, now: datetime) -> int:
    """Empty everything that a player wrote about characters of their own, in every game, and each prompt section that
    held it; gives how many characters.

    Ids, sheets and what happened to them stay, without a name and an owner, so that verification still passes.
    """
    return erase_characters(tx, player, now)


@stored
def load_games_with(tx: Tx, slug: str) -> tuple[int, ...]:
    """The numbers of the games into which a character was brought."""
    return tuple(int(row[0]) for row in tx.rows(_PLAYED_IN, {"slug": slug}))


@stored
def record_guest(tx: Tx, game_id: int, character: OwnCharacter, now: datetime) -> None:
    """Bring a player's own character into a game, with the sheet that it has there. Doing it again changes nothing.

    Raises:
        NotFound: the character is not kept, or there is no such game.
    """
    own, world = tx.value(_ID, {"slug": character.id}), tx.value(_WORLD, {"game": game_id})
    if own is None or world is None:
        raise NotFound("There is no such character or game.")
    tx.upsert(
        _PUT_GUEST,
        {"game_id": game_id, "own_id": own, "sheet": character.sheet.model_dump_json(), "joined_at": now},
    )
    name = {"uid": uid_of(world, character.id), "world_id": world, "slug": character.id, "name": character.name}
    tx.upsert(_PUT_NAME, name | {"created_at": now})


@stored
def _load_guests(tx: Tx, game_id: int) -> tuple[tuple[str, str, str | None, str], ...]:
    return tuple(tuple(row) for row in tx.rows(_GUESTS, {"game": game_id}))


async def load_cast(db: Db, game: Game) -> Campaign:
    """The campaign of a game with the players' own characters in it, after the ready ones, in the order of arrival.

    Raises:
        NotFound: the game's version of the campaign was not recorded.
    """
    campaign = await load_campaign(db, game.campaign_version)
    rows = await _load_guests(db, game.id)
    if not rows:
        return campaign
    key = (game.uid, game.campaign_version, *rows)
    found = _casts.get(game.id)
    if found is None or found[0] != key:
        found = (key, with_guests(campaign, [_guest(*row) for row in rows]))
        while len(_casts) >= _KEPT:
            _casts.popitem(last=False)
        _casts[game.id] = found
    return found[1]


def with_guests(campaign: Campaign, guests: Iterable[OwnCharacter]) -> Campaign:
    """The campaign with players' own characters after its ready ones."""
    return with_kit(campaign.model_copy(update={"characters": (*campaign.characters, *guests)}))


def _guest(slug: str, owner: str, picks: str | None, sheet: str) -> OwnCharacter:
    with readable(f"The character {slug}"):
        numbers = Sheet.model_validate_json(sheet)
        told = CharacterPicks(name=ERASED, concept="") if picks is None else CharacterPicks.model_validate_json(picks)
    return OwnCharacter(
        id=slug,
        name=told.name,
        pronouns=told.pronouns,
        concept=told.concept,
        appearance=told.appearance,
        wish=told.wish,
        hook=told.hook,
        sheet=numbers,
        owner=owner,
    )

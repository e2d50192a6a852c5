"""A world that several games share, each pinned to a version: `engine.worlds`.

What one game made true its game master offers to the others as a new version: an entry of the world's lore, in their
own words. Nobody's game changes by it until its own game master takes the version.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from gm.authoring.load import campaign_version
from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound, Refused
from gm.domain.lorebooks import LoreEntry
from gm.domain.play import Game
from gm.play.parts import EngineParts
from gm.play.screening import screen_words
from gm.store.campaigns import load_campaign, record_campaign
from gm.store.games import load_game_by_id
from gm.store.transfers import load_called
from gm.store.tx import Db
from gm.store.worlds import WorldVersion, load_sharing, load_versions, record_pin

LONGEST: Final = 1_000
MADE: Final = "made-true"
_SIGN: Final = 8
"""Hex digits of what an entry says that stand in its id."""
_KINDS: Final[dict[str, Callable[[Campaign], set[str]]]] = {
    "character": lambda each: {one.id for one in each.characters},
    "NPC": lambda each: {one.id for one in each.npcs},
    "place": lambda each: {one.id for one in each.places},
    "item": lambda each: {one.id for one in each.items},
    "clock": lambda each: {one.id for one in each.clocks},
    "flag": lambda each: {one.id for one in each.flags},
    "quest": lambda each: {one.id for one in each.quests},
    "lore entry": lambda each: {one.id for one in each.lore},
}


def offered(campaign: Campaign, title: str, text: str) -> Campaign:
    """The campaign with one more thing that everybody there may know. Raises Refused: nothing was said, too
    much, or what it says already."""
    title, text = " ".join(title.split())[:120], text.strip()
    if not title or not text:
        remedy = 'gm world offer GAME "The bell is raised" "Old Tib hangs …"'
        raise Refused("A title, and what is true.", remedy=remedy, key="worlds.empty")
    if len(text) > LONGEST:
        told = f"That is {len(text):,} characters; {LONGEST:,} can be offered."
        raise Refused(told, remedy="Say it shorter.", key="worlds.long", most=LONGEST)
    keys = tuple(dict.fromkeys((title, *(word for word in re.findall(r"\w{4,}", title)))))
    sign = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:_SIGN]  # the same in every version that says so
    entry = LoreEntry(id=f"{MADE}-{sign}", title=title, keys=keys, content=text, audience="everyone")
    if any(each.id == entry.id for each in campaign.lore):
        raise Refused("This game's world says so already.", key="worlds.known")
    return _with(campaign, (entry,))


def made_in(campaign: Campaign) -> tuple[LoreEntry, ...]:
    """What tables have made true in this version of the world."""
    return tuple(each for each in campaign.lore if each.id.startswith(f"{MADE}-"))


def _with(campaign: Campaign, entries: Iterable[LoreEntry]) -> Campaign:
    known = {each.id for each in campaign.lore}
    return campaign.model_copy(update={"lore": (*campaign.lore, *(each for each in entries if each.id not in known))})


def missing(old: Campaign, new: Campaign) -> tuple[str, ...]:
    """What a game may stand on that the other version does not have."""
    return tuple(f"{kind} {one}" for kind, of in _KINDS.items() for one in sorted(of(old) - of(new)))


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that another game made true. `entry`: its id, the same in every version that says so."""

    entry: str
    title: str
    text: str
    game: str
    """Which game offers it."""


@dataclass
class WorldsDesk:
    """What faces call; for game masters."""

    parts: EngineParts

    async def versions(self, game: Game) -> tuple[WorldVersion, ...]:
        """All versions of the game's world, oldest first, with the games that are pinned to each."""
        async with self.parts.database.read() as db:
            return await load_versions(db, game.id)

    async def offer(self, game: Game, title: str, text: str) -> Game:
        """Offer what this game made true as a new version, to which this game is pinned from now on. Raises Refused,
        also for what this table does not play: what another table offers is looked at as its own words are."""
        await screen_words(self.parts, game, title, text)
        async with self.parts.database.begin() as db:
            await self._pin(db, game, offered(await self._played(db, game), title, text))
            await db.commit()
        return await self._again(game)

    async def offers(self, game: Game, among: Iterable[int] | None = None) -> tuple[Offer, ...]:
        """What other games of this world have made true and this one does not know, oldest first. `among`: numbers of
        the games that are asked; None: all of this host."""
        asked = None if among is None else set(among)
        found: dict[str, Offer] = {}
        async with self.parts.database.read() as db:
            known = {(each.title, each.content) for each in (await self._played(db, game)).lore}
            for other in await load_sharing(db, game.id):
                if other.id != game.id and (asked is None or other.id in asked):
                    name = await load_called(db, other.id)
                    for entry in made_in(await load_campaign(db, other.version)):
                        if (entry.title, entry.content) not in known:
                            found.setdefault(entry.id, Offer(entry.id, entry.title, entry.content, name))
        return tuple(found.values())

    async def accept(self, game: Game, entry: str, among: Iterable[int] | None = None) -> Game:
        """Let what another game offered be true here, too: this game is pinned to its own version with that entry.

        Raises:
            NotFound: nobody of those offers it, or it is known here.
        """
        asked = None if among is None else tuple(among)
        offer = next((each for each in await self.offers(game, asked) if each.entry == entry), None)
        if offer is None:
            raise NotFound("That is not offered to this game.", key="worlds.none")
        return await self.offer(game, offer.title, offer.text)

    async def withdraw(self, game: Game, entry: str) -> Game:
        """Let something that was made true be true here no longer: this game is pinned to its version without it, and
        offers it to nobody. Games that took it keep it.

        Raises:
            NotFound: no such thing was made true here.
        """
        async with self.parts.database.begin() as db:
            old = await self._played(db, game)
            if all(each.id != entry for each in made_in(old)):
                raise NotFound("Nothing of that kind was made true here.", key="worlds.not_made")
            kept = tuple(each for each in old.lore if each.id != entry)
            await self._pin(db, game, old.model_copy(update={"lore": kept}))
            await db.commit()
        return await self._again(game)

    async def take(self, game: Game) -> Game:
        """Pin the game to the newest version of its world, with what was made true here besides.

        Raises:
            Refused: it is pinned to that, or that lacks something that this game stands on; nothing has changed.
        """
        newest = (await self.versions(game))[-1].version
        async with self.parts.database.begin() as db:
            old = await self._played(db, game)
            new = _with(await self._standing(db, game, newest), made_in(old))
            if campaign_version(new) == campaign_version(old):
                raise Refused("This game has the newest version of its world already.")
            lost = missing(old, new)
            if lost or old.ruleset != new.ruleset:
                what = ", ".join(lost[:6]) or "its rules"
                raise Refused(f"The newest version lacks what this game stands on: {what}.")
            await self._pin(db, game, new)
            await db.commit()
        return await self._again(game)

    async def _standing(self, db: Db, game: Game, version: str) -> Campaign:
        """A version without what was made true in it and no game stands by any more: it was withdrawn."""
        pinned = {each.version for each in await load_sharing(db, game.id)}
        stands = {each.id for one in pinned for each in made_in(await load_campaign(db, one))}
        found = await load_campaign(db, version)
        gone = {each.id for each in made_in(found)} - stands
        return found.model_copy(update={"lore": tuple(each for each in found.lore if each.id not in gone)})

    async def _played(self, db: Db, game: Game) -> Campaign:
        """The version that the game is pinned to now, whatever `game` was read with."""
        return await load_campaign(db, (await load_game_by_id(db, game.id)).campaign_version)

    async def _pin(self, db: Db, game: Game, made: Campaign) -> None:
        version = campaign_version(made)
        await record_campaign(db, made, version=version, now=self.parts.clock.now())
        await record_pin(db, game.id, version)

    async def _again(self, game: Game) -> Game:
        async with self.parts.database.read() as db:
            return await load_game_by_id(db, game.id)

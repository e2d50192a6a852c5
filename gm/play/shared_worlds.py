"""A world that several games share, each pinned to a version: `engine.worlds`.

What one game made true its game master offers to the others as a new version: an entry of the world's lore, in their
own words. Nobody's game changes by it until its own game master takes the version.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gm.authoring.load import campaign_version
from gm.domain.campaign import Campaign
from gm.domain.errors import Refused
from gm.domain.lorebooks import LoreEntry
from gm.domain.play import Game
from gm.play.parts import EngineParts
from gm.store.campaigns import load_campaign, record_campaign
from gm.store.games import load_game_by_id
from gm.store.worlds import WorldVersion, load_versions, record_pin

LONGEST: Final = 1_000
MADE: Final = "made-true"
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
    """The campaign with one more thing that everybody there may know. Raises Refused: nothing was said, or too much."""
    title, text = " ".join(title.split())[:120], text.strip()
    if not title or not text:
        raise Refused("A title, and what is true.", remedy='gm world offer GAME "The bell is raised" "Old Tib hangs …"')
    if len(text) > LONGEST:
        raise Refused(f"That is {len(text):,} characters; {LONGEST:,} can be offered.", remedy="Say it shorter.")
    known, number = {entry.id for entry in campaign.lore}, 1
    while f"{MADE}-{number}" in known:
        number += 1
    keys = tuple(dict.fromkeys((title, *(word for word in re.findall(r"\w{4,}", title)))))
    entry = LoreEntry(id=f"{MADE}-{number}", title=title, keys=keys, content=text, audience="everyone")
    return campaign.model_copy(update={"lore": (*campaign.lore, entry)})


def missing(old: Campaign, new: Campaign) -> tuple[str, ...]:
    """What a game may stand on that the other version does not have."""
    return tuple(f"{kind} {one}" for kind, of in _KINDS.items() for one in sorted(of(old) - of(new)))


@dataclass
class WorldsDesk:
    """What faces call; for game masters."""

    parts: EngineParts

    async def versions(self, game: Game) -> tuple[WorldVersion, ...]:
        """All versions of the game's world, oldest first, with the games that are pinned to each."""
        async with self.parts.database.read() as db:
            return await load_versions(db, game.id)

    async def offer(self, game: Game, title: str, text: str) -> Game:
        """Offer what this game made true as a new version, to which this game is pinned from now on. Raises Refused."""
        async with self.parts.database.begin() as db:
            made = offered(await load_campaign(db, game.campaign_version), title, text)
            version = campaign_version(made)
            await record_campaign(db, made, version=version, now=self.parts.clock.now())
            await record_pin(db, game.id, version)
            await db.commit()
        return await self._again(game)

    async def take(self, game: Game) -> Game:
        """Pin the game to the newest version of its world.

        Raises:
            Refused: it is pinned to that, or that lacks something that this game stands on; nothing has changed.
        """
        newest = (await self.versions(game))[-1].version
        if newest == game.campaign_version:
            raise Refused("This game has the newest version of its world already.")
        async with self.parts.database.begin() as db:
            old, new = await load_campaign(db, game.campaign_version), await load_campaign(db, newest)
            lost = missing(old, new)
            if lost or old.ruleset != new.ruleset:
                what = ", ".join(lost[:6]) or "its rules"
                raise Refused(f"The newest version lacks what this game stands on: {what}.")
            await record_pin(db, game.id, newest)
            await db.commit()
        return await self._again(game)

    async def _again(self, game: Game) -> Game:
        async with self.parts.database.read() as db:
            return await load_game_by_id(db, game.id)

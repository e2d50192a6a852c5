"""Campaigns on offer: those that come with the program, the host's own under GM_HOME, and what servers uploaded.

Files are looked at again when somebody asks and some seconds have passed, off the event loop; only what has changed is
read. A campaign whose files have become wrong is played as it was last right, and the list says what is wrong.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gm import resources
from gm.app import App, CampaignListing
from gm.domain.campaign import Campaign
from gm.domain.errors import AuthoringError, GmError, NotFound
from gm.store.uploads import load_upload, load_uploads

LOOK_AFTER: Final = 3.0
"""Seconds for which nobody looks at the files again."""


@dataclass(slots=True)
class _OnDisk:
    """A folder as it was read last. `campaign` None: it has never been right."""

    stamp: str
    listing: CampaignListing
    campaign: Campaign | None = None
    wrong: str = ""


class Shelf:
    """All campaigns that this process can offer."""

    def __init__(self, app: App, now: Callable[[], float]) -> None:
        self._app = app
        self.now = now
        """Seconds that never run backwards."""
        self._looked: float | None = None
        self._looking = asyncio.Lock()
        self._disk: dict[str, _OnDisk] = {}
        self._uploaded: dict[tuple[int, str], tuple[str, Campaign]] = {}
        self.offered: frozenset[str] | None = None
        """Slugs of the campaigns on disk that are offered; None: all."""

    async def listings(self, guild_id: int | None = None) -> tuple[CampaignListing, ...]:
        """What can be played in a server: the host's campaigns, then its own uploads."""
        await self._look()
        found = [each.listing for _, each in sorted(self._disk.items()) if each.campaign is not None]
        if guild_id is not None:
            async with self._app.database.read() as db:
                uploads = await load_uploads(db, guild_id)
            found += [CampaignListing(each.slug, each.title, each.tagline, Path()) for each in uploads]
        return tuple(found)

    async def broken(self) -> tuple[tuple[str, str], ...]:
        """(slug, what is wrong) of the host's campaigns whose files are wrong now."""
        await self._look()
        return tuple((slug, each.wrong) for slug, each in sorted(self._disk.items()) if each.wrong)

    async def campaign(self, slug: str, guild_id: int | None = None) -> Campaign:
        """A campaign that can be played in a server. Only listed ones: a path is not a name.

        Raises:
            NotFound: there is none of that name here. AuthoringError: its files are wrong, and always were.
        """
        await self._look()
        here = self._disk.get(slug)
        if here is not None and here.campaign is not None:
            return here.campaign
        if here is not None:
            raise AuthoringError(f'The files of "{slug}" are wrong.', remedy="Whoever hosts the bot can mend them.")
        uploaded = await self._upload(slug, guild_id)
        if uploaded is not None:
            return uploaded
        known = ", ".join(listing.slug for listing in await self.listings(guild_id))
        raise NotFound(f'There is no campaign "{slug}".', remedy=f"There are: {known}.")

    async def _upload(self, slug: str, guild_id: int | None) -> Campaign | None:
        if guild_id is None:
            return None
        async with self._app.database.read() as db:
            found = await load_upload(db, guild_id, slug)
        if found is None:
            return None
        kept = self._uploaded.get((guild_id, slug))
        if kept is None or kept[0] != found.version:
            campaign = await asyncio.to_thread(Campaign.model_validate_json, found.campaign)
            while len(self._uploaded) >= _KEPT:
                self._uploaded.pop(next(iter(self._uploaded)))
            kept = self._uploaded[guild_id, slug] = (found.version, campaign)
        return kept[1]

    async def _look(self) -> None:
        """Bring what is known of the files up to date, unless that has just been done."""
        async with self._looking:
            if self._looked is not None and self.now() - self._looked < LOOK_AFTER:
                return
            self._disk = await asyncio.to_thread(self._read, dict(self._disk))
            self._looked = self.now()

    def _read(self, known: dict[str, _OnDisk]) -> dict[str, _OnDisk]:
        found: dict[str, _OnDisk] = {}
        for slug, folder in resources.campaign_folders(self._app.settings.home).items():
            if self.offered is not None and slug not in self.offered:
                continue
            stamp, old = resources.campaign_stamp(folder), known.get(slug)
            found[slug] = old if old is not None and old.stamp == stamp else self._read_one(slug, folder, stamp, old)
        return found

    def _read_one(self, slug: str, folder: Path, stamp: str, old: _OnDisk | None) -> _OnDisk:
        try:
            campaign = self._app.load_campaign(slug)
        except GmError as error:
            listing = old.listing if old else CampaignListing(slug, slug, "", folder)
            return _OnDisk(stamp, listing, old.campaign if old else None, str(error))
        return _OnDisk(
            stamp, CampaignListing(slug, campaign.title, campaign.tagline, folder, campaign.language), campaign
        )


_KEPT: Final = 64

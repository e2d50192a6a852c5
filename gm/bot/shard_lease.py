"""One process for each shard: a claim in the database, renewed while we live; a second process stands by until then."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from gm.bot.shards import Shards
from gm.domain.errors import StoreError
from gm.domain.protocols import Clock
from gm.store.database import Database
from gm.store.shards import ShardClaim, claim_shards, release_shards, renew_shards

_log = logging.getLogger("gm.bot")
TTL: Final = timedelta(seconds=30)
"""How long a claim holds that nobody renews: so long a killed process on another machine is waited for."""
_ASK_AGAIN: Final = 2.0
_RENEWALS: Final = 3
"""How often a claim is renewed in its time."""


class ShardLease:
    """The claim of one process. `gone` says whether an owner has surely ended (one of this machine)."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        shards: Shards,
        *,
        owner: str,
        gone: Callable[[str], bool],
        ttl: timedelta = TTL,
    ) -> None:
        self._database = database
        self._clock = clock
        self._shards = shards
        self._owner = owner
        self._gone = gone
        self._ttl = ttl
        self._claim: ShardClaim | None = None
        self._keeper: asyncio.Task[None] | None = None
        self.standing_by = ""
        """The process that has our shards, while we wait for it to end; '' if none."""

    async def take(self, application_id: int, lost: Callable[[], object]) -> None:
        """Wait until no other process plays these shards, then keep them. `lost` is called if they are taken away."""
        wanted = ShardClaim(application_id, self._shards.ids or (0,), self._shards.count or 0, self._owner)
        gone: tuple[str, ...] = ()
        while True:
            async with self._database.begin() as db:
                there = await claim_shards(db, wanted, now=self._clock.now(), ttl=self._ttl, gone=gone)
                if not there:
                    await db.commit()
                    break
            gone = tuple(owner for owner in there if self._gone(owner))
            if len(gone) < len(there):
                self._say(next(owner for owner in there if owner not in gone))
                await asyncio.sleep(_ASK_AGAIN)
        self.standing_by = ""
        self._claim = wanted
        self._keeper = asyncio.create_task(self._keep(wanted, lost))

    def _say(self, owner: str) -> None:
        if owner != self.standing_by:
            self.standing_by = owner
            _log.warning(
                "shards %s are played by another process (%s): standing by until it ends. "
                "Two processes of one bot need different shards, of the same number: --shards 0-3/8",
                self._shards,
                owner,
            )

    async def _keep(self, claim: ShardClaim, lost: Callable[[], object]) -> None:
        """Renew the claim; an unreachable database is asked again until the claim has ended."""
        end = self._clock.now() + self._ttl
        while True:
            await asyncio.sleep(self._ttl.total_seconds() / _RENEWALS)
            now = self._clock.now()
            try:
                async with self._database.begin() as db:
                    ours = await renew_shards(db, claim, now=now, ttl=self._ttl)
                    await db.commit()
            except StoreError as error:
                _log.warning("the claim on shards %s was not renewed: %s", self._shards, error)
                if now < end:
                    continue
                ours = False
            if not ours:
                _log.error("another process has taken shards %s over: stopping", self._shards)
                lost()
                return
            end = now + self._ttl

    async def release(self) -> None:
        """Give the shards back, so that the next process need not wait."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        if self._claim is not None:
            claim, self._claim = self._claim, None
            with contextlib.suppress(StoreError):
                async with self._database.begin() as db:
                    await release_shards(db, claim)
                    await db.commit()

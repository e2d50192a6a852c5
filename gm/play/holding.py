"""One turn at a time in a scene: a lease in SQL between processes, a lock within one.

A waiting turn waits; it is never dropped. The lease is renewed while models are asked, and each write carries its
fencing number, so that a process which lost it (stopped for a minute, say) can write nothing any more.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from weakref import WeakValueDictionary

from gm.domain.errors import StaleFence, StoreError
from gm.domain.play import Lease
from gm.play.parts import EngineParts
from gm.store.leases import acquire_lease, load_holder, release_lease, renew_lease, steal_lease

POLL_SECONDS = 0.1
"""How often a process asks again for a scene that another one holds."""


async def nobody() -> None:
    """Nobody needs to be told that we wait."""


class SceneHolds:
    """Gives out the right to play a scene's turns."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """By scene; one that nobody holds or waits for is forgotten."""

    @contextlib.asynccontextmanager
    async def hold(self, scene_id: int, *, on_wait: Callable[[], Awaitable[None]] = nobody) -> AsyncIterator[Lease]:
        """Wait for the scene, keep it while the body runs, give it back. `on_wait` is called once if it is busy."""
        lock = self._locks.setdefault(scene_id, asyncio.Lock())
        waited = False
        if lock.locked():
            waited = True
            await on_wait()
        async with lock:
            lease = await self._acquire(scene_id)
            while lease is None:
                if not waited:
                    waited = True
                    await on_wait()
                await asyncio.sleep(POLL_SECONDS)
                lease = await self._acquire(scene_id)
            keeper = asyncio.create_task(self._keep(lease))
            try:
                yield lease
            finally:
                keeper.cancel()
                await asyncio.gather(keeper, return_exceptions=True)
                await asyncio.shield(self._release(lease))

    async def _acquire(self, scene_id: int) -> Lease | None:
        parts = self._parts
        now, ttl = parts.clock.now(), parts.lease_ttl
        async with parts.database.begin() as db:
            lease = await acquire_lease(db, scene_id, owner=parts.owner, now=now, ttl=ttl)
            if lease is None:
                holder = await load_holder(db, scene_id)
                if holder is not None and parts.owner_gone(holder):
                    lease = await steal_lease(db, scene_id, from_owner=holder, owner=parts.owner, now=now, ttl=ttl)
            if lease is not None:
                await db.commit()
        return lease

    async def _keep(self, lease: Lease) -> None:
        pause = self._parts.lease_ttl / timedelta(seconds=3)
        while True:
            await asyncio.sleep(pause)
            # A database that is busy now may answer at the next try, still before the lease ends.
            with contextlib.suppress(StoreError):
                try:
                    async with self._parts.database.begin() as db:
                        lease = await renew_lease(db, lease, self._parts.clock.now(), self._parts.lease_ttl)
                        await db.commit()
                except StaleFence:
                    return  # another process has the scene: the next write here will be refused

    async def _release(self, lease: Lease) -> None:
        with contextlib.suppress(StaleFence):
            async with self._parts.database.begin() as db:
                await release_lease(db, lease)
                await db.commit()

"""The right to play a scene's turns. A fence counts the leases that were given, and every write names its own."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update

from gm.domain.errors import StaleFence
from gm.domain.play import Lease
from gm.store.rows_game import SCENES
from gm.store.tx import Tx, stored

_S = SCENES.c
_FREE = or_(_S.owner.is_(None), _S.until <= bindparam("now"))
_TAKE = (
    update(SCENES)
    .where(_S.id == bindparam("scene"))
    .values(owner=bindparam("new_owner"), fence=_S.fence + 1, until=bindparam("new_until"))
    .returning(_S.fence)
)
_TAKE_FREE = _TAKE.where(_FREE)
_TAKE_FROM = _TAKE.where(_S.owner == bindparam("from_owner"))
_LOCK_FREE = select(_S.id).where(_S.id == bindparam("scene"), _FREE).with_for_update(skip_locked=True)
_LOCK = select(_S.id).where(_S.id == bindparam("scene")).with_for_update(skip_locked=True)
_HOLDER = select(_S.owner).where(_S.id == bindparam("scene"))
_RENEW = (
    update(SCENES)
    .where(_S.id == bindparam("scene"), _S.fence == bindparam("my_fence"), _S.owner == bindparam("my_owner"))
    .values(until=bindparam("new_until"))
)
_RELEASE = (
    update(SCENES)
    .where(_S.id == bindparam("scene"), _S.fence == bindparam("my_fence"), _S.owner == bindparam("my_owner"))
    .values(owner=None, until=None)
)
_CHECK = select(_S.fence, _S.owner).where(_S.id == bindparam("scene")).with_for_update()


@stored
def acquire_lease(tx: Tx, scene_id: int, *, owner: str, now: datetime, ttl: timedelta) -> Lease | None:
    """Take the scene if nobody holds it or the lease ran out. None: somebody else plays it now."""
    if tx.dialect == "postgresql" and tx.row(_LOCK_FREE, {"scene": scene_id, "now": now}) is None:
        return None
    values = {"scene": scene_id, "now": now, "new_owner": owner, "new_until": now + ttl}
    fence = tx.value(_TAKE_FREE, values)
    return None if fence is None else Lease(scene_id, owner, int(fence), now + ttl)


@stored
def steal_lease(tx: Tx, scene_id: int, *, from_owner: str, owner: str, now: datetime, ttl: timedelta) -> Lease | None:
    """Take the scene from an owner that is known to be gone. None: it is not theirs any more."""
    if tx.dialect == "postgresql" and tx.row(_LOCK, {"scene": scene_id}) is None:
        return None
    values = {"scene": scene_id, "from_owner": from_owner, "new_owner": owner, "new_until": now + ttl}
    fence = tx.value(_TAKE_FROM, values)
    return None if fence is None else Lease(scene_id, owner, int(fence), now + ttl)


@stored
def load_holder(tx: Tx, scene_id: int) -> str | None:
    """Who holds the scene, expired or not; None: nobody."""
    holder: str | None = tx.value(_HOLDER, {"scene": scene_id})
    return holder


@stored
def renew_lease(tx: Tx, lease: Lease, now: datetime, ttl: timedelta) -> Lease:
    """Hold it longer. Raises StaleFence if it was lost."""
    renewed = tx.write(
        _RENEW,
        {"scene": lease.scene_id, "my_fence": lease.fence, "my_owner": lease.owner, "new_until": now + ttl},
    )
    if not renewed:
        raise _stale(lease)
    return Lease(lease.scene_id, lease.owner, lease.fence, now + ttl)


@stored
def release_lease(tx: Tx, lease: Lease) -> None:
    """Give it back. One that was lost already is left alone."""
    tx.write(_RELEASE, {"scene": lease.scene_id, "my_fence": lease.fence, "my_owner": lease.owner})


def held(tx: Tx, lease: Lease) -> None:
    """Lock the scene for this transaction and check the fence. Raises StaleFence."""
    key = (lease.scene_id, lease.fence)
    if key in tx.held:
        return
    row = tx.row(_CHECK, {"scene": lease.scene_id})
    if row is None or row.fence != lease.fence or row.owner != lease.owner:
        raise _stale(lease)
    tx.held.add(key)


@stored
def hold(tx: Tx, lease: Lease) -> None:
    """Lock the scene for this transaction and check the fence. Raises StaleFence."""
    held(tx, lease)


def _stale(lease: Lease) -> StaleFence:
    return StaleFence(f"Another process has taken over the scene (lease {lease.fence} is no longer the last one).")

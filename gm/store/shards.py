"""Which process plays which shards of a bot: claims with an end, renewed while the process lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, text, update

from gm.store.rows_discord import SHARDS
from gm.store.tx import Tx, stored

_LOCK = 0x676D_7368
"""Key of PostgreSQL's advisory lock under which claims are compared."""
_C = SHARDS.c
_ALL = select(_C.shard_id, _C.shard_count, _C.owner, _C.until).where(_C.application_id == bindparam("application"))
_DROP = delete(SHARDS).where(_C.application_id == bindparam("application"), _C.shard_id == bindparam("shard"))
_ADD = insert(SHARDS)
_MINE = (_C.application_id == bindparam("application"), _C.owner == bindparam("mine"))
_RENEW = update(SHARDS).where(*_MINE).values(until=bindparam("new_until"))
_RELEASE = delete(SHARDS).where(*_MINE)


@dataclass(frozen=True, slots=True)
class ShardClaim:
    """A process's claim. `count` 0 with the one shard 0 stands for all shards there are."""

    application_id: int
    ids: tuple[int, ...]
    count: int
    owner: str


@stored
def claim_shards(
    tx: Tx, claim: ShardClaim, *, now: datetime, ttl: timedelta, gone: Sequence[str] = ()
) -> tuple[str, ...]:
    """Take the shards. Gives the owners that are in the way: none if they are ours now.

    Claims that ran out, and those of owners in `gone`, do not count. Claims over another number of shards always do:
    the same server would be played twice.
    """
    if tx.dialect == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    rows = tx.rows(_ALL, {"application": claim.application_id})
    others = [r for r in rows if r.owner != claim.owner and r.owner not in gone and r.until > now]
    in_the_way = {r.owner for r in others if r.shard_count != claim.count or r.shard_id in claim.ids}
    if in_the_way:
        return tuple(sorted(in_the_way))
    living = {r.shard_id for r in others}
    for row in rows:
        if row.shard_id not in living:
            tx.write(_DROP, {"application": claim.application_id, "shard": row.shard_id})
    values = {"application_id": claim.application_id, "shard_count": claim.count, "owner": claim.owner}
    tx.write(_ADD, [values | {"shard_id": number, "until": now + ttl} for number in claim.ids])
    return ()


@stored
def renew_shards(tx: Tx, claim: ShardClaim, *, now: datetime, ttl: timedelta) -> bool:
    """Keep them longer. False: another process has taken one of them."""
    values = {"application": claim.application_id, "mine": claim.owner, "new_until": now + ttl}
    return tx.write(_RENEW, values) == len(claim.ids)


@stored
def release_shards(tx: Tx, claim: ShardClaim) -> None:
    """Give them back."""
    tx.write(_RELEASE, {"application": claim.application_id, "mine": claim.owner})

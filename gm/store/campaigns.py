"""Worlds and their versions: a game is pinned to one, whole and unchanged."""

from collections import OrderedDict
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound
from gm.store.coding import readable
from gm.store.rows import Upsert
from gm.store.rows_game import WORLD_VERSIONS, WORLDS
from gm.store.tx import Db, Tx, stored

_KEPT: Final = 16
_cache: OrderedDict[str, Campaign] = OrderedDict()
"""Campaigns by version. A version is a hash of the content, so that an entry can never be wrong, only old."""

_PUT_WORLD = Upsert(
    WORLDS,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["slug"], set_={"title": insert.excluded.title}
    ).returning(WORLDS.c.id),
)
_PUT_VERSION = Upsert(WORLD_VERSIONS, lambda insert: insert.on_conflict_do_nothing(index_elements=["version"]))
_WORLD_OF = select(WORLD_VERSIONS.c.world_id).where(WORLD_VERSIONS.c.version == bindparam("version"))
_LOAD = select(WORLD_VERSIONS.c.campaign).where(WORLD_VERSIONS.c.version == bindparam("version"))


def put_campaign(tx: Tx, campaign: Campaign, version: str, now: datetime) -> int:
    """Keep a campaign; gives the number of its world."""
    known = tx.value(_WORLD_OF, {"version": version})
    if known is not None:
        return int(known)
    world = tx.value(_PUT_WORLD.on(tx.dialect), {"slug": campaign.slug, "title": campaign.title, "created_at": now})
    tx.upsert(
        _PUT_VERSION,
        {"world_id": world, "version": version, "campaign": campaign.model_dump_json(), "created_at": now},
    )
    return int(world)


@stored
def record_campaign(tx: Tx, campaign: Campaign, *, version: str, now: datetime) -> None:
    """Keep a version of a campaign (`version`: SHA-256, hex). Doing it again changes nothing."""
    put_campaign(tx, campaign, version, now)


@stored
def load_version(tx: Tx, version: str) -> str | None:
    """A version of a campaign as it is stored, JSON or not; None if it is not there. For verification."""
    found: str | None = tx.value(_LOAD, {"version": version})
    return found


async def load_campaign(db: Db, version: str) -> Campaign:
    """The campaign of that version. Read once per process.

    Raises:
        NotFound: no such version was recorded.
    """
    cached = _cache.get(version)
    if cached is not None:
        _cache.move_to_end(version)
        return cached
    body = await load_version(db, version)
    if body is None:
        raise NotFound(f"No campaign of version {version[:12]} is in the database.")
    with readable(f"The campaign of version {version[:12]}"):
        campaign = Campaign.model_validate_json(body)
    _cache[version] = campaign
    if len(_cache) > _KEPT:
        _cache.popitem(last=False)
    return campaign

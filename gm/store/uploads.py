"""Campaigns that servers uploaded: each seen by its own server alone, within a quota."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select

from gm.domain.errors import Refused
from gm.store.rows import Upsert
from gm.store.rows_upload import UPLOADS
from gm.store.tx import Found, Tx, stored


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded campaign in a list. `size` in bytes; `revision` counts the uploads under this slug from 1."""

    guild_id: int
    slug: str
    title: str
    tagline: str
    version: str
    revision: int
    size: int
    uploaded_by: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class UploadedCampaign:
    """What is played: the campaign as JSON, and its version."""

    version: str
    campaign: str


_U = UPLOADS.c
_LISTED = (
    select(_U.guild_id, _U.slug, _U.title, _U.tagline, _U.version, _U.revision, _U.size, _U.uploaded_by, _U.uploaded_at)
    .where(_U.guild_id == bindparam("guild"))
    .order_by(_U.title, _U.slug)
)
_ONE = select(_U.version, _U.campaign).where(_U.guild_id == bindparam("guild"), _U.slug == bindparam("slug"))
_FILES = select(_U.files).where(_U.guild_id == bindparam("guild"), _U.slug == bindparam("slug"))
_OTHERS = select(func.count(), func.coalesce(func.sum(_U.size), 0)).where(
    _U.guild_id == bindparam("guild"), _U.slug != bindparam("slug")
)
_PUT = Upsert(
    UPLOADS,
    lambda put: put.on_conflict_do_update(
        index_elements=["guild_id", "slug"],
        set_={
            name: getattr(put.excluded, name)
            for name in ("title", "tagline", "version", "campaign", "files", "size", "uploaded_by", "uploaded_at")
        }
        | {"revision": _U.revision + 1},
    ),
)
_DROP = delete(UPLOADS).where(_U.guild_id == bindparam("guild"), _U.slug == bindparam("slug"))


def _upload(row: Found) -> Upload:
    return Upload(*row)


@stored
def load_uploads(tx: Tx, guild_id: int) -> tuple[Upload, ...]:
    """A server's campaigns, by title."""
    return tuple(_upload(row) for row in tx.rows(_LISTED, {"guild": guild_id}))


@stored
def load_upload(tx: Tx, guild_id: int, slug: str) -> UploadedCampaign | None:
    """A server's campaign, or None."""
    row = tx.row(_ONE, {"guild": guild_id, "slug": slug})
    return None if row is None else UploadedCampaign(*row)


@stored
def load_upload_files(tx: Tx, guild_id: int, slug: str) -> bytes | None:
    """The files of a server's campaign as a zip, or None."""
    found = tx.value(_FILES, {"guild": guild_id, "slug": slug})
    return None if found is None else bytes(found)


@stored
def record_upload(
    tx: Tx,
    *,
    guild_id: int,
    slug: str,
    title: str,
    tagline: str,
    version: str,
    campaign: str,
    files: bytes,
    uploaded_by: int,
    now: datetime,
    most: int,
    most_bytes: int,
) -> Upload:
    """Keep an uploaded campaign; one of the same slug is replaced, and running games keep theirs.

    Raises:
        Refused: the server would have more than `most` campaigns or `most_bytes` bytes.
    """
    size = len(files) + len(campaign.encode())
    count, total = tx.row(_OTHERS, {"guild": guild_id, "slug": slug}) or (0, 0)
    if count + 1 > most:
        text = f"This server has {count} campaigns, and may have {most}."
        raise Refused(text, remedy="Remove one first.", key="upload.many", count=count, most=most)
    if int(total) + size > most_bytes:
        raise Refused(
            f"This server's campaigns would take {(int(total) + size) / 2**20:.1f} MiB of {most_bytes / 2**20:.1f}.",
            remedy="Remove one first.",
            key="upload.big",
            size=f"{(int(total) + size) / 2**20:.1f}",
            most=f"{most_bytes / 2**20:.1f}",
        )
    values = {"guild_id": guild_id, "slug": slug, "title": title, "tagline": tagline, "version": version}
    values |= {"campaign": campaign, "files": files, "size": size, "uploaded_by": uploaded_by, "uploaded_at": now}
    tx.upsert(_PUT, values | {"revision": 1})
    return next(_upload(row) for row in tx.rows(_LISTED, {"guild": guild_id}) if row.slug == slug)


@stored
def drop_upload(tx: Tx, guild_id: int, slug: str) -> bool:
    """Remove a server's campaign; games that were begun with it go on. False if there is none of that slug."""
    return tx.write(_DROP, {"guild": guild_id, "slug": slug}) > 0

"""Campaigns that a server's game masters uploaded."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String, Text

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class CampaignUploadRow(Base):
    """An uploaded campaign as its files. Seen by its server alone; a game that was begun with it keeps its version."""

    __tablename__ = "campaign_uploads"
    __table_args__ = (Index("uq_campaign_uploads_slug", "guild_id", "slug", unique=True), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the upload.")
    guild_id: Mapped[int] = mapped_column(BigInteger, doc="The server that it belongs to.")
    slug: Mapped[str] = mapped_column(String(64), doc="Its campaign's slug: the server is in it.")
    title: Mapped[str] = mapped_column(Text, doc="Its title.")
    tagline: Mapped[str] = mapped_column(Text, doc="Its tagline; '' if it has none.")
    version: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the campaign, hex.")
    revision: Mapped[int] = mapped_column(Id, doc="Counts the uploads under this slug from 1.")
    campaign: Mapped[str] = mapped_column(Text, doc="The campaign as it was loaded, as JSON.")
    files: Mapped[bytes] = mapped_column(LargeBinary, doc="Its files as a zip, packed by us.")
    size: Mapped[int] = mapped_column(Id, doc="Bytes of `files` and `campaign` together: what counts for the quota.")
    uploaded_by: Mapped[int] = mapped_column(BigInteger, doc="The user who uploaded it. 0: erased at their wish.")
    uploaded_at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")


UPLOADS = table_of(CampaignUploadRow)

"""The table of those whose words are not kept: by their own wish, for as long as they wish."""

from datetime import datetime

from sqlalchemy import String

from gm.store.rows import Base, Mapped, UtcTime, kind, mapped_column, table_of


class UnrecordedRow(Base):
    """That a player's words are let go once they are answered. Taken back or erased: the row is gone."""

    __tablename__ = "unrecorded"
    __table_args__ = kind("table")
    player: Mapped[str] = mapped_column(String(200), primary_key=True, doc="The player's id at their face.")
    since: Mapped[datetime] = mapped_column(UtcTime, doc="From when on: what was received before stays.")


UNRECORDED = table_of(UnrecordedRow)

"""Tables of what is planned: when a group comes together, and who wants to be told."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String

from gm.store.rows import Base, Mapped, UtcTime, kind, mapped_column, table_of


class SittingRow(Base):
    """When the group of a thread comes together next. One plan at a time."""

    __tablename__ = "discord_sittings"
    __table_args__ = (Index("ix_discord_sittings_state", "state", "at"), kind("table"))
    thread_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The thread.")
    guild_id: Mapped[int] = mapped_column(BigInteger, doc="The server that it is in.")
    at: Mapped[datetime] = mapped_column(UtcTime, doc="When they come together.")
    event_id: Mapped[int | None] = mapped_column(BigInteger, doc="Discord's scheduled event. NULL: there is none.")
    state: Mapped[str] = mapped_column(String(8), doc="`planned`, or `told`: people have been reminded.")


class InterestRow(Base):
    """Who wants to be reminded of a thread's sittings."""

    __tablename__ = "discord_interests"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    thread_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The thread.")
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The user.")
    since: Mapped[datetime] = mapped_column(UtcTime, doc="When they said so.")


SITTINGS = table_of(SittingRow)
INTERESTS = table_of(InterestRow)

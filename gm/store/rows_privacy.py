"""Tables of data rights: who agreed to what, which games ended when, which servers the bot left, and daily chores."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String

from gm.store.rows import Base, Mapped, UtcTime, kind, mapped_column, table_of


class DiscordConsentRow(Base):
    """That a user has agreed to what is stored and sent. Withdrawn or erased: the row is gone."""

    __tablename__ = "discord_consents"
    __table_args__ = kind("table")
    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The user.")
    version: Mapped[str] = mapped_column(String(32), doc="Version of the text that they agreed to.")
    agreed_at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")


class DiscordEndingRow(Base):
    """A game that has ended, for retention: when, and what has come of its texts. A game that goes on has no row."""

    __tablename__ = "discord_endings"
    __table_args__ = kind("table")
    thread_id: Mapped[int] = mapped_column(
        ForeignKey("discord_threads.thread_id"), primary_key=True, autoincrement=False, doc="The game's thread."
    )
    ended_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was ended.")
    state: Mapped[str] = mapped_column(
        String(8), doc="`kept`, `told` (the thread was told that it will go) or `erased`."
    )
    state_at: Mapped[datetime] = mapped_column(UtcTime, doc="Since when it is in that state.")


class DiscordDepartureRow(Base):
    """A server that the bot was removed from. Its data goes when the grace is over; invited back, the row goes."""

    __tablename__ = "discord_departures"
    __table_args__ = kind("table")
    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The server.")
    left_at: Mapped[datetime] = mapped_column(UtcTime, doc="When the bot was removed.")


class ChoreRow(Base):
    """Something that one process does for all, now and then: who has it in hand, and when it was done last."""

    __tablename__ = "chores"
    __table_args__ = kind("table")
    name: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Which chore.")
    owner: Mapped[str] = mapped_column(String(200), doc="The process that took it last.")
    until: Mapped[datetime] = mapped_column(UtcTime, doc="Until when it has it: others leave it alone till then.")
    done_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it was done last. NULL: never.")


CONSENTS = table_of(DiscordConsentRow)
ENDINGS = table_of(DiscordEndingRow)
DEPARTURES = table_of(DiscordDepartureRow)
CHORES = table_of(ChoreRow)

"""Table of turn reminders on Discord."""

from sqlalchemy import BigInteger, ForeignKey, Integer

from gm.store.rows import Base, Id, Mapped, kind, mapped_column, table_of


class DiscordReminderRow(Base):
    """A player who wants to be reminded in a thread when the table waits. No row: nobody asked."""

    __tablename__ = "discord_reminders"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    thread_id: Mapped[int] = mapped_column(
        ForeignKey("discord_threads.thread_id"), primary_key=True, autoincrement=False, doc="The thread."
    )
    player_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The user.")
    hours: Mapped[int] = mapped_column(Integer, doc="After how many hours of waiting.")
    utc_minutes: Mapped[int] = mapped_column(Integer, doc="How far the player's clock is ahead of UTC, in minutes.")
    quiet_from: Mapped[int] = mapped_column(Integer, doc="Hour of the player's day from which nothing is sent.")
    quiet_to: Mapped[int] = mapped_column(Integer, doc="Hour until which. The same as `quiet_from`: no quiet hours.")
    reminded_of: Mapped[int | None] = mapped_column(
        Id, doc="The turn after which they were last reminded. NULL: never were."
    )


REMINDERS = table_of(DiscordReminderRow)

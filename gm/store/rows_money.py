"""Tables about money that are no log: stops, and the sealed keys of accounts."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text

from gm.store.rows import Base, Mapped, UtcTime, kind, mapped_column, table_of


class SpendStopRow(Base):
    """A stop: while it stands, nothing that costs is asked for its scope."""

    __tablename__ = "spend_stops"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    scope: Mapped[str] = mapped_column(
        String(64), primary_key=True, doc="Whose spending: an account (`guild:123`), a payer, or `*` for all of it."
    )
    since: Mapped[datetime] = mapped_column(UtcTime, doc="When it was stopped.")
    by: Mapped[str] = mapped_column(Text, doc="From where: the `server` itself, or the host's `terminal`.")


class AccountKeyRow(Base):
    """A provider's key that an account has entrusted to the bot, sealed under the host's secret."""

    __tablename__ = "account_keys"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    account: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Whose: `guild:123`.")
    provider: Mapped[str] = mapped_column(String(64), doc="Whose models it opens: `openrouter` …")
    sealed: Mapped[bytes] = mapped_column(LargeBinary, doc="The key, unreadable without `GM_SECRET_KEY`.")
    set_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was given.")


class SpendNoticeRow(Base):
    """That somebody was told of a limit: once for each period, limit and place."""

    __tablename__ = "spend_notices"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    scope: Mapped[str] = mapped_column(
        String(300), primary_key=True, doc="Whose limit, as in `spend_totals`; or `*`: a stop."
    )
    period: Mapped[str] = mapped_column(String(10), primary_key=True, doc="The UTC day or month that it was for.")
    level: Mapped[str] = mapped_column(String(16), primary_key=True, doc="`soft`, `hard`, `stopped` or `unpriced`.")
    place: Mapped[str] = mapped_column(
        String(64), primary_key=True, doc="Who was told: a table (`game:12`), a server's managers (`guild:1`), `host`."
    )
    at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")


SPEND_STOPS = table_of(SpendStopRow)
ACCOUNT_KEYS = table_of(AccountKeyRow)
SPEND_NOTICES = table_of(SpendNoticeRow)

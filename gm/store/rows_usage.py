"""Model calls added up: what `gm usage` reads, so that a year's bill is not counted from a million rows each time.

A call is added when it is closed, in the same transaction. Words of people stand in none of it.
"""

from sqlalchemy import String

from gm.store.rows import Base, Id, Mapped, kind, mapped_column, table_of


class _Summed:
    """What is added up of the calls of a row."""

    calls: Mapped[int] = mapped_column(Id, doc="How many calls.")
    failed: Mapped[int] = mapped_column(Id, doc="Of these failed, lost or refused.")
    unknown: Mapped[int] = mapped_column(Id, doc="Of these without a known cost.")
    prompt: Mapped[int] = mapped_column(Id, doc="Tokens of the prompts, as far as reported.")
    prompted: Mapped[int] = mapped_column(Id, doc="Calls that reported them.")
    cached: Mapped[int] = mapped_column(Id, doc="Tokens read from a cache, as far as reported.")
    completion: Mapped[int] = mapped_column(Id, doc="Tokens of the replies, as far as reported.")
    completed: Mapped[int] = mapped_column(Id, doc="Calls that reported them.")
    reasoning: Mapped[int] = mapped_column(Id, doc="Tokens of reasoning, as far as reported.")
    reasoned: Mapped[int] = mapped_column(Id, doc="Calls that reasoned.")
    offered: Mapped[int] = mapped_column(Id, doc="Calls that could call tools.")
    tooled: Mapped[int] = mapped_column(Id, doc="Calls that did.")
    cost: Mapped[int] = mapped_column(Id, doc="Nano-dollars of those whose cost is known.")
    saved: Mapped[int] = mapped_column(Id, doc="Nano-dollars that caching saved, where prices are known.")


class UsageDayRow(_Summed, Base):
    """Closed calls of one day that are alike in all that usage can be asked by. Keys have no NULL: 0 or '' is none."""

    __tablename__ = "usage_days"
    __table_args__ = {**kind("derived"), "sqlite_with_rowid": False}
    day: Mapped[str] = mapped_column(String(10), primary_key=True, doc="UTC day on which they began, YYYY-MM-DD.")
    game_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, doc="The game. 0: for none.")
    session_id: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, doc="Their turn's sitting. 0: none."
    )
    campaign: Mapped[str] = mapped_column(String(64), primary_key=True, doc="The campaign's slug; '' for none.")
    payer: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Who pays: `host`, or an account.")
    account: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Whose use it is; '' only the payer's.")
    player: Mapped[str] = mapped_column(String(200), primary_key=True, doc="The player; '' the whole table; `erased`.")
    role: Mapped[str] = mapped_column(String(32), primary_key=True, doc="Who answered.")
    category: Mapped[str] = mapped_column(String(32), primary_key=True, doc="What the money was spent on.")
    content_tag: Mapped[str] = mapped_column(String(64), primary_key=True, doc="The usage taxonomy.")
    backend: Mapped[str] = mapped_column(String(32), primary_key=True, doc="litellm, offline or scripted.")
    provider: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Who runs the model; '' if not known.")
    maker: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Who made it; '' if not known.")
    model: Mapped[str] = mapped_column(String(200), primary_key=True, doc="What the backend calls the model.")
    weights: Mapped[str] = mapped_column(String(8), primary_key=True, doc="`open`, `closed`, or '' if not known.")


class UsageMonthRow(_Summed, Base):
    """The same for a month, whoever played and in whichever sitting: so few rows that a bill is there at once."""

    __tablename__ = "usage_months"
    __table_args__ = {**kind("derived"), "sqlite_with_rowid": False}
    month: Mapped[str] = mapped_column(String(7), primary_key=True, doc="UTC month in which they began, YYYY-MM.")
    game_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, doc="The game. 0: for none.")
    campaign: Mapped[str] = mapped_column(String(64), primary_key=True, doc="The campaign's slug; '' for none.")
    payer: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Who pays: `host`, or an account.")
    account: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Whose use it is; '' only the payer's.")
    role: Mapped[str] = mapped_column(String(32), primary_key=True, doc="Who answered.")
    category: Mapped[str] = mapped_column(String(32), primary_key=True, doc="What the money was spent on.")
    content_tag: Mapped[str] = mapped_column(String(64), primary_key=True, doc="The usage taxonomy.")
    backend: Mapped[str] = mapped_column(String(32), primary_key=True, doc="litellm, offline or scripted.")
    provider: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Who runs the model; '' if not known.")
    maker: Mapped[str] = mapped_column(String(64), primary_key=True, doc="Who made it; '' if not known.")
    model: Mapped[str] = mapped_column(String(200), primary_key=True, doc="What the backend calls the model.")
    weights: Mapped[str] = mapped_column(String(8), primary_key=True, doc="`open`, `closed`, or '' if not known.")


USAGE_DAYS = table_of(UsageDayRow)
USAGE_MONTHS = table_of(UsageMonthRow)
